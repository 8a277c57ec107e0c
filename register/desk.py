"""What a whole register looks like in counts, by one look at its locations: verdicts, countries and grounds."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from accounts.actor import Actor
from law.place import INSIDE
from law.store import Law
from register.memo import Memo
from register.sql import Where, fetch_all, numbers

MEMO = Memo()
NAMED = 3
WORST_FIRST = ("high", "medium", "low")
Position = Literal["inside", "adequate", "us", "other", "unknown"]
POSITIONS: tuple[Position, ...] = ("inside", "adequate", "us", "other", "unknown")
# Of an index alone: what has ended is little, and looked up in a list of its own. The plus keeps SQLite from reading
# the locations of one engagement after the other.
ENDED = (
    "SELECT id FROM engagement WHERE status = 'ended' UNION ALL"
    " SELECT e.id FROM engagement e JOIN vendor v ON e.vendor = v.id WHERE v.status = 'ended'"
)
_WORKS = "+l.engagement IN (SELECT id FROM engagement WHERE organisation IN ({}))"
_TALLY = (
    "SELECT l.country, l.verdict, l.ground_used, l.grounds, count(*) AS n FROM location l{}"
    " GROUP BY l.verdict, l.country, l.ground_used, l.grounds"
)
_FINDINGS = "SELECT f.severity, f.rule, count(*) AS n FROM finding f{} GROUP BY f.severity, f.rule"
_FIRST = "SELECT f.vendor, v.name FROM finding f JOIN vendor v ON f.vendor = v.id{} LIMIT {{}}"
_MINE = (
    " AND EXISTS (SELECT 1 FROM standing s WHERE s.vendor = f.vendor AND s.organisation = f.organisation"
    " AND s.owner IN ({}))"
)


@dataclass(frozen=True, slots=True)
class RuleCount:
    """The open findings of a rule with one severity: how many, the first vendors of them, and since when the first."""

    severity: str
    rule: str
    number: int
    vendors: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class CountryCount:
    """How many locations lie in a country ("" for unknown), and the worst verdict among them."""

    country: str
    number: int
    worst: str


@dataclass(frozen=True, slots=True)
class GroundCount:
    """How many locations rest on a ground, by verdict."""

    ground: str
    number: int
    verdicts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """Counts of what the actor may see of active vendors and engagements."""

    verdicts: dict[str, int]
    countries: dict[Position, tuple[CountryCount, ...]]
    grounds: tuple[GroundCount, ...]
    findings: tuple[RuleCount, ...]
    mine: tuple[RuleCount, ...]


async def desk(actor: Actor, owners: Collection[str], law: Law, now: datetime, today: date) -> Desk:
    """Return the counts of the register; `owners` are the names under which the actor owns vendors."""
    await MEMO.refresh()

    async def look() -> Desk:
        rows = await _places(actor)
        return Desk(
            verdicts=_summed((row["verdict"], row["n"]) for row in rows),
            countries=_countries(rows, law, today),
            grounds=_grounds(rows),
            findings=await _findings(actor),
            mine=await _findings(actor, sorted(owners)) if owners else (),
        )

    return await MEMO.get((law.digest, today, actor.scope, frozenset(owners)), now, look)


def position(law: Law, country: str, on: date) -> Position:
    """Return where a country stands towards the EU on a day. Pure; Source: GDPR Arts 44 and 45."""
    if not country:
        return "unknown"
    place = law.find("place", "EU", country, on)
    if place is not None and place.kind in INSIDE:
        return "inside"
    if law.find("adequacy", "EU", country, on) is not None:
        return "adequate"
    return "us" if country == "US" else "other"


Rows = list[dict[str, Any]]
_RANK = {"invalid": 4, "incomplete": 3, "review": 2, "valid": 1, "no-transfer": 0, "": -1}
_IN_ORDER = ("invalid", "incomplete", "review", "valid", "no-transfer")


async def _places(actor: Actor) -> Rows:
    where = Where()
    where.add(f"+l.engagement NOT IN ({ENDED})")
    if actor.scope is not None:
        where.add(_WORKS.format(numbers(actor.scope)))
    return await fetch_all(_TALLY.format(where), where.values)


def _summed(pairs: Iterable[tuple[object, object]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, number in pairs:
        found[str(name)] = found.get(str(name), 0) + int(str(number))
    return found


def _countries(rows: Rows, law: Law, today: date) -> dict[Position, tuple[CountryCount, ...]]:
    numbers = _summed((row["country"], row["n"]) for row in rows)
    worst: dict[str, str] = {}
    for row in rows:
        country, verdict = str(row["country"]), str(row["verdict"])
        worst[country] = max(worst.get(country, ""), verdict, key=lambda one: _RANK.get(one, -1))
    found: dict[Position, list[CountryCount]] = {}
    for country, number in numbers.items():
        found.setdefault(position(law, country, today), []).append(CountryCount(country, number, worst[country]))
    return {
        place: tuple(sorted(found[place], key=lambda one: (-one.number, one.country)))
        for place in POSITIONS
        if place in found
    }


def _grounds(rows: Rows) -> tuple[GroundCount, ...]:
    """Count what leaves the EEA by the ground that the verdict rests on, or the first that is recorded."""
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        if row["verdict"] == "no-transfer":
            continue
        ground = str(row["ground_used"]) or str(row["grounds"]).split("|")[0] or "NONE"
        verdicts = found.setdefault(ground, {})
        verdicts[str(row["verdict"])] = verdicts.get(str(row["verdict"]), 0) + int(str(row["n"]))
    counted = [
        GroundCount(ground, sum(by.values()), tuple((one, by[one]) for one in _IN_ORDER if one in by))
        for ground, by in found.items()
    ]
    return tuple(sorted(counted, key=lambda one: (-one.number, one.ground)))


async def _findings(actor: Actor, owners: Collection[str] = ()) -> tuple[RuleCount, ...]:
    rows = await fetch_all(*_asked(_FINDINGS, actor, owners))
    rows.sort(key=lambda row: (WORST_FIRST.index(row["severity"]), -row["n"], row["rule"]))
    return tuple([await _rule(row, actor, owners) for row in rows])


async def _rule(row: dict[str, object], actor: Actor, owners: Collection[str]) -> RuleCount:
    first = await fetch_all(*_asked(_FIRST, actor, owners, (str(row["severity"]), str(row["rule"]))))
    vendors = {one["vendor"]: one["name"] for one in first}
    return RuleCount(str(row["severity"]), str(row["rule"]), int(str(row["n"])), tuple(vendors.items())[:NAMED])


def _asked(
    sql: str, actor: Actor, owners: Collection[str], rule: tuple[str, str] | None = None
) -> tuple[str, list[object]]:
    where = Where()
    where.add("f.state = 'open'")
    if rule is not None:
        where.add("f.severity = {} AND f.rule = {}", *rule)
    if actor.scope is not None:
        where.add_in("f.organisation", sorted(actor.scope))
    mine = _MINE.format(", ".join("{}" for _owner in owners)) if owners else ""
    limit = [NAMED + 1] if rule is not None else []
    return sql.format(f"{where}{mine}"), [*where.values, *owners, *limit]
