"""How the child that reads a file hands its sheets to the parent: plain JSON, nothing that could run.

Each distinct value is sent once, in a table; the cells are numbers into it, 0 for an empty cell. A list is mostly
repetition, so this is smaller and quicker than its cells, and the parent holds each text once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from imports.model import CellError, Formula, Grid, Range, Value
from imports.sheets import Sheet, too_large

# Three times what a spreadsheet program lets a cell hold; understanding takes the longer, the longer a text is.
LONGEST_CELL = 100_000


def pack(sheets: Iterable[Sheet]) -> dict[str, Any]:
    """Return sheets as JSON can carry them; a value that is no text, number or truth value becomes a list."""
    table: list[Any] = [None]
    numbers: dict[Any, int] = {}

    def number_of(value: Value) -> int:
        key = value if type(value) is str else (type(value), value)
        number = numbers.get(key)
        if number is None:
            if type(value) is str and len(value) > LONGEST_CELL:
                raise too_large(f"It has a cell of {len(value):,} characters; up to {LONGEST_CELL:,} are read.")
            number = numbers[key] = len(table)
            table.append(value if isinstance(value, str | int | float) else _pack(value))
        return number

    packed = [_sheet(sheet, number_of) for sheet in sheets]
    return {"sheets": packed, "table": table}


def _sheet(sheet: Sheet, number_of: Any) -> dict[str, Any]:
    last = max((row for row, cells in sheet.rows.items() if cells), default=0)
    rows: list[list[int]] = []
    for number in range(1, last + 1):
        cells = sheet.rows.get(number)
        row = [0] * max(cells) if cells else []
        if cells:
            for column, value in cells.items():
                row[column - 1] = number_of(value)
        rows.append(row)
    return {
        "name": sheet.name,
        "visible": sheet.visible,
        "rows": rows,
        "hidden_rows": sorted(r for r in sheet.hidden_rows if r <= last),
        "hidden_columns": sorted(sheet.hidden_columns),
        "merged": [[m.top, m.left, m.bottom, m.right] for m in sheet.merged],
        "bold": sorted(sheet.bold),
        "cleaned": sorted(sheet.cleaned),
    }


def _pack(value: Value) -> list[str] | None:
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, Formula):
        return ["f", value.text]
    if isinstance(value, CellError):
        return ["e", value.text]
    return None


def unpack(packed: dict[str, Any]) -> tuple[Grid, ...]:
    """Return the grids that `pack` made this of."""
    table: list[Value] = [_typed(*value) if isinstance(value, list) else value for value in packed["table"]]
    return tuple(
        Grid(
            sheet=sheet["name"],
            rows=tuple([tuple([table[number] for number in row]) for row in sheet["rows"]]),
            visible=sheet["visible"],
            hidden_rows=frozenset(sheet["hidden_rows"]),
            hidden_columns=frozenset(sheet["hidden_columns"]),
            merged=tuple(Range(*corners) for corners in sheet["merged"]),
            bold=frozenset((r, c) for r, c in sheet["bold"]),
            cleaned=frozenset((r, c) for r, c in sheet["cleaned"]),
        )
        for sheet in packed["sheets"]
    )


def _typed(kind: str, text: str) -> Value:
    if kind == "t":
        return datetime.fromisoformat(text)
    if kind == "d":
        return date.fromisoformat(text)
    return Formula(text) if kind == "f" else CellError(text)
