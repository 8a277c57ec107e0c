"""Lists that the understanding was not made with are read as a careful person reads them, shape by shape."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from imports.model import Range, Row, Understood
from tests.imports.books import grid, table, understood
from tests.imports.scoring import _FAMILIES, plain

FILES = sorted(Path(__file__).parent.glob("kept_lists*.txt"))


class Kept(NamedTuple):
    """One list of the file."""

    name: str
    text: str
    wanted: str
    merged: tuple[Range, ...]


def kept_lists() -> Iterator[Kept]:
    """Yield the lists of the files, the first of which says how they are written."""
    for part in [one for file in FILES for one in file.read_text(encoding="utf-8").split("\n= ")[1:]]:
        head, _, rest = part.partition("\n")
        text, _, wanted = rest.partition("\n-\n")
        name, _, merged = head.split(";")
        areas = tuple(Range(*map(int, corners.split(","))) for corners in merged.split())
        yield Kept(name, text, wanted, areas)


LISTS = list(kept_lists())
NAMES = [one.name for one in LISTS]
# "Contact person/department" may be the vendor's: it stays a note until a person says whose it is.
NOT_TOLD = {("da_register", 2, "owner"), ("da_register", 3, "owner")}


def read(kept: Kept) -> Understood:
    return understood(grid(table(kept.text), merged=kept.merged))


def wanted(kept: Kept) -> dict[tuple[int, int | None], tuple[str, dict[str, str]]]:
    found = {}
    for line in kept.wanted.strip().split("\n"):
        place, _, rest = line.partition(" ")
        name, _, told = rest.partition(" | ")
        row, _, column = place.partition(":")
        fields = {part[0]: part[2:] for part in (one.strip() for one in told.split("; ")) if part}
        found[int(row), int(column) if column else None] = (name, fields)
    return found


def codes(fields: dict[str, str], key: str) -> set[str]:
    return {code for code in fields.get(key, "").split(",") if code}


def wrong(name: str, fields: dict[str, str], row: Row) -> set[str]:
    named, inferred = codes(fields, "c"), codes(fields, "i")
    grounds = {family for code in row.grounds for family in _FAMILIES if code.startswith(family)}
    date: Any = fields.get("d")
    regions = set(fields["r"].split("|")) if "|" in fields.get("r", "") else codes(fields, "r")
    same = {
        "name": plain(row.name).rstrip(".") == plain(name).rstrip("."),
        "purpose": plain(row.purpose) == plain(fields.get("p")),
        "countries": named <= set(row.countries) <= named | inferred,
        "regions": set(row.regions) == regions,
        "grounds": grounds == codes(fields, "g"),
        "dpa signed": row.dpa.signed is {"yes": True, "no": False, "": None}[fields.get("s", "")],
        "dpa date": "dpa_date_day_month_ambiguous" in row.flags if date == "?" else row.dpa.date == date,
        "next review": row.next_review == fields.get("n"),
        "owner": plain(row.owner) == plain(fields.get("o")),
    }
    return {field for field, right in same.items() if not right}


@pytest.mark.parametrize("kept", LISTS, ids=NAMES)
def test_every_vendor_is_found_and_nothing_else(kept: Kept) -> None:
    assert [(row.row, row.column) for row in read(kept).vendors] == list(wanted(kept))


@pytest.mark.parametrize("kept", LISTS, ids=NAMES)
def test_every_cell_says_what_a_careful_person_reads(kept: Kept) -> None:
    rows = {(row.row, row.column): row for row in read(kept).vendors}
    found = {
        (kept.name, place[0], field)
        for place, (name, fields) in wanted(kept).items()
        for field in wrong(name, fields, rows[place])
    }
    assert found == {case for case in NOT_TOLD if case[0] == kept.name}
