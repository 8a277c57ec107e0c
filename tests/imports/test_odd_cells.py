"""What a cell holds beside plain text is kept as it stands: all digits, times, errors, what lies under merged cells."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from imports.model import CellError, Formula, Options, Refused, Understood
from imports.read import read
from imports.understand import understand
from tests.imports import hostile
from tests.imports.books import grid, understood
from tests.imports.test_reading import ods

HEADS = [("A1", "Vendor"), ("B1", "Country"), ("C1", "Registration number"), ("D1", "Remark")]


def of_file(tmp_path: Path, content: bytes, name: str) -> Understood:
    (tmp_path / name).write_bytes(content)
    return understand(tmp_path / name)


def cells_of(found: Understood, column: str) -> list[str]:
    """Return the raw cells of a column, one for each vendor; "" where nothing stands."""
    return [next((raw.text for raw in row.raw if raw.letter == column), "") for row in found.vendors]


def workbook(remarks: list[tuple[Any, str]]) -> bytes:
    """Return a workbook with these values and number formats in its last column."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for place, text in HEADS:
        sheet[place] = text
    for number, (value, form) in enumerate(remarks, 2):
        sheet.cell(number, 1).value = f"Vendor {number} AB"
        sheet.cell(number, 4).value = value
        sheet.cell(number, 4).number_format = form
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (556000000012345, "0", "556000000012345"),
        (5560000000, "0.00E+00", "5560000000"),
        (1234567.25, '#,##0.00 "kr"', "1234567.25"),
        (12.3456789, "General", "12.3456789"),
        (0.1 + 0.2, "General", "0.3"),
        (0.25, "0%", "0.25"),
        (time(9, 30), "hh:mm", "09:30:00"),
        (1.5, "[h]:mm", "36:00:00"),
        (datetime(2024, 3, 1, 9, 30), "yyyy-mm-dd hh:mm", "2024-03-01 09:30:00"),  # noqa: DTZ001
        (45352 + 9.5 / 24 - 1e-9, "yyyy-mm-dd hh:mm", "2024-03-01 09:30:00"),
        (1, "yyyy-mm-dd", "1900-01-01"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (-5, "yyyy-mm-dd", "-5"),
        (True, "General", "TRUE"),
    ],
)
def test_a_number_keeps_its_digits_and_a_time_is_a_time(tmp_path: Path, value: Any, form: str, shown: str) -> None:
    assert cells_of(of_file(tmp_path, workbook([(value, form)]), "list.xlsx"), "D") == [shown]


def test_a_whole_number_of_more_digits_than_a_program_shows_keeps_them_all(tmp_path: Path) -> None:
    row = f'<row r="3">{hostile.text_cell("A3", "Visma AS")}<c r="B3"><v>5560000000123456789</v></c></row>'
    content = hostile.xlsx([hostile.sheet_xml(hostile.HEADER + row)])
    assert cells_of(of_file(tmp_path, content, "list.xlsx"), "B")[1] == "5560000000123456789"


@pytest.mark.parametrize("text", ["0012345678", "'0012345678", "5.56E+09", "=1+1", "+46 8 000", "-", "1e400"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_text_stays_the_text_that_it_is(tmp_path: Path, form: str, text: str) -> None:
    if form == "csv":
        content = f"Vendor;Country;Registration number\nFortnox AB;Sweden;{text}\n".encode()
    else:
        cells = "".join(hostile.text_cell(place, head) for place, head in HEADS[:3])
        row = hostile.text_cell("A2", "Fortnox AB") + hostile.text_cell("C2", text)
        content = hostile.xlsx([hostile.sheet_xml(f'<row r="1">{cells}</row><row r="2">{row}</row>')])
    found = of_file(tmp_path, content, f"list.{form}")
    assert cells_of(found, "C") == [text]
    assert found.vendors[0].registration_number == text


def test_error_values_of_an_old_workbook_are_not_read_as_blank(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Lista")
    for column, (_, text) in enumerate(HEADS):
        sheet.write(0, column, text)
    sheet.write(1, 0, "Fortnox AB")
    sheet.row(1).set_cell_error(1, "#REF!")
    sheet.row(1).set_cell_error(3, "#N/A!")
    out = io.BytesIO()
    book.save(out)
    found = of_file(tmp_path, out.getvalue(), "list.xls")
    assert [raw.text for raw in found.vendors[0].raw] == ["Fortnox AB", "#REF!", "#N/A"]
    assert [problem.found for problem in found.problems] == ["#REF!", "#N/A"]


OASIS = 'office:value-type="{}" office:{}="{}"'


@pytest.mark.parametrize(
    ("attributes", "text", "value"),
    [
        ('table:formula="of:=A1" office:value-type="float"', "", Formula("of:=A1")),
        ('table:formula="of:=A1" calcext:value-type="error" xmlns:calcext="x"', "#REF!", CellError("#REF!")),
        (OASIS.format("date", "date-value", "soon"), "", "soon"),
        (OASIS.format("time", "time-value", "PT09H30M00S"), "", "PT09H30M00S"),
        (OASIS.format("percentage", "value", "0.25"), "", 0.25),
        (OASIS.format("percentage", "value", "0.25"), "25 %", "25 %"),
        (OASIS.format("currency", "value", "1000"), "1 000 kr", 1000),
        (OASIS.format("float", "value", "5560000000123456789"), "5,56E+18", 5560000000123456789),
        (OASIS.format("float", "value", "nan"), "", "nan"),
        (OASIS.format("string", "string-value", "on\u202ely"), "", "only"),
        (OASIS.format("boolean", "boolean-value", "false"), "", False),
        (OASIS.format("date", "date-value", "1850-02-03"), "", date(1850, 2, 3)),
        ('table:formula="of:=A1" office:value-type="string"', "", None),
    ],
)
def test_what_a_cell_of_an_open_document_stores_is_never_passed_over(
    tmp_path: Path, attributes: str, text: str, value: Any
) -> None:
    cell = f"<table:table-cell {attributes}>{f'<text:p>{text}</text:p>' if text else ''}</table:table-cell>"
    last = "<table:table-cell><text:p>last</text:p></table:table-cell>"
    content = ods(f"<table:table><table:table-row>{cell}{last}</table:table-row></table:table>")
    (tmp_path / "list.ods").write_bytes(content)
    assert read(tmp_path / "list.ods", Options()).grids[0].rows == ((value, "last"),)


def test_what_lies_under_a_merged_cell_is_read_and_not_covered_by_it(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{n}">{hostile.text_cell(f"A{n}", name)}{hostile.text_cell(f"B{n}", land)}</row>'
        for n, (name, land) in enumerate([("Vendor", "Country"), ("Fortnox AB", "Sverige"), ("Visma AS", "Norge")], 1)
    )
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="A2:A3"/></mergeCells></worksheet>'
    part = hostile.sheet_xml(rows).replace("</worksheet>", merged)
    assert [row.name for row in of_file(tmp_path, hostile.xlsx([part]), "list.xlsx").vendors] == [
        "Fortnox AB",
        "Visma AS",
    ]


@pytest.mark.parametrize("fault", [CellError("#N/A"), Formula("=VLOOKUP(A9,Other!A:B,2)")])
def test_a_name_that_could_not_be_worked_out_is_not_that_of_the_row_above(fault: Any) -> None:
    found = understood(grid([["Vendor", "Country"], ["Fortnox AB", "Sweden"], [fault, "Norway"], [fault, fault]]))
    assert [row.name for row in found.vendors] == ["Fortnox AB"]
    assert [(one.row, one.why) for one in found.skipped] == [(3, "no vendor is named"), (4, "no vendor is named")]
    assert {problem.row for problem in found.problems} == {3, 4}


def test_sums_without_a_result_are_still_totals() -> None:
    found = understood(
        grid([["Vendor", "Cost"], ["Fortnox AB", 3], [Formula("=COUNTA(A2:A2)"), Formula("=SUM(B2:B2)")]])
    )
    assert [(one.row, one.why) for one in found.skipped] == [(3, "total")]


def test_two_sheets_that_are_called_alike_without_their_hidden_marks_stay_two(tmp_path: Path) -> None:
    other = hostile.HEADER.replace("Fortnox AB", "Visma AS")
    content = hostile.xlsx(
        [hostile.sheet_xml(hostile.HEADER), hostile.sheet_xml(other)], names=["Lista", "Lis\u200bta"]
    )
    found = of_file(tmp_path, content, "list.xlsx")
    assert found.sheets == ("Lista", "Lista (2)")
    assert [(row.sheet, row.name) for row in found.vendors] == [("Lista", "Fortnox AB"), ("Lista (2)", "Visma AS")]


@pytest.mark.parametrize("cell", ["1A3", "@3", "A0"])
def test_a_cell_outside_of_its_sheet_is_refused_and_covers_no_other(tmp_path: Path, cell: str) -> None:
    row = 0 if cell == "A0" else 3
    rows = f'<row r="{row}">{hostile.text_cell(cell, "Visma AS")}</row>'
    with pytest.raises(Refused, match="outside of its sheet"):
        of_file(tmp_path, hostile.xlsx([hostile.sheet_xml(hostile.HEADER + rows)]), "list.xlsx")
