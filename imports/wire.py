"""How the child that reads a file hands its sheets to the parent: plain JSON, nothing that could run."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from imports.model import CellError, Formula, Grid, Range, Value
from imports.sheets import Sheet


def pack(sheet: Sheet) -> dict[str, Any]:
    """Return a sheet as JSON can carry it; a cell that is no text, number or truth value becomes a list."""
    last = max((row for row, cells in sheet.rows.items() if cells), default=0)
    rows = []
    for number in range(1, last + 1):
        cells = sheet.rows.get(number)
        if not cells:
            rows.append([])
            continue
        row: list[Any] = [None] * max(cells)
        for column, value in cells.items():
            row[column - 1] = value if isinstance(value, str | int | float) else _pack(value)
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


def unpack(packed: dict[str, Any]) -> Grid:
    """Return the grid that `pack` made this of."""
    shared: dict[str, str] = {}
    days: dict[str, Value] = {}

    def value(cell: Any) -> Value:  # noqa: ANN401 - what JSON holds
        if isinstance(cell, str):
            return shared.setdefault(cell, cell)
        if isinstance(cell, list):
            key = f"{cell[0]}{cell[1]}"
            if key not in days:
                days[key] = _typed(cell[0], cell[1])
            return days[key]
        plain: Value = cell
        return plain

    return Grid(
        sheet=packed["name"],
        rows=tuple([tuple([value(cell) for cell in row]) for row in packed["rows"]]),
        visible=packed["visible"],
        hidden_rows=frozenset(packed["hidden_rows"]),
        hidden_columns=frozenset(packed["hidden_columns"]),
        merged=tuple(Range(*corners) for corners in packed["merged"]),
        bold=frozenset((r, c) for r, c in packed["bold"]),
        cleaned=frozenset((r, c) for r, c in packed["cleaned"]),
    )


def _typed(kind: str, text: str) -> Value:
    if kind == "t":
        return datetime.fromisoformat(text)
    if kind == "d":
        return date.fromisoformat(text)
    return Formula(text) if kind == "f" else CellError(text)
