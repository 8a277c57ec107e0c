"""Claims about the place: inside the EU or EEA, stored there, or neither."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from law.names import place_names
from law.records import NEVER
from law.store import default_law
from law.written.terms import PLACES, WORDS, Mention, either
from law.written.text import plain

INSIDE: Final = "EEA"
STORED: Final = "EU_STORAGE_CLAIM"
_MASK: Final = "§"
_CLAUSE: Final = re.compile(r"[;]|,\s")
_COMMISSION: Final = either(WORDS["commission"])
_MODIFIES: Final = re.compile(rf"^(?:'?s|:s|:n)?[\s\-]*(?:{_COMMISSION}|{either(WORDS['modifier'])})?[\s\-()']*{_MASK}")
_PARTNER: Final = re.compile(rf"^\s*(?:[/&+\-,]|and|och|og|und|et)\s*{either(WORDS['partner'])}")
_BODY: Final = re.compile(rf"^(?:'?s|:s)?[\s\-]*(?:{_COMMISSION}|{either(WORDS['body'])})")
_FAR_REGION: Final = re.compile(r"(?<!\w)(?:us|ca|ap|sa|me|af|il|asia|australia)-(?:north|south|east|west|central)")
_IN_BRACKETS: Final = re.compile(r"§[\s]*\($")
_WORDS: Final = re.compile(r"[a-z'.]+")
_LONGEST_NAME: Final = 4


@cache
def eea_today() -> frozenset[str]:
    """Return the countries and territories in which the GDPR applies as in a Member State, as far as is known."""
    law = default_law()
    inside = [r for r in law.records.values() if r.kind in {"member", "outermost", "territory"} and r.ends == NEVER]
    return frozenset(importer for record in inside for importer in record.importers)


def place_claim(text: str, found: Sequence[Mention], *, no_transfer: bool, others: bool) -> tuple[str, int] | None:
    """Return the claim about the place with where it stands, or None.

    A text that names places inside and outside is UNKNOWN. `no_transfer` says that the text denies a transfer;
    `others`, that it names a ground, beside which a country is only a country.
    """
    masked = _masked(text, found)
    denial = PLACES["no_transfer"].search(masked)
    third = PLACES["third_country"].search(masked)
    if third and (no_transfer or (denial and _same_clause(masked, third.start(), denial.start()))):
        return INSIDE, third.start()
    inside, outside = _regions(masked, denied=no_transfer or denial is not None)
    stored = _where(masked, "storage") is not None
    hosted = [at for kind in ("cities", "cloud_regions") if (at := _where(masked, kind)) is not None]
    far = outside or (PLACES["third"].search(masked) is not None)
    if not others:
        for code, at in _countries(masked):
            if code in eea_today():
                inside = at if inside is None else min(inside, at)
            else:
                far = True
    if _FAR_REGION.search(masked):
        return None if others else ("UNKNOWN", 0)
    if inside is not None and not (far and (others or not denial)):
        return (STORED if (stored or hosted) and not no_transfer else INSIDE), inside
    if inside is None and hosted and not outside:
        return STORED, min(hosted)
    return ("UNKNOWN", 0) if far and not others else None


def _masked(text: str, found: Sequence[Mention]) -> str:
    letters = list(text)
    for one in found:
        if one.concept == "DONT_KNOW":
            continue  # "third countries" is what a claim about the place speaks of
        letters[one.start : one.end] = _MASK * (one.end - one.start)
    return "".join(letters)


def _where(masked: str, kind: str) -> int | None:
    found = PLACES[kind].search(masked)
    return found.start() if found else None


def _same_clause(masked: str, one: int, other: int) -> bool:
    first, last = sorted((one, other))
    return not _CLAUSE.search(masked, first, last)


def _regions(masked: str, *, denied: bool) -> tuple[int | None, bool]:
    """Return where the text first says that data stays inside, and whether it says that data goes outside."""
    inside, outside = None, False
    for found in PLACES["regions"].finditer(masked):
        before, after = masked[: found.start()], masked[found.end() :]
        if _MODIFIES.match(after) or _BODY.match(after) or _partner(after):
            outside = outside or _partner(after)
            continue
        if any(
            not _CLAUSE.search(before, m.end()) and len(before) - m.end() <= _NEAR
            for m in PLACES["outside"].finditer(before)
        ):
            if denied:
                inside = found.start() if inside is None else inside
            else:
                outside = True
            continue
        if _IN_BRACKETS.search(before) and not denied:
            continue
        inside = found.start() if inside is None else inside
    return inside, outside


_NEAR: Final = 12
"""How far "outside" may stand from the region that it is about, in letters."""


def _partner(after: str) -> bool:
    return _PARTNER.match(after) is not None


def _countries(masked: str) -> list[tuple[str, int]]:
    names, words = _names(), list(_WORDS.finditer(masked))
    found, at = [], 0
    while at < len(words):
        for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
            name = masked[words[at].start() : words[at + length - 1].end()]
            code = names.get(name)
            if code and len(name) > 2:
                found.append((code, words[at].start()))
                at += length - 1
                break
        at += 1
    return found


@cache
def _names() -> dict[str, str]:
    """Return the names of places, folded as `plain` folds."""
    return {plain(name): code for name, code in place_names().items()}
