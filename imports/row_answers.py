"""What a person says of single rows of an open import: an answer to a question, or what should have been read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from accounts.actor import Actor
from accounts.database import transaction
from accounts.errors import NotFound
from accounts.events import N_
from accounts.roles import Deed, demand
from imports.batches import batch_in_scope, corrections_of, decisions_of, open_batch, plan_with
from imports.corrections import as_read, read_given
from imports.matching import Choice, with_row
from imports.plan import Where
from imports.plan_model import Decision
from imports.row_forms import as_in_column
from imports.stored import read_problems, row_of
from imports.tables import ImportRow

NO_ROW = N_("There is no such row in this import. Go back and look at its rows again.")


async def answer(batch: int, where: Where, decision: Decision | None, actor: Actor) -> None:
    """Keep what a person said about a row, and plan again; None takes an answer back."""
    demand(actor, Deed.IMPORT)
    async with transaction():
        row = await open_batch(batch, actor)
        options = json.loads(row["options"])
        decisions = decisions_of(options)
        decisions.pop(where, None)
        if decision is not None:
            decisions[where] = decision
        options["decisions"] = [[*place, one.kind, one.vendor_id] for place, one in decisions.items()]
        await plan_with(batch, row, options, actor)


async def correct_alike(batch: int, where: Where, name: str, actor: Actor) -> None:
    """Read each doubtful date of a column as its other dates are written; what a person said of one by itself stays.

    Raises `accounts.errors.NotFound` where the row has no such date.
    """
    demand(actor, Deed.IMPORT)
    async with transaction():
        row = await open_batch(batch, actor)
        this = (ImportRow.batch == batch) & (ImportRow.sheet == where[0]) & (ImportRow.problem_count > 0)
        stored = await ImportRow.select().where(this)
        doubts = [(place(one), *doubt) for one in stored for doubt in doubtful(one, name)]
        columns = {column for at, column, _ in doubts if at == where}
        if not columns:
            raise NotFound(NO_ROW)
        options = json.loads(row["options"])
        corrections = corrections_of(options)
        for at, column, day in doubts:
            if column in columns:
                corrections[at] = {name: day, **corrections.get(at, {})}
        options["corrections"] = [[*at, said] for at, said in corrections.items()]
        await plan_with(batch, row, options, actor)


def place(stored: dict[str, Any]) -> Where:
    """Return where a stored row stands in its file."""
    return stored["sheet"], stored["row"], stored["column"]


def doubtful(stored: dict[str, Any], name: str) -> list[tuple[str, str]]:
    """Return the columns of a stored row with a doubtful date of a field, each with the reading of its column."""
    return [
        (problem.column, day)
        for problem in read_problems(stored)
        if problem.field == name and (day := as_in_column(problem))
    ]


async def say_vendor(batch: int, sheet: str, row: int, actor: Actor, *, a_vendor: bool) -> Choice:
    """Return how the file of an open import is read where a person says that a row is a vendor, or is none after all.

    Raises `accounts.errors.NotFound` where there is no such row.
    """
    stored = await batch_in_scope(batch, actor, Deed.IMPORT)
    this = (ImportRow.batch == batch) & (ImportRow.sheet == sheet) & (ImportRow.row == row)
    if not row or not await ImportRow.exists().where(this):
        raise NotFound(NO_ROW)
    return with_row(json.loads(stored["options"]), sheet, row, a_vendor=a_vendor)


async def correct_row(batch: int, where: Where, given: Mapping[str, str] | None, actor: Actor) -> None:
    """Keep what a person says of a row instead of what was read, and plan again; None takes it all back.

    The raw cells stay. Raises `Invalid` with a sentence for each field.
    """
    demand(actor, Deed.IMPORT)
    async with transaction():
        row = await open_batch(batch, actor)
        sheet, line, column = where
        this = (ImportRow.batch == batch) & (ImportRow.sheet == sheet) & (ImportRow.row == line)
        stored = await ImportRow.select().where(this & (ImportRow.action != "skip"))
        one = next((one for one in stored if one["column"] == column), None)
        if one is None:
            raise NotFound(NO_ROW)
        options = json.loads(row["options"])
        corrections = corrections_of(options)
        before = corrections.pop(where, {})
        if given is not None:
            read = as_read(row_of(one))
            new = {name: text for name, text in read_given(given).items() if name in before or text != read[name]}
            if len(given) == 1:  # a button: also what was read can be said to be right, or a blank
                new = read_given(given)
            corrections[where] = {**before, **new}
        options["corrections"] = [[*place, said] for place, said in corrections.items() if said]
        await plan_with(batch, row, options, actor)
