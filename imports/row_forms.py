"""The small form in which a row of an import is corrected, and the buttons of what could not be read."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from accounts.events import N_
from accounts.i18n import gettext as _
from accounts.numbers import row_number
from imports.context import AS_IN_COLUMN
from imports.corrections import AGREEMENTS, FIELDS, ROLES, answered, as_read
from imports.model import Problem
from imports.plan import Where
from imports.stored import row_of
from imports.tables import ImportRow
from register.words import KINDS
from register.words import ROLES as ROLE_WORDS

_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
LABELS: Mapping[str, str] = {
    "name": N_("Name"),
    "countries": N_("Countries"),
    "ground": N_("Ground"),
    "dpa": N_("DPA"),
    "dpa_date": N_("Date of the DPA"),
    "next_review": N_("Next review"),
    "owner": N_("Owner"),
    "role": N_("Role"),
}
SAID: Mapping[str, str] = {"": N_("Not known"), "signed": N_("Signed"), "missing": N_("Not signed")}


@dataclass(frozen=True)
class RowForm:
    """The form of one row: what was read or said, the choices, and what was wrong."""

    at: str
    values: Mapping[str, str]
    errors: Mapping[str, str]
    labels: Mapping[str, str]
    agreements: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]


def row_key(sheet: str, row: int, column: int | None) -> str:
    """Return the key of a row in addresses."""
    return f"{row}:{'' if column is None else column}:{sheet}"


def anchor_of(sheet: str, row: int, column: int | None) -> str:
    """Return the anchor of a row on its page."""
    return f"r{zlib.crc32(sheet.encode()):x}-{row}-{column or 0}"


def read_key(key: str) -> Where | None:
    """Return where the row of a key stands."""
    row, _colon, rest = key.partition(":")
    column, _colon, sheet = rest.partition(":")
    number = row_number(row)
    return None if number is None or not sheet else (sheet, number, row_number(column))


def choices_of(problem: Problem) -> tuple[tuple[str, str], ...]:
    """Return the buttons of a cell that was not understood: each reading that it may have, or nothing."""
    field = answered(problem)
    if field not in FIELDS:
        return ()
    days = list(dict.fromkeys(_DAY.findall(problem.suggestion))) if field in {"dpa_date", "next_review"} else []
    # A cell about the agreement may hold the day too.
    if field == "dpa":
        days, field = _DAY.findall(problem.suggestion), "dpa_date" if " or " in problem.suggestion else "dpa"
    found = [(f"{field}={day}", _("Use %(day)s", day=day)) for day in days]
    return tuple(found) if field == "name" else (*found, (f"{field}=", _("Leave empty")))


def as_in_column(problem: Problem) -> str:
    """Return the day of a doubtful date that is written as the others of its column; "" where they settle nothing."""
    likely, found, _other = problem.suggestion.partition(AS_IN_COLUMN)
    return likely if found else ""


async def form_of(
    batch: int, key: str, values: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> RowForm | None:
    """Return the form of a row; None where there is no such row to correct."""
    where = read_key(key)
    if where is None:
        return None
    this = (ImportRow.batch == batch) & (ImportRow.sheet == where[0]) & (ImportRow.row == where[1])
    rows = await ImportRow.select().where(this & (ImportRow.action != "skip"))
    stored = next((row for row in rows if row["column"] == where[2]), None)
    if stored is None:
        return None
    said = json.loads(stored["effect"]).get("corrected", {})
    return RowForm(
        at=key,
        values={**as_read(row_of(stored)), **said, **(values or {})},
        errors=errors or {},
        labels={name: _(word) for name, word in LABELS.items()},
        agreements=tuple((code, _(SAID[code]) if code in SAID else _(KINDS[code])) for code in AGREEMENTS),
        roles=tuple((code, _(ROLE_WORDS[code])) for code in ("", *ROLES)),
    )
