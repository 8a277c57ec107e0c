"""When a review is due."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.cadence import (
    FINDING_DAYS,
    WHY,
    Cause,
    add_months,
    bring_forward,
    certificate_cause,
    expiry_cause,
    finding_cause,
    months_between,
    notice_cause,
)

days = st.dates(date(1996, 1, 1), date(2099, 12, 31))
months = st.integers(1, 60)
causes = st.lists(
    st.one_of(
        st.builds(expiry_cause, days),
        st.builds(notice_cause, days, st.integers(1, 365)),
        st.builds(certificate_cause, days),
        st.builds(finding_cause, days),
    ),
    max_size=6,
)


@pytest.mark.parametrize(
    ("tier", "by_hand", "usual", "expected"),
    [
        ("high", None, 12, 6),
        ("medium", None, 12, 12),
        ("low", None, 12, 24),
        ("", None, 12, 12),
        ("", None, 18, 18),
        ("high", 3, 12, 3),
        ("low", 36, 12, 36),
    ],
)
def test_what_is_set_by_hand_wins_over_the_tier_and_the_tier_over_the_usual(
    tier: str, by_hand: int | None, usual: int, expected: int
) -> None:
    assert months_between(tier, by_hand, usual) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 21), 12, date(2027, 11, 21)),
    ],
)
def test_month_ends_and_leap_days_stay_in_their_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(days, months)
def test_the_day_of_the_month_is_kept_where_the_month_has_it(day: date, number: int) -> None:
    later = add_months(day, number)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == number
    assert later.day == min(day.day, calendar.monthrange(later.year, later.month)[1])


@given(days, days, months)
def test_whoever_is_reviewed_later_is_due_later(one: date, other: date, number: int) -> None:
    first, last = sorted((one, other))
    assert add_months(first, number) <= add_months(last, number)


@given(days, causes, days)
def test_a_review_is_only_ever_moved_earlier_and_never_into_what_was_known(
    planned: date, found: list[Cause], since: date
) -> None:
    moved = bring_forward(planned, "schedule", found, since)
    assert moved.due <= planned
    assert moved.why in WHY
    if moved.due < planned:
        assert moved.due > since
        assert any(cause.why == moved.why and cause.wants == moved.due and cause.on == moved.on for cause in found)
    else:
        assert moved.why == "schedule"
        assert moved.on is None


@given(days, causes, days)
def test_moving_twice_moves_once(planned: date, found: list[Cause], since: date) -> None:
    once = bring_forward(planned, "schedule", found, since)
    assert bring_forward(planned, "schedule", list(reversed(found)), since) == once


@given(days, causes)
def test_no_cause_wants_an_earlier_day_than_the_one_that_is_taken(planned: date, found: list[Cause]) -> None:
    since = date(1995, 1, 1)
    moved = bring_forward(planned, "schedule", found, since)
    assert all(cause.wants >= moved.due or cause.wants <= since for cause in found)


def test_the_notice_period_comes_before_the_expiry() -> None:
    expires = date(2027, 6, 30)
    moved = bring_forward(
        date(2027, 11, 1), "schedule", [expiry_cause(expires), notice_cause(expires, 90)], date(2026, 11, 21)
    )
    assert (moved.due, moved.why, moved.on) == (date(2027, 4, 1), "notice", date(2027, 4, 1))


def test_a_finding_leaves_time_to_prepare() -> None:
    found = date(2026, 12, 1)
    moved = bring_forward(date(2027, 11, 1), "schedule", [finding_cause(found)], date(2026, 11, 21))
    assert moved.due == found + timedelta(days=FINDING_DAYS)
    assert moved.on == found


def test_when_the_cause_is_gone_the_plan_holds_again() -> None:
    planned = date(2027, 11, 1)
    assert bring_forward(planned, "by-hand", [], date(2026, 11, 21)).due == planned
