"""The pages of what is due, of one review, of reminders and of calendars."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import icalendar
import pytest
from litestar import Litestar

from accounts.actor import SYSTEM
from accounts.database import transaction
from accounts.tables import Organisation
from assessments import letters
from assessments.tables import CalendarLink, Mail, OwnerAddress, Preference, Review
from register.settle import settle
from register.tables import Engagement
from tests.reminders.conftest import review
from tests.support import builders
from tests.support.browsing import AsRole
from tests.support.clock import START, Clock


@pytest.fixture
async def due_soon(organisation: Organisation) -> Review:
    """A review that is due in ten days."""
    return await review(organisation, date(2026, 12, 1), now=START)


async def test_the_list_shows_what_is_due_and_leads_to_the_form(as_role: AsRole, due_soon: Review) -> None:
    client = await as_role("reader")
    page = (await client.get("/reviews")).text
    assert "1 thing is due." in page
    assert f'href="/reviews/{due_soon.id}#conclude"' in page
    assert "in 10 days" in page


async def test_the_calendar_shows_the_month_that_is_asked_for(as_role: AsRole, due_soon: Review) -> None:
    client = await as_role("reader")
    december = (await client.get("/reviews?view=month&month=2026-12")).text
    assert "December 2026" in december
    assert f'href="/reviews/{due_soon.id}#conclude"' in december
    november = (await client.get("/reviews?view=month&month=2026-11")).text
    assert f'href="/reviews/{due_soon.id}#conclude"' not in november
    for month in ("", "x", "2026-13", "9999-99", "0001-01"):
        assert (await client.get("/reviews", params={"view": "month", "month": month})).status_code == 200


@pytest.mark.parametrize("query", ["span=late", "kind=expiry", "owner=HR", "organisation=99999999"])
async def test_filters_leave_out_what_does_not_fit(as_role: AsRole, due_soon: Review, query: str) -> None:
    client = await as_role("reader")
    assert "Nothing is due in this time" in (await client.get(f"/reviews?{query}")).text


async def test_everything_that_runs_out_is_on_the_list(
    as_role: AsRole, organisation: Organisation, today: date
) -> None:
    from register.tables import Document, Finding

    soon = today + timedelta(days=40)
    vendor = await builders.vendor("Runs Out AB", dpf_checked_on=today - timedelta(days=360), owner="IT")
    engagement = await builders.engagement(vendor, organisation)
    await builders.location(engagement, "US", ground_used="DPF_EU_US")
    await builders.agreement(vendor, organisation, expires_on=soon, notice_days=30)
    file = {"name": "ISO 27001.pdf", "digest": "0" * 64, "uploaded_at": START}
    await builders.save(Document(organisation=organisation.id, vendor=vendor.id, expires_on=soon, **file))
    about = {"rule": "no_dpa", "subject_type": "vendor", "subject_id": vendor.id, "severity": "medium"}
    accepted = {"state": "accepted", "accepted_until": soon, "found_at": START}
    await builders.save(Finding(organisation=organisation.id, vendor=vendor.id, **about, **accepted))
    page = (await (await as_role("reader")).get("/reviews")).text
    for words in (
        "Agreement expires",
        "Notice period begins",
        "Document expires",
        "ISO 27001.pdf",
        "Check the DPF listing again",
        "Accepted finding runs out",
    ):
        assert words in page, words


async def test_what_belongs_to_others_is_on_no_page(
    as_role: AsRole, due_soon: Review, organisation: Organisation
) -> None:
    elsewhere = await builders.organisation("Elsewhere Ltd", "NO")
    client = await as_role("procurement", elsewhere)
    assert "Example Hosting" not in (await client.get("/reviews")).text
    assert "Example Hosting" not in (await client.get(f"/reviews?organisation={organisation.id}")).text
    assert (await client.get(f"/reviews/{due_soon.id}")).status_code == 404
    assert (await client.post(f"/reviews/{due_soon.id}/date", data={"due": "2027-01-01"})).status_code == 404


async def test_concluding_leads_to_the_next_review(as_role: AsRole, due_soon: Review) -> None:
    client = await as_role("procurement")
    answer = await client.post(f"/reviews/{due_soon.id}/conclusion", data={"outcome": "approved"})
    assert answer.status_code == 303
    page = (await client.get(answer.headers["location"])).text
    assert "The next one is due on 2027-11-21." in page
    assert f'href="/reviews/{due_soon.id}"' in page
    assert "Approved" in (await client.get(f"/reviews/{due_soon.id}")).text


async def test_what_is_missing_stands_beside_its_field_and_what_was_typed_is_kept(
    as_role: AsRole, due_soon: Review
) -> None:
    client = await as_role("procurement")
    answer = await client.post(f"/reviews/{due_soon.id}/conclusion", data={"outcome": "rejected", "next": "<soon>"})
    assert answer.status_code == 422
    assert 'id="e-note"' in answer.text
    assert 'id="e-next"' in answer.text
    assert "&lt;soon&gt;" in answer.text
    assert re.search(r'value="rejected" checked', answer.text)


async def test_a_review_that_nobody_is_told_of_says_so(as_role: AsRole, due_soon: Review) -> None:
    client = await as_role("administrator")
    assert "There is no address for the owner IT" in (await client.get(f"/reviews/{due_soon.id}")).text
    await client.post("/administration/owners", data={"owner": "it", "email": "it@example.org"})
    assert "Next on 2026-11-24 to it@example.org" in (await client.get(f"/reviews/{due_soon.id}")).text


async def test_owners_without_an_address_come_first(
    as_role: AsRole, organisation: Organisation, due_soon: Review
) -> None:
    await builders.save(OwnerAddress(owner="HR", owner_key="hr", email="hr@example.org"))
    await review(organisation, date(2026, 12, 2), owner="HR", name="Payroll", now=START)
    page = (await (await as_role("administrator")).get("/administration/owners")).text
    assert "1 owner has no address" in page
    assert page.index('value="IT"') < page.index('value="HR"')


@pytest.mark.parametrize(("field", "value"), [("email", "nobody"), ("owner", "x" * 121)])
async def test_an_address_that_cannot_be_used_is_refused(
    as_role: AsRole, field: str, value: str, app: Litestar
) -> None:
    client = await as_role("administrator")
    answer = await client.post("/administration/owners", data={"owner": "IT", "email": "it@example.org", field: value})
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert not await OwnerAddress.exists()


async def test_an_administrator_of_one_organisation_changes_nothing_for_the_others(
    as_role: AsRole, organisation: Organisation
) -> None:
    client = await as_role("administrator", organisation)
    assert (await client.post("/administration/defaults", data={"hour": "9"})).status_code == 422
    everywhere = {"owner": "IT", "email": "it@example.org", "organisation": ""}
    assert (await client.post("/administration/owners", data=everywhere)).status_code == 422
    assert not await Preference.exists()


async def test_wishes_are_kept_and_wrong_ones_refused(as_role: AsRole, app: Litestar) -> None:
    client = await as_role("procurement")
    wrong = {"hour": "25", "steps": "soon", "escalation": "nobody", "manner": "pigeon", "overdue_days": "0"}
    answer = await client.post("/profile/reminders", data=wrong)
    assert answer.status_code == 422
    assert all(f'id="e-{field}"' in answer.text for field in wrong)
    right = {"hour": "8", "steps": "60, 30", "manner": "single", "language": "nb"}
    assert (await client.post("/profile/reminders", data=right)).status_code == 303
    row = await Preference.select().first()
    assert row is not None
    assert (row["hour"], row["steps"], row["manner"], row["language"], row["early"]) == (
        8,
        "60,30",
        "single",
        "nb",
        False,
    )


async def test_one_click_stops_early_mail_without_a_cookie_and_only_with_the_proof(
    app: Litestar, client: httpx.AsyncClient
) -> None:
    post = app.state.office.post
    link = urlsplit(letters.stop_link("it@example.org", post))
    del client.headers["x-csrf-token"]
    client.cookies.clear()
    path = f"{link.path}?{link.query}"
    asked = await client.get(path)
    assert asked.status_code == 200
    assert not await Preference.exists()
    one_click = {"List-Unsubscribe": "One-Click"}
    assert (await client.post(path, data=one_click)).status_code == 200
    assert not (await Preference.select().where(Preference.email == "it@example.org"))[0]["early"]
    other = path.replace("it%40", "hr%40")
    assert other != path
    assert (await client.post(other, data=one_click)).status_code == 404
    await client.post(path, data={"early": "yes"})
    assert (await Preference.select().where(Preference.email == "it@example.org"))[0]["early"]


async def test_a_calendar_is_read_by_its_secret_until_it_is_revoked(
    as_role: AsRole, client: httpx.AsyncClient, organisation: Organisation, due_soon: Review, clock: Clock
) -> None:
    mine = await as_role("reader", organisation)
    page = (await mine.post("/profile/calendars", data={"organisation": str(organisation.id)})).text
    found = re.search(r'value="http://testserver(/calendar/[\w-]+\.ics)"', page)
    assert found
    assert found.group(1) not in (await mine.get("/profile/reminders")).text

    answer = await client.get(found.group(1))
    assert answer.headers["content-type"].startswith("text/calendar")
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert [(event.decoded("dtstart"), str(event["summary"])) for event in events] == [
        (date(2026, 12, 1), "Review of Example Hosting AB")
    ]
    before = [str(event["uid"]) for event in events]
    await Review.update({"due": date(2027, 1, 15)}).where(Review.id == due_soon.id)
    clock.set(clock() + timedelta(minutes=5))
    moved = icalendar.Calendar.from_ical((await client.get(found.group(1))).content).walk("VEVENT")
    assert [str(event["uid"]) for event in moved] == before
    assert [event.decoded("dtstart") for event in moved] == [date(2027, 1, 15)]

    number = (await CalendarLink.select(CalendarLink.id))[0]["id"]
    stranger = await as_role("reader", organisation)
    assert (await stranger.post(f"/profile/calendars/{number}/revocation")).status_code == 404
    assert (await mine.post(f"/profile/calendars/{number}/revocation")).status_code == 303
    assert (await client.get(found.group(1))).status_code == 404


@pytest.mark.parametrize("path", ["/calendar/x.ics", "/calendar/x", "/calendar/.ics"])
async def test_a_guessed_calendar_does_not_exist(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_somebody_who_left_no_longer_reads_a_calendar(
    app: Litestar, client: httpx.AsyncClient, organisation: Organisation, now: datetime
) -> None:
    from accounts.actor import Actor
    from accounts.roles import Role
    from accounts.tables import User
    from assessments.links import make_link

    user: Any = await builders.user("reader", organisation)
    token = await make_link(None, Actor(user.id, user.email, Role.READER, frozenset({organisation.id})), now)
    assert (await client.get(f"/calendar/{token}.ics")).status_code == 200
    await User.update({User.active: False}).where(User.id == user.id)
    assert (await client.get(f"/calendar/{token}.ics")).status_code == 404


async def test_the_outbox_shows_what_failed_and_queues_it_again(as_role: AsRole, app: Litestar, now: datetime) -> None:
    row = {"key": "k", "kind": "digest", "recipient": "it@example.org", "day": now.date(), "created_at": now}
    mail = await builders.save(Mail(**row, state="failed", problem="550 no such mailbox", next_try=now))
    client = await as_role("administrator")
    page = (await client.get("/administration/reminders")).text
    assert "550 no such mailbox" in page
    assert "Mail is not set up" in page
    assert (await client.get("/health")).json() == {"status": "attention", "failed_mails": 1}
    assert (await client.post(f"/administration/mails/{mail.id}/attempt")).status_code == 303
    assert (await Mail.select(Mail.state))[0]["state"] == "queued"
    assert (await client.post(f"/administration/mails/{mail.id}/attempt")).status_code == 409


async def test_a_failed_message_that_is_left_no_longer_asks_for_attention(
    as_role: AsRole, app: Litestar, now: datetime
) -> None:
    row = {"key": "k", "kind": "digest", "recipient": "it@example.org", "day": now.date(), "created_at": now}
    mail = await builders.save(Mail(**row, state="failed", problem="550 no such mailbox", next_try=now))
    client = await as_role("administrator")
    assert (await client.post(f"/administration/mails/{mail.id}/dismissal")).status_code == 303
    assert (await client.get("/health")).json() == {"status": "ok"}
    assert (await client.post(f"/administration/mails/{mail.id}/dismissal")).status_code == 409


async def test_a_test_mail_without_a_server_says_what_to_do(as_role: AsRole, app: Litestar) -> None:
    client = await as_role("administrator")
    assert (await client.post("/administration/reminders/test")).status_code == 303
    assert "Set ART28_SMTP_URL" in (await client.get("/administration/reminders")).text
    assert not await Mail.exists()


async def test_a_vendor_leads_to_the_review_that_is_due_first(
    as_role: AsRole, organisation: Organisation, due_soon: Review, today: date, law: Any
) -> None:
    async with transaction():
        await settle([await vendor_of(due_soon)], today=today, now=START, law=law, actor=SYSTEM)
    client = await as_role("reader", organisation)
    answer = await client.get(f"/vendors/{await vendor_of(due_soon)}/review")
    assert answer.headers["location"] == f"/reviews/{due_soon.id}"
    idle = await builders.vendor("Idle AB")
    everywhere = await as_role("reader")
    assert (await everywhere.get(f"/vendors/{idle.id}/review")).headers["location"] == f"/vendors/{idle.id}"
    elsewhere = await as_role("reader", await builders.organisation("Elsewhere Ltd", "NO"))
    assert (await elsewhere.get(f"/vendors/{await vendor_of(due_soon)}/review")).status_code == 404


async def vendor_of(row: Review) -> int:
    """Return the vendor of a review."""
    found = await Engagement.select(Engagement.vendor).where(Engagement.id == row.engagement).first()
    assert found is not None
    number: int = found["vendor"]
    return number
