"""Reviews stay in step with the register, and concluding one schedules the next."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.actor import SYSTEM, Actor
from accounts.database import transaction
from accounts.errors import Conflict, Forbidden, Invalid, NotFound
from accounts.roles import Role
from accounts.tables import AuditEvent, Organisation
from assessments import reviewing, reviews
from assessments.due_rows import load_due
from assessments.keeping import keep_reviews
from assessments.tables import Review
from register.settle import settle
from register.tables import Agreement, Engagement, Finding
from tests.support import builders

EDITOR = Actor(1, builders.EDITOR, Role.PROCUREMENT, None)


@pytest.fixture
async def engagement(organisation: Organisation) -> Engagement:
    """A processor's engagement."""
    return await builders.engagement(await builders.vendor(), organisation, owner="IT")


async def the_review(engagement: Engagement) -> dict[str, Any]:
    """Return the open review."""
    rows = await Review.select().where((Review.engagement == engagement.id) & (Review.outcome == ""))
    assert len(rows) == 1
    return dict(rows[0])


async def next_day(engagement: Engagement) -> date:
    """Return the day that the register shows."""
    row = await Engagement.select(Engagement.next_review).where(Engagement.id == engagement.id).first()
    assert row is not None
    day: date = row["next_review"]
    return day


async def test_every_processor_has_a_next_review(engagement: Engagement, now: datetime, today: date, law: Any) -> None:
    kept = await keep_reviews(today, now, law, SYSTEM)
    assert (kept.scheduled, kept.moved) == (1, 0)
    review = await the_review(engagement)
    assert review["due"] == date(2027, 11, 21) == await next_day(engagement)
    assert (await keep_reviews(today, now, law, SYSTEM)).scheduled == 0


@pytest.mark.parametrize(("tier", "due"), [("high", date(2027, 5, 21)), ("low", date(2028, 11, 21))])
async def test_the_tier_says_how_often(
    organisation: Organisation, now: datetime, today: date, law: Any, tier: str, due: date
) -> None:
    vendor = await builders.vendor(tier=tier)
    engagement = await builders.engagement(vendor, organisation)
    await keep_reviews(today, now, law, SYSTEM)
    assert (await the_review(engagement))["due"] == due


async def test_an_independent_controller_and_an_ended_engagement_need_no_review(
    organisation: Organisation, now: datetime, today: date, law: Any
) -> None:
    vendor = await builders.vendor()
    await builders.engagement(vendor, organisation, role="controller")
    await builders.engagement(vendor, organisation, status="ended")
    assert (await keep_reviews(today, now, law, SYSTEM)).scheduled == 0


async def test_a_day_that_is_set_by_hand_in_the_engagement_moves_the_review(
    engagement: Engagement, now: datetime, today: date, law: Any
) -> None:
    await keep_reviews(today, now, law, SYSTEM)
    await Engagement.update({"next_review": date(2027, 2, 1)}).where(Engagement.id == engagement.id)
    await keep_reviews(today, now, law, SYSTEM)
    review = await the_review(engagement)
    assert (review["due"], review["why"]) == (date(2027, 2, 1), "by-hand")


async def test_an_agreement_that_expires_moves_the_review_and_an_extension_moves_it_back(
    engagement: Engagement, organisation: Organisation, now: datetime, today: date, law: Any
) -> None:
    await keep_reviews(today, now, law, SYSTEM)
    agreement = await Agreement.objects().get_or_create(
        Agreement.vendor == engagement.vendor,
        {
            "organisation": organisation.id,
            "status": "signed",
            "expires_on": date(2027, 6, 30),
            "notice_days": 90,
            "created_at": now,
            "updated_at": now,
        },
    )
    await keep_reviews(today, now, law, SYSTEM)
    review = await the_review(engagement)
    assert (review["due"], review["why"], review["why_on"]) == (date(2027, 4, 1), "notice", date(2027, 4, 1))
    assert review["planned"] == date(2027, 11, 21)
    assert await next_day(engagement) == date(2027, 4, 1)
    assert await AuditEvent.exists().where(AuditEvent.event == "review-moved")

    await Agreement.update({"expires_on": date(2029, 6, 30)}).where(Agreement.id == agreement.id)
    await keep_reviews(today, now, law, SYSTEM)
    review = await the_review(engagement)
    assert (review["due"], review["why"], review["planned"]) == (date(2027, 11, 21), "schedule", None)


async def test_a_finding_of_high_severity_moves_the_review_and_says_so(
    engagement: Engagement, organisation: Organisation, now: datetime, today: date, law: Any
) -> None:
    await keep_reviews(today, now, law, SYSTEM)
    later = now + timedelta(days=3)
    await builders.location(engagement, "US", "PRIVACY_SHIELD_EU_US", now=later)
    async with transaction():
        await settle([engagement.vendor], today=later.date(), now=later, law=law, actor=SYSTEM)
    await keep_reviews(later.date(), later, law, SYSTEM)
    review = await the_review(engagement)
    assert (review["due"], review["why"]) == (later.date() + timedelta(days=30), "finding")
    assert review["why_on"] == later.date()


async def test_what_was_wrong_when_the_review_was_scheduled_moves_nothing(
    engagement: Engagement, organisation: Organisation, now: datetime, today: date, law: Any
) -> None:
    await builders.save(
        Finding(
            organisation=organisation.id,
            vendor=engagement.vendor,
            rule="invalid_ground",
            subject_type="vendor",
            subject_id=engagement.vendor,
            severity="high",
            found_at=now,
        )
    )
    await keep_reviews(today, now, law, SYSTEM)
    assert (await keep_reviews(today, now, law, SYSTEM)).moved == 0


async def test_concluding_schedules_the_next_at_its_interval(
    engagement: Engagement, now: datetime, today: date, law: Any
) -> None:
    await keep_reviews(today, now, law, SYSTEM)
    number = (await the_review(engagement))["id"]
    new = await reviewing.conclude(number, {"outcome": "approved"}, EDITOR, now, today, law)
    review = await the_review(engagement)
    assert (review["id"], review["due"], review["why"]) == (new, date(2027, 11, 21), "schedule")
    assert await next_day(engagement) == date(2027, 11, 21)
    assert await AuditEvent.exists().where(AuditEvent.event == "review-concluded")


async def test_the_next_review_can_be_set_by_hand(engagement: Engagement, now: datetime, today: date, law: Any) -> None:
    await keep_reviews(today, now, law, SYSTEM)
    number = (await the_review(engagement))["id"]
    given = {"outcome": "conditions", "note": "Replace the ground.", "next": "2027-01-31"}
    await reviewing.conclude(number, given, EDITOR, now, today, law)
    review = await the_review(engagement)
    assert (review["due"], review["why"]) == (date(2027, 1, 31), "by-hand")


async def test_two_people_cannot_conclude_one_review(
    engagement: Engagement, now: datetime, today: date, law: Any
) -> None:
    await keep_reviews(today, now, law, SYSTEM)
    number = (await the_review(engagement))["id"]
    await reviewing.conclude(number, {"outcome": "approved"}, EDITOR, now, today, law)
    with pytest.raises(Conflict):
        await reviewing.conclude(number, {"outcome": "rejected", "note": "No."}, EDITOR, now, today, law)
    with pytest.raises(Conflict):
        await reviewing.reschedule(number, {"due": "2027-01-31"}, EDITOR, now, today, law)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "outcome"),
        ({"outcome": "perhaps"}, "outcome"),
        ({"outcome": "rejected"}, "note"),
        ({"outcome": "approved", "next": "soon"}, "next"),
        ({"outcome": "approved", "next": "2026-11-20"}, "next"),
        ({"outcome": "approved", "next": "2036-11-20"}, "next"),
    ],
)
async def test_a_review_is_not_concluded_by_half(
    engagement: Engagement, now: datetime, today: date, law: Any, given: dict[str, str], field: str
) -> None:
    await keep_reviews(today, now, law, SYSTEM)
    number = (await the_review(engagement))["id"]
    with pytest.raises(Invalid) as error:
        await reviewing.conclude(number, given, EDITOR, now, today, law)
    assert list(error.value.fields) == [field]
    assert (await the_review(engagement))["outcome"] == ""


async def test_an_outsider_finds_no_review_and_a_reader_concludes_none(
    engagement: Engagement, now: datetime, today: date, law: Any
) -> None:
    await keep_reviews(today, now, law, SYSTEM)
    number = (await the_review(engagement))["id"]
    outsider = Actor(2, builders.OUTSIDER, Role.PROCUREMENT, frozenset())
    with pytest.raises(NotFound):
        await reviewing.find_review(number, outsider)
    reader = Actor(3, "auditor@example.org", Role.READER, None)
    with pytest.raises(Forbidden):
        await reviewing.conclude(number, {"outcome": "approved"}, reader, now, today, law)


async def test_a_review_is_handed_over_and_put_off(
    engagement: Engagement, now: datetime, today: date, law: Any
) -> None:
    await keep_reviews(today, now, law, SYSTEM)
    number = (await the_review(engagement))["id"]
    await reviewing.hand_over(number, "  Legal ", EDITOR, now)
    await reviewing.reschedule(number, {"due": "2027-03-01"}, EDITOR, now, today, law)
    review = await reviewing.find_review(number, EDITOR)
    assert (review.owner, review.due, review.why) == ("Legal", date(2027, 3, 1), "by-hand")
    await Engagement.update({"owner": "HR"}).where(Engagement.id == engagement.id)
    assert (await reviewing.find_review(number, EDITOR)).owner == "Legal"
    assert (await keep_reviews(today, now, law, SYSTEM)).moved == 0


async def test_a_review_that_was_not_handed_over_follows_the_owner_of_the_engagement(
    engagement: Engagement, now: datetime, today: date, law: Any
) -> None:
    async with transaction():
        await reviews.schedule([(engagement.id, reviews.Due(today, 12, "imported"), "IT")], now)
    await Engagement.update({"owner": "HR"}).where(Engagement.id == engagement.id)
    number = (await the_review(engagement))["id"]
    assert (await reviewing.find_review(number, EDITOR)).owner == "HR"
    assert [item.owner for item in await load_due(today, today)] == ["HR"]
