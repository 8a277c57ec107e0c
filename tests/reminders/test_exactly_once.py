"""Exactly once, as far as mail allows: several processes at once, and processes that are killed at every point."""

from __future__ import annotations

import os
import signal
import subprocess
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from accounts.bulk import take_ids
from accounts.database import insert_rows, transaction
from accounts.tables import Organisation
from assessments.outbox import LEASE
from assessments.tables import Mail, OwnerAddress, Preference, Reminder, Review
from register.tables import Engagement, Vendor
from tests.reminders import die
from tests.reminders.conftest import ZONE, Round
from tests.support import builders, warm
from tests.support.clock import Clock
from tests.support.mailserver import Inbox
from tests.support.process import ROOT, command

MANY = 1000
PROCESSES = 4


async def due_today(organisation: Organisation, count: int, now: datetime) -> None:
    """Save vendors whose reviews are all due on the local day of a moment, each to be told of in a mail of its own."""
    await builders.save(OwnerAddress(owner="IT", owner_key="it", email="it@example.org"))
    await builders.save(Preference(email="", manner="single", hour=0))
    day = now.astimezone(ZONE).date()
    async with transaction():
        ids = await take_ids(Vendor, count)
        rows = [(one, f"Vendor {one}", "IT", now, now) for one in ids]
        await insert_rows(Vendor, ("id", "name", "owner", "created_at", "updated_at"), rows)
        numbers = await take_ids(Engagement, count)
        await insert_rows(
            Engagement,
            ("id", "vendor", "organisation", "role", "next_review", "created_at", "updated_at"),
            [(n, one, organisation.id, "processor", day, now, now) for n, one in zip(numbers, ids, strict=True)],
        )
        long_ago = now - timedelta(days=300)
        await insert_rows(
            Review, ("engagement", "due", "why", "created_at"), [(n, day, "schedule", long_ago) for n in numbers]
        )


def reminding(inbox: Inbox) -> dict[str, str]:
    """Return the environment of a process that works on the database of this test and mails into an inbox."""
    return {**os.environ, "ART28_SMTP_URL": inbox.url, "ART28_URL": "https://register.example"}


def start(inbox: Inbox) -> subprocess.Popen[str]:
    """Start to remind in a process of its own."""
    return subprocess.Popen(
        command("remind"),
        env=reminding(inbox),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


async def test_four_processes_send_a_thousand_reminders_once_each(organisation: Organisation, inbox: Inbox) -> None:
    await due_today(organisation, MANY, datetime.now(UTC))
    running = [start(inbox) for _ in range(PROCESSES)]
    said = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0] * PROCESSES, said
    assert len(inbox.kept) == MANY
    assert len(set(inbox.numbers)) == MANY
    assert await Reminder.count() == MANY
    assert await Mail.count().where((Mail.state == "sent") & (Mail.attempts == 1)) == MANY


@pytest.mark.parametrize("point", list(die.POINTS))
async def test_a_process_that_is_killed_loses_nothing_and_doubles_only_what_was_accepted(
    organisation: Organisation, inbox: Inbox, post_round: Round, clock: Clock, point: str
) -> None:
    now = datetime.now(UTC)
    await due_today(organisation, 5, now)
    victim = warm.run(["tests.reminders.die", point], reminding(inbox))
    assert victim.returncode == -signal.SIGKILL, victim.stderr
    accepted = len(inbox.kept)
    clock.set(datetime.now(UTC))
    await post_round()
    clock.set(datetime.now(UTC) + LEASE + timedelta(seconds=1))
    await post_round()
    counted = Counter(inbox.numbers)
    assert len(counted) == 5
    doubles = sum(counted.values()) - 5
    assert doubles <= accepted if point in die.ACCEPTED else doubles == 0
    assert await Mail.count().where(Mail.state == "sent") == 5
