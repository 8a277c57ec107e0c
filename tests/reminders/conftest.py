"""What tests of reminders share: something that is due, a mail server, and one round of planning and sending."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.tables import Organisation
from app.mail import read_server
from assessments.letters import Sender
from assessments.planning import plan_reminders
from assessments.sending import Delivery, deliver
from assessments.tables import OwnerAddress, Review
from assessments.writing import writer
from tests.support import builders
from tests.support.clock import Clock
from tests.support.mailserver import Inbox, mail_server

ZONE = ZoneInfo("Europe/Stockholm")
POST = Sender("https://register.example", "Register <register@example.org>", "f" * 64, "secret", ZONE)
OWNER = "it@example.org"
Round = Callable[..., Awaitable[Delivery]]


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """A mail server."""
    with mail_server() as running:
        yield running


@pytest.fixture
def post_round(database: Any, inbox: Inbox, clock: Clock) -> Round:
    """Plan what is due at the clock's moment and send what is queued."""

    async def run(*, lanes: int = 2, url: str = "", patience: float = 5) -> Delivery:
        await plan_reminders(clock(), ZONE, POST.installation)
        transport = read_server(url or inbox.url, POST.sender, patience)
        return await deliver(transport, writer(POST, clock), clock, lanes=lanes)

    return run


@pytest.fixture
async def owner(organisation: Organisation) -> OwnerAddress:
    """The address of the department that owns everything."""
    return await builders.save(OwnerAddress(organisation=None, owner="IT", owner_key="it", email=OWNER))


async def review(
    organisation: Organisation, due: date, *, owner: str = "IT", name: str = "Example Hosting AB", now: datetime
) -> Review:
    """Save a vendor whose review is due on a day."""
    vendor = await builders.vendor(name, owner=owner)
    engagement = await builders.engagement(vendor, organisation, next_review=due)
    return await builders.save(
        Review(engagement=engagement.id, due=due, why="schedule", created_at=now - timedelta(days=300))
    )
