"""Everything about one vendor, for its page."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from accounts.actor import Actor
from law.store import Law
from register.asof import as_stored
from register.chain import Chain, chain_below
from register.findings import findings_of
from register.history import LINES, history
from register.judging import Verdict, judge_locations, put
from register.lawtext import because, todo
from register.load import Loaded, load
from register.rules import find
from register.rules.base import Case
from register.rules.roles import state
from register.scope import keep_in_scope, vendor_in_scope
from register.settle import case_of
from register.sql import fetch_all, numbers
from register.standing import RANKS, StandingRow, countries_of, standing, worst_of
from register.tables import Agreement, Engagement, Location
from register.texts import finding_text
from register.view_model import AgreementView, EngagementView, FindingView, LocationView, VendorView


async def vendor_view(
    number: int, actor: Actor, law: Law, today: date, as_of: date | None = None, skip: int = 0
) -> VendorView:
    """Return a vendor as the actor may see it; with `as_of`, judged on that day. Nothing is written.

    Its history leaves out the newest `skip` lines, and holds one more than a page shows where there are more.

    Raises `accounts.errors.NotFound` where there is no vendor that the actor may see.
    """
    row = await vendor_in_scope(number, actor)
    day = as_of or today
    loaded = await load([number], day)
    keep_in_scope(loaded, actor)
    verdicts = judge_locations(loaded, law, day)
    for locations in loaded.locations.values():
        for location in locations:
            put(location, verdicts[location["id"]])
    stands = [
        _standing(loaded, number, organisation, day, law) for organisation in sorted(loaded.pairs().get(number, ()))
    ]
    places = [location for _case, _row in stands for _engagement, location in _case.places()]
    worst = worst_of(places)
    chain = await chain_below(
        (number for number, row in loaded.engagements.items() if row["status"] == "active"), law, day
    )
    rows = [row for _case, row in stands]
    signed = next((row for row in sorted(rows, key=_dpa_order)), None)
    return VendorView(
        **{name: row[name] for name in _PLAIN},
        aliases=tuple(json.loads(row["aliases"])),
        dpf=json.loads(row["dpf"]),
        tags=tuple(json.loads(row["tags"])),
        as_of=day,
        verdict=worst["verdict"] if worst else "",
        verdict_count=sum(place["verdict"] == worst["verdict"] for place in places) if worst else 0,
        location_count=len(places),
        ground=(worst["ground_used"] or worst["grounds"].split("|")[0]) if worst else "",
        countries=tuple(countries_of(places)),
        worst_link=chain.worst(),
        dpa=signed["dpa"] if signed else "",
        dpa_on=signed["dpa_on"] if signed else "",
        next_review=min((row["next_review"] for row in rows if row["next_review"]), default=None),
        engagements=await _engagements(loaded, verdicts, chain),
        agreements=await _agreements(loaded, number, day, law),
        findings=await findings_of(number, actor) if as_of is None else tuple(_found(stands, row["name"])),
        history=await history(number, actor, LINES + 1, skip),
        below={above: tuple(children) for above, children in chain.below.items()},
    )


_PLAIN = (
    "id",
    "version",
    "name",
    "legal_name",
    "registration_number",
    "country",
    "parent_name",
    "parent_country",
    "website",
    "contact",
    "unnamed_group",
    "dpf_checked_on",
    "tier",
    "owner",
    "status",
    "notes",
)
_DPA_WORST = ("missing", "terminated", "expired", "", "requested", "negotiating", "signed", "not-needed")


def _dpa_order(row: StandingRow) -> int:
    return _DPA_WORST.index(row["dpa"])


def _standing(loaded: Loaded, vendor: int, organisation: int, day: date, law: Law) -> tuple[Case, StandingRow]:
    case, active = case_of(loaded, vendor, organisation, day, law)
    return case, standing(case, (), active=active)


def _found(stands: Iterable[tuple[Case, StandingRow]], name: str) -> Iterator[FindingView]:
    """Yield what is wrong on another day: found now and not stored, so nothing of it can be accepted."""
    for case, _row in stands:
        for rule, found in find(case):
            row = as_stored(rule, found)
            title, sentence, step = finding_text(rule, row.pop("params"), case.organisation["name"], found.since)
            yield FindingView(
                **{**row, "found_at": datetime.combine(case.today, time(), UTC)},
                id=0,
                organisation=case.organisation["id"],
                vendor=case.vendor["id"],
                vendor_name=name,
                title=title,
                sentence=sentence,
                todo=step,
            )


async def _engagements(loaded: Loaded, verdicts: Mapping[int, Verdict], chain: Chain) -> tuple[EngagementView, ...]:
    mine = sorted(loaded.engagements)
    rows = await Engagement.select().where(Engagement.id.is_in(mine or [0])).order_by(Engagement.status, Engagement.id)
    places = await Location.select().where(Location.engagement.is_in(mine or [0])).order_by(Location.id)
    above = await _above(mine)
    views: dict[int, list[LocationView]] = defaultdict(list)
    for place in places:
        views[place["engagement"]].append(_location(place, verdicts[place["id"]]))
    return tuple(
        EngagementView(
            **{name: row[name] for name in _ENGAGEMENT},
            organisation_name=loaded.organisations[row["organisation"]]["name"],
            parent_vendor=above.get(row["parent"], (None, ""))[0],
            parent_name=above.get(row["parent"], (None, ""))[1],
            children=chain.of(row["id"]),
            notes=json.loads(row["notes"]),
            locations=tuple(sorted(views[row["id"]], key=_worst_first)),
        )
        for row in rows
    )


_ENGAGEMENT = tuple(
    name
    for name in EngagementView.__slots__
    if name not in {"organisation_name", "parent_vendor", "parent_name", "children", "notes", "locations"}
)


def _worst_first(view: LocationView) -> tuple[int, int]:
    return -RANKS.get(view.verdict, 0), view.id


def _location(row: Mapping[str, Any], judged: Verdict) -> LocationView:
    params = json.loads(judged.params)
    return LocationView(
        **{name: row[name] for name in _LOCATION},
        **{name: getattr(judged, name) for name in _JUDGED},
        grounds=tuple(row["grounds"].split("|")),
        facts=json.loads(row["facts"]),
        because=because(judged.reason, params, judged.citation),
        todo=todo(judged.reason, params, judged.citation),
    )


_JUDGED = ("verdict", "reason", "ground_used", "citation", "since", "changes_on", "unconfirmed", "judged_on")
_LOCATION = tuple(
    name for name in LocationView.__slots__ if name not in {*_JUDGED, "grounds", "facts", "because", "todo"}
)


async def _above(engagements: Iterable[int]) -> dict[int | None, tuple[int, str]]:
    rows = await fetch_all(
        "SELECT DISTINCT up.id AS id, v.id AS vendor, v.name AS name"
        " FROM engagement e JOIN engagement up ON e.parent = up.id"
        f" JOIN vendor v ON up.vendor = v.id WHERE e.id IN ({numbers(engagements)})"
    )
    return {row["id"]: (row["vendor"], row["name"]) for row in rows}


async def _agreements(loaded: Loaded, vendor: int, day: date, law: Law) -> tuple[AgreementView, ...]:
    known = {agreement["id"]: agreement for agreement in loaded.agreements.get(vendor, ())}
    if not known:
        return ()
    rows = await Agreement.select().where(Agreement.id.is_in(sorted(known))).order_by(Agreement.id)
    views = []
    for row in rows:
        case, _active = case_of(loaded, vendor, row["organisation"], day, law)
        read = {name: json.loads(row[name]) for name in ("checklist", "clauses")}
        plain = {name: row[name] for name in AgreementView.__slots__ if name not in {"state", *read}}
        views.append(AgreementView(**plain, **read, state=state(known[row["id"]], case)))
    return tuple(views)
