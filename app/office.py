"""What pages know of mail and jobs: who writes, the way out, and how the jobs stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.mail import read_server
from app.scheduler import ALLOWED, JOBS, House, trigger
from assessments.jobs import JobState, states
from assessments.letters import Sender
from assessments.sending import deliver
from assessments.transport import Transport
from assessments.writing import writer

PURPOSES: Mapping[str, str] = {job.name: job.purpose for job in JOBS}


@dataclass(frozen=True)
class Office:
    """The post of a running register."""

    house: House
    started: datetime

    @property
    def post(self) -> Sender:
        """Return who writes."""
        return self.house.post

    @property
    def transport(self) -> Transport | None:
        """Return the way to the mail server, or None where mail is not set up."""
        settings = self.house.settings
        return read_server(settings.smtp_url, settings.sender) if settings.smtp_url else None

    @property
    def purposes(self) -> Mapping[str, str]:
        """Return what each job is for."""
        return PURPOSES

    async def jobs(self, now: datetime) -> list[JobState]:
        """Return how each job stands; none is late where another program runs them."""
        if self.house.settings.scheduler:
            return await states(ALLOWED, now, self.started)
        return [state for state in await states(ALLOWED, now, now) if state.began]

    def next_runs(self, now: datetime) -> dict[str, datetime]:
        """Return when each job runs next."""
        if not self.house.settings.scheduler:
            return {}
        return {job.name: trigger(job, self.post.zone).get_next_fire_time(None, now) for job in JOBS}

    async def send_waiting(self) -> None:
        """Send at once what the outbox holds."""
        if self.transport is not None:
            await deliver(self.transport, writer(self.post, self.house.clock), self.house.clock)
