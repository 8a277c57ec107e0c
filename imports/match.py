"""Which rows may be one vendor: same name, alias, known brand, near spelling. Proposed with a reason, never merged."""

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


def duplicates(rows: Iterable[Row]) -> tuple[Duplicate, ...]:
    """Return the rows that may be one vendor.

    In a list where each vendor stands many times (an inventory of units or systems) the same name is no question at
    all, and none is asked by row; names are compared with the register's all the same when the list is planned.
    """
    by_name: dict[str, list[Row]] = defaultdict(list)
    count = 0
    for row in rows:
        count += 1
        if "unnamed_group" not in row.flags:
            by_name[core(row.name)].append(row)
    if count > _REPEATS * max(len(by_name), 1):
        return ()
    found = []
    for keys, reason in _groups({key: group[0] for key, group in by_name.items()}):
        group = sorted((row for key in keys for row in by_name[key]), key=lambda r: (r.sheet, r.row, r.column or 0))
        if len(group) > 1:
            names = tuple(dict.fromkeys(row.name for row in group))
            places = tuple(Place(row.sheet, row.row, row.column) for row in group)
            found.append(Duplicate(places, names, reason if len(names) > 1 else "the same name"))
    return tuple(found)


class _Sets:
    """Keys that are joined into sets, each with the first reason given."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.parent = {key: key for key in keys}
        self.reasons: dict[str, str] = {}

    def root(self, key: str) -> str:
        while self.parent[key] != key:
            self.parent[key] = self.parent[self.parent[key]]
            key = self.parent[key]
        return key

    def join(self, one: str, two: str, reason: str) -> None:
        a, b = self.root(one), self.root(two)
        if a != b:
            self.parent[b] = a
            self.reasons.setdefault(a, self.reasons.get(b, reason))

    def all(self) -> list[tuple[list[str], str]]:
        grouped: dict[str, list[str]] = defaultdict(list)
        for key in self.parent:
            grouped[self.root(key)].append(key)
        return [(keys, self.reasons.get(name, "the same name")) for name, keys in grouped.items()]


def _groups(first: dict[str, Row]) -> list[tuple[list[str], str]]:
    """Return the cores that belong together, each group with the first reason found for it."""
    sets = _Sets(first)
    holders: dict[str, str] = {}
    for key, row in first.items():
        brand = brand_of(row.name)
        mine = folded(brand) if brand else stem(row.name)
        reason = f"both are known as {brand}" if brand else "the same name but for the legal form"
        if mine in holders:
            sets.join(holders[mine], key, reason)
        holders.setdefault(mine, key)
    for key, row in first.items():
        for alias in _keys(row.name, row.aliases):
            if alias in holders:
                sets.join(holders[alias], key, "one names the other as an alias")
    _join_near({key: stem(row.name) for key, row in first.items()}, sets)
    return sets.all()


def _join_near(stems: dict[str, str], sets: _Sets) -> None:
    """Join cores that are spelled nearly alike; only those that begin alike are compared."""
    from rapidfuzz import fuzz, process

    blocks: dict[str, dict[str, str]] = defaultdict(dict)
    for key, text in stems.items():
        if len(text) >= _SHORTEST:
            blocks[text[:1]][key] = text
    for block in blocks.values():
        for key, text in block.items():
            for _, _, other in process.extract(text, block, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=5):
                if other != key and _marks(text) == _marks(block[other]):
                    sets.join(key, other, "nearly the same spelling")
