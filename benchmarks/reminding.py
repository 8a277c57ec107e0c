"""Reminders: planning them for 50,000 engagements, and sending them through a mail server of a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

ENGAGEMENTS = 50_000
MAILS = 1_000
RUNS = 3
OWNERS = 40

# What accepts and forgets; it prints its port.
SERVER = """
import asyncio
from aiosmtpd.smtp import SMTP

class Taking:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"

async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Taking(), loop=loop), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""


async def measure(port: int) -> dict[str, float]:
    """Return the seconds of planning, and the mails a second of sending."""
    from accounts.database import connections
    from app.migrate import migrate

    await migrate()
    async with connections():
        now = datetime.now(UTC)
        await register(now)
        return {"planning": await planning(now), "nothing": await planning(now), "rate": await sending(port)}


async def register(now: datetime) -> None:
    """Write 50,000 engagements with reviews spread over a year; one in six is overdue or due within a month."""
    from accounts.database import insert_rows, transaction
    from accounts.tables import Organisation
    from assessments.tables import OwnerAddress, Review
    from register.tables import Engagement, Vendor

    async with transaction():
        await insert_rows(Organisation, ("id", "name", "country", "created_at"), [(1, "Example", "SE", now)])
        owners = [(f"Owner {n}", f"owner {n}", f"owner{n}@example.org") for n in range(OWNERS)]
        await insert_rows(OwnerAddress, ("owner", "owner_key", "email"), owners)
        numbers = range(1, ENGAGEMENTS + 1)
        vendors = [(n, f"Vendor {n}", f"Owner {n % OWNERS}", now, now) for n in numbers]
        await insert_rows(Vendor, ("id", "name", "owner", "created_at", "updated_at"), vendors)
        columns = ("id", "vendor", "organisation", "role", "created_at", "updated_at")
        await insert_rows(Engagement, columns, [(n, n, 1, "processor", now, now) for n in numbers])
        days = [(now + timedelta(days=n % 365 - 30)).date() for n in numbers]
        rows = [(n, n, day, "schedule", now) for n, day in zip(numbers, days, strict=True)]
        await insert_rows(Review, ("id", "engagement", "due", "why", "created_at"), rows)


async def planning(now: datetime) -> float:
    """Return the seconds of one round of planning."""
    from assessments.planning import plan_reminders

    began = perf_counter()
    await plan_reminders(now, post().zone, post().installation, whole_day=True)
    return perf_counter() - began


async def sending(port: int) -> float:
    """Return how many mails a second go out, each with one reminder: the best of a few runs."""
    from accounts.database import transaction
    from app.mail import read_server
    from assessments.sending import deliver
    from assessments.writing import writer
    from register.sql import fetch_all

    def clock() -> datetime:
        return datetime.now(UTC)

    rates = []
    for _ in range(RUNS):
        async with transaction():
            await queue(clock())
        began = perf_counter()
        done = await deliver(read_server(f"smtp://127.0.0.1:{port}", post().sender), writer(post(), clock), clock)
        rates.append(done.sent / (perf_counter() - began))
        assert done.sent == MAILS, done
        await fetch_all("DELETE FROM mail")
    return max(rates)


async def queue(now: datetime) -> None:
    """Put a thousand messages with one reminder each into the outbox."""
    from assessments.outbox import insert_missing
    from assessments.planning import MAIL, REMINDER, message_id
    from assessments.tables import Mail, Reminder
    from register.sql import fetch_all

    await fetch_all("DELETE FROM mail")
    day = now.date()
    due = await fetch_all("SELECT id, engagement, due FROM review ORDER BY due, id LIMIT 1000")
    rows = [
        (f"single:{row['id']}", "single", recipient(row), day, "queued", now, message_id(str(row["id"]), "x"), now)
        for row in due
    ]
    await insert_missing(Mail, MAIL, rows)
    mails = await fetch_all("SELECT id, key FROM mail")
    numbers = {row["key"]: row["id"] for row in mails}
    step = ("overdue-1", day)
    told = [
        (
            numbers[f"single:{row['id']}"],
            *("review", "review", row["id"], row["due"]),
            *(*step, recipient(row), row["engagement"], False),
        )
        for row in due
    ]
    await insert_missing(Reminder, REMINDER, told)


def recipient(row: dict[str, Any]) -> str:
    """Return the address of the owner of a review's vendor: nobody else is told of it."""
    return f"owner{row['engagement'] % OWNERS}@example.org"


def post() -> Any:
    """Return who writes."""
    from zoneinfo import ZoneInfo

    from assessments.letters import Sender

    zone = ZoneInfo("Europe/Stockholm")
    return Sender("https://register.example", "register@example.org", "f" * 64, "secret", zone)


def main() -> None:
    """Measure and print the figures as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ART28_DATA"] = folder
        server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            print(json.dumps(asyncio.run(measure(int(server.stdout.readline())))))
        finally:
            server.kill()
            server.wait()


if __name__ == "__main__":
    main()
