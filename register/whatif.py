"""What if a ground fell on a day: every location before and after. Nothing is written."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from accounts.actor import Actor
from accounts.progress import tell
from law.grounds import GROUNDS
from law.store import Law
from law.whatif import resting_on, strike
from register.asof import BATCH, Pair
from register.judging import Verdict, alike, judge_alike
from register.load import Loaded, load
from register.memo import LONG, Memo, turn
from register.scope import keep_in_scope
from register.sql import chunks, fetch_all
from register.standing import RANKS
from register.words import NO_GROUND

MEMO = Memo(life=LONG, room=2)
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


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would be, were these records to end the day before `day`; lines with the worst outcome first.

    `before` and `after` count the locations of each verdict, `resting` those that rest on what is struck, by their
    verdict afterwards. `affected` are these and all whose verdict moves all the same. `newly_unlawful` are the vendors,
    by organisation and with their names, that have an invalid location only afterwards.
    """

    struck: tuple[str, ...]
    day: date
    lines: tuple[Line, ...]
    before: Counter[str]
    after: Counter[str]
    resting: Counter[str]
    affected: tuple[Line, ...]
    newly_unlawful: Mapping[Pair, str]


def struck_by(law: Law, what: str) -> tuple[str, ...]:
    """Return the ids of the records that a choice stands for: a record, or all on which a ground rests; else none."""
    if what in law.records:
        return (what,)
    return tuple(record.id for record in resting_on(law, what)) if what in GROUNDS else ()


async def what_if(
    struck: tuple[str, ...], day: date, law: Law, actor: Actor, now: datetime, patience: float | None = None
) -> WhatIf:
    """Return every location that the actor may see, judged on the day by the law as it is and without what is struck.

    Both are judged on the same day, so that nothing else than what is struck makes the difference. Raise
    `register.memo.Unfinished` after so many seconds of patience.
    """
    await MEMO.refresh()

    async def think() -> WhatIf:
        async with turn:
            return await _what_if(struck, day, law, actor)

    return await MEMO.work_out((struck, day, law.digest, actor.scope), now, think, patience)


async def _what_if(struck: tuple[str, ...], day: date, law: Law, actor: Actor) -> WhatIf:
    without = strike(law, struck, day)
    lines: list[Line] = []
    vendors = await fetch_all("SELECT id FROM vendor WHERE status = 'active'")
    for number, part in enumerate(chunks((row["id"] for row in vendors), BATCH)):
        tell("judging", number * BATCH, len(vendors))
        loaded = await load(part, day, judged=False)
        keep_in_scope(loaded, actor)
        lines += await asyncio.to_thread(compare, loaded, frozenset(struck), day, law, without)
    return await asyncio.to_thread(summed_up, struck, day, lines)


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


def summed_up(struck: tuple[str, ...], day: date, lines: list[Line]) -> WhatIf:
    """Return all lines with what follows from them. Pure."""
    lines.sort(key=_worst_first)
    unlawful = {_pair(line) for line in lines if line.before.verdict == "invalid"}
    invalid = {_pair(line): line.name for line in lines if line.after.verdict == "invalid"}
    return WhatIf(
        struck,
        day,
        tuple(lines),
        before=Counter(line.before.verdict for line in lines),
        after=Counter(line.after.verdict for line in lines),
        resting=Counter(line.after.verdict for line in lines if line.rests),
        affected=tuple(line for line in lines if line.rests or line.moved),
        newly_unlawful={pair: name for pair, name in invalid.items() if pair not in unlawful},
    )


def _fallback(after: Verdict, struck: frozenset[str]) -> str:
    if after.verdict == "invalid" or after.ground_used in EMPTY_HANDED:
        return ""
    return "" if not struck.isdisjoint(after.records.split("|")) else after.ground_used


def _pair(line: Line) -> Pair:
    return line.vendor, line.organisation


def _worst_first(line: Line) -> tuple[bool, int, str, int]:
    return not line.moved, -RANKS.get(line.after.verdict, 0), line.name.casefold(), line.location
