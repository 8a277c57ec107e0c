"""Who comes before and after a vendor in the list from which it was opened: by keys, two rows at most."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from accounts.actor import Actor
from register.lists import VendorQuery, conditions, order
from register.sql import Where, fetch_all

_PART = re.compile(r"(?P<sql>.+?)(?P<down> DESC)?(?P<last> NULLS LAST)?")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The vendor before or after."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The vendors before and after, each None at an end of the list or where the list does not hold the vendor."""

    before: Neighbour | None = None
    after: Neighbour | None = None


@dataclass(frozen=True, slots=True)
class _Key:
    sql: str
    down: bool
    last: bool

    def sorted(self, *, turned: bool) -> str:
        nulls = f" NULLS {'FIRST' if turned else 'LAST'}" if self.last else ""
        return f"{self.sql}{' DESC' if self.down != turned else ''}{nulls}"


async def neighbours(vendor: int, query: VendorQuery, actor: Actor) -> Neighbours:
    """Return who stands beside a vendor in a list; on another day than today nobody is looked for."""
    if query.as_of is not None:
        return Neighbours()
    keys = _keys(order(query))
    where = conditions(query, actor)
    where.add("vendor = {}", vendor)
    chosen = ", ".join(f"{key.sql} AS k{place}" for place, key in enumerate(keys))
    rows = await fetch_all(f"SELECT {chosen} FROM standing{where} ORDER BY {order(query)} LIMIT 1", where.values)
    if not rows:
        return Neighbours()
    at = [rows[0][f"k{place}"] for place in range(len(keys))]
    return Neighbours(
        await _next(vendor, query, actor, keys, at, turned=True), await _next(vendor, query, actor, keys, at)
    )


async def _next(
    vendor: int, query: VendorQuery, actor: Actor, keys: list[_Key], at: list[Any], *, turned: bool = False
) -> Neighbour | None:
    where = conditions(query, actor)
    where.add("vendor <> {}", vendor)
    if at[0] is not None and not keys[0].last:
        # What follows says so too, but in a form for which an engine reads the rest of the list and sorts it.
        where.add(f"{keys[0].sql} {'<=' if keys[0].down != turned else '>='} {{}}", at[0])
    _beyond(where, keys, at, turned=turned)
    by = ", ".join(key.sorted(turned=turned) for key in keys)
    rows = await fetch_all(f"SELECT vendor, name FROM standing{where} ORDER BY {by} LIMIT 1", where.values)
    return Neighbour(rows[0]["vendor"], rows[0]["name"]) if rows else None


def _beyond(where: Where, keys: list[_Key], at: list[Any], *, turned: bool) -> None:
    """Add that a row comes after, or before, the one whose keys are given."""
    ways: list[str] = []
    values: list[Any] = []
    equal: list[str] = []
    met: list[Any] = []
    for key, value in zip(keys, at, strict=True):
        beyond = _strictly(key, value, turned=turned)
        if beyond:
            ways.append(" AND ".join([*equal, beyond]))
            values += [*met, *([value] if "{}" in beyond else [])]
        equal.append(f"{key.sql} IS NULL" if value is None else f"{key.sql} = {{}}")
        met += [] if value is None else [value]
    where.add(f"({' OR '.join(f'({way})' for way in ways)})", *values)


def _strictly(key: _Key, value: Any, *, turned: bool) -> str:
    if value is None:
        return f"{key.sql} IS NOT NULL" if turned else ""
    sign = "<" if key.down != turned else ">"
    return f"({key.sql} {sign} {{}} OR {key.sql} IS NULL)" if key.last and not turned else f"{key.sql} {sign} {{}}"


def _keys(by: str) -> list[_Key]:
    found = []
    for part in by.split(", "):
        match = _PART.fullmatch(part)
        assert match is not None, part
        found.append(_Key(match["sql"], bool(match["down"]), bool(match["last"])))
    return found
