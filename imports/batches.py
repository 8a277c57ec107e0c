"""Imports from upload to result: propose, answer, commit, leave."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.bulk import Behind, on_sqlite
from accounts.database import transaction
from accounts.errors import Conflict, NotFound
from accounts.events import N_, Event
from accounts.roles import Deed, demand
from accounts.tables import Organisation
from imports.additions import Setting
from imports.apply import apply
from imports.conflicts import as_options
from imports.model import Problem, Skipped, Table, Understood
from imports.plan import Where
from imports.plan_model import Decision, Plan
from imports.planning import make_plan
from imports.store import File
from imports.stored import read_problems, row_of, store_skipped, store_steps
from imports.tables import ImportBatch, ImportRow
from law.store import Law
from register.scope import seen
from register.sql import fetch_all

LOCK = 28_028
GONE = N_("There is no such import. It may have been removed, or it belongs to another organisation.")
TAKEN = N_("Somebody else has just dealt with this import. Look at what it did before you go on.")
MOVED = N_("The register has changed since you looked. Nothing was written; check the counts below and commit again.")


async def propose(
    file: File, understood: Understood, organisation: int, *, options: Mapping[str, Any], actor: Actor, now: datetime
) -> int:
    """Store what a file would do, change nothing else, and return the number of the import."""
    demand(actor, Deed.IMPORT)
    async with transaction():
        seen(organisation, actor, Deed.IMPORT)
        plan = await make_plan(understood, organisation, actor, {})
        batch = await _new_batch(file, understood, organisation, options=options, actor=actor, now=now)
        await store_plan(batch, plan, understood.skipped)
        await record(
            Event.IMPORT_UPLOADED,
            actor,
            now,
            subject=("import", batch),
            organisation_id=organisation,
            after={"file": file.name, "digest": file.digest},
        )
    return batch


async def import_at_once(
    file: File,
    understood: Understood,
    organisation: int,
    *,
    actor: Actor,
    now: datetime,
    today: date,
    law: Law,
    decide: Callable[[Plan], Mapping[Where, Decision]] | None = None,
) -> tuple[int, dict[str, int]]:
    """Import a file in one transaction and return the number of the import and what it did.

    `decide` answers to the rows of the plan that need somebody; those without an answer are held back.
    """
    demand(actor, Deed.IMPORT)
    async with transaction():
        await one_at_a_time()
        seen(organisation, actor, Deed.IMPORT)
        plan = await make_plan(understood, organisation, actor, {})
        said = decide(plan) if decide is not None and plan.counts["needs-you"] else {}
        if said:
            plan = await make_plan(understood, organisation, actor, said)
        batch = await _new_batch(file, understood, organisation, options=as_options(said), actor=actor, now=now)
        await store_skipped(batch, understood.skipped)
        setting = Setting(await _organisation(organisation), actor, now, today, law)
        counts = await _apply(batch, plan, setting, len(understood.skipped))
    return batch, counts


async def commit_batch(
    batch: int, expected: Mapping[str, int], *, actor: Actor, now: datetime, today: date, law: Law
) -> dict[str, int]:
    """Do what an import proposes and return the counts.

    `expected` are the counts that the person saw: where the register has moved on so that others would result, nothing
    is written, the new plan is stored and `Conflict` raised.
    """
    demand(actor, Deed.IMPORT)
    moved = False
    async with transaction():
        await one_at_a_time()
        row = await open_batch(batch, actor)
        plan, skipped = await _plan(batch, row, json.loads(row["options"]), actor)
        counts = {**plan.counts, "skip": plan.counts["skip"] + skipped}
        if any(counts[name] != number for name, number in expected.items()):
            moved = True
            await replace_plan(batch, plan, skipped)
        else:
            await _clear_planned(batch)
            setting = Setting(await _organisation(row["organisation"]), actor, now, today, law)
            counts = await _apply(batch, plan, setting, skipped)
    if moved:
        raise Conflict(MOVED, current=counts, given=expected)
    return counts


async def plan_again(batch: int, actor: Actor) -> None:
    """Compare an open import with the register as it stands now."""
    async with transaction():
        row = await open_batch(batch, actor)
        plan, skipped = await _plan(batch, row, json.loads(row["options"]), actor)
        await replace_plan(batch, plan, skipped)


async def leave(batch: int, actor: Actor, now: datetime) -> None:
    """Leave an import without doing it; what was found is forgotten, the file is kept."""
    demand(actor, Deed.IMPORT)
    async with transaction():
        row = await open_batch(batch, actor)
        await ImportBatch.update({ImportBatch.state: "left"}).where(ImportBatch.id == batch)
        await ImportRow.delete().where(ImportRow.batch == batch)
        await record(Event.IMPORT_LEFT, actor, now, subject=("import", batch), organisation_id=row["organisation"])


async def batch_in_scope(batch: int, actor: Actor, deed: Deed = Deed.READ) -> dict[str, Any]:
    """Return an import; raise `accounts.errors.NotFound` where there is none that the actor may see.

    Raises `accounts.errors.Forbidden` where the deed is not covered in the organisation of the import.
    """
    row: dict[str, Any] | None = await ImportBatch.select().where(ImportBatch.id == batch).first()
    if row is None or not actor.sees(row["organisation"]):
        raise NotFound(GONE)
    demand(actor, deed, row["organisation"])
    return row


async def open_batch(batch: int, actor: Actor, state: str = "planned") -> dict[str, Any]:
    """Return an import that waits for its commit, and hold it: whoever comes second is told."""
    row = await batch_in_scope(batch, actor, Deed.IMPORT)
    if not on_sqlite():
        await fetch_all("SELECT id FROM import_batch WHERE id = {} FOR UPDATE", [batch])
        row = await batch_in_scope(batch, actor, Deed.IMPORT)
    if row["state"] != state:
        raise Conflict(TAKEN, current={"state": row["state"]})
    return row


async def one_at_a_time() -> None:
    """Let one import at a time compare and write, or take back; the embedded engine has one writer anyway."""
    if not on_sqlite():
        await fetch_all("SELECT pg_advisory_xact_lock({})", [LOCK])


async def _new_batch(
    file: File, understood: Understood, organisation: int, *, options: Mapping[str, Any], actor: Actor, now: datetime
) -> int:
    batch = ImportBatch(
        organisation=organisation,
        user=actor.id,
        file_name=file.name[-255:],
        digest=file.digest,
        size=file.size,
        state="planned",
        options=json.dumps(dict(options)),
        layout=layout_of(understood),
        problems=elsewhere_of(understood),
        created_at=now,
    )
    await batch.save()
    return int(batch.id)


def elsewhere_of(understood: Understood) -> str:
    """Return the problems that stand outside the rows of vendors, as the import stores them."""
    in_rows = {(row.sheet, row.row) for row in understood.vendors}
    elsewhere = [asdict(one) for one in understood.problems if (one.sheet, one.row) not in in_rows]
    return json.dumps(elsewhere, ensure_ascii=False)


def layout_of(understood: Understood) -> str:
    """Return how a file was read, as the import stores it."""
    used = dict.fromkeys([*(one.sheet for one in understood.tables), *(one.sheet for one in understood.vendors)])
    layout = {
        "sheets": understood.sheets or tuple(used),
        "used": tuple(used),
        "format": understood.format,
        "encoding": understood.encoding,
        "delimiter": understood.delimiter,
        "notes": understood.notes,
        "tables": [asdict(table) for table in understood.tables],
        "duplicates": [asdict(one) for one in understood.duplicates],
    }
    return json.dumps(layout, ensure_ascii=False)


async def store_plan(batch: int, plan: Plan, skipped: Sequence[Skipped]) -> None:
    """Store what each row of a file would do, and the rows that are no vendors."""
    await store_steps(batch, plan.steps)
    await store_skipped(batch, skipped)
    counts = {**plan.counts, "skip": plan.counts["skip"] + len(skipped)}
    await ImportBatch.update({ImportBatch.counts: json.dumps(counts)}).where(ImportBatch.id == batch)


async def replace_plan(batch: int, plan: Plan, skipped: int) -> None:
    """Store a new plan in place of the one before; the rows that are no vendors stay."""
    await _clear_planned(batch)
    await store_steps(batch, plan.steps)
    counts = {**plan.counts, "skip": plan.counts["skip"] + skipped}
    await ImportBatch.update({ImportBatch.counts: json.dumps(counts)}).where(ImportBatch.id == batch)


async def _clear_planned(batch: int) -> None:
    a_vendor = (ImportRow.action != "skip") | (ImportRow.why == "left-out")
    await ImportRow.delete().where((ImportRow.batch == batch) & a_vendor)


async def plan_with(batch: int, row: dict[str, Any], options: Mapping[str, Any], actor: Actor) -> None:
    """Keep what a person said, and store the plan that follows from it."""
    await ImportBatch.update({ImportBatch.options: json.dumps(options)}).where(ImportBatch.id == batch)
    await replace_plan(batch, *await _plan(batch, row, options, actor))


async def _plan(batch: int, row: dict[str, Any], options: Mapping[str, Any], actor: Actor) -> tuple[Plan, int]:
    """Return what the stored rows do, with all that was said of them, and how many rows are no vendors."""
    understood, skipped = await _stored(batch, row)
    said = decisions_of(options), corrections_of(options)
    return await make_plan(understood, row["organisation"], actor, *said), skipped


async def _stored(batch: int, row: dict[str, Any]) -> tuple[Understood, int]:
    """Return what was understood of the file, and how many rows were no vendors."""
    stored = await ImportRow.select().where(ImportRow.batch == batch).order_by(ImportRow.id)
    rows = [one for one in stored if one["action"] != "skip" or one["why"] == "left-out"]
    problems: list[Problem] = [problem for one in rows if one["problems"] != "[]" for problem in read_problems(one)]
    tables: tuple[Table, ...] = ()
    understood = Understood(tuple(row_of(one) for one in rows), (), (), tuple(problems), tables, digest=row["digest"])
    return understood, len(stored) - len(rows)


def decisions_of(options: Mapping[str, Any]) -> dict[Where, Decision]:
    """Return what a person answered to rows, by where they stand."""
    decided = options.get("decisions", [])
    return {(sheet, line, column): Decision(kind, vendor) for sheet, line, column, kind, vendor in decided}


def corrections_of(options: Mapping[str, Any]) -> dict[Where, dict[str, str]]:
    """Return what a person said of rows instead of what was read, by where they stand."""
    return {(sheet, line, column): said for sheet, line, column, said in options.get("corrections", [])}


async def _organisation(number: int) -> dict[str, Any]:
    row: dict[str, Any] | None = await Organisation.select().where(Organisation.id == number).first()
    if row is None:
        raise NotFound(GONE)
    return row


async def _apply(batch: int, plan: Plan, setting: Setting, skipped: int) -> dict[str, int]:
    async with Behind() as behind:
        undo = await apply(plan, setting, behind)
        await store_steps(batch, plan.steps, undo, behind)
    counts = {**plan.counts, "skip": plan.counts["skip"] + skipped}
    await ImportBatch.update(
        {
            ImportBatch.state: "committed",
            ImportBatch.committed_at: setting.now,
            ImportBatch.counts: json.dumps(counts),
        }
    ).where(ImportBatch.id == batch)
    await record(
        Event.IMPORT_COMMITTED,
        setting.actor,
        setting.now,
        subject=("import", batch),
        organisation_id=setting.organisation["id"],
        after=counts,
    )
    return counts
