"""What people do with a review: conclude it, put it off or forward, hand it over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Conflict, Invalid, NotFound
from accounts.events import N_, Event
from accounts.i18n import gettext
from accounts.roles import Deed, demand
from assessments import reviews
from assessments.cadence import LONGEST_MONTHS, add_months, months_between
from assessments.tables import Review
from law.store import Law
from register.change import GONE
from register.settle import settle
from register.sql import Where, fetch_all

OUTCOMES = {
    "approved": N_("Approved"),
    "conditions": N_("Approved with conditions"),
    "rejected": N_("Not to be used"),
}


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review with what its page shows of the engagement and the vendor."""

    id: int
    due: date
    why: str
    why_on: date | None
    planned: date | None
    owner: str
    outcome: str
    note: str
    concluded_on: date | None
    engagement: int
    service: str
    role: str
    active: bool
    organisation: int
    organisation_name: str
    vendor: int
    vendor_name: str
    tier: str
    months: int
    version: int


async def find_review(number: int, actor: Actor) -> ReviewView:
    """Return a review; raise `accounts.errors.NotFound` where there is none that the actor may see."""
    rows = await fetch_all(
        "SELECT review.id, review.due, review.why, review.why_on, review.planned, review.outcome, review.note,"
        " review.concluded_on, review.engagement, engagement.service, engagement.role, engagement.version,"
        " engagement.organisation, engagement.review_months, engagement.status, vendor.status AS vendor_status,"
        " CASE WHEN review.handed_over THEN review.owner"
        " ELSE coalesce(nullif(engagement.owner, ''), vendor.owner) END AS owner,"
        " organisation.name AS organisation_name, organisation.review_months AS usual_months,"
        " vendor.id AS vendor, vendor.name AS vendor_name, vendor.tier, rule.months AS asked_months"
        " FROM review JOIN engagement ON engagement.id = review.engagement"
        " JOIN vendor ON vendor.id = engagement.vendor JOIN organisation ON organisation.id = engagement.organisation"
        " LEFT JOIN tier_rule rule ON rule.organisation = organisation.id AND rule.tier = vendor.tier"
        " WHERE review.id = {}",
        [number],
    )
    if not rows or not actor.sees(rows[0]["organisation"]):
        raise NotFound(GONE)
    row = dict(rows[0])
    intervals = (row.pop("review_months"), row.pop("usual_months"), row.pop("asked_months"))
    months = months_between(row["tier"], *intervals)
    active = row.pop("status") == row.pop("vendor_status") == "active"
    return ReviewView(**row, active=active, months=months)


async def next_review_of(vendor: int, actor: Actor) -> int | None:
    """Return the open review of a vendor that is due first, among those that the actor may see."""
    where = Where()
    where.add("engagement.vendor = {} AND engagement.status = 'active' AND review.outcome = ''", vendor)
    if actor.scope is not None:
        where.add_in("engagement.organisation", sorted(actor.scope))
    rows = await fetch_all(
        f"SELECT review.id FROM review JOIN engagement ON engagement.id = review.engagement{where}"
        " ORDER BY review.due, review.id LIMIT 1",
        where.values,
    )
    return int(rows[0]["id"]) if rows else None


async def conclude(
    number: int,
    given: Mapping[str, str],
    actor: Actor,
    now: datetime,
    today: date,
    law: Law,
    assessment: int | None = None,
) -> int | None:
    """Conclude a review with an outcome and schedule the next, on the day given or at its interval; return its id.

    Nothing is scheduled where the engagement has ended. `assessment` is the one that concludes it, if any.
    Raises `Conflict` where somebody was faster.
    """
    demand(actor, Deed.EDIT)
    async with transaction():
        review = await find_review(number, actor)
        demand(actor, Deed.EDIT, review.organisation)
        following = add_months(today, review.months)
        outcome, note, day = _checked(given, following, today)
        done: dict[Any, Any] = {"outcome": outcome, "note": note, "concluded_on": today, "assessment": assessment}
        closed = await Review.update(done).where((Review.id == number) & (Review.outcome == "")).returning(Review.id)
        if not closed:
            raise Conflict(gettext("This review has been concluded already. The page shows what came of it."))
        new = None
        if review.active:
            due = reviews.Due(day, review.months, "schedule" if day == following else "by-hand")
            (new,) = await reviews.schedule([(review.engagement, due, "")], now)
            await Review.update({"following": new}).where(Review.id == number)
            await _show(review, day)
        after = {"outcome": outcome, "next": day if new else None}
        await _record(Event.REVIEW_CONCLUDED, review, actor, now, {"due": review.due}, after)
        await settle([review.vendor], today=today, now=now, law=law, actor=actor)
    return new


async def open_again(number: int, following: int | None, actor: Actor, now: datetime) -> None:
    """Open a concluded review again, in the open transaction, in the place of the one that followed it."""
    review = await find_review(number, actor)
    if following is not None:
        await Review.delete().where(Review.id == following)
    undone: dict[Any, Any] = {"outcome": "", "note": "", "concluded_on": None, "assessment": None, "following": None}
    await Review.update({**undone, "synced": review.due}).where(Review.id == number)
    await _show(review, review.due)
    await _record(Event.REVIEW_REOPENED, review, actor, now, {"outcome": review.outcome}, {"due": review.due})


async def reschedule(number: int, given: Mapping[str, str], actor: Actor, now: datetime, today: date, law: Law) -> None:
    """Set the day of a review by hand."""
    demand(actor, Deed.EDIT)
    async with transaction():
        review = await find_review(number, actor)
        demand(actor, Deed.EDIT, review.organisation)
        _still_open(review)
        day = _day(given.get("due", ""), today, "due")
        if day == review.due:
            return
        plan: dict[Any, Any] = {"why": "by-hand", "why_on": None, "planned": None, "planned_why": ""}
        await Review.update({**plan, "due": day, "synced": day}).where(Review.id == number)
        await _show(review, day)
        await _record(Event.REVIEW_RESCHEDULED, review, actor, now, {"due": review.due}, {"due": day})
        await settle([review.vendor], today=today, now=now, law=law, actor=actor)


async def hand_over(number: int, owner: str, actor: Actor, now: datetime) -> None:
    """Give a review to another department; the engagement keeps its owner."""
    demand(actor, Deed.EDIT)
    owner = " ".join(owner.split())
    async with transaction():
        review = await find_review(number, actor)
        demand(actor, Deed.EDIT, review.organisation)
        if not owner or len(owner) > 120:
            raise Invalid({"owner": gettext("Name a department, in at most 120 characters.")})
        _still_open(review)
        if owner == review.owner:
            return
        await Review.update({"owner": owner, "handed_over": True}).where(Review.id == number)
        await _record(Event.REVIEW_HANDED_OVER, review, actor, now, {"owner": review.owner}, {"owner": owner})


def _checked(given: Mapping[str, str], following: date, today: date) -> tuple[str, str, date]:
    outcome, note = given.get("outcome", ""), given.get("note", "").strip()
    wrong = {}
    if outcome not in OUTCOMES:
        wrong["outcome"] = gettext("Choose what came of the review.")
    elif outcome != "approved" and not note:
        wrong["note"] = gettext("Write down the conditions or the reason, so that the next reviewer knows them.")
    if len(note) > 4000:
        wrong["note"] = gettext("The note is longer than 4,000 characters. Shorten it.")
    day = following
    if given.get("next", "").strip():
        try:
            day = _day(given["next"], today, "next")
        except Invalid as error:
            wrong.update(error.fields)
    if wrong:
        raise Invalid(wrong)
    return outcome, note, day


def _day(text: str, today: date, field: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid({field: gettext("Write the day as year-month-day, for example 2027-03-31.")}) from error
    if not today <= day <= add_months(today, LONGEST_MONTHS):
        raise Invalid({field: gettext("Choose a day from today on, at most five years ahead.")})
    return day


def _still_open(review: ReviewView) -> None:
    if review.outcome:
        raise Conflict(gettext("This review has been concluded already. The page shows what came of it."))


async def _show(review: ReviewView, day: date) -> None:
    """Write the day where the register shows it; somebody who edits the engagement at this moment is told."""
    sql = "UPDATE engagement SET next_review = {}, next_review_text = '', version = version + 1 WHERE id = {}"
    await fetch_all(sql, [day, review.engagement])


async def _record(
    event: Event, review: ReviewView, actor: Actor, now: datetime, before: dict[str, Any], after: dict[str, Any]
) -> None:
    await record(
        event,
        actor,
        now,
        subject=("review", review.id),
        organisation_id=review.organisation,
        vendor_id=review.vendor,
        before=before,
        after=after,
    )
