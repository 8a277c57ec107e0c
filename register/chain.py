"""The chain below a vendor: its sub-processors and theirs, each judged on the day, and the worst link among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from law.store import Law
from register.judging import judge_locations
from register.load import Loaded, load
from register.sql import fetch_all, numbers
from register.standing import RANKS
from register.view_model import ChildView

DEPTH = 8
BELOW = (
    "SELECT e.parent, e.id, e.service, v.id AS vendor, v.name FROM engagement e JOIN vendor v ON e.vendor = v.id"
    " WHERE e.parent IN ({}) AND e.status = 'active' ORDER BY v.name, e.id"
)


@dataclass(frozen=True, slots=True)
class Chain:
    """The sub-processors of some engagements, by the engagement right above them, at every depth."""

    below: dict[int, list[ChildView]]

    def of(self, engagement: int) -> tuple[ChildView, ...]:
        """Return the sub-processors right below an engagement."""
        return tuple(self.below.get(engagement, ()))

    def worst(self) -> ChildView | None:
        """Return the link with the worst verdict, the nearest among equals; None where there is none."""
        links = [child for children in self.below.values() for child in children if child.verdict]
        return max(links, key=lambda child: (RANKS[child.verdict], -child.depth), default=None)


async def chain_below(engagements: Iterable[int], law: Law, day: date) -> Chain:
    """Return the chain below some engagements, judged on a day."""
    above = dict.fromkeys(engagements, 0)
    rows: list[dict[str, int | str]] = []
    for depth in range(1, DEPTH + 1):
        at_level = [number for number, level in above.items() if level == depth - 1]
        found = await fetch_all(BELOW.format(numbers(at_level)))
        fresh = [row for row in found if row["id"] not in above]
        above |= {row["id"]: depth for row in fresh}
        rows += fresh
        if not fresh:
            break
    loaded = await load(sorted({int(row["vendor"]) for row in rows}), day) if rows else None
    worst = _worst(loaded, law, day) if loaded else {}
    places = loaded.locations if loaded else {}
    below: dict[int, list[ChildView]] = defaultdict(list)
    for row in rows:
        number = int(row["id"])
        below[int(row["parent"])].append(
            ChildView(
                number,
                int(row["vendor"]),
                str(row["name"]),
                str(row["service"]),
                worst.get(number, ""),
                above[number],
                tuple(sorted({place["country"] for place in places.get(number, ()) if place["country"]})),
            )
        )
    return Chain(dict(below))


def _worst(loaded: Loaded, law: Law, day: date) -> dict[int, str]:
    verdicts = judge_locations(loaded, law, day)
    return {
        engagement: max((verdicts[place["id"]].verdict for place in places), key=RANKS.__getitem__)
        for engagement, places in loaded.locations.items()
        if places
    }
