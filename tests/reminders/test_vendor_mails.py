"""A vendor gets the link by mail and is reminded until the answers are in, each step once and none after."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.tables import Organisation
from app.mail import read_server
from app.remind import listed
from app.scheduler import House
from app.settings import Settings
from assessments import deciding
from assessments.sending import Delivery, deliver
from assessments.tables import Mail
from assessments.vendor_links import make_link, open_link, revoke_link
from assessments.vendor_mail import plan_vendor_mails, queue_invitation
from assessments.writing import writer
from register.tables import Vendor
from tests.assessments.asked_cast import Office, template
from tests.register.cast import Desk
from tests.reminders.conftest import POST, ZONE
from tests.support.browsing import AsRole
from tests.support.clock import START, Clock
from tests.support.mailserver import Inbox

EMAIL = "security@vendor.example"
Run = Callable[[], Awaitable[Delivery]]


@pytest.fixture
async def number(organisation: Organisation) -> int:
    """An assessment that is due in 30 days."""
    return await Office().start(organisation, await Desk().vendor(organisation), await template())


@pytest.fixture
async def link(number: int) -> int:
    """A link that was sent, in Swedish."""
    until = START.date() + timedelta(days=60)
    made, _token = await make_link(number, EMAIL, "sv", until, POST.secret, Office().actor, START)
    await queue_invitation(made, START, POST.installation, START.date())
    return made


@pytest.fixture
def house(settings: Settings, clock: Clock, law: Any) -> House:
    """What the command works with."""
    return House(settings, clock, law, POST)


@pytest.fixture
def send(inbox: Inbox, clock: Clock) -> Run:
    """Plan and send what is to go out at the clock's moment."""

    async def run() -> Delivery:
        await plan_vendor_mails(clock(), ZONE, POST.installation)
        return await deliver(read_server(inbox.url, POST.sender, 5), writer(POST, clock), clock, lanes=1)

    return run


async def test_the_mail_holds_a_link_that_works_and_the_day(link: int, send: Run, inbox: Inbox, number: int) -> None:
    assert (await send()).sent == 1
    mail = inbox.letters[0]
    text = mail.get_body(("plain",)).get_content()
    (token,) = set(re.findall(r"https://register.example/answer/([0-9a-f]{64})", text))
    opened = await open_link(token, POST.secret, "127.0.0.1", START)
    assert (opened.asked.id, mail["To"]) == (number, EMAIL)
    assert "21 december 2026" in text
    assert "Example Municipality" in str(mail["Subject"])
    assert token in mail.get_body(("html",)).get_content()


async def test_the_vendor_is_reminded_at_each_step_once_until_it_is_in(
    link: int, send: Run, inbox: Inbox, clock: Clock, number: int
) -> None:
    await send()
    days = []
    for day in range(45):
        clock.set(START + timedelta(days=day))
        if day == 40:
            await Office().hand_in(number)
        for _ in range(2):
            days += [day] * (await send()).sent
    # Due on day 30: 14, 7 and 1 days before, on the day, and a week later; the next week the answers are in.
    assert days == [16, 23, 29, 30, 37]
    assert await Mail.count() == 6


async def test_a_step_that_lies_before_the_link_is_not_told(
    organisation: Organisation, send: Run, clock: Clock, number: int
) -> None:
    clock.set(START + timedelta(days=20))
    until = START.date() + timedelta(days=60)
    await make_link(number, EMAIL, "en", until, POST.secret, Office().actor, clock())
    assert (await send()).sent == 0


@pytest.mark.parametrize("end", ["revoked", "cancelled", "expired", "submitted"])
async def test_what_waits_in_the_outbox_is_dropped_when_the_link_is_over(
    end: str, link: int, send: Run, clock: Clock, number: int
) -> None:
    actor = Office().actor
    if end == "revoked":
        await revoke_link(number, link, actor, START)
    elif end == "cancelled":
        await deciding.cancel(number, actor, START)
    elif end == "submitted":
        await Office().hand_in(number)
    else:
        clock.set(START + timedelta(days=100))
    done = await send()
    assert (done.sent, done.dropped) == (0, 1)


async def test_a_correction_is_asked_for_in_words_of_its_own(
    link: int, send: Run, inbox: Inbox, clock: Clock, number: int
) -> None:
    await send()
    await Office().hand_in(number)
    await deciding.add_note(number, "breach", "To whom?", Office().actor, START, correction=True)
    again = await deciding.ask_correction(number, Office().actor, START)
    assert again == link
    await queue_invitation(link, START, POST.installation, START.date(), "correction-1")
    assert (await send()).sent == 1
    assert inbox.letters[-1]["Subject"] != inbox.letters[0]["Subject"]


async def test_a_dry_run_lists_what_vendors_are_to_be_told(
    link: int, send: Run, clock: Clock, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    await listed(house)
    assert capsys.readouterr().out == "0 reminders in 0 mails would go out today. Nothing was sent.\n"
    clock.set(START + timedelta(days=16))
    await listed(house)
    *lines, total = capsys.readouterr().out.splitlines()
    assert total == "1 reminders in 1 mails would go out today. Nothing was sent."
    assert lines[0].split("\t")[:2] == [EMAIL, "2026-12-21"]
    assert lines[0].endswith("\tbefore-14")
    await send()
    await listed(house)
    assert capsys.readouterr().out.startswith("0 reminders in 0 mails")


async def test_a_vendor_with_which_all_is_over_is_not_reminded(link: int, send: Run, clock: Clock) -> None:
    await send()
    await Vendor.update({Vendor.status: "ended"}, force=True)
    clock.set(START + timedelta(days=30))
    assert (await send()).sent == 0


async def test_what_waits_for_a_vendor_is_named_to_administrators(link: int, as_role: AsRole) -> None:
    page = (await (await as_role("administrator")).get("/administration/reminders?state=queued")).text
    assert "Questions to a vendor" in page
    assert "0 reminders" not in page


async def test_nobody_is_woken_at_night(link: int, send: Run, clock: Clock) -> None:
    await send()
    clock.set((START + timedelta(days=23)).replace(hour=3))
    assert (await send()).sent == 0
