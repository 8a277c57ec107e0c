"""The list of vendors on another day: the database finds and orders, what the day changes is put in afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from accounts.actor import Actor
from law.store import Law
from register import lists
from register.asof import NOTHING, Pair, snapshot
from register.lists import Facets, Page, VendorQuery, VendorRow
from register.memo import LONG, Memo
from register.standing import RANKS, Stood

# A day of a whole register takes a second to judge, and three megabytes to keep where there are 10,000 vendors.
MEMO = Memo(life=LONG, room=12)
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


@dataclass(frozen=True, slots=True)
class Listed:
    """All vendors that fit on a day, in the order of the list, and what the list can be narrowed by."""

    on: Day
    pairs: Sequence[Pair]
    facets: Facets

    async def page(self, query: VendorQuery) -> Page[VendorRow]:
        """Return one page of them."""
        page, size = lists.window(query.page, query.size, len(self.pairs))
        return Page(await self._rows(self.pairs[(page - 1) * size : page * size]), len(self.pairs), page, size)

    async def all(self) -> tuple[VendorRow, ...]:
        """Return all of them."""
        return await self._rows(self.pairs)

    async def _rows(self, pairs: Sequence[Pair]) -> tuple[VendorRow, ...]:
        rows = await lists.rows_of({vendor for vendor, _organisation in pairs})
        return tuple(replace(rows[pair], **self.on.stood.get(pair, NOWHERE)._asdict()) for pair in pairs)


async def listed(
    query: VendorQuery, actor: Actor, law: Law, now: datetime, *, findings: bool = True, patience: float | None = None
) -> Listed:
    """Return the vendors that fit on the day of the query, remembered until somebody changes the register.

    Without `findings` none are looked for, which is half of the work. Raise `register.memo.Unfinished` after so many
    seconds of patience.
    """
    assert query.as_of is not None
    day, whole = query.as_of, replace(query, page=1, size=1, columns=())
    await MEMO.refresh()

    async def judge() -> Day:
        stood = await snapshot(day, law, findings=findings)
        return Day(day, findings, stood.standings, stood.records)

    async def look() -> Listed:
        on = await MEMO.work_out((day, law.digest, findings), now, judge, None)
        return Listed(on, await _fitting(whole, actor, on), await _facets(whole, actor, on))

    return await MEMO.work_out((whole, law.digest, findings, actor.scope), now, look, patience)


async def _fitting(query: VendorQuery, actor: Actor, on: Day) -> list[Pair]:
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
    return _sorted(query, wanted, on) if here else wanted


async def _facets(query: VendorQuery, actor: Actor, on: Day) -> Facets:
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
