"""Fourteen real lists are understood as a careful person reads them, traps and all."""

from __future__ import annotations

from functools import cache

import pytest

from imports.model import Options, Understood
from imports.read import read as read_book
from imports.understand import understand
from tests.imports.scoring import FOLDER, WORKBOOKS, differences, expected, place, proposed_pairs, wanted_pairs

# One slash date in a column with both orders: it cannot be known, so it is asked and not chosen.
UNKNOWABLE = {("s08_github_unicode_text_utf16.csv", ("csv", 7, None), "dpa date")}


@cache
def read(workbook: str) -> Understood:
    return understand(FOLDER / workbook)


def test_the_corpus_is_there() -> None:
    assert len(WORKBOOKS) == 13
    assert (FOLDER / "s14_ten_thousand_rows.xlsx").exists()


@pytest.mark.parametrize("workbook", WORKBOOKS)
def test_every_vendor_is_found_and_nothing_else_is_taken_for_one(workbook: str) -> None:
    wanted = {place(entry) for entry in expected(workbook)["vendors"]}
    assert {(row.sheet, row.row, row.column) for row in read(workbook).vendors} == wanted


@pytest.mark.parametrize("workbook", WORKBOOKS)
def test_every_cell_is_read_as_a_careful_person_reads_it(workbook: str) -> None:
    rows = {(row.sheet, row.row, row.column): row for row in read(workbook).vendors}
    wrong = {
        (workbook, place(entry), field)
        for entry in expected(workbook)["vendors"]
        for field in differences(entry, rows[place(entry)])
    }
    assert wrong == {case for case in UNKNOWABLE if case[0] == workbook}


def test_what_cannot_be_known_is_asked_with_both_readings() -> None:
    problems = [p for p in read("s08_github_unicode_text_utf16.csv").problems if p.row == 7]
    assert [(p.column, p.found, p.suggestion) for p in problems] == [
        ("DPA date", "3/11/22", "2022-11-03 or 2022-03-11")
    ]


def test_most_duplicates_are_proposed_and_few_that_are_none() -> None:
    wanted, proposed = set(), set()
    for workbook in WORKBOOKS:
        wanted |= {(workbook, pair) for pair in wanted_pairs(expected(workbook))}
        proposed |= {(workbook, pair) for pair in proposed_pairs(read(workbook))}
    assert len(wanted & proposed) >= 0.85 * len(wanted)
    assert len(proposed - wanted) <= 0.1 * len(proposed)


def test_every_row_with_anything_in_it_is_a_vendor_a_header_or_skipped_with_a_reason() -> None:
    for workbook in WORKBOOKS:
        found = read(workbook)
        told = {(s.sheet, s.row) for s in found.skipped} | {(v.sheet, v.row) for v in found.vendors}
        told |= {(t.sheet, n) for t in found.tables for n in t.header_rows}
        told |= {(t.sheet, n) for t in found.tables if t.transposed for n in range(t.first_row, t.last_row + 1)}
        whole = {s.sheet for s in found.skipped if s.row is None}
        for grid in read_book(FOLDER / workbook, Options()).grids:
            for number, row in enumerate(grid.rows, 1):
                if any(cell is not None and str(cell).strip() for cell in row) and grid.sheet not in whole:
                    assert (grid.sheet, number) in told, (workbook, grid.sheet, number)


def test_every_cell_of_a_vendor_is_kept_raw_with_its_header() -> None:
    row = next(r for r in read("s11_hidden_rows_pulumi.xlsx").vendors if r.row == 4)
    assert [(raw.letter, raw.header, raw.text) for raw in row.raw] == [
        ("A", "Company", "Amazon Web Services"),
        ("B", "Department", "Engineering"),
        ("C", "Internal code", "CC4485"),
        ("D", "Country", "United States"),
        ("E", "DPA?", "No"),
        ("G", "Renewal", "2026-07-20"),
        ("H", "Annual cost", "64900"),
        ("I", "Status", "Active"),
    ]
    assert dict(row.notes) == {"Department": "Engineering", "Internal code": "CC4485", "Annual cost": "64900"}


def test_hidden_rows_are_read_and_flagged() -> None:
    hidden = {r.row for r in read("s11_hidden_rows_pulumi.xlsx").vendors if "hidden_row" in r.flags}
    assert hidden == {13, 15, 17, 25, 30, 46, 47}


def test_a_product_and_its_legal_entity_are_one_vendor_with_an_alias() -> None:
    row = read("s04_tia_bluecrew.ods").vendors[3]
    assert (row.name, row.aliases) == ("Plausible Insights OÜ", ("Plausible Analytics",))
    assert "dpa_is_not_a_transfer_ground" in row.flags or row.grounds == ()


def test_ten_thousand_rows_are_all_understood() -> None:
    found = read("s14_ten_thousand_rows.xlsx")
    assert len(found.vendors) == 10_000
    assert (found.skipped, found.duplicates) == ((), ())
    assert len({row.name for row in found.vendors}) == 531
    assert sum(row.countries == ("US",) and not row.regions for row in found.vendors) == 2_146
    assert sum(row.regions == ("EEA",) and not row.countries for row in found.vendors) == 100
    assert sum("dpa_date_month_only" in row.flags for row in found.vendors) == 1_227
    assert sum("dpa_date_serial_number_without_date_format" in row.flags for row in found.vendors) == 1_135
    # 487 slash dates could be read either way; in 43 of them day and month are the same number.
    assert sum("dpa_date_day_month_ambiguous" in row.flags for row in found.vendors) == 487 - 43
    assert sum(row.dpa.signed is None for row in found.vendors) == 1_004
    assert not any(row.owner for row in found.vendors)
