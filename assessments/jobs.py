"""What the scheduler did: each run of a job recorded, and which jobs failed or are late."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from accounts.database import transaction
from assessments.tables import JobRun
from register.sql import fetch_all

KEPT = timedelta(days=14)
# Mails and what they reminded of are kept long enough to show that somebody was told.
KEPT_MAILS = timedelta(days=3 * 365)
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class JobState:
    """A job, its last run, and whether that failed or is too long ago."""

    job: str
    began: datetime | None
    ended: datetime | None
    outcome: str
    did: str
    late: bool

    @property
    def state(self) -> str:
        """Return ok, failed, late or waiting, in one word."""
        if self.late:
            return "late"
        return "failed" if self.outcome == "failed" else "ok" if self.began else "waiting"


async def recorded(job: str, work: Callable[[], Awaitable[str]], clock: Clock) -> bool:
    """Run a job, record when it began and ended and what it did, and return whether it went through."""
    run = JobRun(job=job, began=clock())
    await run.save()
    try:
        did, outcome = await work(), "done"
    except Exception as error:  # noqa: BLE001 - a failed job is recorded, and the others go on
        structlog.get_logger("art28").exception("a job failed", job=job)
        did, outcome = f"{type(error).__name__}: {error}"[:500], "failed"
    await JobRun.update({"ended": clock(), "outcome": outcome, "did": did}).where(JobRun.id == run.id)
    return outcome == "done"


async def states(allowed: Mapping[str, timedelta], now: datetime, since: datetime) -> list[JobState]:
    """Return how each job stands; late is one that has not gone through for longer than allowed."""
    rows = await fetch_all(
        "SELECT job, began, ended, outcome, did FROM job_run WHERE id IN"
        " (SELECT max(id) FROM job_run WHERE outcome <> '' GROUP BY job)"
    )
    good = await fetch_all(
        "SELECT job, began FROM job_run WHERE id IN (SELECT max(id) FROM job_run WHERE outcome = 'done' GROUP BY job)"
    )
    last = {row["job"]: row for row in rows}
    through = {row["job"]: row["began"] for row in good}
    found = []
    for job, longest in allowed.items():
        late = now - max(through.get(job, since), since) > longest
        row = last.get(job)
        if row is None:
            found.append(JobState(job, None, None, "", "", late))
        else:
            found.append(JobState(job, row["began"], row["ended"], row["outcome"], row["did"], late))
    return found


async def clean_up(now: datetime) -> str:
    """Forget runs, messages and expired sessions of long ago; return what was forgotten, in words."""
    async with transaction():
        runs = await fetch_all("DELETE FROM job_run WHERE began < {} RETURNING id", [now - KEPT])
        mails = await fetch_all(
            "DELETE FROM mail WHERE created_at < {} AND state <> 'queued' RETURNING id", [now - KEPT_MAILS]
        )
    return f"{len(runs)} runs, {len(mails)} mails"
