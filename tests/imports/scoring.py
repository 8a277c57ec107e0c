"""What a careful person reads in a workbook, compared field by field with what was understood."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from imports.model import Row, Understood

FOLDER = Path(__file__).parent / "corpus"
WORKBOOKS = sorted(path.name.removesuffix(".expected.json") for path in FOLDER.glob("*.expected.json"))
_FAMILIES = ("SCC", "DPF", "PRIVACY_SHIELD", "BCR", "ADEQUACY", "EEA")

Place = tuple[str, int, int | None]


def expected(workbook: str) -> dict[str, Any]:
    """Return what is expected of a workbook."""
    text = (FOLDER / f"{workbook}.expected.json").read_text(encoding="utf-8")
    whole: dict[str, Any] = json.loads(text)
    return whole


def plain(text: object) -> str:
    """Return a text as it is compared: without case, width and runs of blanks."""
    return " ".join(unicodedata.normalize("NFKC", str(text or "")).split()).casefold()


def place(entry: dict[str, Any]) -> Place:
    """Return where an expected entry stands."""
    return entry["sheet"], entry["row"], entry.get("column")


def differences(want: dict[str, Any], got: Row) -> Iterator[str]:
    """Yield the names of the fields that were read otherwise than by the careful person."""
    named, inferred = set(want["countries"]), set(want.get("countries_inferred") or ())
    grounds = {family for code in got.grounds for family in _FAMILIES if code.startswith(family)}
    wanted = {g for g in want.get("grounds_all") or () if g not in ("NONE", "OTHER")}
    dpa = want.get("dpa") or {}
    same = {
        "name": plain(got.name).rstrip(" .") == plain(want["name"]).rstrip(" ."),
        "purpose": plain(got.purpose) == plain(want.get("purpose")),
        "countries": named <= set(got.countries) <= named | inferred,
        "regions": set(got.regions) == set(want.get("regions") or ()),
        "grounds": grounds == wanted,
        "dpa signed": got.dpa.signed == dpa.get("signed"),
        "dpa date": got.dpa.date == dpa.get("date"),
        "next review": got.next_review == want.get("next_review"),
        "owner": plain(got.owner) == plain(want.get("owner")),
    }
    yield from (field for field, right in same.items() if not right)


def wanted_pairs(whole: dict[str, Any]) -> set[frozenset[tuple[str, int]]]:
    """Return the pairs of rows that a careful person would propose to merge."""
    groups = whole.get("possible_duplicates") or []
    kept = [g for g in groups if "do not merge" not in f"{g.get('same_vendor')}{g.get('note')}"]
    return {frozenset(pair) for g in kept for pair in combinations([(r["sheet"], r["row"]) for r in g["rows"]], 2)}


def proposed_pairs(understood: Understood) -> set[frozenset[tuple[str, int]]]:
    """Return the pairs of rows that were proposed."""
    return {
        frozenset(pair) for d in understood.duplicates for pair in combinations([(p.sheet, p.row) for p in d.rows], 2)
    }
