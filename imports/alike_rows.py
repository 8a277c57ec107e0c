"""The vendors that may be one, as somebody may see them, and those that a search finds."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.progress import tell
from imports.alike import Alike, alike
from register.apart import pair, told_apart
from register.memo import LONG, Memo
from register.search import like
from register.sql import Where, fetch_all, numbers

FIELDS = "v.id, v.name, v.legal_name, v.aliases, v.registration_number, v.website, v.country, v.owner, v.unnamed_group"
FOUND = 20
MEMO = Memo(life=LONG, room=20)


@dataclass(frozen=True, slots=True)
class Proposed:
    """Two vendors that may be one, and why."""

    one: dict[str, Any]
    two: dict[str, Any]
    reason: str


async def pairs(actor: Actor, now: datetime, patience: float | None = None) -> list[Alike]:
    """Return the pairs that may be one vendor among those that the actor may see, remembered until something changes.

    To compare all names takes a moment of the processor, in which others want to be answered. Raise
    `register.memo.Unfinished` after so many seconds of patience.
    """
    await MEMO.refresh()

    async def compare() -> list[Alike]:
        tell("comparing")
        apart = await told_apart() | await _one_below_the_other()
        return await asyncio.to_thread(alike, await _fetch(_scope(actor), " ORDER BY v.id"), apart)

    return await MEMO.work_out(actor.scope, now, compare, patience)


async def proposals(found: Sequence[Alike]) -> list[Proposed]:
    """Return pairs with what is shown of their vendors."""
    where = Where()
    where.add(f"v.id IN ({numbers({number for one in found for number in (one.one, one.two)})})")
    rows = {row["id"]: row for row in await _fetch(where, "")}
    return [Proposed(rows[one.one], rows[one.two], one.reason) for one in found if {one.one, one.two} <= rows.keys()]


async def proposals_for(vendor: int, actor: Actor, now: datetime, patience: float | None = None) -> list[Proposed]:
    """Return the pairs of one vendor."""
    return await proposals([one for one in await pairs(actor, now, patience) if vendor in {one.one, one.two}])


async def search(text: str, actor: Actor, but: int) -> list[dict[str, Any]]:
    """Return vendors that a search finds, by name, without one."""
    if not text.strip():
        return []
    where = _scope(actor)
    where.add("v.search LIKE {} ESCAPE '!'", like(text))
    where.add("v.id <> {}", but)
    return await _fetch(where, f" ORDER BY v.search, v.id LIMIT {FOUND}")


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
