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
from assessments.keeping import plan_of
from assessments.reviewing import conclude, open_again
from assessments.tables import Review
from assessments.tiers import worst
from law.store import Law
from register.change import fetch
from register.sql import Where, fetch_all
from register.tables import Vendor
from register.vendors import update_vendor

OPEN_REVIEWS = (
    "SELECT e.id, e.review_months, (SELECT r.id FROM review r WHERE r.engagement = e.id AND r.outcome = ''"
    " ORDER BY r.due, r.id LIMIT 1) AS review FROM engagement e"
)
CONCLUDED = (
    "SELECT r.id, n.id AS next_id, n.outcome AS next_outcome, n.handed_over, n.due, n.why, n.planned, n.planned_why,"
    " n.synced, e.next_review FROM review r JOIN engagement e ON e.id = r.engagement"
    " LEFT JOIN review n ON n.id = r.following"
    " WHERE e.vendor = {} AND r.assessment = {} AND r.outcome <> '' ORDER BY r.id"
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
    """Return the usual day of the next review; of several engagements that of the first to be looked at again."""
    days = [await usual_day(row, engagement["review_months"], today) for engagement in await _engagements(row)]
    return min(days, default=await usual_day(row, None, today))


async def usual_day(row: Mapping[str, Any], by_hand: int | None, today: date) -> date:
    """Return the day of the next review of an engagement; where the vendor has no tier, the level found is taken."""
    vendor = await Vendor.select(Vendor.tier).where(Vendor.id == row["vendor"]).first()
    tier = (vendor["tier"] if vendor else "") or row["tier"]
    mine = (TierRule.organisation == row["organisation"]) & (TierRule.tier == tier)
    rule = await TierRule.select(TierRule.months).where(mine).first()
    return add_months(today, months_between(tier, by_hand, row["review_months"], rule["months"] if rule else None))


async def take_tier(row: Mapping[str, Any], actor: Actor, now: datetime, today: date, law: Law) -> None:
    """Give the vendor, in the open transaction, the highest tier of its newest intakes, where one has any.

    Each engagement may have an intake of its own, and a harmless one takes nothing back of what another showed.
    """
    rows = await fetch_all(NEWEST_INTAKES, [row["vendor"]])
    tier = worst(one["tier"] for one in rows)
    vendor = await fetch(Vendor, row["vendor"])
    if tier and vendor["tier"] != tier:
        await update_vendor(row["vendor"], {"tier": tier}, vendor["version"], actor, now, today, law)


async def schedule_following(asked: Asked, actor: Actor, now: datetime, today: date, law: Law) -> list[int]:
    """Conclude the open reviews of what was assessed with the same outcome, and schedule the next; return their ids.

    The next are on the day that was chosen, else on the usual day of each engagement.
    Runs in the open transaction. Where an engagement has no open review, one is scheduled all the same.
    """
    row = asked.row
    note = row["outcome_note"] or "; ".join(condition["text"] for condition in row["conditions"])
    made: list[int] = []
    for engagement in await _engagements(row):
        day = row["next_review"] or await usual_day(row, engagement["review_months"], today)
        if engagement["review"] is None:
            new = await reviews.schedule([(engagement["id"], reviews.Due(day, None, "schedule"), "")], now)
            await fetch_all(
                "UPDATE engagement SET next_review = {}, next_review_text = '', version = version + 1 WHERE id = {}",
                [day, engagement["id"]],
            )
            made += new
            continue
        given = {"outcome": row["outcome"], "note": note[:4000], "next": day.isoformat()}
        following = await conclude(engagement["review"], given, actor, now, today, law, asked.id)
        if following and row["next_review"] is None:
            # By the level that was found, where the vendor has no tier: no other interval, and nobody's choice.
            await Review.update({"why": "schedule"}).where(Review.id == following)
        made += [following] if following else []
    return made


async def take_back_reviews(asked: Asked, actor: Actor, now: datetime) -> int:
    """Open the reviews again that an assessment concluded, in the open transaction; return how many stay concluded.

    One stays where somebody has worked with the review that followed: concluded it, moved it or handed it over.
    """
    kept = 0
    for row in await fetch_all(CONCLUDED, [asked.row["vendor"], asked.id]):
        untouched = row["next_id"] is None or (
            not row["next_outcome"] and not row["handed_over"] and _as_decided(row, asked.row["next_review"])
        )
        if untouched:
            await open_again(row["id"], row["next_id"], actor, now)
        kept += not untouched
    return kept


def _as_decided(row: Mapping[str, Any], chosen: date | None) -> bool:
    """Return whether a review stands on the day that the decision gave it, or was only moved by something in time."""
    day, why = plan_of(row, row["next_review"])
    return why == "schedule" or day == chosen


async def _engagements(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the active engagements that an assessment is about, each with its open review that is due first."""
    where = Where()
    where.add("e.vendor = {} AND e.organisation = {} AND e.status = 'active'", row["vendor"], row["organisation"])
    if row["engagement"]:
        where.add("e.id = {}", row["engagement"])
    else:
        where.add("e.role IN ('processor', 'sub-processor')")
    return await fetch_all(f"{OPEN_REVIEWS}{where} ORDER BY e.id", where.values)
