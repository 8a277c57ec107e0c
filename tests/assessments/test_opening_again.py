"""Opening a concluded assessment again: the reviews that it concluded are open again, unless somebody went on since."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.tables import AuditEvent, Organisation
from assessments import deciding
from assessments.assessment_tables import TierRule
from assessments.cadence import add_months
from assessments.keeping import keep_reviews
from assessments.reviewing import conclude, hand_over, reschedule
from assessments.tables import Review
from register.tables import Engagement, Vendor
from tests.assessments.asked_cast import Office, template
from tests.register.cast import Desk
from tests.support import builders
from tests.support.clock import START

TODAY = START.date()
FIRST = TODAY + timedelta(days=9)


@pytest.fixture
async def vendor(organisation: Organisation) -> int:
    """A vendor with a processor's engagement and a review that is due soon."""
    number = await Desk().vendor(organisation)
    engagement = await Desk().engagement(number, organisation)
    await builders.save(Review(engagement=engagement, due=FIRST, why="schedule", created_at=START))
    await Engagement.update({"next_review": FIRST}, force=True)
    return number


@pytest.fixture
async def number(organisation: Organisation, vendor: int) -> int:
    """An assessment that is concluded."""
    made = await Office().start(organisation, vendor, await template())
    await Office().hand_in(made)
    await Office().decide(made)
    return made


async def reopen(number: int) -> int:
    return await deciding.reopen(number, Office().actor, START, TODAY, Desk().law)


async def open_days(vendor: int) -> list[date]:
    rows = await Review.select(Review.due).where(Review.outcome == "").order_by(Review.due)
    shown = await Engagement.select(Engagement.next_review).where(Engagement.vendor == vendor).first()
    assert shown is not None
    assert [row["due"] for row in rows] == [shown["next_review"]], "the register shows the day of the open review"
    return [row["due"] for row in rows]


async def test_the_review_is_open_again_on_its_old_day(number: int, vendor: int) -> None:
    assert await open_days(vendor) == [add_months(TODAY, 6)]
    assert await reopen(number) == 0
    assert await open_days(vendor) == [FIRST]
    assert await Review.count() == 1
    assert await AuditEvent.exists().where(AuditEvent.event == "review-reopened")
    await keep_reviews(TODAY, START, Desk().law, Office().actor)
    assert await open_days(vendor) == [FIRST]
    await Office().decide(number)
    assert await open_days(vendor) == [add_months(TODAY, 6)]
    assert await Review.count() == 2


async def test_a_review_that_something_moved_earlier_in_time_is_taken_back_too(
    organisation: Organisation, number: int, vendor: int
) -> None:
    await Desk().agreement(vendor, organisation, status="signed", expires_on=TODAY + timedelta(days=60))
    await keep_reviews(TODAY, START, Desk().law, Office().actor)
    assert await open_days(vendor) == [TODAY + timedelta(days=60)]
    assert await reopen(number) == 0
    assert await Review.count() == 1


@pytest.mark.parametrize("deed", ["concluded", "moved", "handed over"])
async def test_what_somebody_did_with_the_next_review_is_not_lost(number: int, vendor: int, deed: str) -> None:
    row = await Review.select(Review.id).where(Review.outcome == "").first()
    assert row is not None
    how: dict[str, Any] = {"actor": Office().actor, "now": START}
    law: dict[str, Any] = {"today": TODAY, "law": Desk().law}
    if deed == "concluded":
        await conclude(row["id"], {"outcome": "approved"}, **how, **law)
    elif deed == "moved":
        await reschedule(row["id"], {"due": (TODAY + timedelta(days=99)).isoformat()}, **how, **law)
    else:
        await hand_over(row["id"], "Purchasing", **how)
    before = await Review.select().order_by(Review.id)
    assert await reopen(number) == 1
    assert await Review.select().order_by(Review.id) == before


@pytest.mark.parametrize(("by_hand", "months"), [(None, 9), (4, 4)])
async def test_the_months_that_an_organisation_asks_of_a_tier_hold_for_every_review(
    organisation: Organisation, vendor: int, by_hand: int | None, months: int
) -> None:
    await Vendor.update({Vendor.tier: "high"}).where(Vendor.id == vendor)
    await Engagement.update({Engagement.review_months: by_hand}, force=True)
    await builders.save(TierRule(organisation=organisation.id, tier="high", months=9, second_needed=False))
    other = await Desk().engagement(vendor, organisation, review_months=by_hand)
    await keep_reviews(TODAY, START, Desk().law, Office().actor)
    missing = await Review.select(Review.due).where(Review.engagement == other).first()
    assert missing is not None
    assert missing["due"] == add_months(TODAY, months), "one that was missing"
    old = await Review.select(Review.id).where(Review.engagement != other).first()
    assert old is not None
    new = await conclude(old["id"], {"outcome": "approved"}, Office().actor, START, TODAY, Desk().law)
    row = await Review.select(Review.due).where(Review.id == new).first()
    assert row is not None
    assert row["due"] == add_months(TODAY, months), "one after a review"
    made = await Office().start(organisation, vendor, await template())
    await Office().hand_in(made)
    assert await Office().decide(made)
    rows = await Review.select(Review.due).where(Review.outcome == "")
    assert {row["due"] for row in rows} == {add_months(TODAY, months)}, "those after an assessment"
