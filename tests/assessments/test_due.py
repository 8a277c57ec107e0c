"""Besides reviews: the last day to object, conditions and acceptances are due, told of by mail and in calendars."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import icalendar
import pytest

from assessments.due import KINDS, SOURCES, Item
from assessments.due_rows import load_due
from assessments.ics import calendar
from assessments.tables import OwnerAddress, Reminder
from register.announced import Change
from register.findings import accept_finding
from register.reading import read
from register.subprocessors import NoticeInput, announce
from register.subprocessors_decide import object_to
from register.tables import Condition
from register.words import VERDICTS
from tests.register.cast import NOW, PRIVACY, TODAY, Desk, finding
from tests.reminders.conftest import OWNER, Round, inbox, owner, post_round  # noqa: F401 - fixtures
from tests.support import builders
from tests.support.clock import Clock
from tests.support.mailserver import Inbox

LAST = TODAY + timedelta(days=30)


async def announced(organisation: Any, **more: Any) -> tuple[int, int]:
    vendor = await Desk().vendor(organisation, "Example Cloud AB", owner="IT")
    engagement = await Desk().engagement(vendor, organisation, owner="Support")
    given = {"vendor": vendor, "organisation": organisation.id, "received_on": TODAY, "days": 30}
    data = read(NoticeInput, {**given, "engagement": engagement, **more})
    return vendor, await announce(data, [Change(kind="added", name="Example Chat Inc.")], **Desk().how)


async def condition(organisation: Any, **more: Any) -> Condition:
    vendor = await Desk().vendor(organisation, "Example Mail AB", owner="IT")
    values = {"vendor": vendor, "organisation": organisation.id, "text": "Show the ISO certificate", "due": LAST}
    return await builders.save(Condition(**{**values, "created_at": NOW, **more}))


async def due(*kinds: str, until: date = LAST, **more: Any) -> list[Item]:
    return [item for item in await load_due(TODAY, until, **more) if item.what in kinds]


async def test_the_last_day_to_object_is_due_for_the_owner_of_the_engagement_until_it_is_decided(organisation) -> None:
    vendor, number = await announced(organisation)
    (one,) = await due("objection")
    assert (one.on, one.owner, one.vendor, one.path) == (LAST, "Support", vendor, f"/notices/{number}")
    assert one.detail == "+ Example Chat Inc."
    assert await due("objection", until=LAST - timedelta(days=1)) == []
    assert await due("objection", organisations={organisation.id + 1}) == []
    await object_to(number, "Not there", 1, **Desk(PRIVACY).how)
    assert await due("objection") == []


async def test_where_the_days_are_unknown_no_day_is_made_up(organisation) -> None:
    await announced(organisation, days=None)
    assert await due("objection", until=date(2036, 1, 1)) == []


async def test_a_condition_is_due_for_its_owner_and_leads_to_its_assessment(organisation) -> None:
    row = await condition(organisation, owner="Security", assessment_id=7)
    (one,) = await due("condition")
    assert (one.on, one.owner, one.path) == (LAST, "Security", f"/assessments/7#condition-{row.id}")
    await Condition.update({Condition.done_on: TODAY}).where(Condition.id == row.id)
    assert await due("condition") == []


async def test_a_condition_that_nobody_owns_is_the_vendors_and_ends_with_its_engagement(organisation) -> None:
    row = await condition(organisation)
    (one,) = await due("condition")
    assert (one.owner, one.path) == ("IT", f"/vendors/{one.vendor}")
    ended = await Desk().engagement(one.vendor, organisation, status="ended")
    await Condition.update({Condition.engagement: ended}).where(Condition.id == row.id)
    assert await due("condition") == []


async def test_an_accepted_finding_is_due_on_the_last_day_of_its_acceptance(organisation) -> None:
    vendor = await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    number = finding(await Desk().view(vendor), "invalid_ground").id
    await accept_finding(number, LAST, "Contract is being replaced", PRIVACY, NOW, TODAY)
    (one,) = await due("acceptance")
    assert (one.on, one.path) == (LAST, f"/findings/{number}/acceptance")


async def test_each_of_them_is_told_of_by_mail_and_stands_in_the_calendar(
    organisation,
    owner: OwnerAddress,  # noqa: F811
    inbox: Inbox,  # noqa: F811
    post_round: Round,  # noqa: F811
    clock: Clock,
) -> None:
    await announced(organisation, engagement=None)
    await condition(organisation)
    clock.on(LAST - timedelta(days=7))
    assert (await post_round()).sent == 1
    assert inbox.recipients == [OWNER]
    text = inbox.letters[0].get_body(("plain",)).get_content()
    assert "Last day to object to sub-processors of Example Cloud AB" in text
    assert "Condition of the approval of Example Mail AB" in text
    assert {row["what"] for row in await Reminder.select(Reminder.what)} == {"objection", "condition"}
    made = calendar(await due("objection", "condition"), clock(), "https://register.example", "f" * 64, feed=True)
    events = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert [str(one["summary"]) for one in events] == [
        "Last day to object to sub-processors of Example Cloud AB",
        "Condition of the approval of Example Mail AB",
    ]


async def test_only_what_is_open_to_somebody_is_on_their_list(organisation, as_role) -> None:
    await announced(organisation)
    other = await builders.organisation("Elsewhere", "NO")
    here, there = await as_role("reader", organisation), await as_role("reader", other)
    assert "Last day to object to a new sub-processor" in (await here.get("/reviews?kind=objection")).text
    assert "Example Cloud AB" not in (await there.get("/reviews?kind=objection")).text


def test_every_kind_has_a_source() -> None:
    assert len(KINDS) == len(SOURCES)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_leads_to_a_page(kind: str) -> None:
    item = Item(kind, "x", 1, TODAY, 1, 2, "Example", "IT")
    assert item.path.startswith("/")


def test_a_review_that_is_due_has_another_name_than_the_verdict() -> None:
    assert KINDS["review"] != VERDICTS["review"], "one sentence would have one translation for both"
