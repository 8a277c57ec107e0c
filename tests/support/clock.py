"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class Clock:
    """Answers like the real clock of the app; `set` and `on` move it."""

    def __init__(self, now: datetime = START) -> None:
        """Stop the clock at a moment."""
        self._now = now

    def __call__(self) -> datetime:
        """Return the moment at which the clock stands, in UTC."""
        return self._now

    @property
    def today(self) -> date:
        """Return the day at which the clock stands."""
        return self._now.date()

    def set(self, now: datetime) -> None:
        """Move the clock to a moment."""
        self._now = now

    def on(self, day: date) -> None:
        """Move the clock to nine in the morning of a day."""
        self._now = datetime.combine(day, time(9), UTC)
