"""The worst link of the chain below the vendors of a list, by the verdicts that are stored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from register.chain import DEPTH
from register.list_kinds import WORST_OF
from register.sql import fetch_all, numbers
from register.standing import RANKS

Pair = tuple[int, int]
_TOP = (
    "SELECT id, vendor, organisation FROM engagement WHERE vendor IN ({}) AND status = 'active' AND id IN"
    " (SELECT parent FROM engagement WHERE parent IS NOT NULL)"
)
_BELOW = (
    f"SELECT e.id, e.parent, v.name, {WORST_OF} AS verdict FROM engagement e JOIN vendor v ON v.id = e.vendor"
    " WHERE e.parent IN ({}) AND e.status = 'active' ORDER BY e.id"
)


class Link(NamedTuple):
    """The worst sub-processor below a vendor, at any depth, and its verdict."""

    name: str
    verdict: str


async def worst_links(pairs: Iterable[Pair]) -> dict[Pair, Link]:
    """Return the worst link below each vendor of an organisation that has a chain with a verdict in it."""
    wanted = set(pairs)
    rows = await fetch_all(_TOP.format(numbers({vendor for vendor, _organisation in wanted}))) if wanted else []
    above: dict[int, Pair] = {
        row["id"]: (row["vendor"], row["organisation"])
        for row in rows
        if (row["vendor"], row["organisation"]) in wanted
    }
    level, worst = set(above), dict[Pair, Link]()
    for _depth in range(DEPTH):
        if not level:
            break
        found = [row for row in await fetch_all(_BELOW.format(numbers(level))) if row["id"] not in above]
        for row in found:
            pair = above[row["id"]] = above[row["parent"]]
            known = worst.get(pair)
            if row["verdict"] and (known is None or RANKS[row["verdict"]] > RANKS[known.verdict]):
                worst[pair] = Link(row["name"], row["verdict"])
        level = {row["id"] for row in found}
    return worst
