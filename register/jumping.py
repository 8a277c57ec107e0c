"""Vendors to jump to: the few whose names fit best what somebody types."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.actor import Actor
from law.names import fold
from register.search import like
from register.sql import Where, fetch_all

MOST = 8
SOUGHT = (
    "SELECT vendor, min(name) AS name, min(service) AS service, max(rank) AS rank,"
    " min(CASE WHEN sort_name LIKE {} ESCAPE '!' THEN 0 WHEN search LIKE {} ESCAPE '!' THEN 1 ELSE 2 END) AS fit"
    " FROM standing{} GROUP BY vendor ORDER BY fit, min(sort_name), vendor LIMIT {}"
)
VERDICTS = {4: "invalid", 3: "incomplete", 2: "review", 1: "valid", 0: ""}


@dataclass(frozen=True, slots=True)
class Jump:
    """A vendor that can be jumped to, with its worst verdict."""

    vendor: int
    name: str
    service: str
    verdict: str


async def vendors_like(text: str, actor: Actor) -> tuple[Jump, ...]:
    """Return the vendors whose names, aliases or services hold all words of a text, those that begin so first."""
    words = fold(text).split()[:5]
    if not words:
        return ()
    where = Where()
    for word in words:
        where.add("search LIKE {} ESCAPE '!'", like(word))
    if actor.scope is not None:
        where.add_in("organisation", sorted(actor.scope))
    begins = like(" ".join(words))[1:]
    sql = SOUGHT.format("{}", "{}", where, "{}")
    rows = await fetch_all(sql, [begins, begins, *where.values, MOST])
    return tuple(Jump(row["vendor"], row["name"], row["service"], VERDICTS.get(row["rank"], "")) for row in rows)
