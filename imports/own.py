"""The register's own export comes back: its sheets are known by their headings, and each row by its number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from accounts.formulas import plain
from imports.clean import clean
from imports.mapping import letter_of
from imports.model import Book, Grid, Options, Raw, Row, Skipped, Understood
from imports.sheet_rows import show
from register.editable import PARTS
from register.sheets import CHOICES, LIST, SHEETS, Sheet

FLAG = "own:"
ALIKE = 0.7
_KNOWN = {sheet.title: sheet for sheet in (*SHEETS, LIST) if sheet.title in PARTS}
_NO_ROWS = {"Findings", "About", CHOICES}


def understand_own(book: Book, options: Options) -> Understood | None:
    """Return the rows of a file that this register exported; None where it is any other file."""
    if options.columns or options.header_row is not None:
        return None
    grids = [grid for grid in book.grids if options.sheets is None or grid.sheet in options.sheets]
    found = {grid.sheet: known for grid in grids if (known := _recognised(grid)) is not None}
    if not found:
        return None
    rows = [row for grid in grids if grid.sheet in found for row in _rows(grid, found[grid.sheet])]
    aside = tuple(
        Skipped(grid.sheet, None, "not a sheet of the export", f"{sum(1 for row in grid.rows if row)} rows")
        for grid in grids
        if grid.sheet not in found and grid.sheet not in _NO_ROWS and grid.rows
    )
    return Understood(
        vendors=tuple(rows),
        skipped=aside,
        duplicates=(),
        problems=(),
        tables=(),
        format=book.format,
        digest=book.digest,
        size=book.size,
        encoding=book.encoding,
        delimiter=book.delimiter,
        notes=book.notes,
    )


def is_own(row: Row) -> bool:
    """Return whether a row comes from an export of this register."""
    return any(flag.startswith(FLAG) for flag in row.flags)


def title_of(row: Row) -> str:
    """Return which sheet of the export a row stands in, whatever the sheet is called now."""
    return next(flag.removeprefix(FLAG) for flag in row.flags if flag.startswith(FLAG))


def sheet_of(row: Row) -> Sheet:
    """Return the sheet of the export that a row stands in."""
    return _KNOWN[title_of(row)]


def same(one: str, other: str) -> bool:
    """Return whether two cells say the same: spaces, line breaks and signs that do not print say nothing."""
    return one == other or _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", clean(text)[0]).split())


def _recognised(grid: Grid) -> Sheet | None:
    """Return the sheet of the export that this one is: the one whose number it has, and most of its headings."""
    headings = set(_headings(grid).values())
    best, most = None, ALIKE
    for known in _KNOWN.values():
        needed = {part.number for part in PARTS[known.title]}
        alike = len(headings & {one.heading for one in known.columns}) / len(known.columns)
        if needed <= headings and alike >= most:
            best, most = known, alike
    return best


def _headings(grid: Grid) -> dict[int, str]:
    """Return the headings of the first row by column; of two that are the same, the first."""
    found: dict[int, str] = {}
    for number, value in enumerate(grid.rows[0] if grid.rows else (), 1):
        text = show(value)
        if text and text not in found.values():
            found[number] = text
    return found


def _rows(grid: Grid, known: Sheet) -> Iterator[Row]:
    headings = _headings(grid)
    for number, values in enumerate(grid.rows[1:], 2):
        texts = {column: show(values[column - 1]) if column <= len(values) else "" for column in headings}
        if not any(texts.values()):
            continue
        if known is LIST:
            texts = {column: plain(text) for column, text in texts.items()}
        cells = tuple(Raw(column, letter_of(column), headings[column], text) for column, text in texts.items())
        name = next((cell.text for cell in cells if cell.header == "Vendor"), "")
        yield Row(sheet=grid.sheet, row=number, name=re.sub(r"\s+", " ", name), flags=(FLAG + known.title,), raw=cells)
