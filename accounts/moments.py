"""Moments as days: a day begins where the people are who use the register, and that zone travels with the task."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta, tzinfo

zone: ContextVar[tzinfo] = ContextVar("zone", default=UTC)


def local_day(moment: datetime) -> date:
    """Return the day on which a moment lies."""
    return moment.astimezone(zone.get()).date()


def end_of(day: date) -> datetime:
    """Return the moment at which a day is over."""
    return datetime.combine(day + timedelta(days=1), time.min, zone.get())


def last_day(end: datetime) -> date:
    """Return the last day before a moment at which something is over."""
    return local_day(end - timedelta(microseconds=1))
