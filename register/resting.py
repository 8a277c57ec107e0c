"""How many locations rest on each record of the law."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from accounts.actor import Actor
from register.memo import Memo
from register.sql import Where, fetch_all

MEMO = Memo(life=timedelta(minutes=1), room=20)
COUNTED = (
    "SELECT l.records, count(*) AS n FROM location l JOIN engagement e ON l.engagement = e.id"
    " JOIN vendor v ON e.vendor = v.id{} GROUP BY l.records"
)


async def resting(actor: Actor, now: datetime) -> dict[str, int]:
    """Return the number of locations by the id of each record that their verdicts name, as the actor may see them."""
    await MEMO.refresh()

    async def count() -> dict[str, int]:
        return await _resting(actor)

    return await MEMO.get(actor.scope, now, count)


async def _resting(actor: Actor) -> dict[str, int]:
    where = Where()
    where.add("e.status = 'active' AND v.status = 'active' AND l.records <> ''")
    if actor.scope is not None:
        where.add_in("e.organisation", sorted(actor.scope))
    found: Counter[str] = Counter()
    for row in await fetch_all(COUNTED.format(where), where.values):
        for record in set(row["records"].split("|")) - {""}:
            found[record] += row["n"]
    return dict(found)
