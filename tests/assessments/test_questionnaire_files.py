"""A questionnaire goes out as TOML or a workbook and comes back the same; what is wrong with a file is told exactly."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from openpyxl import Workbook, load_workbook

from assessments.questionnaire import Questionnaire, Words
from assessments.questionnaire_book import to_book
from assessments.questionnaire_files import LARGEST, Unreadable
from assessments.questionnaire_reading import MOST_ROWS, from_book
from assessments.questionnaire_toml import from_toml, to_toml
from assessments.shipped import shipped
from tests.assessments.questions import asking, question, questionnaires, shown_if, words


def problems(read: Callable[[bytes], Any], data: bytes) -> list[tuple[str, int, str, str]]:
    with pytest.raises(Unreadable) as caught:
        read(data)
    return [(one.sheet, one.row, one.column, one.found) for one in caught.value.problems]


def edited(made: Questionnaire, sheet: str, cells: dict[str, Any]) -> bytes:
    """Return the workbook of a questionnaire with some cells changed."""
    book = load_workbook(io.BytesIO(to_book(made)))
    for place, value in cells.items():
        book[sheet][place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("key", sorted(shipped()))
def test_a_shipped_questionnaire_comes_back_the_same(key: str) -> None:
    made = shipped()[key]
    assert from_toml(to_toml(made).encode()) == made
    assert from_book(to_book(made)) == made


@given(questionnaires())
@settings(max_examples=15, deadline=None)
def test_any_questionnaire_comes_back_the_same(made: Questionnaire) -> None:
    # One that could not be published is refused, which other tests hold.
    made = asking(*made.questions)
    assert from_toml(to_toml(made).encode()) == made
    assert from_book(to_book(made)) == made


def test_signs_that_toml_and_spreadsheets_treat_in_their_own_way_survive() -> None:
    text = '=1+1 "quoted" \\ back\nline \x7f ü 日本 🙂'
    made = asking(question("a", guidance=words(text)))
    assert from_toml(to_toml(made).encode()).questions[0].guidance.en == text
    cell = load_workbook(io.BytesIO(to_book(asking(question("a", guidance=words("=1+1"))))))["Questions"]["G2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_one_changed_cell_is_one_changed_question() -> None:
    made = asking(question("a", weight=5), question("b", "single", weight=5))
    back = from_book(edited(made, "Questions", {"J3": 7}))
    assert back.questions == (made.questions[0], made.questions[1].model_copy(update={"weight": 7}))


@pytest.mark.parametrize(
    ("sheet", "cells", "told"),
    [
        ("Questions", {"C2": "essay"}, ("Questions", 2, "Kind", "essay")),
        ("Questions", {"J2": "heavy"}, ("Questions", 2, "Weight", "heavy")),
        ("Questions", {"K3": "maybe"}, ("Questions", 3, "Required", "maybe")),
        ("Questions", {"A2": "nowhere"}, ("Questions", 2, "Section", "nowhere")),
        ("Questions", {"B3": "A b"}, ("Options", 2, "Question", "b")),
        ("Questions", {"L2": "b", "M2": "a", "L3": "a", "M3": "yes"}, ("Questions", 2, "shown if", "a")),
        ("Questions", {"B1": "Name"}, ("Questions", 1, "Question", "no such column")),
        ("Options", {"D2": "alarm"}, ("Options", 2, "Effect", "alarm")),
        ("Options", {"A4": "elsewhere"}, ("Options", 4, "Question", "elsewhere")),
        ("Questionnaire", {"A2": "fun"}, ("Questionnaire", 2, "Purpose", "fun")),
    ],
)
def test_a_wrong_cell_is_named_by_sheet_row_and_column(sheet: str, cells: dict[str, Any], told: Any) -> None:
    made = asking(question("a", weight=5), question("b", "single", weight=5))
    assert told in problems(from_book, edited(made, sheet, cells))


def test_a_missing_sheet_is_told() -> None:
    book = Workbook()
    out = io.BytesIO()
    book.save(out)
    assert ("Questions", 0, "", "no such sheet") in problems(from_book, out.getvalue())


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0", b"", to_book(asking(question("a")))[:900]])
def test_what_is_no_workbook_is_refused_in_a_sentence(data: bytes) -> None:
    assert problems(from_book, data) == [("", 0, "", "something else")]


def test_a_workbook_with_a_broken_sheet_is_refused_in_a_sentence() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(to_book(asking(question("a"))))) as whole, zipfile.ZipFile(out, "w") as broken:
        for name in whole.namelist():
            content = whole.read(name)
            broken.writestr(name, content[:-60] if name == "xl/worksheets/sheet1.xml" else content)
    assert problems(from_book, out.getvalue()) == [("Questionnaire", 0, "", "something else")]


def test_a_draft_whose_question_has_no_text_yet_goes_out_and_is_refused_coming_in() -> None:
    bare = question("a").model_copy(update={"text": Words()})
    text = to_toml(asking(bare))
    assert problems(from_toml, text.encode()) == [("", text.splitlines().index('key = "a"') + 1, "text", "a")]


def test_a_workbook_that_unpacks_to_far_too_much_is_refused_before_it_is_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 60_000_000)
    assert problems(from_book, out.getvalue()) == []


def test_more_rows_than_a_questionnaire_can_have_are_refused() -> None:
    assert ("Questions", MOST_ROWS + 1, "", "") in problems(
        from_book, edited(asking(question("a")), "Questions", {f"A{MOST_ROWS + 9}": "x"})
    )


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b'title.en = "T"\npurpose = x', ("", 2, "11", "Invalid value")),
        (b'title.en = "T"\npurpose = ', ("", 0, "", "Invalid value")),
        (b"\xff\xfe", ("", 0, "", "other characters")),
        (b"title = 3", ("", 0, "title", "3")),
        (b'title.en = "T"\ncolour = "red"', ("", 0, "colour", "red")),
        (b'title.en = "T"\n[[sections]]\nkey = "a"', ("", 0, "sections.1.title", "")),
        (b'title.en = "T"\npurpose = "fun"', ("", 0, "purpose", "fun")),
        (b'title.en = "T"', ("", 0, "questions", "")),
    ],
)
def test_a_wrong_line_or_field_of_toml_is_named(data: bytes, told: Any) -> None:
    assert told in problems(from_toml, data)


def test_a_fault_of_a_question_in_toml_is_told_with_its_line() -> None:
    text = to_toml(asking(question("a"), question("b", shown_if=shown_if("gone", "yes"))))
    line = text.splitlines().index('key = "b"') + 1
    assert problems(from_toml, text.encode()) == [("", line, "shown if", "b")]


@pytest.mark.parametrize("read", [from_book, from_toml])
def test_a_file_that_is_too_large_is_refused(read: Callable[[bytes], Any]) -> None:
    with pytest.raises(Unreadable, match="larger than a questionnaire can be"):
        read(b"x" * (LARGEST + 1))


def test_what_is_long_is_told_short() -> None:
    long = edited(asking(question("a")), "Questions", {"C2": "x" * 500})
    assert problems(from_book, long)[0][3] == "x" * 79 + "…"


def test_what_is_one_of_some_words_is_chosen_from_a_list() -> None:
    book = load_workbook(io.BytesIO(to_book(shipped()["guarantees"])))
    offered = {
        (sheet.title, sheet.cell(1, cells.min_col).value): asked.formula1
        for sheet in book
        for asked in sheet.data_validations.dataValidation
        for cells in asked.sqref.ranges
    }
    assert offered[("Questions", "Kind")] == '"single,multiple,yesno,text,number,date,file"'
    assert offered[("Questions", "Required")] == '"yes,no"'
    assert offered[("Options", "Effect")] == '"warning,blocker"'
    assert set(offered) >= {("Questionnaire", "Purpose"), ("Questions", "Section"), ("Questions", "Shown if")}
    named = {"Sections": "Section", "Questions": "Question"}
    for formula in offered.values():
        sheet, _, cells = formula.partition("!$")
        if cells:
            assert book[sheet][f"{cells[0]}1"].value == named[sheet], "a list is that of the keys"
