"""Rows of which a person says that they are vendors, where nothing in the sheet shows it: each is read all the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from imports.mapping import letter_of
from imports.model import Grid, Raw, Row, Skipped
from imports.sheet_rows import show

SAID_VENDOR = "said_vendor"


def take_in(grid: Grid, numbers: Collection[int], vendors: list[Row], skipped: list[Skipped]) -> None:
    """Make vendors of the rows that no table took, such as a title; what is not their name is kept as a note."""
    for number in sorted({one.row for one in skipped if one.row is not None} & set(numbers)):
        cells = [(column, text) for column, value in enumerate(grid.rows[number - 1], 1) if (text := show(value))]
        name = name_in(text for _, text in cells)
        vendors.append(
            Row(
                sheet=grid.sheet,
                row=number,
                name=name,
                flags=(SAID_VENDOR,),
                raw=tuple(Raw(column, letter_of(column), "", text) for column, text in cells),
                notes=tuple((letter_of(column), text) for column, text in cells if text != name),
            )
        )
    skipped[:] = [one for one in skipped if one.row not in numbers]


def name_in(texts: Iterable[str]) -> str:
    """Return what a row is called until somebody writes its name: the first of its cells that has letters."""
    filled = [text for text in texts if text]
    worded = next((text for text in filled if any(map(str.isalpha, text))), filled[0] if filled else "")
    return " ".join(worded.split())
