"""What is due, for a page that shows part of it: the database counts, and only what is shown is read in full."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from accounts.bulk import on_sqlite
from assessments.cadence import add_months
from assessments.due import DPF_MONTHS, Item, Rows, what_is_due
from assessments.due_rows import selects
from register.desk import ENDED
from register.sql import Where, fetch_all, numbers

Key = tuple[date, str, str, int]
# What an index on reviews tells without reading the engagements.
ALL_REVIEWS = (
    "SELECT due AS day, 0 AS days, '' AS owner, count(*) AS n FROM review WHERE outcome = '' AND due <= {}"
    f" AND engagement NOT IN ({ENDED}) GROUP BY due"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """Where one kind of what is due is read from: the rows, and what of them tells the day."""

    rows: str
    day: str
    on: Callable[[date, int], date] = lambda day, _: day
    days: str = "0"


SOURCES = {
    "review": Kind("reviews", "due"),
    "expiry": Kind("agreements", "expires_on"),
    "notice": Kind(
        "agreements", "expires_on", lambda day, days: day - timedelta(days=days), "coalesce(notice_days, 0)"
    ),
    "certificate": Kind("documents", "expires_on"),
    "dpf": Kind("listings", "dpf_checked_on", lambda day, _: add_months(day, DPF_MONTHS)),
    "objection": Kind("notices", "last_day"),
    "condition": Kind("conditions", "due"),
    "assessment": Kind("assessments", "due"),
    "acceptance": Kind("acceptances", "accepted_until"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page asks for: all that is due on the day `reach` or before, of one kind and some owners where named.

    How much each owner has to do is counted only `by_owner`.
    """

    today: date
    reach: date
    organisations: frozenset[int] | None
    kind: str = ""
    owners: frozenset[str] | None = None
    by_owner: bool = True


async def counted(wanted: Wanted) -> DuePages:
    """Return what is due, counted."""
    found = DuePages(wanted)
    await found.count()
    return found


class DuePages:
    """What is due, counted; the pages of it are read when they are asked for."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._selects = selects(max(wanted.reach, wanted.today), wanted.organisations)
        # For each kind and day, the days of the rows behind it.
        self._behind: dict[str, dict[date, set[tuple[date, int]]]] = defaultdict(lambda: defaultdict(set))
        self.late_of_all = 0
        self.by_day: Counter[date] = Counter()
        self.by_kind: Counter[str] = Counter()
        self.by_owner: Counter[str] = Counter()

    @property
    def total(self) -> int:
        """Return how many things are due."""
        return self.by_kind.total()

    @property
    def late(self) -> int:
        """Return how many of them are overdue."""
        return sum(number for on, number in self.by_day.items() if on < self._wanted.today)

    async def count(self) -> None:
        """Count what is due: by day, by kind and by owner."""
        first: dict[str, date] = {}
        for what, kind in SOURCES.items():
            for row in await self._counted(what, kind):
                on, owner = kind.on(_day(row["day"]), row["days"]), row["owner"]
                if on < self._wanted.today:
                    self.late_of_all += row["n"]
                if on > self._wanted.reach or not self._asks_for(what, owner):
                    continue
                self._behind[what][on].add((_day(row["day"]), row["days"]))
                self.by_day[on] += row["n"]
                self.by_kind[what] += row["n"]
                if owner:
                    self.by_owner[owner] += row["n"]
                    first[owner] = min(on, first.get(owner, on))
        # Of owners with as much to do, whoever has the earlier day comes first.
        self.by_owner = Counter(
            dict(sorted(self.by_owner.items(), key=lambda pair: (-pair[1], first[pair[0]], pair[0])))
        )

    async def rows(self, first: int, size: int) -> list[Item]:
        """Return so many of what is due, from the place `first` on, the earliest first."""
        before = 0
        days: list[date] = []
        for on in sorted(self.by_day):
            if before + self.by_day[on] <= first and not days:
                before += self.by_day[on]
                continue
            days.append(on)
            if before + sum(self.by_day[one] for one in days) >= first + size:
                break
        last = first - before + size
        keys = await self._keys(days, last)
        return await self._read(keys[first - before : last])

    async def first_of_days(self, days: Iterable[date], most: Callable[[int], int]) -> dict[date, list[Item]]:
        """Return the first of what is due on each of some days: `most` says how many of a number are shown."""
        here = [on for on in days if on in self.by_day]
        keys = await self._keys(here, max((most(self.by_day[on]) for on in here), default=0))
        shown: list[Key] = []
        for on, of_day in groupby(keys, key=lambda key: key[0]):
            shown += list(of_day)[: most(self.by_day[on])]
        found: dict[date, list[Item]] = defaultdict(list)
        for item in await self._read(shown):
            found[item.on].append(item)
        return found

    def _from(self, what: str) -> str:
        """Return the rows of a kind, each subject once, as a table."""
        kind = SOURCES[what]
        sql = self._selects[kind.rows][0]
        if what != "dpf":
            return f"({sql}) d"
        last = "row_number() OVER (PARTITION BY s.id ORDER BY s.organisation DESC)"
        return f"(SELECT * FROM (SELECT s.*, {last} AS place FROM ({sql}) s) p WHERE p.place = 1) d"

    def _where(self, what: str) -> Where:
        where = Where()
        if what == "expiry":
            # The rows reach further, for the notice periods.
            where.add("d.expires_on <= {}", max(self._wanted.reach, self._wanted.today))
        if what == "notice":
            where.add("d.notice_days <> 0 AND d.expires_on >= {}", self._wanted.today)
        return where

    def _mine(self, where: Where) -> None:
        if self._wanted.owners is not None:
            where.add_in("d.owner", sorted(self._wanted.owners))

    def _asks_for(self, what: str, owner: str) -> bool:
        wanted = self._wanted
        return wanted.kind in {"", what} and (wanted.owners is None or owner in wanted.owners)

    async def _counted(self, what: str, kind: Kind) -> list[dict[str, Any]]:
        """Return how many rows there are by day and owner."""
        where = self._where(what)
        owner = "d.owner" if self._wanted.by_owner else "''"
        if what == "review" and not self._wanted.by_owner and self._wanted.organisations is None:
            return await fetch_all(ALL_REVIEWS, self._selects[kind.rows][1])
        return await fetch_all(
            f"SELECT d.{kind.day} AS day, {kind.days} AS days, {owner} AS owner, count(*) AS n"
            f" FROM {self._from(what)}{where} GROUP BY 1, 2, 3",
            [*self._selects[kind.rows][1], *where.values],
        )

    async def _keys(self, days: Collection[date], most: int) -> list[Key]:
        """Return what is due on some days, each as what puts it in its place; of each day at least the first `most`."""
        keys: list[Key] = []
        for what, kind in SOURCES.items():
            behind = {one for on in days for one in self._behind.get(what, {}).get(on, ())}
            if not behind:
                continue
            where = self._where(what)
            self._mine(where)
            where.add_in(f"d.{kind.day}", sorted({day for day, _days in behind}))
            # A year of work may be due on its last day.
            place = f"row_number() OVER (PARTITION BY d.{kind.day}, {kind.days} ORDER BY v.search{_by_code()}, d.id)"
            rows = await fetch_all(
                f"SELECT * FROM (SELECT d.id, v.search, d.{kind.day} AS day, {kind.days} AS days, {place} AS place"
                f" FROM {self._from(what)} JOIN vendor v ON v.id = d.vendor{where}) k WHERE k.place <= {{}}",
                [*self._selects[kind.rows][1], *where.values, most],
            )
            for row in rows:
                one = (_day(row["day"]), row["days"])
                if one in behind:
                    keys.append((kind.on(*one), row["search"], what, row["id"]))
        return sorted(keys)

    async def _read(self, keys: Collection[Key]) -> list[Item]:
        """Return the items that stand in some places."""
        ids: dict[str, list[int]] = defaultdict(list)
        for _on, _name, what, number in keys:
            ids[what].append(number)
        found: dict[tuple[str, int], Item] = {}
        for what, wanted in ids.items():
            rows = await self._full(what, wanted)
            items = what_is_due(replace(Rows(), **{SOURCES[what].rows: rows}), self._wanted.today, self._wanted.reach)
            found.update({(what, item.subject_id): item for item in items if item.what == what})
        return [found[what, number] for _on, _name, what, number in keys if (what, number) in found]

    async def _full(self, what: str, ids: list[int]) -> list[Mapping[str, Any]]:
        where = self._where(what)
        where.add(f"d.id IN ({numbers(ids)})")
        values = self._selects[SOURCES[what].rows][1]
        return list(await fetch_all(f"SELECT d.* FROM {self._from(what)}{where}", [*values, *where.values]))


def _by_code() -> str:
    """Return what makes the database put texts in the order in which they are compared here."""
    return "" if on_sqlite() else ' COLLATE "C"'


def _day(value: date | str) -> date:
    """Return a day; SQLite forgets what a column holds when it is counted or grouped."""
    return value if isinstance(value, date) else date.fromisoformat(value)
