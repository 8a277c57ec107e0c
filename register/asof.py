"""The register on another day: every location judged by the law of that day, and nothing written."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from law.facts import FIRST_DAY, LAST_DAY
from law.store import Law
from register.judging import Verdict, judge_locations, put
from register.load import Loaded, load
from register.rows import EngagementRow
from register.rules import find
from register.rules.base import Found
from register.settle import case_for
from register.sql import chunks, fetch_all
from register.standing import StandingRow, standing

Pair = tuple[int, int]
"""A vendor and the organisation for which it works."""

BATCH = 2_000
WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The register on a day: where each vendor stands, what is wrong with it, and every verdict by its location."""

    day: date
    standings: Mapping[Pair, StandingRow]
    findings: Mapping[Pair, tuple[tuple[str, Found], ...]]
    verdicts: Mapping[int, Verdict]


def judged_day(text: str) -> date | None:
    """Return the day that was asked for, None for today; raise ValueError for what is no day from 1995 to 2100."""
    if not text.strip():
        return None
    if not WRITTEN.fullmatch(text.strip()):
        raise ValueError(text)
    day = date.fromisoformat(text.strip())
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(text)
    return day


async def snapshot(day: date, law: Law, vendors: Iterable[int] | None = None, *, findings: bool = True) -> Snapshot:
    """Return the register, or some vendors of it, as recorded today and judged on another day.

    Without `findings` none are looked for, which is half of the work. It knows no scope: whoever shows it keeps to the
    pairs that the actor may see.
    """
    if vendors is None:
        vendors = [row["id"] for row in await fetch_all("SELECT id FROM vendor")]
    standings: dict[Pair, StandingRow] = {}
    wrong: dict[Pair, tuple[tuple[str, Found], ...]] = {}
    verdicts: dict[int, Verdict] = {}
    for part in chunks(vendors, BATCH):
        loaded = await load(part, day)
        # Judging a whole register takes a second of the processor, in which others want to be answered.
        some = await asyncio.to_thread(_judge, loaded, day, law, findings=findings)
        standings.update(some.standings)
        wrong.update(some.findings)
        verdicts.update(some.verdicts)
    return Snapshot(day, standings, wrong, verdicts)


def _judge(loaded: Loaded, day: date, law: Law, *, findings: bool) -> Snapshot:
    verdicts = judge_locations(loaded, law, day)
    for locations in loaded.locations.values():
        for location in locations:
            put(location, verdicts[location["id"]])
    mine: dict[Pair, list[EngagementRow]] = defaultdict(list)
    for engagement in loaded.engagements.values():
        mine[engagement["vendor"], engagement["organisation"]].append(engagement)
    standings: dict[Pair, StandingRow] = {}
    wrong: dict[Pair, tuple[tuple[str, Found], ...]] = {}
    for vendor, organisations in loaded.pairs().items():
        for organisation in organisations:
            pair = (vendor, organisation)
            case, active = case_for(loaded, vendor, organisation, mine[pair], day, law)
            wrong[pair] = tuple(find(case)) if findings else ()
            standings[pair] = standing(case, [rule for rule, _found in wrong[pair]], active=active)
    return Snapshot(day, standings, wrong, verdicts)
