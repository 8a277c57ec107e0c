"""What a plan needs to know of the register, read at once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from accounts.actor import Actor
from assessments.tables import Review
from imports import said
from imports.plan import Last
from imports.plan_model import Recorded
from imports.wanted import ask
from register.sql import chunks, fetch_all, numbers
from register.tables import Agreement, Engagement, Location, Vendor

LAST = """SELECT r.engagement_id, r.vendor_id, r.understood, r.sheet, r."row", r."column"
    FROM import_row r
    JOIN (SELECT max(id) AS newest FROM import_row WHERE engagement_id IS NOT NULL GROUP BY engagement_id) n
        ON n.newest = r.id
    JOIN engagement e ON e.id = r.engagement_id
    WHERE e.organisation = {} AND e.status = 'active' ORDER BY r.id"""

VENDORS = """SELECT id, name, legal_name, aliases, registration_number, website, country, version FROM vendor v
    WHERE unnamed_group = {} OR EXISTS (SELECT 1 FROM engagement e WHERE e.vendor = v.id AND e.organisation = {})
    ORDER BY id"""


async def last_said(organisation: int) -> list[Last]:
    """Return what the last import said of each active engagement of an organisation."""
    rows = await fetch_all(LAST, [organisation])
    return [
        Last(one["engagement_id"], one["vendor_id"], one["understood"], (one["sheet"], one["row"], one["column"]))
        for one in rows
    ]


async def all_vendors(organisation: int) -> list[dict[str, Any]]:
    """Return all vendors with what a row of a sheet can change in them; they are shared by all organisations.

    A group without names is not: the "banks" of one organisation are not those of another.
    """
    rows = await fetch_all(VENDORS, [False, organisation])
    for row in rows:
        row["aliases"] = json.loads(row["aliases"])
    return rows


async def shown_vendors(actor: Actor) -> frozenset[int] | None:
    """Return the vendors whose names the actor may be shown; None for all."""
    if actor.scope is None:
        return None
    sql = f"SELECT DISTINCT vendor FROM standing WHERE organisation IN ({numbers(actor.scope)})"  # noqa: S608
    return frozenset(row["vendor"] for row in await fetch_all(sql))


async def recorded(vendor_ids: Iterable[int], organisation: int, last: Sequence[Last]) -> dict[int, list[Recorded]]:
    """Return the engagements of these vendors for an organisation, each with all that hangs on it."""
    engagements: dict[int, dict[str, Any]] = {}
    for some in chunks(vendor_ids):
        query = Engagement.select().where(Engagement.vendor.is_in(some) & (Engagement.organisation == organisation))
        for row in await query.order_by(Engagement.id):
            row["notes"] = json.loads(row["notes"])
            engagements[row["id"]] = row
    locations, agreements, reviews = defaultdict(list), defaultdict(list), {}
    for some in chunks(engagements):
        for row in await Location.select().where(Location.engagement.is_in(some)).order_by(Location.id):
            locations[row["engagement"]].append(row)
        for row in await Agreement.select().where(Agreement.engagement.is_in(some)).order_by(Agreement.id):
            agreements[row["engagement"]].append(row)
        waiting = Review.engagement.is_in(some) & (Review.outcome == "")
        for row in await Review.select().where(waiting).order_by(Review.due, ascending=False):
            reviews[row["engagement"]] = row
    newest = {one.engagement_id: one for one in last}
    found: dict[int, list[Recorded]] = defaultdict(list)
    for number, row in engagements.items():
        spoken = newest.get(number)
        base = ask(said.read(spoken.said, *spoken.where)) if spoken else None
        place = spoken.where if spoken else None
        one = Recorded(row, locations[number], agreements[number], reviews.get(number), base, place)
        found[row["vendor"]].append(one)
    return found


async def vendors_of(batch_rows: Sequence[int]) -> dict[int, str]:
    """Return the names of vendors by id, for links."""
    names: dict[int, str] = {}
    for some in chunks(batch_rows):
        rows = await Vendor.select(Vendor.id, Vendor.name).where(Vendor.id.is_in(some))
        names.update({row["id"]: row["name"] for row in rows})
    return names
