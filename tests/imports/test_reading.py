"""Every format is read with all that stands in it: types, formulas, hidden and merged parts, encodings."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports.model import Book, CellError, Formula, Options, Range, Refused
from imports.read import read
from imports.understand import understand
from tests.imports import hostile

MORNING = datetime(2024, 3, 1, 9, 30)  # noqa: DTZ001 - spreadsheets know no time zones


def book_of(tmp_path: Path, content: bytes, name: str = "list.bin", **options: str) -> Book:
    path = tmp_path / name
    path.write_bytes(content)
    return read(path, Options(**options))  # type: ignore[arg-type]


def test_a_workbook_keeps_types_formulas_and_hidden_and_merged_parts(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Lista"
    sheet.append(["Text", 3, 2.5, True, date(2024, 3, 1), MORNING, "=A1", "#REF!"])
    sheet["H1"].data_type = "e"
    sheet.append([])
    sheet.append(["hidden"])
    sheet["A1"].font = openpyxl.styles.Font(bold=True)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.merge_cells("A5:C6")
    workbook.create_sheet("Dold").sheet_state = "hidden"
    workbook.save(tmp_path / "list.xlsx")
    grid, other = read(tmp_path / "list.xlsx", Options()).grids
    assert grid.rows[0] == (
        "Text",
        3,
        2.5,
        True,
        date(2024, 3, 1),
        MORNING,
        Formula("=A1"),
        CellError("#REF!"),
    )
    assert grid.rows[1:] == ((), ("hidden",))
    assert (grid.hidden_rows, grid.hidden_columns, grid.merged) == ({3}, {3}, (Range(5, 1, 6, 3),))
    assert (1, 1) in grid.bold
    assert (grid.visible, other.visible) == (True, False)


def test_a_number_format_makes_a_date_and_its_colours_do_not(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for row, code in enumerate(
        ("yyyy-mm-dd", 'd"de" mmm yy', "[Red]0.00", '0 "days"', "General", "[$-41D]d mmmm yyyy"), 1
    ):
        cell = workbook.active.cell(row, 1, 45000)
        cell.number_format = code
    workbook.save(tmp_path / "list.xlsx")
    (grid,) = read(tmp_path / "list.xlsx", Options()).grids
    day = date(2023, 3, 15)
    assert [row[0] for row in grid.rows] == [day, day, 45000, 45000, 45000, day]


def test_dates_of_workbooks_that_count_from_1904_are_the_same_days(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    workbook.active["A1"] = date(2024, 3, 1)
    workbook.save(tmp_path / "list.xlsx")
    assert read(tmp_path / "list.xlsx", Options()).grids[0].rows[0] == (date(2024, 3, 1),)


def test_rich_text_phonetic_hints_and_prefixed_names_are_read_as_text(tmp_path: Path) -> None:
    strings = '<sst xmlns="x"><si><r><t>For</t></r><r><t>tnox</t></r><rPh sb="0" eb="1"><t>hint</t></rPh></si></sst>'
    cells = (
        '<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c t="str"><x:f>1&amp;2</x:f><x:v>12</x:v></x:c></x:row>'
    )
    part = f'<x:worksheet xmlns:x="m"><x:sheetData>{cells}</x:sheetData></x:worksheet>'
    raw = hostile.xlsx([part], {"xl/sharedStrings.xml": strings})
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith("workbook.xml.rels"):
                kind = "http://x/relationships/sharedStrings"
                link = f'<Relationship Id="s" Target="sharedStrings.xml" Type="{kind}"/></Relationships>'.encode()
                text = text.replace(b"</Relationships>", link)
            new.writestr(name, text)
    assert book_of(tmp_path, buffer.getvalue()).grids[0].rows == (("Fortnox", "12"),)


_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"


def ods(rows: str, styles: str = "") -> bytes:
    """Return an open document with these tables."""
    names = " ".join(f'xmlns:{name}="{_OASIS}{name}:1.0"' for name in ("office", "table", "text", "style"))
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{rows}</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return buffer.getvalue()


def test_an_open_document_keeps_types_repeats_and_hidden_and_merged_parts(tmp_path: Path) -> None:
    content = ods(
        '<table:table table:name="Lista"><table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/>'
        '<table:table-row><table:table-cell office:value-type="string" '
        'table:number-columns-spanned="2"><text:p>A<text:s text:c="2"/>b</text:p>'
        "<text:p>c</text:p><office:annotation><text:p>remark</text:p></office:annotation></table:table-cell><table:covered-table-cell/>"
        '<table:table-cell office:value-type="date" office:date-value="2024-03-01"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="2" table:visibility="collapse">'
        '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="2025"/>'
        '<table:table-cell table:formula="of:=1"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048573"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
        "</table:table>"
        '<table:table table:name="Dold" table:style-name="off"/>',
        '<style:style style:name="off"><style:table-properties table:display="false"/></style:style>',
    )
    grid, other = book_of(tmp_path, content).grids
    assert grid.rows == (("A  b\nc", None, date(2024, 3, 1)), *[(2025, 2025, Formula("of:=1"))] * 2)
    assert (grid.hidden_rows, grid.hidden_columns, grid.merged) == ({2, 3}, {3}, (Range(1, 1, 1, 2),))
    assert other.visible is False


def test_an_open_document_that_repeats_a_cell_without_end_is_refused(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="900" office:value-type="float" office:value="1"/>'
    content = ods(
        f'<table:table><table:table-row table:number-rows-repeated="90000">{cell}</table:table-row></table:table>'
    )
    with pytest.raises(Refused, match="too large"):
        book_of(tmp_path, content)


def test_an_old_workbook_keeps_hidden_rows_and_columns_and_merged_cells(tmp_path: Path) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Lista")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for row, cells in enumerate((["Leverandør", "Land"], ["Visma", "Norge"], ["Atea", "Norge"])):
        for column, text in enumerate(cells):
            sheet.write(row, column, text)
    sheet.write(1, 2, date(2024, 3, 1), day)
    sheet.row(2).hidden = True
    sheet.col(1).hidden = True
    sheet.merge(4, 4, 0, 1)
    hidden = workbook.add_sheet("Dold")
    hidden.write(0, 0, "x")
    hidden.visibility = 1
    workbook.save(str(tmp_path / "list.xls"))
    grid, other = read(tmp_path / "list.xls", Options()).grids
    assert grid.rows[1] == ("Visma", "Norge", date(2024, 3, 1))
    assert (grid.hidden_rows, grid.hidden_columns, grid.merged) == ({3}, {2}, (Range(5, 1, 5, 2),))
    assert (grid.visible, other.visible) == (True, False)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac-roman", "cp850"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_text_file_is_read_in_any_encoding_and_with_any_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    rows = [
        ["Leverantör", "Ändamål", "Land"],
        ["Försäkring AB", "Lön, bokföring och årsredovisning", "Österrike"],
        ["Økonomi ÆØÅ", "Né à Zürich", "Ö"],
    ]
    text = "\r\n".join(delimiter.join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)
    if encoding == "cp850":
        text = text.replace("Ø", "Ö").replace("Æ", "Ä")
    book = book_of(tmp_path, text.encode(encoding))
    assert [list(row) for row in book.grids[0].rows] == _cells(text, delimiter)
    assert book.delimiter == delimiter


def _cells(text: str, delimiter: str) -> list[list[str]]:
    out = []
    for line in text.split("\r\n"):
        cells, quoted, cell = [], False, ""
        for char in line:
            if char == '"':
                quoted = not quoted
            elif char == delimiter and not quoted:
                cells.append(cell)
                cell = ""
            else:
                cell += char
        out.append([*cells, cell])
    return out


def test_a_line_that_names_the_delimiter_counts_as_a_row(tmp_path: Path) -> None:
    book = book_of(tmp_path, b"sep=|\nVendor|Country\nAcme, Inc.; Ltd|USA\n")
    assert (book.delimiter, book.grids[0].rows[2]) == ("|", ("Acme, Inc.; Ltd", "USA"))


def test_line_breaks_in_quotes_belong_to_the_cell(tmp_path: Path) -> None:
    book = book_of(tmp_path, b'Vendor;Data\n"Acme";"names\nmails"\nBeta;\n')
    assert book.grids[0].rows == (("Vendor", "Data"), ("Acme", "names\nmails"), ("Beta",))


def test_a_person_can_say_the_encoding_and_the_delimiter(tmp_path: Path) -> None:
    book = book_of(tmp_path, "Leverantör,a;Länd".encode("cp1252"), encoding="cp1252", delimiter=";")
    assert book.grids[0].rows == (("Leverantör,a", "Länd"),)
    with pytest.raises(Refused, match="no encoding called"):
        book_of(tmp_path, b"a;b", encoding="klingon")
    with pytest.raises(Refused, match="not written in"):
        book_of(tmp_path, "å".encode("cp1252"), encoding="utf-8")


_CELL = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=20),
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.dates(date(1950, 1, 1)),
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(_CELL, min_size=1, max_size=5), min_size=1, max_size=8))
def test_whatever_a_program_writes_is_read_and_understood_or_refused_and_no_cell_is_lost(
    tmp_path: Path, rows: list[list[object]]
) -> None:
    workbook = openpyxl.Workbook()
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = workbook.active.cell(number, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # also where it begins with =
    workbook.save(tmp_path / "list.xlsx")
    try:
        understood = understand(tmp_path / "list.xlsx")
    except Refused as refused:
        assert refused.code in ("empty", "no_table")  # noqa: PT017 - both outcomes are right
        return
    if any(t.transposed or not t.header_rows for t in understood.tables):
        return
    told = {r.row for r in understood.vendors} | {s.row for s in understood.skipped}
    told |= {n for t in understood.tables for n in t.header_rows}
    (grid,) = read(tmp_path / "list.xlsx", Options()).grids
    assert {n for n, row in enumerate(grid.rows, 1) if any(str(c or "").strip() for c in row)} <= told
