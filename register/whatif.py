"""What if a ground fell on a day: every location before and after. Nothing is written."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from accounts.actor import Actor
from law.grounds import GROUNDS
from law.store import Law
from law.whatif import resting_on, strike
from register.asof import BATCH, Pair
from register.judging import Verdict, alike, judge_alike
from register.load import Loaded, load
from register.memo import Memo
from register.scope import keep_in_scope
from register.sql import chunks, fetch_all
from register.standing import RANKS
from register.words import NO_GROUND

MEMO = Memo(life=timedelta(minutes=1), room=2)
EMPTY_HANDED = frozenset({"", *NO_GROUND})


class Line(NamedTuple):
    """One location before and after; `fallback` is the ground that still carries it, or may once it is complete."""

    location: int
    vendor: int
    name: str
    organisation: int
    service: str
    owner: str
    country: str
    region: str
    grounds: str
    before: Verdict
    after: Verdict
    rests: bool
    fallback: str

    @property
    def moved(self) -> bool:
        """Return whether the verdict is another one afterwards."""
        return self.before.verdict != self.after.verdict


@dataclass(frozen=True)
class WhatIf:
    """What would be, were these records to end the day before `day`; lines with the worst outcome first.

    It is remembered and looked at page by page, so what follows from all lines is counted once.
    """

    struck: tuple[str, ...]
    day: date
    lines: tuple[Line, ...]

    @cached_property
    def before(self) -> Counter[str]:
        """How many locations have which verdict before."""
        return Counter(line.before.verdict for line in self.lines)

    @cached_property
    def after(self) -> Counter[str]:
        """How many locations have which verdict afterwards."""
        return Counter(line.after.verdict for line in self.lines)

    @cached_property
    def affected(self) -> tuple[Line, ...]:
        """The locations that rest on what is struck, and those whose verdict moves all the same."""
        return tuple(line for line in self.lines if line.rests or line.moved)

    @cached_property
    def resting(self) -> Counter[str]:
        """How many of the locations that rest on what is struck have which verdict afterwards."""
        return Counter(line.after.verdict for line in self.lines if line.rests)

    @cached_property
    def newly_unlawful(self) -> tuple[Pair, ...]:
        """The vendors, by organisation, that have an invalid location only afterwards."""
        before = {_pair(line) for line in self.lines if line.before.verdict == "invalid"}
        after = dict.fromkeys(_pair(line) for line in self.lines if line.after.verdict == "invalid")
        return tuple(pair for pair in after if pair not in before)


def struck_by(law: Law, what: str) -> tuple[str, ...]:
    """Return the ids of the records that a choice stands for: a record, or all on which a ground rests; else none."""
    if what in law.records:
        return (what,)
    return tuple(record.id for record in resting_on(law, what)) if what in GROUNDS else ()


async def what_if(struck: tuple[str, ...], day: date, law: Law, actor: Actor, now: datetime) -> WhatIf:
    """Return every location that the actor may see, judged on the day by the law as it is and without what is struck.

    Both are judged on the same day, so that nothing else than what is struck makes the difference.
    """
    await MEMO.refresh()

    async def think() -> WhatIf:
        return await _what_if(struck, day, law, actor)

    return await MEMO.get((struck, day, law.digest, actor.scope), now, think)


async def _what_if(struck: tuple[str, ...], day: date, law: Law, actor: Actor) -> WhatIf:
    without = strike(law, struck, day)
    lines: list[Line] = []
    vendors = await fetch_all("SELECT id FROM vendor WHERE status = 'active'")
    for part in chunks((row["id"] for row in vendors), BATCH):
        loaded = await load(part, day, judged=False)
        keep_in_scope(loaded, actor)
        lines += await asyncio.to_thread(compare, loaded, frozenset(struck), day, law, without)
    lines.sort(key=_worst_first)
    return WhatIf(struck, day, tuple(lines))


def compare(loaded: Loaded, struck: frozenset[str], day: date, law: Law, without: Law) -> list[Line]:
    """Return the active locations before and after. Pure."""
    lines: list[Line] = []
    same = alike(loaded)
    before = judge_alike(same, loaded, law, day)
    after = judge_alike(same, loaded, without, day)
    told = {
        key: (old, after[key], not struck.isdisjoint(old.records.split("|")), _fallback(after[key], struck))
        for key, old in before.items()
    }
    for number, engagement in loaded.engagements.items():
        if engagement["status"] != "active":
            continue
        vendor = loaded.vendors[engagement["vendor"]]
        lines += [
            Line(
                location["id"],
                vendor["id"],
                vendor["name"],
                engagement["organisation"],
                engagement["service"],
                engagement["owner"] or vendor["owner"],
                location["country"],
                location["region"],
                location["grounds"],
                *told[same.keys[location["id"]]],
            )
            for location in loaded.locations.get(number, ())
        ]
    return lines


def _fallback(after: Verdict, struck: frozenset[str]) -> str:
    if after.verdict == "invalid" or after.ground_used in EMPTY_HANDED:
        return ""
    return "" if not struck.isdisjoint(after.records.split("|")) else after.ground_used


def _pair(line: Line) -> Pair:
    return line.vendor, line.organisation


def _worst_first(line: Line) -> tuple[bool, int, str, int]:
    return not line.moved, -RANKS.get(line.after.verdict, 0), line.name.casefold(), line.location
