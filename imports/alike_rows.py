"""The vendors that may be one, as somebody may see them, and those that a search finds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from accounts.actor import Actor
from imports.alike import Alike, alike
from register.apart import pair, told_apart
from register.search import like
from register.sql import Where, fetch_all

FIELDS = "v.id, v.name, v.legal_name, v.aliases, v.registration_number, v.website, v.country, v.owner, v.unnamed_group"
FOUND = 20


@dataclass(frozen=True, slots=True)
class Proposed:
    """Two vendors that may be one, and why."""

    one: dict[str, Any]
    two: dict[str, Any]
    reason: str


async def proposals(actor: Actor, vendor: int | None = None) -> list[Proposed]:
    """Return the pairs that may be one vendor, among those that the actor may see, or of one vendor alone."""
    rows = {row["id"]: row for row in await _vendors(actor)}
    apart = await told_apart() | await _one_below_the_other()
    found = alike(list(rows.values()), apart)
    if vendor is not None:
        found = [one for one in found if vendor in {one.one, one.two}]
    return [_proposed(one, rows) for one in found]


async def search(text: str, actor: Actor, but: int) -> list[dict[str, Any]]:
    """Return vendors that a search finds, by name, without one."""
    if not text.strip():
        return []
    where = _scope(actor)
    where.add("v.search LIKE {} ESCAPE '!'", like(text))
    where.add("v.id <> {}", but)
    return await _fetch(where, f" ORDER BY v.search, v.id LIMIT {FOUND}")


async def _vendors(actor: Actor) -> list[dict[str, Any]]:
    return await _fetch(_scope(actor), " ORDER BY v.id")


async def _fetch(where: Where, end: str) -> list[dict[str, Any]]:
    rows = await fetch_all(f"SELECT {FIELDS} FROM vendor v{where}{end}", where.values)  # noqa: S608 - names in the code
    for row in rows:
        row["aliases"] = json.loads(row["aliases"])
    return rows


def _scope(actor: Actor) -> Where:
    where = Where()
    if actor.scope is not None:
        inside = Where()
        inside.add_in("s.organisation", sorted(actor.scope))
        where.add(f"v.id IN (SELECT s.vendor FROM standing s{inside})", *inside.values)  # noqa: S608
    return where


async def _one_below_the_other() -> set[tuple[int, int]]:
    """Return the vendors of which one is a sub-processor of the other: those are two parties."""
    rows = await fetch_all(
        "SELECT DISTINCT e.vendor AS below, up.vendor AS above FROM engagement e JOIN engagement up ON e.parent = up.id"
    )
    return {pair(row["below"], row["above"]) for row in rows}


def _proposed(one: Alike, rows: dict[int, dict[str, Any]]) -> Proposed:
    return Proposed(rows[one.one], rows[one.two], one.reason)
