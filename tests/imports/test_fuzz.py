"""Whatever stands in a file: it is read or refused with a sentence, and no cell of it is passed over in silence."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from imports import text, xlsx
from imports.markup import parse
from imports.model import Book, Grid, Limits, Options, Refused, Understood
from imports.serial import EPOCH
from imports.sheet_rows import SheetRows
from imports.sheets import Counter, Sheet
from imports.understand import understand_book
from imports.wire import pack, unpack
from imports.xlsx_parts import Strings, Styles
from imports.xlsx_rows import Rows

FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
WORDS = [
    *("Vendor", "Leverantör", "Purpose", "Land", "DPA signed", "Grund för överföring", "Nästa uppföljning", "Ägare"),
    *(
        "Visma AB",
        "Zendesk, Inc.",
        "Google Ireland Limited",
        "Sverige",
        "USA / Irland",
        "EU",
        "eu-north-1",
        "ja",
        "nej",
    ),
    *("Ja, 2021-03-04", "mars 2024", "03/04/2023", "SCC", "DPF, SCC", "Summa: 3", "* note", "IT:", "?", "-", "n/a"),
    *("\u202eAB\u200f", "a\tb\nc", "=1+1", "• Visma AB – lön – Sverige", "Vad gör de?", "Hosted in Germany (SCC)"),
]
TEXTS = st.one_of(st.sampled_from(WORDS), st.text(max_size=12), st.integers(1, 3).map(lambda n: "å" * 300 * n))
VALUES = st.one_of(
    st.none(),
    TEXTS.map(lambda value: ILLEGAL_CHARACTERS_RE.sub("", value)),
    st.integers(-5, 60_000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1950, 1, 1), date(2090, 1, 1)),
    st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001 - a spreadsheet has no zones
    st.sampled_from(["=SUM(A1:A9)", "=HYPERLINK(A1)", "#REF!", "#N/A"]),
)
TABLE = st.lists(st.lists(VALUES, max_size=6), min_size=1, max_size=9)
AREA = st.tuples(st.integers(1, 8), st.integers(1, 5), st.integers(0, 3), st.integers(0, 3))


def workbook(sheets: list[Any]) -> bytes:
    book = Workbook()
    for at, (rows, areas, hidden) in enumerate(sheets):
        sheet: Any = book.create_sheet() if at else book.active
        for row in rows:
            sheet.append(row)
        for top, left, down, right in areas:
            sheet.merge_cells(start_row=top, start_column=left, end_row=top + down, end_column=left + right)
        for number in hidden:
            sheet.row_dimensions[number].hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def understood(grids: tuple[Grid, ...]) -> Understood | None:
    try:
        return understand_book(Book("xlsx", grids, "0" * 64, 1), Options())
    except Refused:
        return None


def passed_over(found: Understood, grids: tuple[Grid, ...]) -> list[tuple[str, int, int]]:
    """Return the filled cells of which nothing is told: no vendor has them, and their row is not left aside."""
    told = {(one.sheet, one.row) for one in found.skipped}
    told |= {(table.sheet, number) for table in found.tables for number in table.header_rows}
    turned = {
        (table.sheet, n)
        for table in found.tables
        if table.transposed
        for n in range(table.first_row, table.last_row + 1)
    }
    raw = {(row.sheet, row.row, cell.column) for row in found.vendors for cell in row.raw}
    blocks = {row.sheet for row in found.vendors if row.row and not any(t.header_rows for t in found.tables)}
    return [
        (grid.sheet, number, column)
        for grid in grids
        if (grid.sheet, None) not in told and grid.sheet not in blocks
        for number, cells in enumerate(SheetRows(grid).rows, 1)
        for column in cells
        if (grid.sheet, number) not in told | turned and (grid.sheet, number, column) not in raw
    ]


@FEW
@given(
    st.lists(
        st.tuples(TABLE, st.lists(AREA, max_size=2), st.sets(st.integers(1, 9), max_size=2)), min_size=1, max_size=2
    )
)
def test_any_workbook_is_read_whole_or_refused(sheets: list[Any]) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(sheets))) as archive:
        grids = unpack(pack(xlsx.read(archive, Limits())))
    found = understood(grids)
    if found is not None:
        assert passed_over(found, grids) == []


@MANY
@given(st.lists(st.lists(TEXTS, min_size=1, max_size=6), min_size=1, max_size=10), st.sampled_from(",;\t|"))
def test_any_list_of_texts_is_read_whole_or_refused(rows: list[list[str]], delimiter: str) -> None:
    data = "\n".join(delimiter.join(row) for row in rows).encode("utf-8", "replace")
    try:
        sheet = text.read(data, Limits(), None, None).sheet
    except Refused:
        return
    grids = unpack(pack([sheet]))
    found = understood(grids)
    if found is not None:
        assert passed_over(found, grids) == []


@MANY
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda value: value.encode("utf-16"))))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        sheet = text.read(data, Limits(), None, None).sheet
    except Refused:
        return
    understood(unpack(pack([sheet])))


CELLS = st.sampled_from(
    [
        '<c r="{}" t="inlineStr"><is><t>Visma AB</t></is></c>',
        '<c r="{}" t="inlineStr"><is><t xml:space="preserve"> a &amp; b </t></is></c>',
        '<c r="{}" t="s"><v>1</v></c>',
        '<c r="{}" t="s" s="1"><v>0</v></c>',
        '<c r="{}" s="2"><v>45000</v></c>',
        '<c r="{}"><v>1.5E2</v></c>',
        '<c r="{}" t="b"><v>1</v></c>',
        '<c r="{}" t="e"><v>#REF!</v></c>',
        '<c r="{}" t="str"><f>A1&amp;"x"</f><v>ax</v></c>',
        '<c r="{}"><f>SUM(A1:A2)</f></c>',
        '<c r="{}"/>',
        '<c r="{}" s="1" />',
        "<c><v>7</v></c>",
        '<c r="{}" t="d"><v>2024-01-02</v></c>',
        '<c r="{}" t="inlineStr"><is><r><t>rich</t></r><r><t> text</t></r></is></c>',
        '<c r="{}" t="inlineStr"><is><t>\u202eturned\u200b</t></is></c>',
        '<c r="{}" cm="1"><v>9</v></c>',
    ]
)
BETWEEN = st.sampled_from(["", "", "", "\n", "<!-- <row r='9'><c r='A9'><v>1</v></c></row> -->", "<?note </row> ?>"])
ROW = st.tuples(
    st.lists(CELLS, max_size=4), st.sampled_from(["", ' hidden="1"', ' spans="1:3" ht="15"']), st.booleans(), BETWEEN
)


@MANY
@given(st.lists(ROW, max_size=6), st.integers(1, 200))
def test_rows_cut_out_of_the_xml_are_read_as_the_parser_reads_them(rows: list[Any], size: int) -> None:
    body = ""
    for number, (cells, attributes, numbered, between) in enumerate(rows, 2):
        written = "".join(cell.format(f"{'ABCD'[at]}{number}") for at, cell in enumerate(cells))
        body += f"<row{f' r={chr(34)}{number}{chr(34)}' if numbered else ''}{attributes}>{written}</row>{between}"
    part = (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet><sheetData>{body}</sheetData>'
        '<mergeCells><mergeCell ref="A2:B2"/></mergeCells></worksheet>'
    )
    assert read_part(part, size, cut=True) == read_part(part, size, cut=False)


@pytest.mark.parametrize("part", ["<worksheet><sheetData><row r='1'>", '<worksheet><sheetData><row r="1"><c></row>'])
def test_a_sheet_that_breaks_off_is_refused_with_rows_cut_out_too(part: str) -> None:
    with pytest.raises(Refused):
        read_part(part, 7, cut=True)


def read_part(part: str, size: int, *, cut: bool) -> tuple[Any, ...]:
    strings, styles = Strings(), Styles()
    strings.all, styles.bold, styles.dates = ["zero", "one"], {"1"}, {"2"}
    sheet = Sheet("x")
    cells = xlsx._Cells(sheet, Counter(Limits()), strings, styles, EPOCH)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("part.xml", part)
    with zipfile.ZipFile(packed) as archive:
        parse(archive, "part.xml", cells, Pieces(Rows(cells), size) if cut else None)
    return sheet.rows, sheet.hidden_rows, sheet.bold, sheet.cleaned, sheet.merged


class Pieces:
    """Hands a part on in small pieces, so that rows are torn between them."""

    def __init__(self, rows: Rows, size: int) -> None:
        self.rows, self.size = rows, size

    def cut(self, piece: bytes) -> bytes:
        """Cut each small piece."""
        return b"".join(self.rows.cut(piece[at : at + self.size]) for at in range(0, len(piece), self.size))

    def rest(self) -> bytes:
        """Return what is left."""
        return self.rows.rest()
