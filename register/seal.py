"""A seal over the cells of an exported row that are not read back, so that an edit in one of them can be told."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from register.editable import PARTS, editable
from register.sheets import CHECK, Column, Sheet, cell, clean

_DIGITS = 4


def seal(row: Mapping[str, Any], sheet: Sheet) -> str:
    """Return what stands in the column `CHECK` of a row: a few digits for each column that is not read back."""
    return "".join(_digits(column, written(row, column)) for column in sealed(sheet))


def written(row: Mapping[str, Any], column: Column) -> str:
    """Return the text of a cell as it is exported."""
    value = cell(row, column)
    if value is None:
        return ""
    return clean(value.isoformat() if isinstance(value, date) else str(value))


def broken(sheet: Sheet, cells: Mapping[str, str]) -> list[Column]:
    """Return the columns whose cell says something else than it did in the export; `cells` are texts by heading.

    A row without a seal, or with one of another version, tells nothing.
    """
    known = sealed(sheet)
    given = cells.get(CHECK, "")
    if len(given) != _DIGITS * len(known):
        return []
    parts = [given[at : at + _DIGITS] for at in range(0, len(given), _DIGITS)]
    return [
        column
        for column, part in zip(known, parts, strict=True)
        if column.heading in cells and part != _digits(column, cells[column.heading])
    ]


@cache
def sealed(sheet: Sheet) -> tuple[Column, ...]:
    """Return the columns of a sheet that are neither read back nor numbers of the register."""
    if sheet.title not in PARTS:
        return ()
    own = {CHECK, *(heading for part in PARTS[sheet.title] for heading in (part.number, part.version))}
    return tuple(one for one in sheet.columns if one.heading not in own | editable(sheet))


def _digits(column: Column, text: str) -> str:
    # What a spreadsheet program changes by itself, spaces and marks that do not print, is no edit.
    bare = "".join(filter(str.isalnum, unicodedata.normalize("NFC", text)))
    return f"x{zlib.crc32(f'{column.heading}|{bare}'.encode()) & 0xFFF:03x}"
