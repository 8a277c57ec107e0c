"""Work on imports as rows of the database: whoever works on one has claimed it, for as long as the claim lasts."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.bulk import on_sqlite
from accounts.database import transaction
from accounts.errors import Conflict
from accounts.events import N_, Event
from accounts.roles import Deed
from imports.batches import batch_in_scope
from imports.outcomes import Outcome
from imports.tables import ImportBatch, ImportTask
from register.sql import fetch_all

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 2
BUSY = N_("Somebody is at this import just now. Wait until that is done, and look at what it did before you go on.")
STATES = {"done": "done", "refused": "refused", "stopped": "stopped"}


@dataclass(frozen=True, slots=True)
class Task:
    """Work that this process has claimed."""

    id: int
    batch: int
    kind: str
    payload: Mapping[str, Any]
    user: int | None
    label: str
    address: str
    language: str
    attempts: int
    claim: str


async def begin(
    kind: str, batch: int, payload: Mapping[str, Any], *, actor: Actor, language: str, now: datetime
) -> Task:
    """Claim work on an import and return it; raises `Conflict` where somebody is at the same import already."""
    async with transaction():
        await batch_in_scope(batch, actor, Deed.IMPORT)
        if not on_sqlite():
            await fetch_all("SELECT id FROM import_batch WHERE id = {} FOR UPDATE", [batch])
        this = ImportTask.batch == batch
        if await ImportTask.exists().where(this & (ImportTask.state == "running")):
            raise Conflict(BUSY, current={"state": "running"})
        await ImportTask.delete().where(this)
        return await _claimed(kind, batch, payload, actor, language, now)


async def begin_reading(batch: int, *, actor: Actor, language: str, now: datetime) -> Task:
    """Claim the reading of a file whose import was just made, in the open transaction."""
    return await _claimed("read", batch, {}, actor, language, now)


async def _claimed(
    kind: str, batch: int, payload: Mapping[str, Any], actor: Actor, language: str, now: datetime
) -> Task:
    row = ImportTask(
        batch=batch,
        kind=kind,
        payload=json.dumps(dict(payload)),
        user=actor.id,
        label=actor.label[:255],
        address=actor.address[:64],
        language=language,
        claim=secrets.token_hex(16),
        claimed_until=now + LEASE,
        created_at=now,
    )
    await row.save()
    return task_of((await ImportTask.select().where(ImportTask.id == row.id))[0])


def task_of(row: Mapping[str, Any]) -> Task:
    """Return the work that a row of the database stands for."""
    names = ("id", "batch", "kind", "user", "label", "address", "language", "attempts", "claim")
    return Task(payload=json.loads(row["payload"]), **{name: row[name] for name in names})


async def finish(task: Task, outcome: Outcome, actor: Actor, now: datetime) -> bool:
    """Record what came of work, unless another process has taken it over; return whether it was still ours."""
    async with transaction():
        ours = await fetch_all(
            "UPDATE import_task SET state = {}, outcome = {}, claim = '', claimed_until = NULL, ended_at = {}"
            " WHERE id = {} AND claim = {} AND state = 'running' RETURNING id",
            [STATES.get(outcome.kind, "failed"), json.dumps(outcome.as_json()), now, task.id, task.claim],
        )
        if not ours:
            return False
        batch = (await ImportBatch.select().where(ImportBatch.id == task.batch))[0]
        told = {"subject": ("import", task.batch), "organisation_id": batch["organisation"]}
        this = ImportBatch.id == task.batch
        if outcome.kind == "stopped":
            if batch["state"] == "reading":
                await ImportBatch.update({ImportBatch.state: "left"}).where(this)
            await record(Event.IMPORT_STOPPED, actor, now, **told, after={"work": task.kind})
        elif batch["state"] == "reading" and outcome.kind != "done":
            await ImportBatch.update({ImportBatch.state: "refused", ImportBatch.error: outcome.sentence}).where(this)
            await record(Event.IMPORT_REFUSED, actor, now, **told)
    return True


async def note(task: Task, step: str, done: int, total: int, now: datetime) -> bool:
    """Write down how far claimed work has come and renew its claim; return whether somebody asked to stop it."""
    rows = await fetch_all(
        "UPDATE import_task SET step = {}, done = {}, total = {}, claimed_until = {}"
        " WHERE id = {} AND claim = {} AND state = 'running' RETURNING stop_asked",
        [step, done, total, now + LEASE, task.id, task.claim],
    )
    return not rows or bool(rows[0]["stop_asked"])


async def ask_to_stop(batch: int) -> None:
    """Ask the process that works on an import to stop."""
    this = (ImportTask.batch == batch) & (ImportTask.state == "running")
    await ImportTask.update({ImportTask.stop_asked: True}).where(this)


async def forget(task: Task) -> None:
    """Remove work of which whoever asked for it was told at once."""
    await ImportTask.delete().where((ImportTask.id == task.id) & (ImportTask.state != "running"))


async def release(task: Task) -> None:
    """Give work back that was begun and is to be done by whoever comes next, as at the end of a process."""
    await fetch_all(
        "UPDATE import_task SET claimed_until = NULL WHERE id = {} AND claim = {} AND state = 'running'",
        [task.id, task.claim],
    )


async def take_over(now: datetime, *, batch: int | None = None, all_of_them: bool = False) -> list[Task]:
    """Claim the work of processes that have died: whose claim has run out or, with `all_of_them`, all that is open.

    A claim that ends further ahead than any can was made by a clock that has been put back since; it is over.
    """
    token = secrets.token_hex(16)
    stale = "" if all_of_them else " AND (claimed_until IS NULL OR claimed_until <= {} OR claimed_until > {})"
    one = f" AND batch = {batch:d}" if batch is not None else ""
    skip = "" if on_sqlite() else " FOR UPDATE SKIP LOCKED"
    sql = (
        "UPDATE import_task SET claim = {}, claimed_until = {}, attempts = attempts + 1 WHERE id IN"  # noqa: S608
        f" (SELECT id FROM import_task WHERE state = 'running'{stale}{one}{skip}) RETURNING id"
    )
    times = [] if all_of_them else [now, now + 2 * LEASE]
    ids = [row["id"] for row in await fetch_all(sql, [token, now + LEASE, *times])]
    if not ids:
        return []
    rows = await ImportTask.select().where(ImportTask.id.is_in(ids)).order_by(ImportTask.id)
    return [task_of(row) for row in rows]


async def last_of(batch: int) -> dict[str, Any] | None:
    """Return the last work on an import, running or ended."""
    found: dict[str, Any] | None = (
        await ImportTask.select().where(ImportTask.batch == batch).order_by(ImportTask.id, ascending=False).first()
    )
    return found
