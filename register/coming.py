"""What is coming: the days on which verdicts move by what is known already, and what moves then."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.actor import Actor
from law.records import NEVER, Record
from law.store import Law
from register.judging import judge_locations
from register.load import load
from register.memo import Memo
from register.scope import keep_in_scope
from register.sql import Where, chunks, fetch_all

MEMO = Memo(life=timedelta(minutes=1), room=20)
DAYS = 12
BATCH = 2_000
PLACES = "FROM location l JOIN engagement e ON l.engagement = e.id JOIN vendor v ON e.vendor = v.id"


@dataclass(frozen=True, slots=True)
class Coming:
    """A day: the records of the law that begin or have ended by then, and how many verdicts move."""

    day: date
    begins: tuple[Record, ...]
    ended: tuple[Record, ...]
    moves: tuple[tuple[str, str, int], ...]

    @property
    def locations(self) -> int:
        """Return how many locations move."""
        return sum(count for _before, _after, count in self.moves)


async def coming(
    actor: Actor, law: Law, now: datetime, today: date, patience: float | None = None, *, fresh: bool = True
) -> tuple[Coming, ...]:
    """Return the next days on which the law or a verdict that the actor may see moves, the nearest first.

    Unless it has to be `fresh`, it may be up to a minute old: judging ahead is dear. Raise `register.memo.Unfinished`
    after so many seconds of patience.
    """
    if fresh:
        await MEMO.refresh()

    async def look() -> tuple[Coming, ...]:
        return await _coming(actor, law, today)

    return await MEMO.work_out((law.digest, today, actor.scope), now, look, patience)


def law_changes(law: Law, today: date) -> dict[date, tuple[list[Record], list[Record]]]:
    """Return the days after today on which records begin or have ended. Pure."""
    found: dict[date, tuple[list[Record], list[Record]]] = {}
    for record in law.records.values():
        if record.starts > today:
            found.setdefault(record.starts, ([], []))[0].append(record)
        if today <= record.ends < NEVER:
            found.setdefault(record.ends + timedelta(days=1), ([], []))[1].append(record)
    return found


async def _coming(actor: Actor, law: Law, today: date) -> tuple[Coming, ...]:
    where = Where()
    where.add("l.changes_on > {} AND e.status = 'active' AND v.status = 'active'", today)
    if actor.scope is not None:
        where.add_in("e.organisation", sorted(actor.scope))
    rows = await fetch_all(_DAYS.format(where), where.values)
    by_law = law_changes(law, today)
    found = []
    for day in sorted({*by_law, *(row["changes_on"] for row in rows)}):
        begins, ended = by_law.get(day, ([], []))
        moves = await _moves(actor, law, day, where) if any(row["changes_on"] == day for row in rows) else ()
        found.append(Coming(day, tuple(begins), tuple(ended), tuple(moves)))
    return tuple(found)


_DAYS = f"SELECT DISTINCT l.changes_on {PLACES}{{}} ORDER BY l.changes_on LIMIT {DAYS}"
_MOVING = f"SELECT l.id, l.verdict, e.vendor {PLACES}{{}} AND l.changes_on = {{{{}}}}"


async def _moves(actor: Actor, law: Law, day: date, where: Where) -> Iterable[tuple[str, str, int]]:
    rows = await fetch_all(_MOVING.format(where), [*where.values, day])
    moving: dict[int, dict[int, str]] = {}
    for row in rows:
        moving.setdefault(row["vendor"], {})[row["id"]] = row["verdict"]
    counts: Counter[tuple[str, str]] = Counter()
    for part in chunks(moving, BATCH):
        before = {number: verdict for vendor in part for number, verdict in moving[vendor].items()}
        loaded = await load(part, day, judged=False, locations=before)
        keep_in_scope(loaded, actor)
        for number, judged in (await asyncio.to_thread(judge_locations, loaded, law, day)).items():
            if judged.verdict != before[number]:
                counts[before[number], judged.verdict] += 1
    return [(old, new, count) for (old, new), count in counts.most_common()]
