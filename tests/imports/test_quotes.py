"""A quotation mark too many in a text file tears no other row and swallows none."""

from __future__ import annotations

import time

import pytest

from imports.model import Limits, Refused
from imports.text import Text, read

HEAD = "Vendor;Country\n"


def of_text(text: str, **options: str) -> Text:
    return read(text.encode(), Limits(), options.get("encoding"), options.get("delimiter"))


def rows_of(text: str) -> list[list[object]]:
    return [list(row.values()) for row in of_text(HEAD + text).sheet.rows.values()][1:]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            '"Fortnox AB;Sweden\nVisma AS;Norway\n"OVH;France\n',
            [['"Fortnox AB', "Sweden"], ["Visma AS", "Norway"], ['"OVH', "France"]],
        ),
        ('"Acme; Inc";Sweden\nOVH;"France\n', [["Acme; Inc", "Sweden"], ["OVH", '"France']]),
        ('OVH;"France\n"Acme\nInc";Sweden\n', [["OVH", '"France'], ["Acme\nInc", "Sweden"]]),
        ('12" racks;Sweden\n"Acme; Inc";Norway\n', [['12" racks', "Sweden"], ["Acme; Inc", "Norway"]]),
        ('"Acme" AB;Sweden\nOVH;France\n', [["Acme AB", "Sweden"], ["OVH", "France"]]),
        ('"";"\n', [['"']]),
    ],
)
def test_only_the_line_with_a_mark_too_many_is_torn(text: str, rows: list[list[object]]) -> None:
    assert rows_of(text) == rows


def test_that_a_mark_has_no_pair_is_said_and_that_all_have_one_is_not() -> None:
    assert of_text(HEAD + 'OVH;"France\n').notes == ("unbalanced_quotes",)
    assert of_text(HEAD + '"Acme\nInc";"""Sweden"""\n12" racks;Norway\n').notes == ()


def test_a_mark_too_many_in_each_of_many_lines_takes_no_long_time() -> None:
    begun = time.process_time()
    of_text(HEAD + 'OVH;"France\n' * 30_000)
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("delimiter", ['"', "\n", "\r", "ab", ""])
def test_what_cannot_part_cells_is_refused_with_one_sentence(delimiter: str) -> None:
    with pytest.raises(Refused, match="cannot part cells") as refused:
        of_text(HEAD, delimiter=delimiter)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("encoding", ["undefined", "utf-8\0", "idna", "hex", "klingon"])
def test_an_encoding_that_cannot_be_is_refused_with_one_sentence(encoding: str) -> None:
    with pytest.raises(Refused) as refused:
        of_text("Vendor;Country\nÅkeri AB;Sweden\n", encoding=encoding)
    assert (refused.value.code, "\0" in str(refused.value)) == ("option", False)


def test_a_web_page_saved_as_one_file_is_no_list_of_vendors() -> None:
    with pytest.raises(Refused) as refused:
        of_text("MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related\n")
    assert refused.value.code == "unsupported"
