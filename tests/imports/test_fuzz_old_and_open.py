"""Whatever stands in a workbook of .xls or .ods: each filled cell is read, and none is passed over in silence."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlwt
from hypothesis import given
from hypothesis import strategies as st

from imports import ods, xls
from imports.clean import clean
from imports.model import Formula, Grid, Limits, Refused
from imports.sheet_rows import SheetRows
from imports.wire import pack, unpack
from tests.imports.test_fuzz import FEW, MANY, TEXTS, passed_over, understood
from tests.imports.test_reading import ods as document

PRINTED = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
WRITTEN = st.one_of(TEXTS.filter(str.isprintable), st.text(PRINTED, max_size=12))
ERRORS = ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#N/A!"]


class Error(str):
    """An error value, which is written otherwise than a text."""

    __slots__ = ()


VALUES = st.one_of(
    st.none(),
    WRITTEN,
    st.integers(-5, 10**14),
    st.floats(-1e9, 1e9, allow_nan=False),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2090, 1, 1)),
    st.sampled_from(ERRORS).map(Error),
)
TABLE = st.lists(st.lists(VALUES, max_size=6), min_size=1, max_size=9)
DAY = xlwt.easyxf(num_format_str="yyyy-mm-dd")


def filled(rows: list[list[Any]]) -> set[tuple[int, int]]:
    """Return the places of the cells in which something stands that can be seen."""
    return {
        (number, column)
        for number, row in enumerate(rows, 1)
        for column, value in enumerate(row, 1)
        if value is not None and not (isinstance(value, str) and not clean(value)[0].strip())
    }


def hold(grids: tuple[Grid, ...], tables: list[list[list[Any]]]) -> None:
    """Hold that each filled cell was read, is laid out as it was read, and that something is told of it."""
    for grid, rows in zip(grids, tables, strict=True):
        laid = SheetRows(grid).rows
        read = {(number, column) for number, row in enumerate(laid, 1) for column in row}
        assert filled(rows) <= read
        assert all(
            laid[number - 1][column] == value
            for number, row in enumerate(grid.rows, 1)
            for column, value in enumerate(row, 1)
            if (number, column) in read and value is not None
        )
    found = understood(grids)
    if found is not None:
        assert passed_over(found, grids) == []


def old_workbook(tables: list[list[list[Any]]]) -> bytes:
    """Return a workbook of .xls."""
    book = xlwt.Workbook()
    for at, rows in enumerate(tables):
        sheet = book.add_sheet(f"S{at}")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, Error):
                    sheet.row(number).set_cell_error(column, str(value))
                elif isinstance(value, date):
                    sheet.write(number, column, value, DAY)
                elif value is not None:
                    sheet.write(number, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@FEW
@given(st.lists(TABLE, min_size=1, max_size=2))
def test_any_old_workbook_is_read_whole_or_refused(tables: list[list[list[Any]]]) -> None:
    hold(unpack(pack(xls.read(old_workbook(tables), Limits()))), tables)


@MANY
@given(st.integers(0, 6_000), st.integers(0, 255), st.integers(0, 6_000))
def test_an_old_workbook_that_is_broken_anywhere_is_read_or_refused(place: int, byte: int, end: int) -> None:
    whole = bytearray(old_workbook([[["Vendor", "Country"], ["Visma AB", "Norway"], [Error("#REF!"), 3]]]))
    whole[place % len(whole)] = byte
    try:
        understood(unpack(pack(xls.read(bytes(whole[: len(whole) - end // 2]), Limits()))))
    except Refused as refused:
        assert str(refused).endswith(".")  # noqa: PT017 - both outcomes are right


REPEATS = st.sampled_from([1, 1, 1, 2, 3])
FORMULA = 'table:formula="of:=A1" '
KINDS = st.sampled_from(["shown", "stored", "both", "formula", "covered"])
CELL = st.tuples(VALUES, KINDS, REPEATS)
ROW = st.tuples(st.lists(CELL, max_size=4), REPEATS)


def cell(value: Any, kind: str, times: int) -> tuple[str, list[Any]]:
    """Return a cell as the document writes it, and what stands in each column that it takes."""
    shown, stored = escape(str(value)), ""
    if isinstance(value, bool):
        stored = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, Error):
        stored, kind = f'calcext:value-type="error" xmlns:calcext="x" {FORMULA}', "both"
    elif isinstance(value, int | float):
        stored = f'office:value-type="float" office:value="{value}"'
    elif isinstance(value, date):
        stored = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif value is not None:
        stored = f'office:value-type="string" office:string-value={quoteattr(value)}'
    if value is None:
        shown, kind = "", "both"
    if kind == "formula":
        stored, shown, value = f'{FORMULA}office:value-type="float"', "", Formula("of:=A1")
    name = "covered-table-cell" if kind == "covered" else "table-cell"
    paragraph = f"<text:p>{shown}</text:p>" if shown and kind != "stored" else ""
    attributes = f'{stored if kind != "shown" else ""} table:number-columns-repeated="{times}"'
    return f"<table:{name} {attributes}>{paragraph}</table:{name}>", [value] * times


@FEW
@given(st.lists(ROW, max_size=6), st.integers(1, 3))
def test_any_open_document_is_read_whole_or_refused(rows: list[Any], high: int) -> None:
    body, table = "", []
    for cells, times in rows:
        written = [cell(*one) for one in cells]
        table += [[value for _, values in written for value in values]] * times
        inside = "".join(text for text, _ in written)
        body += f'<table:table-row table:number-rows-repeated="{times}">{inside}</table:table-row>'
    merged = f'<table:table-cell table:number-rows-spanned="{high}"><text:p>Vendor</text:p></table:table-cell>'
    head = f"<table:table-row>{merged}<table:table-cell><text:p>Country</text:p></table:table-cell></table:table-row>"
    content = document(f'<table:table table:name="S">{head}{body}</table:table>')
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        grids = unpack(pack(ods.read(archive, Limits())))
    hold(grids, [[["Vendor", "Country"], *table]])


@MANY
@given(st.integers(0, 2_000), st.sampled_from(["<", ">", '"', "&", "\0", "", "9" * 30, "-1", "\u202e", "]]>"]))
def test_an_open_document_that_is_broken_anywhere_is_read_or_refused(place: int, put: str) -> None:
    row = '<table:table-row table:number-rows-repeated="2">{}</table:table-row>'
    cells = "".join(cell(value, "both", 2)[0] for value in ("Visma AB", 3.5, date(2024, 3, 1), True, Error("#REF!")))
    whole = document(f'<table:table table:name="S">{row.format(cells)}</table:table>')
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        text = archive.read("content.xml").decode()
    at = place % len(text)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", text[:at] + put + text[at + len(put) :])
    try:
        with zipfile.ZipFile(out) as archive:
            understood(unpack(pack(ods.read(archive, Limits()))))
    except Refused as refused:
        assert str(refused).endswith(".")  # noqa: PT017 - both outcomes are right
