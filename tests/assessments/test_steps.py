"""On which days somebody is reminded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.steps import Rhythm, next_step, read_steps

DUE = date(2026, 12, 8)
days_apart = st.integers(-400, 400)


@pytest.mark.parametrize(
    ("days_before", "name"),
    [
        (31, None),
        (30, "before-30"),
        (29, "before-30"),
        (14, "before-14"),
        (8, "before-14"),
        (7, "before-7"),
        (1, "before-1"),
        (0, "on-the-day"),
        (-1, "on-the-day"),
        (-6, "on-the-day"),
        (-7, "overdue-1"),
        (-13, "overdue-1"),
        (-14, "overdue-2"),
        (-700, "overdue-100"),
    ],
)
def test_the_step_is_the_latest_that_has_come(days_before: int, name: str | None) -> None:
    step = Rhythm().step(DUE, DUE - timedelta(days=days_before))
    assert (step.name if step else None) == name


@pytest.mark.parametrize(("days_late", "escalated"), [(0, False), (13, False), (14, True), (20, True), (21, True)])
def test_the_second_address_is_told_from_the_fourteenth_day(days_late: int, escalated: bool) -> None:
    step = Rhythm().step(DUE, DUE + timedelta(days=days_late))
    assert step is not None
    assert step.escalated == escalated


def test_a_year_day_by_day_reminds_once_for_each_step() -> None:
    names = []
    for number in range(-60, 30):
        step = Rhythm().step(DUE, DUE + timedelta(days=number))
        if step and step.name not in names:
            assert step.on == DUE + timedelta(days=number)
            names.append(step.name)
    assert names == [
        *(f"before-{days}" for days in (30, 14, 7, 1)),
        "on-the-day",
        *(f"overdue-{week}" for week in (1, 2, 3, 4)),
    ]


@given(st.dates(date(1996, 1, 1), date(2099, 1, 1)), days_apart, st.integers(1, 30))
def test_after_a_standstill_there_is_one_step_and_it_never_lies_ahead(due: date, apart: int, still: int) -> None:
    today = due + timedelta(days=apart)
    step = Rhythm().step(due, today)
    if step:
        assert step.on <= today
        later = Rhythm().step(due, today + timedelta(days=still))
        assert later is not None
        assert later.on >= step.on


@given(days_apart)
def test_the_next_reminder_lies_ahead_and_is_a_step_of_its_own(apart: int) -> None:
    today = DUE + timedelta(days=apart)
    following = next_step(Rhythm(), DUE, today)
    assert following > today
    then = Rhythm().step(DUE, following)
    assert then is not None
    assert then.on == following


def test_whoever_wants_no_early_reminders_is_told_on_the_day_before() -> None:
    rhythm = Rhythm(early=False)
    assert rhythm.step(DUE, DUE - timedelta(days=7)) is None
    assert rhythm.reach == 1
    step = rhythm.step(DUE, DUE - timedelta(days=1))
    assert step is not None
    assert (step.name, step.optional) == ("before-1", False)


def test_only_what_comes_earlier_than_the_day_before_can_be_done_without() -> None:
    steps = [Rhythm().step(DUE, DUE + timedelta(days=days)) for days in (-30, -14, -7, -1, 0, 7)]
    assert [step.optional for step in steps if step] == [True, True, True, False, False, False]


@pytest.mark.parametrize(("text", "days"), [("30,14,7,1,0", (30, 14, 7, 1, 0)), ("7; 60", (60, 7)), ("0", (0,))])
def test_steps_are_read_as_typed(text: str, days: tuple[int, ...]) -> None:
    assert read_steps(text) == days


@pytest.mark.parametrize("text", ["", "a week", "-1", "400", "1.5", ",", ",".join(map(str, range(20)))])
def test_steps_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_steps(text)
