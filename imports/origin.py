"""Where the values of a vendor come from: the file, sheet, row and cells of the import that wrote each last."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.actor import Actor
from accounts.moments import local_day
from imports.differences import text as in_words
from imports.mapping import letter_of
from imports.model import Row
from imports.own import is_own, same, title_of
from imports.stored import row_of
from imports.wanted import Ask, ask
from register.editable import PARTS
from register.sheets import Column, cell
from register.sql import fetch_all, numbers

# Which columns of a list of one's own feed a field of the register.
FED_BY: Mapping[str, tuple[str, ...]] = {
    "country": ("location", "inside"),
    "region": ("location", "inside"),
    "place": ("location", "inside"),
    "grounds": ("ground", "transfer"),
    "ground_text": ("ground", "transfer"),
    "purposes": ("purpose",),
    "aliases": ("name", "legal_name"),
    "dpa": ("dpa", "dpa_date"),
    "notes": ("",),
}
_ROWS = """SELECT r.*, b.file_name, b.layout, b.committed_at FROM import_row r JOIN import_batch b ON r.batch = b.id
    WHERE r.vendor_id = {} AND b.state = 'committed' AND r.action IN ('create', 'update')"""


@dataclass(frozen=True, slots=True)
class Origin:
    """One row of a file that wrote a value: its cells as (address, text), and what it wrote."""

    batch: int
    file: str
    day: date
    sheet: str
    row: int
    column: int | None
    cells: tuple[tuple[str, str], ...]
    wrote: str | None


@dataclass(frozen=True, slots=True)
class Written:
    """A stored row with what it did, as far as it tells where values come from."""

    stored: Mapping[str, Any]
    row: Row
    asked: Ask
    new: Mapping[str, Any]
    was: Sequence[Mapping[str, Any]]

    def touches(self, table: str, number: int, field: str) -> bool:
        """Return whether the row wrote this field."""
        made = self.new.get(table, self.new.get(f"{table}s", ()))
        if number in (made if isinstance(made, list) else [made]):
            return True
        return any(
            one["table"] == table and one["id"] == number and (field in one["before"] or table == "agreement")
            for one in self.was
        )


async def written_rows(vendor: int, actor: Actor) -> list[Written]:
    """Return the rows of committed imports that wrote to a vendor and that the actor may see, the newest first."""
    scope = "" if actor.scope is None else f" AND b.organisation IN ({numbers(actor.scope)})"
    found: list[Written] = []
    for stored in await fetch_all(f"{_ROWS}{scope} ORDER BY b.committed_at DESC, r.id DESC", [vendor]):
        row, undo = row_of(stored), json.loads(stored["undo"])
        found.append(Written(stored, row, ask(row), undo.get("new", {}), undo.get("was", [])))
    return found


def origin(rows: Sequence[Written], table: str, number: int, field: str) -> Origin | None:
    """Return where a value comes from; None where no import wrote it."""
    one = next((one for one in rows if one.touches(table, number, field)), None)
    if one is None:
        return None
    cells = tuple(_own_cells(one, table, field) if is_own(one.row) else _cells(one, field))
    return Origin(
        batch=one.stored["batch"],
        file=one.stored["file_name"],
        day=local_day(one.stored["committed_at"]),
        sheet=one.row.sheet,
        row=one.row.row,
        column=one.row.column,
        cells=cells,
        wrote=_wrote(one, table, field, cells),
    )


def still(found: Origin, value: Any) -> bool:
    """Return whether a value is as the file gave it; where that cannot be told, it is."""
    shown = cell({"value": value}, Column("", "value", 0, "")) if not isinstance(value, str) else value
    return found.wrote is None or same(found.wrote, in_words(shown))


def _cells(one: Written, field: str) -> Iterator[tuple[str, str]]:
    fields = FED_BY.get(field, (field,))
    for table in json.loads(one.stored["layout"]).get("tables", ()):
        if table["sheet"] != one.row.sheet or not table["first_row"] <= one.row.row <= table["last_row"]:
            continue
        fed = {column["number"] for column in table["columns"] if column["field"] in fields}
        for raw in one.row.raw:
            if raw.column in fed and raw.text:
                yield _address(one.row, raw.column), raw.text


def _own_cells(one: Written, table: str, field: str) -> Iterator[tuple[str, str]]:
    for part in PARTS[title_of(one.row)]:
        headings = {column.heading for column in part.columns if part.table == table and column.key == field}
        for raw in one.row.raw:
            if raw.header in headings:
                yield _address(one.row, raw.column), raw.text


def _address(row: Row, column: int) -> str:
    """Return the address of a cell as spreadsheet programs write it; in a turned table the lines are columns."""
    return f"{letter_of(column)}{row.row}" if row.column is None else f"{letter_of(row.column)}{column}"


def _wrote(one: Written, table: str, field: str, cells: tuple[tuple[str, str], ...]) -> str | None:
    """Return what the row wrote into a field, as text; None where that was a reading that cannot be told again."""
    if is_own(one.row):
        return cells[0][1] if len(cells) == 1 else None
    asked = one.asked
    if table == "vendor":
        return asked.name if field == "name" else asked.vendor.get(field)
    if table == "engagement":
        if field == "next_review":
            return in_words(asked.next_review) if asked.next_review else None
        return asked.engagement.get(field) if field != "status" else None
    if table == "location":
        return {"place": asked.place_text, "ground_text": asked.ground_text}.get(field)
    return None
