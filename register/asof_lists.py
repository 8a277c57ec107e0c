"""The list of vendors on another day: the database finds and orders, what the day changes is put in afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from accounts.actor import Actor
from law.store import Law
from register import lists
from register.asof import NOTHING, Pair, snapshot
from register.lists import Facets, Page, VendorQuery, VendorRow
from register.memo import Memo
from register.standing import RANKS, Stood

# A day of a whole register takes a second to judge and some megabytes to keep.
MEMO = Memo(life=timedelta(minutes=1), room=8)
SORTED_HERE = ("verdict", "dpa")


@dataclass(frozen=True, slots=True)
class Day:
    """Where each vendor stood, or will stand, on a day, and the records of the law on which that rests.

    `searched` says whether findings were looked for.
    """

    day: date
    searched: bool
    stood: Mapping[Pair, Stood]
    records: Mapping[Pair, frozenset[str]]


async def day_of(day: date, law: Law, now: datetime, *, findings: bool) -> Day:
    """Return where all vendors stand on a day, remembered for a minute or until somebody changes the register."""
    await MEMO.refresh()

    async def judge() -> Day:
        return await _day(day, law, findings=findings)

    return await MEMO.get((day, law.digest, findings), now, judge)


async def list_vendors(query: VendorQuery, actor: Actor, on: Day) -> Page[VendorRow]:
    """Return one page of the vendors that fit on that day."""
    pairs = await vendor_numbers(query, actor, on)
    size = max(1, min(query.size, 500))
    page = max(1, min(query.page, -(-len(pairs) // size)))
    shown = pairs[(page - 1) * size : page * size]
    return Page(await _rows(shown, on), len(pairs), page, size)


async def all_vendors(query: VendorQuery, actor: Actor, on: Day) -> tuple[VendorRow, ...]:
    """Return all vendors that fit on that day, in the order of the list."""
    return await _rows(await vendor_numbers(query, actor, on), on)


async def vendor_numbers(query: VendorQuery, actor: Actor, on: Day) -> list[Pair]:
    """Return vendor and organisation of all that fit on that day, in the order of the list."""
    here = query.sort in SORTED_HERE
    plain = replace(
        query,
        verdict="",
        dpa="",
        finding="",
        rests="",
        country="" if query.country == lists.UNKNOWN else query.country,
        sort="name" if here else query.sort,
        descending=query.descending and not here,
    )
    pairs = await lists.vendor_numbers(plain, actor)
    wanted = [pair for pair in pairs if _fits(query, pair, on)]
    if here:
        wanted = _sorted(query, wanted, on)
    return wanted


async def facets(query: VendorQuery, actor: Actor, on: Day) -> Facets:
    """Return what the list can be narrowed by on that day."""
    today = await lists.facets(query, actor)
    whole = VendorQuery(organisation=query.organisation, status=query.status)
    verdicts: dict[str, int] = {}
    findings: dict[str, int] = {} if on.searched else dict(today.findings)
    for pair in await lists.vendor_numbers(whole, actor):
        stood = on.stood.get(pair, NOWHERE)
        verdicts[stood.verdict] = verdicts.get(stood.verdict, 0) + 1
        for rule in stood.rules:
            findings[rule] = findings.get(rule, 0) + 1
    return replace(today, verdicts=verdicts, findings=findings)


NOWHERE = Stood("", 0, "", "", "", "", 0, ())


async def _day(day: date, law: Law, *, findings: bool) -> Day:
    whole = await snapshot(day, law, findings=findings)
    return Day(day, findings, whole.standings, whole.records)


def _fits(query: VendorQuery, pair: Pair, on: Day) -> bool:
    stood, unknown = on.stood.get(pair, NOWHERE), lists.UNKNOWN
    return (
        (not query.verdict or stood.verdict == query.verdict.replace(unknown, ""))
        and (not query.dpa or stood.dpa == query.dpa.replace(unknown, ""))
        and (not query.finding or query.finding in stood.rules)
        and (query.country != unknown or "unknown_country" in stood.rules)
        and (not query.rests or query.rests in on.records.get(pair, NOTHING))
    )


def _sorted(query: VendorQuery, pairs: Sequence[Pair], on: Day) -> list[Pair]:
    """Return pairs that come by name in the order of the verdict, the worst first, or of the DPA, the unknown last."""
    stood = {pair: on.stood.get(pair, NOWHERE) for pair in pairs}
    # Sorting keeps what is equal in the order of the names, also when it is turned round.
    if query.sort == "verdict":
        return sorted(pairs, key=lambda pair: RANKS.get(stood[pair].verdict, 0), reverse=not query.descending)
    known = sorted(
        (pair for pair in pairs if stood[pair].dpa), key=lambda pair: stood[pair].dpa, reverse=query.descending
    )
    return [*known, *(pair for pair in pairs if not stood[pair].dpa)]


async def _rows(pairs: Iterable[Pair], on: Day) -> tuple[VendorRow, ...]:
    wanted = list(pairs)
    rows = await lists.rows_of({vendor for vendor, _organisation in wanted})
    return tuple(replace(rows[pair], **on.stood.get(pair, NOWHERE)._asdict()) for pair in wanted)
