"""Keep reviews in step with the register: an open one for each processor, moved earlier where something asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import Entry, record_many
from accounts.bulk import update_rows
from accounts.database import one_at_a_time, transaction
from accounts.events import Event
from accounts.moments import local_day
from assessments import reviews
from assessments.cadence import (
    Cause,
    Moved,
    add_months,
    bring_forward,
    certificate_cause,
    expiry_cause,
    finding_cause,
    months_between,
    notice_cause,
)
from assessments.reviews import PROCESSORS
from assessments.tables import Review
from law.store import Law
from register.settle import settle
from register.sql import fetch_all, numbers
from register.tables import Engagement

ACTIVE = "engagement.status = 'active' AND vendor.status = 'active'"
MOVABLE = ("due", "why", "why_on", "planned", "planned_why", "synced")
Row = Mapping[str, Any]
Causes = Mapping[tuple[int, int], list[tuple[Cause, datetime | None]]]


@dataclass(slots=True)
class Kept:
    """What keeping the reviews in step came to."""

    scheduled: int = 0
    moved: int = 0


async def keep_reviews(
    today: date, now: datetime, law: Law, actor: Actor, vendors: Collection[int] | None = None
) -> Kept:
    """Schedule the reviews that are missing and move those that something asks for earlier, or no longer does."""
    kept = Kept()
    async with transaction():
        await one_at_a_time("reviews")
        engagements = await _engagements(vendors)
        open_reviews = await _open_reviews(vendors)
        touched = await _schedule_missing(engagements, open_reviews, today, now, kept)
        touched |= await _move(engagements, open_reviews, await _causes(vendors), kept, actor, now)
        if touched:
            await settle(touched, today=today, now=now, law=law, actor=actor)
    return kept


async def _schedule_missing(
    engagements: dict[int, Row], open_reviews: dict[int, Row], today: date, now: datetime, kept: Kept
) -> set[int]:
    """Schedule a review for each processor without one, and where a day was set by hand."""
    wanted = []
    for number, engagement in engagements.items():
        if number in open_reviews or (engagement["role"] not in PROCESSORS and engagement["next_review"] is None):
            continue
        months = cadence(engagement)
        written = engagement["next_review"]
        due = reviews.Due(written or add_months(today, months), months, "by-hand" if written else "schedule")
        wanted.append((number, due, ""))
    numbers = await reviews.schedule(wanted, now)
    await update_rows(
        Review, ("synced",), [(due.on, one) for one, (_, due, _owner) in zip(numbers, wanted, strict=True)]
    )
    unset = [(due.on, number) for number, due, _ in wanted if engagements[number]["next_review"] is None]
    await _write_days(engagements, unset)
    kept.scheduled = len(wanted)
    return {engagements[number]["vendor"] for _, number in unset}


async def _move(
    engagements: dict[int, Row],
    open_reviews: dict[int, Row],
    causes: Causes,
    kept: Kept,
    actor: Actor,
    now: datetime,
) -> set[int]:
    """Move the reviews whose day is no longer the earliest that the plan or a cause wants."""
    rows, days, entries = [], [], []
    for number, review in open_reviews.items():
        engagement = engagements.get(number)
        if engagement is None:
            continue
        planned, why = plan_of(review, engagement["next_review"])
        since = review["created_at"]
        asked = [
            cause
            for key in ((engagement["vendor"], engagement["organisation"]), (0, number))
            for cause, appeared in causes.get(key, ())
            if appeared is None or appeared > since
        ]
        moved = bring_forward(planned, why, asked, local_day(since))
        row = stored(moved, planned, why)
        if row != (*(review[name] for name in MOVABLE[:-1]), review["synced"] or review["due"]):
            rows.append((*row, review["id"]))
        if moved.due != review["due"]:
            entries.append(_entry(review, engagement, moved, actor, now))
        if moved.due != engagement["next_review"]:
            days.append((moved.due, number))
    await update_rows(Review, MOVABLE, rows)
    await record_many(entries)
    await _write_days(engagements, days)
    kept.moved = len(entries)
    return {engagements[number]["vendor"] for _, number in days}


def _entry(review: Row, engagement: Row, moved: Moved, actor: Actor, now: datetime) -> Entry:
    return Entry(
        Event.REVIEW_MOVED,
        actor,
        now,
        subject=("review", review["id"]),
        organisation_id=engagement["organisation"],
        vendor_id=engagement["vendor"],
        before={"due": review["due"]},
        after={"due": moved.due, "why": moved.why},
    )


def plan_of(review: Row, next_review: date | None) -> tuple[date, str]:
    """Return the day that a review has unless something moves it, and why; a new day in the engagement wins."""
    if next_review is not None and next_review != (review["synced"] or review["due"]):
        return next_review, review["why"] if next_review == review["due"] else "by-hand"
    if review["planned"] is not None:
        return review["planned"], review["planned_why"]
    return review["due"], review["why"]


def cadence(engagement: Row) -> int:
    """Return the months between two reviews of an engagement."""
    asked = engagement["asked_months"]
    return months_between(engagement["tier"], engagement["review_months"], engagement["usual_months"], asked)


def stored(moved: Moved, planned: date, why: str) -> tuple[Any, ...]:
    """Return the columns `MOVABLE` of a review: what was planned is kept only while something holds it earlier."""
    if moved.on is None:
        return (moved.due, moved.why, None, None, "", moved.due)
    return (moved.due, moved.why, moved.on, planned, why, moved.due)


async def _write_days(engagements: dict[int, Row], days: list[tuple[date, int]]) -> None:
    """Write the day of the next review where the register shows it; whoever edits at this moment is told."""
    rows = [(day, engagements[number]["version"] + 1, number) for day, number in days]
    await update_rows(Engagement, ("next_review", "version"), rows)


async def _engagements(vendors: Collection[int] | None) -> dict[int, Row]:
    """Return what is active, by id, with what the cadence depends on."""
    rows = await fetch_all(
        "SELECT engagement.id, engagement.vendor, engagement.organisation, engagement.role, engagement.next_review,"
        " engagement.review_months, engagement.version, vendor.tier, organisation.review_months AS usual_months,"
        " rule.months AS asked_months FROM engagement JOIN vendor ON vendor.id = engagement.vendor"
        " JOIN organisation ON organisation.id = engagement.organisation"
        " LEFT JOIN tier_rule rule ON rule.organisation = organisation.id AND rule.tier = vendor.tier"
        f" WHERE {ACTIVE}{_of(vendors)}"
    )
    return {row["id"]: row for row in rows}


async def _open_reviews(vendors: Collection[int] | None) -> dict[int, Row]:
    """Return the open review of each active engagement; the next one where there are several."""
    rows = await fetch_all(
        "SELECT review.id, review.engagement, review.due, review.why, review.why_on, review.planned,"
        " review.planned_why, review.synced, review.created_at FROM review"
        " JOIN engagement ON engagement.id = review.engagement"
        f" JOIN vendor ON vendor.id = engagement.vendor WHERE review.outcome = '' AND {ACTIVE}{_of(vendors)}"
        " ORDER BY review.due DESC, review.id DESC"
    )
    return {row["engagement"]: row for row in rows}


async def _causes(vendors: Collection[int] | None) -> Causes:
    """Return what asks for an earlier review, by vendor and organisation or by engagement, with when it appeared."""
    found: dict[tuple[int, int], list[tuple[Cause, datetime | None]]] = defaultdict(list)
    for row in await fetch_all(
        "SELECT agreement.vendor, agreement.organisation, agreement.engagement, expires_on, notice_days FROM agreement"
        f" JOIN vendor ON vendor.id = agreement.vendor WHERE agreement.status = 'signed'"
        f" AND expires_on IS NOT NULL{_of(vendors)}"
    ):
        about = (0, row["engagement"]) if row["engagement"] else (row["vendor"], row["organisation"])
        found[about].append((expiry_cause(row["expires_on"]), None))
        if row["notice_days"]:
            found[about].append((notice_cause(row["expires_on"], row["notice_days"]), None))
    for row in await fetch_all(
        "SELECT document.vendor, document.organisation, document.expires_on FROM document"
        f" JOIN vendor ON vendor.id = document.vendor WHERE document.expires_on IS NOT NULL"
        f" AND document.removed_at IS NULL{_of(vendors)}"
    ):
        found[row["vendor"], row["organisation"]].append((certificate_cause(row["expires_on"]), None))
    for row in await fetch_all(
        "SELECT finding.vendor, finding.organisation, finding.subject_type, finding.subject_id, finding.found_at,"
        " location.engagement FROM finding JOIN vendor ON vendor.id = finding.vendor LEFT JOIN location"
        " ON finding.subject_type = 'location' AND location.id = finding.subject_id"
        f" WHERE finding.state = 'open' AND finding.severity = 'high'{_of(vendors)}"
    ):
        engagement = row["subject_id"] if row["subject_type"] == "engagement" else row["engagement"]
        about = (0, engagement) if engagement else (row["vendor"], row["organisation"])
        found[about].append((finding_cause(local_day(row["found_at"])), row["found_at"]))
    return found


def _of(vendors: Collection[int] | None) -> str:
    return "" if vendors is None else f" AND vendor.id IN ({numbers(vendors)})"
