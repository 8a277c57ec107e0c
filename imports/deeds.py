"""The kinds of work on an import that may take long, each one verb; run by the server or by a process beside it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from accounts.actor import Actor
from accounts.moments import local_day
from imports import batches, incoming, layouts, matching, row_answers, store
from imports.model import Limits, Options, Understood
from imports.plan_model import Decision
from imports.tables import ImportBatch
from imports.tasks import Task
from imports.undo import undo_batch
from law.store import Law

Understand = Callable[[Path, Options, int | None], Awaitable[Understood]]
# The state of an import by which one can tell that work was done before its process died.
AFTER = {"commit": "committed", "undo": "undone"}


@dataclass(frozen=True, slots=True)
class Means:
    """What work is done with: where files are kept, what they may ask for, the law, the time, and who understands.

    Who understands raises `imports.away.TooMuch` for a file of more than `most_rows`.
    """

    data: Path
    limits: Limits
    law: Law
    now: datetime
    understand: Understand
    most_rows: int | None = None


async def do(task: Task, actor: Actor, means: Means) -> dict[str, Any]:
    """Do the work and return what it did; raises what its verb raises."""
    return await DEEDS[task.kind](task, actor, means)


async def is_done(task: Task) -> bool:
    """Return whether work that nobody recorded the end of was done all the same."""
    row = await ImportBatch.select(ImportBatch.state).where(ImportBatch.id == task.batch).first()
    if row is None:
        return True
    return bool(row["state"] != "reading") if task.kind == "read" else row["state"] == AFTER.get(task.kind)


async def _read(task: Task, actor: Actor, means: Means) -> dict[str, Any]:
    row = await batches.batch_in_scope(task.batch, actor)
    known = await layouts.remembered(row["organisation"])
    file = store.uploads(means.data.absolute()) / row["digest"]
    understood = await means.understand(
        file, Options(layouts=known, nameless=True, limits=means.limits), means.most_rows
    )
    await incoming.fill(task.batch, understood, actor)
    return {"vendors": len(understood.vendors)}


async def _match(task: Task, actor: Actor, means: Means) -> dict[str, Any]:
    async def again(digest: str, options: Options) -> Understood | None:
        file = store.uploads(means.data.absolute()) / digest
        return await means.understand(file, options, means.most_rows) if file.is_file() else None

    choice = matching.choice_from(task.payload)
    await matching.match_again(task.batch, choice, again, means.limits, actor, means.now)
    return {}


async def _answer(task: Task, actor: Actor, means: Means) -> dict[str, Any]:
    del means
    said = task.payload["answer"]
    decision = Decision(*said) if said else None
    await row_answers.answer(task.batch, _where(task), decision, actor)
    return {}


async def _correct(task: Task, actor: Actor, means: Means) -> dict[str, Any]:
    del means
    if alike := task.payload.get("alike"):
        await row_answers.correct_alike(task.batch, _where(task), alike, actor)
    else:
        await row_answers.correct_row(task.batch, _where(task), task.payload["given"], actor)
    return {}


async def _commit(task: Task, actor: Actor, means: Means) -> dict[str, Any]:
    now, expected = means.now, task.payload["expected"]
    return await batches.commit_batch(task.batch, expected, actor=actor, now=now, today=local_day(now), law=means.law)


async def _undo(task: Task, actor: Actor, means: Means) -> dict[str, Any]:
    await undo_batch(task.batch, actor=actor, now=means.now, today=local_day(means.now), law=means.law)
    return {}


def _where(task: Task) -> tuple[str, int, int | None]:
    sheet, row, column = task.payload["where"]
    return sheet, row, column


DEEDS: dict[str, Callable[[Task, Actor, Means], Awaitable[dict[str, Any]]]] = {
    "read": _read,
    "match": _match,
    "answer": _answer,
    "correct": _correct,
    "commit": _commit,
    "undo": _undo,
}
