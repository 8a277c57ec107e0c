"""Names of a large register that differ by a slip: none is lost by comparing only those that can be one."""

from __future__ import annotations

import random
from collections import Counter

from rapidfuzz import fuzz, process

from imports import alike as module
from imports.alike import SHORTEST, alike
from imports.match_register import ALIKE
from imports.vendor_names import name_of
from law.names import place_names
from tests.pages.test_merging import known

FIRST = ("Nord", "Hosting", "Payroll", "Data", "Mail", "Survey", "Cloud", "Region")
SECOND = ("lund", "partner", "works", "Sweden", "Norway", "systems", "tjänst", "House")
THIRD = ("", " 4", " 17", " AB", " Ltd", " Services", " Denmark", " Group 2")
SIGNS = "abcdefghijklmnopqrstuvwxyzåäö "


def register(size: int) -> list[dict[str, object]]:
    """Return vendors of whom many are called nearly the same, some by a slip and some by a number."""
    chance = random.Random(28)
    names: list[str] = []
    while len(names) < size:
        name = chance.choice(FIRST) + chance.choice((" ", "")) + chance.choice(SECOND) + chance.choice(THIRD)
        for _ in range(chance.randrange(4)):
            at = chance.randrange(len(name))
            name = name[:at] + chance.choice((chance.choice(SIGNS), "")) + name[at + 1 :]
        names.append(name)
    return [known(number, name) for number, name in enumerate(names, 1)]


def of(vendors: list[dict[str, object]]) -> dict[str, int]:
    """Return the first vendor of each name that is long enough to be compared."""
    found: dict[str, int] = {}
    for vendor in vendors:
        bare = name_of(str(vendor["name"])).bare
        if len(bare) >= SHORTEST:
            found.setdefault(bare, int(str(vendor["id"])))
    return found


def marked(name: str) -> set[str]:
    return {word for word in name.split() if any(sign.isdecimal() for sign in word) or word in place_names()}


def compared_with_all(bares: dict[str, int]) -> set[tuple[int, int]]:
    """Return the pairs that come of comparing each name with all that begin or end alike, as it was done at first."""
    found = set()
    for cut in (slice(0, 3), slice(-4, None)):
        for place, bare in enumerate(names := list(bares)):
            block = [other for other in names[place + 1 :] if other[cut] == bare[cut]]
            near = process.extract(bare, block, scorer=fuzz.ratio, processor=None, score_cutoff=ALIKE, limit=3)
            found |= {(bares[bare], bares[other]) for other, _, _ in near if marked(bare) == marked(other)}
    return found


def test_no_pair_is_lost_and_none_is_invented() -> None:
    vendors = register(700)
    bares = of(vendors)
    proposed = {(one.one, one.two): one.reason for one in alike(vendors)}
    whole = compared_with_all(bares)
    assert len(whole) > 150
    assert whole <= proposed.keys()
    spelled = {pair for pair, reason in proposed.items() if reason == "spelling"}
    names = {number: bare for bare, number in bares.items()}
    for one, two in spelled:
        assert fuzz.ratio(names[one], names[two]) >= ALIKE
        assert marked(names[one]) == marked(names[two])


def test_names_that_differ_by_their_numbers_are_not_compared(monkeypatch) -> None:
    compared: Counter[str] = Counter()
    plain = process.extract

    def counted(bare, choices, **more):
        compared["names"] += len(choices)
        return plain(bare, choices, **more)

    monkeypatch.setattr(module.process, "extract", counted)
    assert alike([known(number, f"Example Hosting {number:04}") for number in range(500)]) == []
    assert compared["names"] == 0


def test_a_slip_is_found_beside_many_names_that_differ_by_a_number() -> None:
    vendors = [known(number, f"Example Hosting {number}") for number in range(3, 10)]
    vendors += [known(1, "Example Hosting"), known(2, "Example Hxstinng")]
    assert [(each.one, each.two, each.reason) for each in alike(vendors)] == [(1, 2, "spelling")]
