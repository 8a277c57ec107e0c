"""What a whole register looks like in counts: open findings by rule, locations by verdict."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.actor import Actor
from register.sql import Where, fetch_all

WORST_FIRST = ("high", "medium", "low")
_FINDINGS = "SELECT f.severity, f.rule, count(*) AS n FROM finding f{} GROUP BY f.severity, f.rule"
_PLACES = (
    "SELECT l.verdict, count(*) AS n FROM location l JOIN engagement e ON l.engagement = e.id"
    " JOIN vendor v ON e.vendor = v.id{} GROUP BY l.verdict"
)


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of what the actor may see; `findings` holds (severity, rule, how many), the most urgent first."""

    findings: tuple[tuple[str, str, int], ...]
    verdicts: dict[str, int]


async def overview(actor: Actor) -> Overview:
    """Count the open findings and the judged locations of active vendors."""
    finding, place = Where(), Where()
    finding.add("f.state = 'open'")
    place.add("e.status = 'active' AND v.status = 'active'")
    if actor.scope is not None:
        finding.add_in("f.organisation", sorted(actor.scope))
        place.add_in("e.organisation", sorted(actor.scope))
    found = await fetch_all(_FINDINGS.format(finding), finding.values)
    places = await fetch_all(_PLACES.format(place), place.values)
    counted = [(row["severity"], row["rule"], int(row["n"])) for row in found]
    counted.sort(key=lambda one: (WORST_FIRST.index(one[0]), -one[2], one[1]))
    return Overview(tuple(counted), {row["verdict"]: int(row["n"]) for row in places})
