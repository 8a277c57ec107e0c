"""On which days somebody is reminded of something that is due. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.events import N_

STEPS = (30, 14, 7, 1, 0)
ON_THE_DAY = "on-the-day"
NEWS = "news"
LAST_EARLY = 1


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How somebody is reminded: so many days before, then every few days, later with a second address."""

    before: tuple[int, ...] = STEPS
    overdue_days: int = 7
    escalation_days: int = 14
    early: bool = True

    @property
    def reach(self) -> int:
        """Return how many days ahead the first reminder comes."""
        return max(self._before(), default=0)

    def _before(self) -> tuple[int, ...]:
        return self.before if self.early else tuple(days for days in self.before if days <= LAST_EARLY)

    def step(self, due: date, today: date) -> Step | None:
        """Return the latest step that has come, or None where the first lies ahead.

        Only the latest: after a week of standstill somebody is told once, not of each day that was missed.
        """
        late = (today - due).days
        if late >= self.overdue_days:
            count = late // self.overdue_days
            on = due + timedelta(days=count * self.overdue_days)
            return Step(f"overdue-{count}", on, escalated=(on - due).days >= self.escalation_days)
        came = [days for days in self._before() if days >= -late]
        if not came:
            return None
        days = min(came)
        return Step(f"before-{days}" if days else ON_THE_DAY, due - timedelta(days=days), escalated=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder of a rhythm: its name, which never changes, its day, and whether the second address is told too."""

    name: str
    on: date
    escalated: bool

    @property
    def optional(self) -> bool:
        """Return whether somebody may do without it: what comes earlier than the day before."""
        kind, _, days = self.name.partition("-")
        return kind == "before" and int(days) > LAST_EARLY


def next_step(rhythm: Rhythm, due: date, today: date) -> date:
    """Return the day after `today` on which the next reminder comes."""
    ahead = [day for days in rhythm.before if (day := due - timedelta(days=days)) > today]
    if ahead:
        return min(ahead)
    late = max((today - due).days, 0)
    return due + timedelta(days=(late // rhythm.overdue_days + 1) * rhythm.overdue_days)


def read_steps(text: str) -> tuple[int, ...]:
    """Return days before, largest first, from text such as "30, 14, 7"; raise `ValueError` for anything else."""
    days = {int(part) for part in text.replace(";", ",").split(",") if part.strip()}
    if not days or not all(0 <= day <= 365 for day in days) or len(days) > 12:
        raise ValueError(text)
    return tuple(sorted(days, reverse=True))


STEP_FAULT = N_("Write whole numbers of days from 0 to 365, with commas between them, like 30, 14, 7, 1, 0.")
