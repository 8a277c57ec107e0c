"""What is wrong with the register on another day: found on the spot and not stored, listed as what is stored is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from accounts.actor import Actor
from law.store import Law
from register.asof import Pair, as_stored, snapshot
from register.list_kinds import FINDINGS
from register.listing import ListQuery, Row, of_vendors
from register.lists import Page, window
from register.memo import LONG, Memo
from register.rules.base import Found
from register.sql import chunks, fetch_all, numbers

# Those of 10,000 vendors are 25 megabytes.
DAYS, LISTS = Memo(life=LONG, room=2), Memo(life=LONG, room=4)
SEVERITIES = ("high", "medium", "low")
# Where the work is that a finding is about.
_SERVICES = {
    "engagement": "SELECT id, service FROM engagement WHERE id IN ({})",
    "location": "SELECT l.id, e.service FROM location l JOIN engagement e ON l.engagement = e.id WHERE l.id IN ({})",
}


class Wrong(NamedTuple):
    """A finding with the vendor that it is about, as a row of the list shows it."""

    vendor: Mapping[str, Any]
    rule: str
    found: Found


async def list_findings(
    query: ListQuery, actor: Actor, law: Law, now: datetime, day: date, patience: float | None = None
) -> Page[Row]:
    """Return one page of the findings that fit on a day, in the order of the list.

    Raise `register.memo.Unfinished` after so many seconds of patience.
    """
    fitting = await _fitting(query, actor, law, now, day, patience)
    page, size = window(query.page, query.size, len(fitting))
    return Page(tuple(await _rows(fitting[(page - 1) * size : page * size])), len(fitting), page, size)


async def all_findings(query: ListQuery, actor: Actor, law: Law, now: datetime, day: date) -> list[Row]:
    """Return all findings that fit on a day, in the order of the list."""
    return await _rows(await _fitting(query, actor, law, now, day, None))


async def _fitting(
    query: ListQuery, actor: Actor, law: Law, now: datetime, day: date, patience: float | None
) -> Sequence[Wrong]:
    await DAYS.refresh()
    await LISTS.refresh()

    async def judge() -> Mapping[Pair, tuple[tuple[str, Found], ...]]:
        return (await snapshot(day, law)).findings

    async def look() -> Sequence[Wrong]:
        # Whoever asks, the whole is found once; what somebody may not see is left out of the answer.
        findings = await DAYS.work_out((day, law.digest), now, judge, None)
        vendors = await of_vendors(FINDINGS, query, actor)
        return _sorted(query, [wrong for wrong in _of(vendors, findings) if _fits(query, wrong)])

    key = (query.key(), query.sort, query.descending, day, law.digest, actor.scope)
    return await LISTS.work_out(key, now, look, patience)


def _of(vendors: Iterable[Row], findings: Mapping[Pair, tuple[tuple[str, Found], ...]]) -> Iterable[Wrong]:
    for vendor in vendors:
        for rule, found in findings.get((vendor["vendor"], vendor["organisation"]), ()):
            yield Wrong(vendor, rule, found)


def _fits(query: ListQuery, wrong: Wrong) -> bool:
    wanted = query.narrowed
    return (
        wanted.get("rule", "") in {"", wrong.rule}
        and wanted.get("severity", "") in {"", wrong.found.severity}
        # What is found on the spot is open: nobody can have accepted or mended it.
        and wanted.get("state", "") in {"", "open"}
    )


def _sorted(query: ListQuery, found: list[Wrong]) -> list[Wrong]:
    """Return findings that come by vendor in the order that was asked for; what is equal stays by vendor."""
    if query.sort == "vendor":
        return found[::-1] if query.descending else found
    column = FINDINGS.column(query.sort)
    for key in KEYS[query.sort if column and column.sort else FINDINGS.sort]:
        found = _by(key, found, down=query.descending)
    return found


def _by(key: Callable[[Wrong], Any], found: list[Wrong], *, down: bool) -> list[Wrong]:
    """Return findings by a key, what has none last, whichever way one sorts."""
    known = sorted((wrong for wrong in found if key(wrong)), key=key, reverse=down)
    return [*known, *(wrong for wrong in found if not key(wrong))]


def _since(wrong: Wrong) -> date:
    return wrong.found.since or date.max  # only known to be so on the day itself


# The keys of each column, the last one first; what is found on the spot is all in one state, and found just now.
KEYS: Mapping[str, tuple[Callable[[Wrong], Any], ...]] = {
    "severity": (_since, lambda wrong: 1 + SEVERITIES.index(wrong.found.severity)),
    "finding": (lambda wrong: wrong.rule,),
    "since": (_since,),
    "owner": (lambda wrong: wrong.vendor["owner"],),
    "organisation": (lambda wrong: wrong.vendor["organisation_name"],),
    "state": (),
    "found_at": (),
}


async def _rows(some: Sequence[Wrong]) -> list[Row]:
    """Return findings as rows of the list; they are stored nowhere, so they have no numbers."""
    services: dict[tuple[str, int], str] = {}
    for kind, sql in _SERVICES.items():
        for part in chunks(wrong.found.subject_id for wrong in some if wrong.found.subject_type == kind):
            rows = await fetch_all(sql.format(numbers(part)))
            services |= {(kind, row["id"]): row["service"] for row in rows}
    return [
        {
            **wrong.vendor,
            **as_stored(wrong.rule, wrong.found),
            "id": 0,
            "service": services.get((wrong.found.subject_type, wrong.found.subject_id), ""),
        }
        for wrong in some
    ]
