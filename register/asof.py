"""The register on another day: every location judged by the law of that day, and nothing written."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.progress import tell
from law.facts import FIRST_DAY, LAST_DAY
from law.store import Law
from register.judging import Verdict, alike, judge_alike
from register.load import Loaded, load
from register.memo import turn
from register.rows import EngagementRow
from register.rules import find
from register.rules.base import Found
from register.settle import case_for
from register.sql import chunks, fetch_all
from register.standing import Stood, stood

Pair = tuple[int, int]
"""A vendor and the organisation for which it works."""

BATCH = 1_000
NOTHING: frozenset[str] = frozenset()
WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The register on a day: where each vendor stands, what is wrong with it, and every verdict by its location.

    `records` are those of the law on which the locations of what is active rest; `names` are those of the vendors.
    """

    day: date
    names: dict[int, str]
    standings: dict[Pair, Stood]
    records: dict[Pair, frozenset[str]]
    findings: dict[Pair, tuple[tuple[str, Found], ...]]
    verdicts: dict[int, Verdict]


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
        async with turn:
            everybody = [row["id"] for row in await fetch_all("SELECT id FROM vendor")]
            return await snapshot(day, law, everybody, findings=findings)
    whole = Snapshot(day, {}, {}, {}, {}, {})
    wanted = set(vendors)
    for part in chunks(wanted, BATCH):
        tell("judging", len(whole.names), len(wanted))
        loaded = await load(part, day, judged=False)
        # Judging a whole register takes a second of the processor, in which others want to be answered.
        await asyncio.to_thread(_judge, whole, loaded, law, findings=findings)
    return whole


def as_stored(rule: str, found: Found) -> dict[str, Any]:
    """Return a finding of a day with what one that is stored has: open, as nobody can have accepted or mended it."""
    return {
        "rule": rule,
        "subject_type": found.subject_type,
        "subject_id": found.subject_id,
        "severity": found.severity,
        "since": found.since,
        "params": {"form": found.form, **found.params},
        "state": "open",
        "accepted_until": None,
        "accepted_by": "",
        "accepted_why": "",
        "found_at": None,
        "resolved_at": None,
    }


def _judge(whole: Snapshot, loaded: Loaded, law: Law, *, findings: bool) -> None:
    """Judge what was loaded, and put it into the whole."""
    whole.names.update((number, vendor["name"]) for number, vendor in loaded.vendors.items())
    same = alike(loaded)
    verdicts = judge_alike(same, loaded, law, whole.day)
    told = {key: verdict._asdict() for key, verdict in verdicts.items()}
    split = {key: frozenset(filter(None, verdict.records.split("|"))) for key, verdict in verdicts.items()}
    mine: dict[Pair, list[EngagementRow]] = defaultdict(list)
    for number, engagement in loaded.engagements.items():
        pair = engagement["vendor"], engagement["organisation"]
        mine[pair].append(engagement)
        for location in loaded.locations.get(number, ()):
            key = same.keys[location["id"]]
            location.update(told[key])  # type: ignore[typeddict-item]
            whole.verdicts[location["id"]] = verdicts[key]
            if engagement["status"] == "active":
                whole.records[pair] = whole.records.get(pair, NOTHING) | split[key]
    for vendor, organisations in loaded.pairs().items():
        for organisation in organisations:
            pair = (vendor, organisation)
            case, _active = case_for(loaded, vendor, organisation, mine[pair], whole.day, law)
            wrong = whole.findings[pair] = tuple(find(case)) if findings else ()
            whole.standings[pair] = stood(case, [rule for rule, _found in wrong])
