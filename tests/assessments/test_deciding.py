"""Deciding: corrections, conditions, a second person, and what follows in the register."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.actor import Actor
from accounts.errors import Conflict, Forbidden, Invalid
from accounts.roles import Role
from accounts.tables import Organisation
from assessments import deciding, starting
from assessments.assessment_tables import TierRule
from assessments.cadence import add_months
from assessments.tables import Review
from register.conditions import meet_condition, open_condition
from register.nightly import rejudge_all
from register.tables import Condition, Vendor
from tests.assessments.asked_cast import SECOND, Office, condition, template
from tests.register.cast import Desk, finding
from tests.support import builders
from tests.support.clock import START

TODAY = START.date()


@pytest.fixture
async def vendor(organisation: Organisation) -> int:
    """A vendor with a processor's engagement."""
    number = await Desk().vendor(organisation)
    await Desk().engagement(number, organisation)
    return number


@pytest.fixture
async def number(organisation: Organisation, vendor: int) -> int:
    """An assessment that is handed in."""
    made = await Office().start(organisation, vendor, await template())
    await Office().hand_in(made)
    return made


async def test_approving_concludes_and_schedules_the_next_review(number: int, vendor: int) -> None:
    assert await Office().decide(number)
    asked = await Office().see(number)
    assert (asked.state, asked.row["outcome"], asked.row["decided_by"]) == ("concluded", "approved", "Privacy office")
    reviews = await Review.select().where(Review.outcome == "")
    assert [review["due"] for review in reviews] == [add_months(TODAY, 6)], "a high risk is looked at twice a year"
    assert (await Desk().view(vendor)).next_review == reviews[0]["due"]


async def test_the_review_that_was_open_is_concluded_with_the_same_outcome(
    organisation: Organisation, number: int, vendor: int
) -> None:
    from register.tables import Engagement

    engagement = await Engagement.select(Engagement.id).first()
    open_review = await builders.save(
        Review(engagement=engagement["id"], due=TODAY + timedelta(days=9), why="schedule", created_at=START)
    )
    await Office().decide(number, "rejected", note="No answer holds.", next_review=TODAY + timedelta(days=60))
    done = await Review.select().where(Review.id == open_review.id).first()
    assert (done["outcome"], done["note"]) == ("rejected", "No answer holds.")
    following = await Review.select().where(Review.outcome == "").first()
    assert following["due"] == TODAY + timedelta(days=60)


async def test_a_condition_is_a_finding_until_it_is_met_and_worse_once_overdue(number: int, vendor: int) -> None:
    await Office().decide(number, "conditions", conditions=(condition(10),))
    assert finding(await Desk().view(vendor), "condition_open").severity == "medium"
    late = TODAY + timedelta(days=11)
    await rejudge_all(late, Desk().law, Office().actor, START)
    assert finding(await Desk().view(vendor), "condition_open").severity == "high"
    kept = await Condition.select().first()
    assert (kept["assessment_id"], kept["owner"]) == (number, "IT")
    await meet_condition(kept["id"], Office().actor, START, late, Desk().law)
    assert "condition_open" not in {one.rule for one in (await Desk().view(vendor)).findings}
    with pytest.raises(Conflict):
        await meet_condition(kept["id"], Office().actor, START, late, Desk().law)
    await open_condition(kept["id"], Office().actor, START, late, Desk().law)
    assert finding(await Desk().view(vendor), "condition_open").severity == "high"


@pytest.mark.parametrize(
    ("outcome", "more", "field"),
    [
        ("", {}, "outcome"),
        ("rejected", {}, "note"),
        ("conditions", {}, "conditions"),
        ("conditions", {"conditions": (condition(-1),)}, "conditions"),
        ("approved", {"next_review": TODAY - timedelta(days=1)}, "next"),
        ("approved", {"note": "x" * 5000}, "note"),
    ],
)
async def test_a_decision_that_is_not_whole_says_what_is_missing(
    number: int, outcome: str, more: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await Office().decide(number, outcome, **more)
    assert set(refused.value.fields) == {field}
    assert (await Office().see(number)).row["outcome"] == ""


async def test_where_the_tier_asks_for_it_a_second_person_approves(organisation: Organisation, vendor: int) -> None:
    await Vendor.update({Vendor.tier: "high"}).where(Vendor.id == vendor)
    number = await Office().start(organisation, vendor, await template())
    await Office().hand_in(number)
    assert not await Office().decide(number, "conditions", conditions=(condition(),))
    assert (await Office().see(number)).state == "submitted"
    assert await Condition.count() == 0, "nothing follows before the second person"
    with pytest.raises(Forbidden, match="second person"):
        await deciding.approve(number, Office().actor, START, TODAY, Desk().law)
    with pytest.raises(Conflict):
        await Office(SECOND).decide(number)
    await deciding.approve(number, SECOND, START, TODAY, Desk().law)
    asked = await Office().see(number)
    assert (asked.state, asked.row["approved_by"]) == ("concluded", SECOND.label)
    assert await Condition.count() == 1


async def test_a_tier_that_became_known_since_asks_for_a_second_person(organisation: Organisation, vendor: int) -> None:
    number = await Office().start(organisation, vendor, await template())
    await Office().hand_in(number)
    await Vendor.update({Vendor.tier: "high"}).where(Vendor.id == vendor)
    assert not await Office().decide(number)


@pytest.mark.parametrize("tier", ["", "high"])
async def test_the_questionnaire_that_fits_the_tier_is_proposed(organisation: Organisation, tier: str) -> None:
    await template("intake", key="intake")
    shipped = await template("guarantees", key="guarantees")
    own = await template("guarantees", key="guarantees", organisation=int(organisation.id))
    choices = await starting.offered(int(organisation.id))
    proposed = await starting.suggested(int(organisation.id), tier, choices)
    assert proposed is not None
    assert proposed.purpose == ("guarantees" if tier else "intake")
    if tier:
        assert proposed.version == shipped
        row = next(one for one in choices if one.version == own)
        await builders.save(TierRule(organisation=organisation.id, tier=tier, template=row.template))
        proposed = await starting.suggested(int(organisation.id), tier, choices)
        assert proposed is not None
        assert proposed.version == own


async def test_the_second_person_can_send_a_decision_back(organisation: Organisation, vendor: int) -> None:
    await builders.save(TierRule(organisation=organisation.id, tier="low", second_needed=True))
    await Vendor.update({Vendor.tier: "low"}).where(Vendor.id == vendor)
    number = await Office().start(organisation, vendor, await template())
    await Office().hand_in(number)
    await Office().decide(number)
    await deciding.send_back(number, SECOND, START)
    assert (await Office().see(number)).row["decided_by"] == ""
    with pytest.raises(Conflict):
        await deciding.send_back(number, SECOND, START)
    assert not await Office(SECOND).decide(number)


async def test_of_two_who_decide_at_once_the_second_is_told(number: int) -> None:
    version = (await Office().see(number)).row["version"]
    decision = deciding.Decision("approved", "", (), "", None)
    await deciding.add_note(number, "breach", "Good", SECOND, START, correction=False)
    await deciding.decide(number, decision, version, Office().actor, START, TODAY, Desk().law)
    with pytest.raises(Conflict):
        await deciding.decide(number, decision, version, SECOND, START, TODAY, Desk().law)


async def test_only_who_may_decide_does(number: int) -> None:
    buyer = Office(Desk().actor)
    with pytest.raises(Forbidden):
        await buyer.decide(number)
    with pytest.raises(Forbidden):
        await deciding.add_note(number, "breach", "Why?", buyer.actor, START, correction=True)
    reader = Actor(id=None, label="Auditors", role=Role.READER, organisations=None)
    with pytest.raises(Forbidden):
        await deciding.cancel(number, reader, START)


async def test_a_correction_opens_only_the_questions_that_it_is_about(number: int) -> None:
    with pytest.raises(Invalid):
        await deciding.ask_correction(number, Office().actor, START)
    await deciding.add_note(number, "breach", "To whom?", Office().actor, START, correction=True)
    await deciding.ask_correction(number, Office().actor, START)
    asked = await Office().see(number)
    assert (asked.state, asked.wanted) == ("correction", {"breach"})
    saved = await Office().answer(number, breach="yes", hours=24)
    assert set(saved.keys) == {"breach", "hours"}, "what comes up by a corrected answer is asked too"
    await Office().answer(number, about="First")
    assert (await Office().answer(number, about="Second")).keys == ()
    await Office().hand_in(number, breach="yes")
    asked = await Office().see(number)
    assert (asked.state, asked.wanted) == ("submitted", frozenset())


async def test_nothing_is_decided_before_the_answers_are_in(organisation: Organisation, vendor: int) -> None:
    number = await Office().start(organisation, vendor, await template())
    with pytest.raises(Conflict, match="not been handed in"):
        await Office().decide(number)


async def test_opening_again_takes_back_what_followed(number: int, vendor: int) -> None:
    await Office().decide(number, "conditions", conditions=(condition(), condition(text="Name all sub-processors")))
    first = await Condition.select().order_by(Condition.id).first()
    await meet_condition(first["id"], Office().actor, START, TODAY, Desk().law)
    await deciding.reopen(number, Office().actor, START, TODAY, Desk().law)
    asked = await Office().see(number)
    assert (asked.state, asked.row["outcome"]) == ("submitted", "")
    assert [row["id"] for row in await Condition.select()] == [first["id"]], "what was met stays on record"
    assert "condition_open" not in {one.rule for one in (await Desk().view(vendor)).findings}
    with pytest.raises(Conflict):
        await deciding.reopen(number, Office().actor, START, TODAY, Desk().law)
    assert await Office().decide(number)


async def test_a_cancelled_assessment_takes_no_more(number: int) -> None:
    await deciding.cancel(number, Office().actor, START)
    with pytest.raises(Conflict):
        await Office().decide(number)
    with pytest.raises(Conflict, match="ended"):
        await Office().answer(number, breach="yes")
    with pytest.raises(Conflict):
        await deciding.cancel(number, Office().actor, START)


async def test_an_intake_gives_the_vendor_its_tier(organisation: Organisation, vendor: int) -> None:
    number = await Office().start(organisation, vendor, await template("intake"))
    await Office().hand_in(number, breach="no")
    await Office().decide(number)
    assert (await Desk().view(vendor)).tier == "high"
