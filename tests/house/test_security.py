"""docs/security.md answers every requirement, and the tests that it names exist."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.house.files import ROOT

# How many requirements of level 1 and 2 each section of ASVS 5.0 has; they are counted from 1.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4,
    "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
    "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
ANSWERS = ("Met", "In part", "Not met", "By setting", "Operator", "Not applicable")
ROWS = [
    [cell.strip() for cell in line.strip("|\n").split("|")]
    for line in (ROOT / "docs" / "security.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d", line)
]


def test_every_requirement_of_both_levels_has_one_answer() -> None:
    numbers = Counter(number.strip() for row in ROWS for number in row[0].split(","))
    asked = {f"{section}.{one}" for section, count in SECTIONS.items() for one in range(1, count + 1)}
    assert len(asked) == 253
    assert numbers == Counter(asked)


def test_every_answer_says_how_it_stands() -> None:
    assert [row for row in ROWS if len(row) != 4 or not row[1] or not row[2].startswith(ANSWERS)] == []


NAMED = sorted({name for row in ROWS for name in re.findall(r"`([\w/]+\.py::\w+)`", row[3])})


@pytest.mark.parametrize("name", NAMED)
def test_a_test_that_is_named_exists(name: str) -> None:
    file, _, function = name.partition("::")
    assert re.search(rf"^(async )?def {function}\(", (ROOT / "tests" / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_what_is_not_met_stands_at_the_top_too() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    top = text.split("## Rules")[0]
    open_ones = [row[0] for row in ROWS if row[2].startswith(("Not met", "In part"))]
    assert [number for number in open_ones if number not in top] == []
