"""Each column of an exported file that can be edited, edited in the file itself: one cell is one change."""

from __future__ import annotations

import copy
import csv
import io
import zipfile
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from accounts.formulas import neutral
from imports import text, xlsx
from imports.model import Book, Limits, Options, Understood
from imports.planning import make_plan
from imports.sheets import Sheet as Read
from imports.understand import understand_book
from imports.wire import pack, unpack
from register.editable import PARTS, editable
from register.sheets import LIST, SHEETS, Column, Sheet
from tests.imports_commit.test_round_trip import OTHER, desk, moved, out
from tests.register.cast import PROCUREMENT

__all__ = ["desk"]  # a fixture
OWN = {"Check", "Organisation", *(heading for parts in PARTS.values() for part in parts for heading in (part.number,))}


def value_of(sheet: Sheet, column: Column) -> Any:
    """Return another value of a column, typed as a spreadsheet program types what somebody writes."""
    said = OTHER.get(f"{sheet.title} {column.key}") or OTHER.get(column.key, "Other")
    with suppress(ValueError, TypeError):
        return date.fromisoformat(str(said))
    return int(said) if str(said).isdecimal() else said


def understood(sheets: list[Read], kind: str) -> Understood:
    return understand_book(Book(kind, unpack(pack(sheets)), "0" * 64, 1), Options())


def of_workbook(book: Any) -> Understood:
    """Return what is understood of a workbook once it has been saved."""
    saved = io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as archive:
        return understood(xlsx.read(archive, Limits()), "xlsx")


def of_csv(rows: list[list[str]]) -> Understood:
    """Return what is understood of a CSV file with these rows."""
    saved = io.StringIO()
    csv.writer(saved).writerows(rows)
    return understood([text.read(saved.getvalue().encode("utf-8-sig"), Limits(), None, None).sheet], "csv")


def place_of(sheet: Sheet, column: Column, rows: list[list[Any]]) -> int:
    """Return the row to edit, counted from 0: that of the first that has no country, where a region is written."""
    heads = rows[0]
    country = heads.index("Country") if "Country" in heads else None
    return next(at for at, row in enumerate(rows) if at and not (column.key == "region" and country and row[country]))


@pytest.mark.parametrize("sheet", SHEETS[:4], ids=lambda sheet: sheet.title)
async def test_each_cell_of_the_workbook_that_is_edited_is_exactly_one_change(
    desk: Any, organisation: Any, tmp_path: Any, sheet: Sheet
) -> None:
    content = (await out("xlsx", tmp_path)).read_bytes()
    for column in (one for one in sheet.columns if one.heading in editable(sheet) and one.heading not in OWN):
        book = load_workbook(io.BytesIO(content))
        table: Any = book[sheet.title]
        rows = [list(row) for row in table.iter_rows(values_only=True)]
        at = place_of(sheet, column, rows)
        table.cell(at + 1, rows[0].index(column.heading) + 1).value = value_of(sheet, column)
        plan = await make_plan(of_workbook(book), organisation.id, PROCUREMENT, {})
        (step,) = moved(plan)
        assert ([one.field for one in step.changes], step.problems) == ([column.heading], []), column.heading


async def test_each_cell_of_the_csv_that_is_edited_is_exactly_one_change(
    desk: Any, organisation: Any, tmp_path: Any
) -> None:
    whole = list(csv.reader(io.StringIO((await out("csv", tmp_path)).read_text("utf-8-sig"))))
    for column in (one for one in LIST.columns if one.heading in editable(LIST) and one.heading not in OWN):
        rows = copy.deepcopy(whole)
        rows[place_of(LIST, column, rows)][rows[0].index(column.heading)] = neutral(str(value_of(LIST, column)))
        plan = await make_plan(of_csv(rows), organisation.id, PROCUREMENT, {})
        (step,) = moved(plan)
        assert ([one.field for one in step.changes], step.problems) == ([column.heading], []), column.heading
