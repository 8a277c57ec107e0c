"""Every job of the program on one page; the scheduler is only the ticker, and what is due comes from the data.

A missed tick heals with the next one. Several processes may tick at once: a job may run twice and does its work once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts import moments
from accounts.actor import SYSTEM
from accounts.events import N_
from accounts.keys import hashed, installation_secret
from accounts.links import sweep_links
from accounts.sessions import sweep_sessions
from app.keeping import nightly
from app.mail import read_server
from app.settings import Settings
from assessments.jobs import clean_up, recorded
from assessments.keeping import keep_reviews
from assessments.letters import Sender
from assessments.planning import plan_reminders
from assessments.sending import deliver
from assessments.vendor_mail import plan_vendor_mails
from assessments.writing import writer
from law.store import Law
from register.archive import Archive
from register.documents import throw_away
from register.nightly import rejudge_all

# Whoever opens the first page comes before the jobs that run at the start.
SETTLED = timedelta(seconds=2)
NO_MAIL = "mail is not set up"


@dataclass(frozen=True)
class House:
    """What the jobs work with."""

    settings: Settings
    clock: Callable[[], datetime]
    law: Law
    post: Sender

    def today(self) -> date:
        """Return the local day."""
        return self.clock().astimezone(self.post.zone).date()


async def judge_again(house: House) -> str:
    """Judge again what time or a change of law has moved, and let acceptances and agreements expire."""
    now = house.clock()
    moved = await rejudge_all(house.today(), house.law, SYSTEM, now)
    return f"{len(moved)} verdicts moved"


async def reviews(house: House) -> str:
    """Schedule missing reviews, and move those that something asks for earlier."""
    kept = await keep_reviews(house.today(), house.clock(), house.law, SYSTEM)
    return f"{kept.scheduled} scheduled, {kept.moved} moved"


async def reminders(house: House) -> str:
    """Put into the outbox what people are to be told now."""
    if not house.settings.smtp_url:
        return NO_MAIL
    queued = await plan_reminders(house.clock(), house.post.zone, house.post.installation)
    to_vendors = await plan_vendor_mails(house.clock(), house.post.zone, house.post.installation)
    return f"{queued} queued, {to_vendors} to vendors"


async def outbox(house: House) -> str:
    """Send what the outbox holds."""
    if not house.settings.smtp_url:
        return NO_MAIL
    transport = read_server(house.settings.smtp_url, house.settings.sender)
    done = await deliver(transport, writer(house.post, house.clock), house.clock)
    said = f"{done.sent} sent, {done.deferred} put off, {done.refused} refused, {done.dropped} dropped"
    return f"{said}; the mail server: {done.down}" if done.down else said


async def clean(house: House) -> str:
    """Forget what nobody needs any more."""
    await sweep_sessions(house.clock())
    await sweep_links(house.clock())
    thrown = await throw_away(Archive(house.settings.data / "documents"), house.clock())
    return f"{await clean_up(house.clock())}, {thrown} removed documents"


async def backup(house: House) -> str:
    """Make tonight's backup and remove those that are too many."""
    return await nightly(house.settings, house.clock())


@dataclass(frozen=True)
class Job:
    """One job: its name, what it is for, when it ticks (cron, local time), and after how long it counts as late."""

    name: str
    purpose: str
    when: Mapping[str, Any]
    late_after: timedelta
    work: Callable[[House], Awaitable[str]]
    at_start: bool = False


JOBS = (
    Job(
        "rejudge",
        N_("Judge again where time or law has changed something"),
        {"hour": 2},
        timedelta(hours=26),
        judge_again,
        at_start=True,
    ),
    Job("reviews", N_("Schedule and move reviews"), {"minute": "*/15"}, timedelta(hours=1), reviews, at_start=True),
    Job("reminders", N_("Queue reminders"), {"minute": "1-59/5"}, timedelta(minutes=30), reminders),
    Job("outbox", N_("Send mail"), {"minute": "*"}, timedelta(minutes=15), outbox),
    Job("backup", N_("Back up the register"), {"hour": 1, "minute": 30}, timedelta(hours=26), backup),
    Job("clean", N_("Clean up"), {"hour": 3}, timedelta(hours=26), clean),
)
ALLOWED = {job.name: job.late_after for job in JOBS}


async def sender(settings: Settings) -> Sender:
    """Return who writes the mails of this installation."""
    secret = await installation_secret("mail")
    return Sender(
        settings.address, settings.sender, hashed(await installation_secret("installation")), secret, settings.zone
    )


@asynccontextmanager
async def ticking(house: House) -> AsyncIterator[None]:
    """Run the jobs while the block lasts; what is running at its end is stopped in good order."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]

    zone = house.post.zone
    scheduler = AsyncIOScheduler(timezone=zone)
    running: set[asyncio.Task[Any]] = set()
    for job in JOBS:
        scheduler.add_job(
            _tick,
            trigger(job, zone),
            args=(job, house, running),
            id=job.name,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
            **({"next_run_time": datetime.now(zone) + SETTLED} if job.at_start else {}),
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def trigger(job: Job, zone: ZoneInfo) -> Any:
    """Return when a job ticks, in local time."""
    from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]

    return CronTrigger(timezone=zone, **job.when)


async def _tick(job: Job, house: House, running: set[asyncio.Task[Any]]) -> None:
    task = asyncio.current_task()
    assert task is not None
    running.add(task)
    try:
        moments.zone.set(house.post.zone)
        await recorded(job.name, lambda: job.work(house), house.clock)
    finally:
        running.discard(task)
