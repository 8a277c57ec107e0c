"""Is this vendor of the sheet one that the register knows? Surely, perhaps (a person is asked), or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from imports.brands import brand_of
from imports.model import Row
from imports.vendor_names import Name, domain_of, name_of, number_of

ALIKE = 88.0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A vendor of the register that may be the one of the sheet, and why, by a key of `page_words.LIKE`."""

    vendor_id: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Match:
    """What was found: the vendor where it is sure, else what to ask a person."""

    vendor_id: int | None = None
    proposals: tuple[Proposal, ...] = ()


class Known:
    """The vendors of the register, by what identifies them; only those in `shown` are proposed to the person."""

    def __init__(self, vendors: Iterable[dict[str, Any]], shown: frozenset[int] | None = None) -> None:
        self.names: dict[int, str] = {}
        self.shown = shown
        self._wholes: dict[str, set[int]] = defaultdict(set)
        self._bares: dict[str, set[tuple[str, int]]] = defaultdict(set)
        self._others: dict[str, set[int]] = defaultdict(set)
        self._within: dict[str, set[int]] = defaultdict(set)
        self._brands: dict[str, set[int]] = defaultdict(set)
        self._numbers: dict[str, set[int]] = defaultdict(set)
        self._domains: dict[str, set[int]] = defaultdict(set)
        for vendor in vendors:
            self._add(vendor)
        self._spellings = [bare for bare in self._bares if len(bare) > 3]

    def find(self, row: Row) -> Match:
        """Return the vendor that a row speaks of, or those that it may speak of."""
        number = number_of(row.registration_number)
        numbered = self._numbers.get(number, set()) if len(number) > 4 else set()
        if len(numbered) == 1:
            return Match(next(iter(numbered)))
        name = name_of(row.name)
        sure = self._sure(name)
        if len(sure) == 1:
            return Match(next(iter(sure)))
        asked = dict.fromkeys([(one, "number") for one in sorted(numbered)] + [(one, "name") for one in sorted(sure)])
        return Match(None, self._proposals([*asked, *self._perhaps(row, name)]))

    def _add(self, vendor: dict[str, Any]) -> None:
        number = vendor["id"]
        self.names[number] = vendor["name"]
        own = name_of(vendor["name"])
        self._wholes[own.whole].add(number)
        self._bares[own.bare].add((own.form, number))
        for text in (vendor["legal_name"], *vendor["aliases"]):
            name = name_of(text)
            # "G Suite (Google)" says whose product it is, not that whatever is called Google is G Suite.
            if name.whole and f" {name.whole} " in f" {own.whole} ":
                self._within[name.whole].add(number)
            elif name.whole:
                self._others[name.whole].add(number)
        if brand := brand_of(vendor["name"]):
            self._brands[brand].add(number)
        if len(registration := number_of(vendor["registration_number"])) > 4:
            self._numbers[registration].add(number)
        if domain := domain_of(vendor["website"]):
            self._domains[domain].add(number)

    def _sure(self, name: Name) -> set[int]:
        """Return who bears the name: as its own before as another one, and last without its legal form."""
        whole = self._wholes.get(name.whole) or self._others.get(name.whole)
        if whole:
            return whole
        return {number for form, number in self._bares.get(name.bare, ()) if not form or not name.form}

    def _perhaps(self, row: Row, name: Name) -> list[tuple[int, str]]:
        found = [(number, "form") for _, number in sorted(self._bares.get(name.bare, ()))]
        found += [(number, "alias") for number in sorted(self._within.get(name.whole, ()))]
        for other in (row.legal_name, *row.aliases):
            if other:
                found += [(number, "alias") for number in sorted(self._sure(name_of(other)))]
        if brand := brand_of(row.name):
            found += [(number, "brand") for number in sorted(self._brands.get(brand, ()))]
        if domain := domain_of(row.website):
            found += [(number, "domain") for number in sorted(self._domains.get(domain, ()))]
        if len(name.bare) > 3:
            found += [(number, "spelling") for number in self._spelled_like(name.bare)]
        return found

    def _spelled_like(self, bare: str) -> list[int]:
        """Return vendors whose names differ by a slip, or by further words: "Slack" and "Slack Technologies"."""
        near = process.extract(bare, self._spellings, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=3)
        found = [bare for bare, _, _ in near]
        words = bare.split()
        for size in range(1, len(words)):
            shorter = " ".join(words[:size])
            if shorter in self._bares and len(shorter) > 3:
                found.append(shorter)
        start = bare + " "
        found += [other for other in self._spellings if other.startswith(start)][:3]
        return [number for other in found for _, number in sorted(self._bares[other])]

    def _proposals(self, found: Sequence[tuple[int, str]]) -> tuple[Proposal, ...]:
        reasons: dict[int, str] = {}
        for number, reason in found:
            if self.shown is None or number in self.shown:
                reasons.setdefault(number, reason)
        return tuple(Proposal(number, self.names[number], reason) for number, reason in list(reasons.items())[:5])


def same_in_file(rows: Sequence[Row]) -> list[list[int]]:
    """Return the rows of a file, by their index, put together where they are surely one vendor."""
    forms: dict[str, set[str]] = defaultdict(set)
    names = [name_of(row.name) for row in rows]
    for name in names:
        if name.form:
            forms[name.bare].add(name.form)
    groups: dict[str, list[int]] = {}
    numbers: dict[str, str] = {}
    for index, (row, name) in enumerate(zip(rows, names, strict=True)):
        # "Bolt AB" and "Bolt Ltd" are two companies, and a bare "Bolt" beside both could be either.
        key = name.bare if len(forms[name.bare]) < 2 else name.whole
        if len(number := number_of(row.registration_number)) > 4:
            key = numbers.setdefault(number, key)
        groups.setdefault(key, []).append(index)
    return list(groups.values())
