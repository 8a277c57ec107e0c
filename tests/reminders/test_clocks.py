"""Whatever the clock does, everybody is told of each thing once for each step."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.tables import Organisation
from assessments.tables import OwnerAddress, Preference
from tests.reminders.conftest import OWNER, Round, review
from tests.reminders.test_mails import DUE
from tests.support import builders
from tests.support.clock import START, Clock
from tests.support.mailserver import Inbox


async def test_after_a_week_of_standstill_what_is_due_is_sent_once_and_not_seven_times(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    for number in range(7):
        await review(organisation, DUE + timedelta(days=number), name=f"Vendor {number}", now=START)
    clock.on(DUE - timedelta(days=31))
    assert (await post_round()).sent == 0
    clock.on(DUE + timedelta(days=6))
    assert (await post_round()).sent == 1
    assert (await post_round()).sent == 0
    assert inbox.letters[0]["Subject"].startswith("Review of Vendor 0 is 6 days overdue, and 6 more")


async def test_a_clock_that_is_put_back_sends_nothing_again(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    await review(organisation, DUE, now=START)
    clock.on(DUE - timedelta(days=7))
    assert (await post_round()).sent == 1
    for days in (1, 3, 10, 20):
        clock.on(DUE - timedelta(days=7 + days))
        assert (await post_round()).sent == 0
    clock.on(DUE - timedelta(days=7))
    assert (await post_round()).sent == 0
    clock.on(DUE - timedelta(days=1))
    assert (await post_round()).sent == 1


async def test_a_clock_that_ran_ahead_holds_up_nothing_when_it_is_put_right(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    await review(organisation, DUE, now=START)
    clock.on(DUE + timedelta(days=365))
    assert (await post_round(url="smtp://127.0.0.1:1")).deferred == 1
    clock.on(DUE)
    # The pause that was set by the wrong clock ends a year ahead, and counts as over.
    assert (await post_round()).sent == 1


@pytest.mark.parametrize(
    ("first", "hour"),
    [
        pytest.param(datetime(2027, 3, 27, 23, 0, tzinfo=UTC), 2, id="spring: two o'clock does not come"),
        pytest.param(datetime(2027, 10, 30, 22, 0, tzinfo=UTC), 2, id="autumn: two o'clock comes twice"),
    ],
)
async def test_summer_time_neither_skips_nor_doubles_a_day(
    organisation: Organisation,
    owner: OwnerAddress,
    inbox: Inbox,
    post_round: Round,
    clock: Clock,
    first: datetime,
    hour: int,
) -> None:
    await builders.save(Preference(email=OWNER, hour=hour))
    day = (first + timedelta(hours=12)).date()
    await review(organisation, day, now=first)
    for quarter in range(4 * 26):
        clock.set(first + timedelta(minutes=15 * quarter))
        await post_round()
    assert inbox.recipients == [OWNER] * len(inbox.recipients)
    days = Counter(letter["Date"].datetime.date() for letter in inbox.letters)
    assert days == {day: 1}


async def test_every_day_of_two_months_is_told_once_for_each_step(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    await review(organisation, DUE, now=START)
    told = []
    for number in range(-40, 30):
        for hour in (6, 9, 18):
            clock.set(datetime.combine(DUE + timedelta(days=number), START.timetz()).replace(hour=hour))
            if (await post_round(lanes=1)).sent:
                told.append(number)
    assert told == [-30, -14, -7, -1, 0, 7, 14, 21, 28]
    assert len(set(inbox.numbers)) == len(told)


async def test_a_review_that_is_put_off_is_told_of_anew(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    from assessments.tables import Review

    row = await review(organisation, DUE, now=START)
    clock.on(DUE - timedelta(days=7))
    await post_round()
    await Review.update({"due": date(2026, 12, 20)}).where(Review.id == row.id)
    clock.on(date(2026, 12, 6))
    assert (await post_round()).sent == 1
    assert "14 days" in inbox.letters[1]["Subject"]
