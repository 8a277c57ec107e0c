"""Any list of `register.list_kinds`: searched, narrowed, sorted and paged by the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from accounts.actor import Actor
from register.list_parts import UNKNOWN, Key, Kind, Narrow
from register.lists import LARGEST_PAGE, Page, window
from register.search import like
from register.sql import Where, fetch_all, fetch_number, numbers

Row = dict[str, Any]
# Of so many values somebody chooses one; more are found by searching.
OFFERED = 100
# By the alias of a table: where its values are looked for, and the alias of what is narrowed in it. An index on
# locations has the values; the plus keeps SQLite from reading the locations of one engagement after the other.
HOMES = {
    "s": ("standing s{}", "s"),
    "e": ("engagement e{}", "e"),
    "l": ("location l WHERE +l.engagement IN (SELECT e.id FROM engagement e{})", "e"),
}


@dataclass(frozen=True)
class ListQuery:
    """What a list is to show: `narrowed` by name of the filter; `columns` empty for the usual ones.

    `today` is the day from which filters by day count.
    """

    q: str = ""
    narrowed: Mapping[str, str] = field(default_factory=dict)
    organisation: int | None = None
    everywhere: bool = False
    sort: str = ""
    descending: bool = False
    columns: tuple[str, ...] = ()
    page: int = 1
    size: int = 50
    today: date | None = None

    def key(self) -> tuple[Any, ...]:
        """Return what tells one list from another, wherever in it one is."""
        return self.q.strip(), tuple(sorted(self.narrowed.items())), self.organisation, self.today


async def count(kind: Kind, query: ListQuery, actor: Actor) -> int:
    """Return how many rows fit."""
    where = conditions(kind, query, actor)
    return await fetch_number(f"SELECT count(*) AS n FROM {kind.source}{where}", where.values)


async def page_of(kind: Kind, query: ListQuery, actor: Actor, total: int | None = None) -> Page[Row]:
    """Return one page of the rows that fit; a page beyond the last shows the last. `total` is counted if unknown."""
    if total is None:
        total = await count(kind, query, actor)
    page, size = window(query.page, query.size, total)
    where = _walked(conditions(kind, query, actor), kind, query)
    found = await fetch_all(
        f"SELECT {kind.own}.id FROM {kind.source}{where} ORDER BY {order(kind, query)}"
        f" LIMIT {size} OFFSET {(page - 1) * size}",
        where.values,
    )
    return Page(tuple(await rows_of(kind, [row["id"] for row in found])), total, page, size)


async def numbers_of(kind: Kind, query: ListQuery, actor: Actor, column: str = "") -> list[int]:
    """Return the ids of all rows that fit, in the order of the list, or another number that each has."""
    where = conditions(kind, query, actor)
    found = await fetch_all(
        f"SELECT {column or f'{kind.own}.id'} AS n FROM {kind.source}{where} ORDER BY {order(kind, query)}",
        where.values,
    )
    return [row["n"] for row in found]


async def of_vendors(kind: Kind, query: ListQuery, actor: Actor) -> list[Row]:
    """Return the vendors, in the order of their names, that fit what a list asks of the vendors themselves."""
    where = conditions(kind, query, actor, "s.")
    return await fetch_all(_VENDORS.format(where), where.values)


_VENDORS = (
    "SELECT s.vendor, s.organisation, s.name, s.owner, s.service AS uses, o.name AS organisation_name"
    " FROM standing s JOIN organisation o ON o.id = s.organisation{} ORDER BY s.sort_name, s.id"
)


async def rows_of(kind: Kind, ids: list[int]) -> list[Row]:
    """Return rows by their ids, in that order, with all that any column shows."""
    found: dict[int, Row] = {}
    for start in range(0, len(ids), LARGEST_PAGE):
        inside = numbers(ids[start : start + LARGEST_PAGE])
        rows = await fetch_all(f"SELECT {kind.fields} FROM {kind.source} WHERE {kind.own}.id IN ({inside})")
        found |= {row["id"]: row for row in rows}
    return [found[number] for number in ids if number in found]


async def offered(kind: Kind, query: ListQuery, actor: Actor) -> dict[str, tuple[str, ...]]:
    """Return the values that occur, by the name of each filter that has no fixed choices.

    They are looked for in the table that has them and not in all rows of the list: an owner or a tag of the register is
    offered also where the list shows nothing of it.
    """
    found: dict[str, tuple[str, ...]] = {}
    for narrow in kind.narrows:
        if not narrow.among:
            continue
        source, held = _home(kind, narrow, query, actor)
        rows = await fetch_all(f"SELECT DISTINCT {narrow.among} AS value FROM {source}", held)
        values = {part for row in rows for part in (row["value"] or "").split("|" if narrow.member else "\x00") if part}
        found[narrow.name] = tuple(sorted(values)[:OFFERED])
    return found


def conditions(kind: Kind, query: ListQuery, actor: Actor, alias: str = "") -> Where:
    """Return what a row must fulfil to be listed for the actor, or only what is asked of a table with this alias."""
    where = Where()
    _in_scope(where, query, actor, "s.organisation")
    if query.q.strip():
        where.add("s.search LIKE {} ESCAPE '!'", like(query.q))
    for narrow in kind.narrows:
        wanted = query.narrowed.get(narrow.name, "")
        if wanted and narrow.condition.startswith(alias):
            _narrow(where, narrow, wanted, query.today)
    return where


def _narrow(where: Where, narrow: Narrow, wanted: str, today: date | None) -> None:
    if narrow.each:
        where.add(narrow.each.get(wanted, "1 = 0"))
    else:
        where.add(narrow.condition, _value(narrow, wanted, today))


def order(kind: Kind, query: ListQuery) -> str:
    """Return the ORDER BY of a list; an unknown sort is the usual one, and what is equal comes by name."""
    parts = [key.order(descending=query.descending) for key in _keys(kind, query)]
    if kind.vendor_first and "s.sort_name" not in " ".join(parts):
        parts += ["s.sort_name", "s.id"]
    return ", ".join([*parts, f"{kind.own}.id{' DESC' if query.descending else ''}"])


def _in_scope(where: Where, query: ListQuery, actor: Actor, organisation: str) -> None:
    if actor.scope is not None:
        where.add_scope(organisation, actor.scope)
    if query.organisation is not None:
        where.add(f"{organisation} = {{}}", query.organisation)


def _keys(kind: Kind, query: ListQuery) -> tuple[Key, ...]:
    column, usual = kind.column(query.sort), kind.column(kind.sort)
    return (column.sort if column else ()) or (usual.sort if usual else ())


def _walked(where: Where, kind: Kind, query: ListQuery) -> Where:
    """Add to the conditions what lets a page be taken from an index in the order of the list."""
    for key in _keys(kind, query)[:1]:
        if key.least:
            where.add(f"{key.sql} >= {key.least}")
    return where


def _home(kind: Kind, narrow: Narrow, query: ListQuery, actor: Actor) -> tuple[str, list[Any]]:
    """Return where the values of a filter are looked for, among what the list usually shows, with its values."""
    source, known = HOMES.get(narrow.among.partition(".")[0], (f"{kind.source}{{}}", ""))
    where = Where()
    _in_scope(where, query, actor, f"{known or 's'}.organisation")
    for one in kind.narrows:
        if one.usual and (not known or one.condition.startswith(f"{known}.")):
            _narrow(where, one, one.usual, query.today)
    return source.format(where), where.values


def _value(narrow: Narrow, wanted: str, today: date | None) -> str | date:
    if narrow.days:
        # What is no choice asks for a day on which nothing is due.
        return today + timedelta(days=narrow.days[wanted]) if today and wanted in narrow.days else date.min
    if narrow.member:
        escaped = wanted.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        return f"%|{escaped}|%"
    return "" if wanted == UNKNOWN and narrow.blank else wanted
