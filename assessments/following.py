"""What follows when an assessment is concluded: the reviews that it settles, and the day of the next ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from assessments import reviews
from assessments.asked import Asked
from assessments.assessment_tables import TierRule
from assessments.cadence import add_months, months_between
from assessments.reviewing import conclude
from assessments.tiers import worst
from law.store import Law
from register.change import fetch
from register.sql import Where, fetch_all
from register.tables import Vendor
from register.vendors import update_vendor

OPEN_REVIEWS = (
    "SELECT e.id, (SELECT r.id FROM review r WHERE r.engagement = e.id AND r.outcome = ''"
    " ORDER BY r.due, r.id LIMIT 1) AS review FROM engagement e"
)
# The newest of the vendor as a whole and of each engagement, in each organisation.
NEWEST_INTAKES = (
    "SELECT newest.tier FROM (SELECT a.tier, row_number() OVER (PARTITION BY a.organisation, a.engagement"
    " ORDER BY a.concluded_on DESC, a.id DESC) AS place FROM assessment a"
    " JOIN template_version tv ON tv.id = a.template_version JOIN template t ON t.id = tv.template"
    " WHERE a.vendor = {} AND t.purpose = 'intake' AND a.state = 'concluded' AND a.outcome <> 'rejected') newest"
    " WHERE newest.place = 1"
)


async def following_review(row: Mapping[str, Any], today: date) -> date:
    """Return the usual day of the next review: by what the organisation asks of the tier, else by its interval."""
    mine = (TierRule.organisation == row["organisation"]) & (TierRule.tier == (row["vendor_tier"] or row["tier"]))
    rule = await TierRule.select(TierRule.months).where(mine).first()
    by_rule = rule["months"] if rule else None
    return add_months(today, months_between(row["vendor_tier"] or row["tier"], by_rule, row["review_months"]))


async def take_tier(row: Mapping[str, Any], actor: Actor, now: datetime, today: date, law: Law) -> None:
    """Give the vendor, in the open transaction, the highest tier of its newest intakes, where one has any.

    Each engagement may have an intake of its own, and a harmless one takes nothing back of what another showed.
    """
    rows = await fetch_all(NEWEST_INTAKES, [row["vendor"]])
    tier = worst(one["tier"] for one in rows)
    vendor = await fetch(Vendor, row["vendor"])
    if tier and vendor["tier"] != tier:
        await update_vendor(row["vendor"], {"tier": tier}, vendor["version"], actor, now, today, law)


async def schedule_following(asked: Asked, day: date, actor: Actor, now: datetime, today: date, law: Law) -> list[int]:
    """Conclude the open reviews of what was assessed with the same outcome, and schedule the next; return their ids.

    Runs in the open transaction. Where an engagement has no open review, one is scheduled all the same.
    """
    row = asked.row
    note = row["outcome_note"] or "; ".join(condition["text"] for condition in row["conditions"])
    given = {"outcome": row["outcome"], "note": note[:4000], "next": day.isoformat()}
    made: list[int] = []
    for engagement in await _engagements(row):
        if engagement["review"] is None:
            new = await reviews.schedule([(engagement["id"], reviews.Due(day, None, "schedule"), "")], now)
            await fetch_all(
                "UPDATE engagement SET next_review = {}, next_review_text = '', version = version + 1 WHERE id = {}",
                [day, engagement["id"]],
            )
            made += new
            continue
        following = await conclude(engagement["review"], given, actor, now, today, law)
        made += [following] if following else []
    return made


async def _engagements(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the active engagements that an assessment is about, each with its open review that is due first."""
    where = Where()
    where.add("e.vendor = {} AND e.organisation = {} AND e.status = 'active'", row["vendor"], row["organisation"])
    if row["engagement"]:
        where.add("e.id = {}", row["engagement"])
    else:
        where.add("e.role IN ('processor', 'sub-processor')")
    return await fetch_all(f"{OPEN_REVIEWS}{where} ORDER BY e.id", where.values)
