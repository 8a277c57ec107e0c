"""The jobs behind it all: one page of them, each run recorded, and what is late or fails shows."""

from __future__ import annotations

import asyncio
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from accounts.tables import Organisation, Token
from app.office import Office
from app.scheduler import ALLOWED, JOBS, House, Job, ticking, trigger
from app.settings import Settings, SettingsError, read_settings
from assessments.jobs import clean_up, recorded, states
from assessments.tables import JobRun, Mail, OwnerAddress
from tests.reminders.conftest import POST, ZONE, review
from tests.support import builders
from tests.support.browsing import AsRole
from tests.support.clock import START, Clock
from tests.support.mailserver import Inbox
from tests.support.process import Installation


@pytest.fixture
def house(database: Any, settings: Settings, clock: Clock, law: Any, tmp_path: Path) -> House:
    """What the jobs work with: the database of the tests, and a mail server that is not there."""
    here = {"data": Path(os.environ["ART28_DATA"]), "backup_to": tmp_path / "backups"}
    return House(settings.model_copy(update={**here, "smtp_url": "smtp://127.0.0.1:1"}), clock, law, POST)


def job(name: str) -> Job:
    """Return a job by its name."""
    return next(one for one in JOBS if one.name == name)


async def test_each_run_is_recorded_with_what_it_did(house: House, clock: Clock) -> None:
    for job in JOBS:
        assert await recorded(job.name, lambda job=job: job.work(house), clock)  # type: ignore[misc]
    rows = await JobRun.select().order_by(JobRun.id)
    assert [(row["job"], row["outcome"]) for row in rows] == [(job.name, "done") for job in JOBS]
    assert all(row["did"] and row["ended"] for row in rows)


async def test_a_job_that_fails_shows_and_the_next_run_mends_it(database: Any, clock: Clock) -> None:
    async def fail() -> str:
        raise RuntimeError("no room")

    async def work() -> str:
        return "done"

    assert not await recorded("outbox", fail, clock)
    found = {state.job: state for state in await states(ALLOWED, clock(), clock())}
    assert (found["outbox"].state, found["outbox"].did) == ("failed", "RuntimeError: no room")
    assert found["reminders"].state == "waiting"
    assert await recorded("outbox", work, clock)
    found = {state.job: state for state in await states(ALLOWED, clock(), clock())}
    assert found["outbox"].state == "ok"


async def test_the_nightly_backup_is_made_and_recorded(house: House, clock: Clock) -> None:
    assert await recorded("backup", lambda: job("backup").work(house), clock)
    [file] = house.settings.backup_folder.iterdir()
    found = {state.job: state for state in await states(ALLOWED, clock(), clock())}["backup"]
    assert found.state == "ok"
    assert found.did.startswith(file.name)


async def test_a_backup_that_cannot_be_written_shows_on_health_and_to_administrators(
    house: House, clock: Clock, client: httpx.AsyncClient, as_role: AsRole
) -> None:
    house.settings.backup_folder.write_text("A file stands where the folder should be.")
    assert not await recorded("backup", lambda: job("backup").work(house), clock)
    health = await client.get("/health")
    assert (health.status_code, health.json()) == (200, {"status": "attention", "jobs": {"backup": "failed"}})
    page = (await (await as_role("administrator")).get("/administration/reminders")).text
    row = page[page.index("Back up the register") :]
    assert "Failed" in row
    assert "FileExistsError" in row


async def test_links_that_ended_long_ago_are_forgotten(house: House, clock: Clock) -> None:
    person = await builders.user("reader")
    old, fresh = clock() - timedelta(days=8), clock()
    for number, ends in enumerate((old, fresh)):
        await builders.save(
            Token(kind="reset", token_hash=str(number), user=person.id, created_at=old, expires_at=ends)
        )
    await job("clean").work(house)
    assert [row["token_hash"] for row in await Token.select(Token.token_hash)] == ["1"]


async def test_a_job_that_does_not_come_through_in_time_is_late(house: House, clock: Clock) -> None:
    office = Office(House(house.settings.model_copy(update={"scheduler": True}), clock, house.law, POST), clock())
    assert {job.state for job in await office.jobs(clock())} == {"waiting"}
    clock.set(clock() + timedelta(minutes=16))
    assert [job.job for job in await office.jobs(clock()) if job.late] == ["outbox"]
    clock.set(clock() + timedelta(days=2))
    assert all(job.late for job in await office.jobs(clock()))


async def test_where_cron_sends_no_job_is_late(house: House, clock: Clock) -> None:
    office = Office(House(house.settings.model_copy(update={"scheduler": False}), clock, house.law, POST), clock())
    clock.set(clock() + timedelta(days=2))
    assert await office.jobs(clock()) == []


async def test_the_ticker_starts_what_runs_at_the_start_and_ends_in_good_order(house: House) -> None:
    def ran() -> Any:
        return JobRun.count().where(JobRun.outcome == "done")

    wanted = sum(job.at_start for job in JOBS)
    async with asyncio.timeout(20), ticking(house):
        while await ran() < wanted:  # noqa: ASYNC110 - what is awaited lies in the database
            await asyncio.sleep(0)
    assert await ran() >= wanted


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
@pytest.mark.parametrize("start", [datetime(2027, 3, 28, tzinfo=UTC), datetime(2027, 10, 31, tzinfo=UTC)])
def test_each_job_ticks_also_on_the_days_on_which_the_clocks_change(job: Job, start: datetime) -> None:
    first = trigger(job, ZONE).get_next_fire_time(None, start)
    assert first - start <= timedelta(hours=26)
    assert job.late_after > trigger(job, ZONE).get_next_fire_time(first, first + timedelta(seconds=1)) - first


async def test_what_is_old_is_forgotten_and_what_waits_is_kept(database: Any, now: datetime) -> None:
    long_ago = now - timedelta(days=2000)
    await builders.save(JobRun(job="outbox", began=long_ago, outcome="done"))
    for state in ("sent", "queued"):
        row = {"key": state, "kind": "digest", "recipient": "it@example.org", "day": now.date(), "state": state}
        await builders.save(Mail(**row, next_try=now, created_at=long_ago))
    assert await clean_up(now) == "1 runs, 1 mails"
    assert [row["state"] for row in await Mail.select(Mail.state)] == ["queued"]


def test_the_command_lists_what_would_go_out_and_sends_it(installation: Installation, inbox: Inbox) -> None:
    listed = installation.run("remind", "--dry-run")
    assert (listed.returncode, listed.stdout) == (0, "0 reminders in 0 mails would go out today. Nothing was sent.\n")
    silent = installation.run("remind")
    assert silent.returncode == 1
    assert "Set ART28_SMTP_URL" in silent.stderr
    installation.settings["ART28_SMTP_URL"] = inbox.url
    assert installation.run("remind").stdout == "0 mails sent, 0 put off, 0 refused.\n"


async def test_a_dry_run_names_address_day_and_what_and_writes_nothing(
    organisation: Organisation, owner: OwnerAddress, clock: Clock
) -> None:
    from assessments.planning import what_goes_out

    await review(organisation, clock.today, now=START)
    planned = await what_goes_out(clock().replace(hour=1), ZONE)
    assert [(one.wish.email, one.item.on, one.step.name) for one in planned] == [
        ("it@example.org", clock.today, "on-the-day")
    ]
    assert not await Mail.exists()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ART28_SMTP_URL", "mail.example.org"),
        ("ART28_SMTP_URL", "http://user:hunter2@mail.example.org"),
        ("ART28_SMTP_URL", "smtp://mail.example.org:99999"),
        ("ART28_MAIL_FROM", "nobody"),
        ("ART28_MAIL_FROM", "a@b.example\r\nBcc: x@y.example"),
        ("ART28_TIMEZONE", "Nowhere/Else"),
        ("ART28_SCHEDULER", "perhaps"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_no_password_is_shown(variable: str, value: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings({variable: value})
    assert variable in str(error.value)
    assert "hunter2" not in str(error.value)


def test_the_sender_follows_the_address_of_the_register() -> None:
    settings = read_settings({"ART28_URL": "https://register.example.org/"})
    assert settings.sender == "art28 <art28@register.example.org>"
    assert settings.zone == ZoneInfo("Europe/Stockholm")
    assert "hunter2" not in repr(read_settings({"ART28_SMTP_URL": "smtp://me:hunter2@mail.example.org"}))
    assert re.fullmatch(r"smtps?://.+", read_settings({"ART28_SMTP_URL": "smtps://mail.example.org"}).smtp_url)
