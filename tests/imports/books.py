"""Builders of sheets for tests: a grid from rows of cells, and what is understood of it."""

from __future__ import annotations

from collections.abc import Sequence

from imports.model import Book, Grid, Options, Range, Row, Understood, Value
from imports.understand import understand_book

Cells = Sequence[Sequence[Value]]


def grid(rows: Cells, sheet: str = "Lista", **more: object) -> Grid:
    """Return a sheet with these rows; None is an empty cell."""
    return Grid(sheet=sheet, rows=tuple(tuple(row) for row in rows), **more)  # type: ignore[arg-type]


def table(text: str) -> list[list[Value]]:
    """Return rows from text: a line each, cells between bars, an empty line is an empty row."""
    rows: list[list[Value]] = []
    for line in text.strip("\n").split("\n"):
        cells: list[Value] = [cell.strip() or None for cell in line.split("|")]
        rows.append(cells if any(cells) else [])
    return rows


def understood(*grids: Grid, options: Options | None = None) -> Understood:
    """Return what is understood of a workbook with these sheets."""
    return understand_book(Book("xlsx", grids, "0" * 64, 1), options or Options())


def rows_of(text: str, merged: Sequence[Range] = (), options: Options | None = None) -> list[Row]:
    """Return the vendors understood in one sheet of text."""
    return list(understood(grid(table(text), merged=tuple(merged)), options=options).vendors)


def names(rows: Sequence[Row]) -> list[str]:
    """Return the names of rows."""
    return [row.name for row in rows]
