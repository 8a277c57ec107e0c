"""Which rows may be one vendor: the same name, an alias, a known brand, a near spelling. Proposed with a reason, never merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from imports.brands import aliases_of, brand_of, core, stem
from imports.model import Duplicate, Place, Row
from imports.words import folded
from law.names import place_names

_NEAR = 90.0
_SHORTEST = 6
_REPEATS = 3  # rows a name on average, above which a list is one of engagements and not of vendors


@dataclass(frozen=True, slots=True)
class Same:
    """Why two names may be one vendor, and how sure that is (1 is certain)."""

    reason: str
    sure: float


def same_vendor(one: str, two: str, one_aliases: Sequence[str] = (), two_aliases: Sequence[str] = ()) -> Same | None:
    """Return why two names may be one vendor; None when nothing speaks for it."""
    if folded(one) == folded(two):
        return Same("the same name", 1.0)
    if core(one) == core(two):
        return Same("the same name but for the legal form", 0.95)
    brand = brand_of(one)
    if brand is not None and brand == brand_of(two):
        return Same(f"both are known as {brand}", 0.9)
    if _keys(one, one_aliases) & _keys(two, two_aliases):
        return Same("one names the other as an alias", 0.85)
    if stem(one) == stem(two):
        return Same("the same name but for a word such as Technologies", 0.8)
    return _near(stem(one), stem(two))


def _keys(name: str, aliases: Sequence[str]) -> set[str]:
    """Return all that a vendor is called, as comparable keys; a brand counts as the name it is known by."""
    found = set()
    for text in (name, *aliases, *aliases_of(name)):
        brand = brand_of(text)
        found.add(folded(brand) if brand else stem(text))
    return found


def _near(one: str, two: str) -> Same | None:
    if min(len(one), len(two)) < _SHORTEST or _marks(one) != _marks(two):
        return None
    from rapidfuzz import fuzz

    ratio = fuzz.ratio(one, two)
    return Same("nearly the same spelling", round(ratio / 100 * 0.8, 2)) if ratio >= _NEAR else None


def _marks(name: str) -> set[str]:
    """Return the words that tell two companies of a group apart: numbers and countries."""
    places = place_names()
    return {word for word in name.split() if word.isdecimal() or word in places}


def duplicates(rows: Iterable[Row]) -> tuple[tuple[Duplicate, ...], tuple[tuple[tuple[str, ...], str], ...]]:
    """Return the rows that may be one vendor, and the different names that may be.

    In a list where each vendor stands many times (an inventory of units or systems) the same name is no question at
    all: there only the second answer is given, by name.
    """
    by_name: dict[str, list[Row]] = defaultdict(list)
    count = 0
    for row in rows:
        count += 1
        if "unnamed_group" not in row.flags:
            by_name[core(row.name)].append(row)
    groups = _groups({key: group[0] for key, group in by_name.items()})
    spelled = tuple(
        (tuple(dict.fromkeys(row.name for key in keys for row in by_name[key])), reason)
        for keys, reason in groups
        if len(keys) > 1
    )
    if count > _REPEATS * max(len(by_name), 1):
        return (), spelled
    found = []
    for keys, reason in groups:
        group = sorted((row for key in keys for row in by_name[key]), key=lambda r: (r.sheet, r.row, r.column or 0))
        if len(group) > 1:
            names = tuple(dict.fromkeys(row.name for row in group))
            places = tuple(Place(row.sheet, row.row, row.column) for row in group)
            found.append(Duplicate(places, names, reason if len(names) > 1 else "the same name"))
    return tuple(found), spelled


def _groups(first: dict[str, Row]) -> list[tuple[list[str], str]]:
    """Return the cores that belong together, each group with the first reason found for it."""
    parent = {key: key for key in first}
    reasons: dict[str, str] = {}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    def join(one: str, two: str, reason: str) -> None:
        a, b = root(one), root(two)
        if a != b:
            parent[b] = a
            reasons.setdefault(a, reasons.get(b, reason))

    holders: dict[str, str] = {}
    for key, row in first.items():
        brand = brand_of(row.name)
        mine = folded(brand) if brand else stem(row.name)
        reason = f"both are known as {brand}" if brand else "the same name but for the legal form"
        if mine in holders:
            join(holders[mine], key, reason)
        holders.setdefault(mine, key)
    for key, row in first.items():
        for alias in _keys(row.name, row.aliases):
            if alias in holders:
                join(holders[alias], key, "one names the other as an alias")
    _join_near(list(first), {key: stem(row.name) for key, row in first.items()}, join)
    grouped: dict[str, list[str]] = defaultdict(list)
    for key in first:
        grouped[root(key)].append(key)
    return [(keys, reasons.get(name, "the same name")) for name, keys in grouped.items()]


def _join_near(keys: list[str], stems: dict[str, str], join: object) -> None:
    """Join cores that are spelled nearly alike; only those that begin alike are compared."""
    from rapidfuzz import fuzz, process

    blocks: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        if len(stems[key]) >= _SHORTEST:
            blocks[stems[key][:1]].append(key)
    for block in blocks.values():
        choices = {key: stems[key] for key in block}
        for at, key in enumerate(block):
            rest = {other: choices[other] for other in block[at + 1 :]} if len(block) < 200 else choices
            for _, _, other in process.extract(choices[key], rest, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=5):
                if other != key and _marks(stems[key]) == _marks(stems[other]):
                    join(key, other, "nearly the same spelling")  # type: ignore[operator]
