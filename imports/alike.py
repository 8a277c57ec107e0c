"""Which vendors of the register may be one: told by what identifies them, and by nearly the same spelling. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from rapidfuzz import fuzz, process

from imports.brands import brand_of
from imports.match_register import ALIKE
from imports.vendor_names import Name, domain_of, name_of, number_of
from law.names import place_names

SHORTEST = 5
WHOLE = 5
# Addresses under which many firms have their pages say nothing of who they are.
SHARED_DOMAINS = frozenset({"linkedin.com", "facebook.com", "github.com", "sites.google.com", "google.com"})
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Alike:
    """Two vendors that may be one, the one with the smaller number first, and why: a key of `page_words.SAME`."""

    one: int
    two: int
    reason: str


def alike(vendors: Sequence[Mapping[str, Any]], apart: Collection[Pair] = ()) -> list[Alike]:
    """Return the pairs that may be one vendor, each once and with the strongest reason, without those told apart.

    A vendor has `id`, `name`, `legal_name`, `aliases`, `registration_number`, `website` and `unnamed_group`.
    """
    named = [vendor for vendor in vendors if not vendor["unnamed_group"]]
    known = {vendor["id"]: name_of(vendor["name"]) for vendor in named}
    found: dict[Pair, str] = {}
    for reason, groups in (
        ("number", _by(named, lambda one: number_of(one["registration_number"]), 4)),
        ("name", _by(named, lambda one: known[one["id"]].whole, 0)),
        ("form", _forms(known)),
        ("alias", _aliases(named, known)),
        ("domain", _by(named, lambda one: _domain(one["website"]), 3)),
        ("brand", _by(named, lambda one: brand_of(one["name"]) or "", 0)),
        ("spelling", _spelled_alike(known)),
    ):
        for group in groups:
            ordered = sorted(set(group))
            # In a large group all are shown beside its first; what they are to each other follows from that.
            pairs = combinations(ordered if len(ordered) <= WHOLE else ordered[:1], 2)
            beside = [(ordered[0], other) for other in ordered[1:]] if len(ordered) > WHOLE else []
            for both in (*pairs, *beside):
                found.setdefault(both, reason)
    told = set(apart)
    return [Alike(one, two, reason) for (one, two), reason in found.items() if (one, two) not in told]


def _by(vendors: Iterable[Mapping[str, Any]], key: Any, longer_than: int) -> list[list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for vendor in vendors:
        groups[key(vendor)].append(vendor["id"])
    return [group for text, group in groups.items() if len(text) > longer_than and len(group) > 1]


def _domain(website: str) -> str:
    domain = domain_of(website)
    return "" if domain in SHARED_DOMAINS else domain


def _forms(known: Mapping[int, Name]) -> list[list[int]]:
    """Return those that share a name but for the legal form."""
    groups: dict[str, list[int]] = defaultdict(list)
    for number, name in known.items():
        groups[name.bare].append(number)
    return [group for bare, group in groups.items() if bare and len(group) > 1]


def _aliases(vendors: Iterable[Mapping[str, Any]], known: Mapping[int, Name]) -> list[list[int]]:
    """Return those of which one is called by another name what the other is called."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, name in known.items():
        holders[name.whole].append(number)
    found = []
    for vendor in vendors:
        own = known[vendor["id"]].whole
        for text in (vendor["legal_name"], *vendor["aliases"]):
            other = name_of(text).whole
            # "G Suite (Google)" says whose product it is, not that whatever is called Google is G Suite.
            if other and f" {other} " not in f" {own} ":
                found += [[vendor["id"], number] for number in holders.get(other, ()) if number != vendor["id"]]
    return found


def _spelled_alike(known: Mapping[int, Name]) -> list[list[int]]:
    """Return those whose names differ by a slip; only names that begin or end alike are compared."""
    bares: dict[str, int] = {}
    for number, name in sorted(known.items()):
        if len(name.bare) >= SHORTEST:
            bares.setdefault(name.bare, number)
    places = place_names()
    marks = {bare: _marks(bare, places) for bare in bares}
    found = []
    for cut in (slice(0, 3), slice(-4, None)):
        # Names of different marks are never one: left out beforehand they cost nothing, and take no place of three.
        blocks: dict[tuple[str, frozenset[str]], list[str]] = defaultdict(list)
        for bare in bares:
            blocks[bare[cut], marks[bare]].append(bare)
        for block in blocks.values():
            for place, bare in enumerate(block[:-1]):
                near = process.extract(
                    bare, block[place + 1 :], scorer=fuzz.ratio, processor=None, score_cutoff=ALIKE, limit=3
                )
                found += [[bares[bare], bares[other]] for other, _, _ in near]
    return found


def _marks(name: str, places: Collection[str]) -> frozenset[str]:
    """Return the words that tell two companies of a group apart: numbers and countries."""
    return frozenset(word for word in name.split() if word in places or any(sign.isdecimal() for sign in word))
