"""The pages of the audit trail: who sees what of it, and how it leaves the register."""

import json
from datetime import datetime, timedelta

import pytest

from accounts.actor import SYSTEM
from accounts.append_only import protect, release
from accounts.audit import record
from accounts.database import transaction
from accounts.events import Event
from accounts.tables import AuditEvent, Organisation
from tests.support.browsing import AsRole


async def three_events(organisation: Organisation, now: datetime) -> None:
    async with transaction():
        await record(Event.SIGN_IN_REFUSED, SYSTEM, now)
        await record(Event.VENDOR_CREATED, SYSTEM, now, vendor_id=4, subject=("vendor", 4), after={"name": "<b>Acme"})
        await record(Event.ORGANISATION_CHANGED, SYSTEM, now, organisation_id=organisation.id)


async def test_an_administrator_sees_every_event_with_texts_made_harmless(
    organisation: Organisation, as_role: AsRole, now: datetime
) -> None:
    await three_events(organisation, now)
    page = (await (await as_role("administrator")).get("/audit")).text
    assert "was refused at sign-in" in page
    assert "&lt;b&gt;Acme" in page
    assert "<b>Acme" not in page


async def test_an_auditor_sees_what_was_done_to_the_register_but_not_who_signed_in(
    organisation: Organisation, as_role: AsRole, now: datetime
) -> None:
    await three_events(organisation, now)
    client = await as_role("reader")
    page = (await client.get("/audit")).text
    assert "changed the organisation" in page
    assert "<b>art28</b><span>was refused at sign-in" not in page
    kinds = [json.loads(line)["event"] for line in (await client.get("/audit.jsonl")).text.splitlines()]
    assert "organisation-changed" in kinds
    assert "sign-in-refused" not in kinds


async def test_filters_narrow_the_page_and_the_file_alike(
    organisation: Organisation, as_role: AsRole, now: datetime
) -> None:
    await three_events(organisation, now)
    client = await as_role("administrator")
    lines = (await client.get("/audit.csv?event=vendor-created")).text.splitlines()
    assert len(lines) == 2
    assert len((await client.get("/audit.csv?event=vendor-created&until=2001-01-01")).text.splitlines()) == 1
    page = await client.get("/audit?actor=nobody@example.org")
    assert "No event fits these filters" in page.text
    wrong = await client.get("/audit?since=31.12.2026")
    assert wrong.status_code == 400
    assert "Write the day as 2026-12-31." in wrong.text


@pytest.mark.parametrize("query", ["actor=%00", "event=a%00", "since=0001-01-01", "until=9999-12-31", "before=%00"])
async def test_filters_that_no_event_can_fit_are_answered_like_others(
    organisation: Organisation, as_role: AsRole, now: datetime, query: str
) -> None:
    await three_events(organisation, now)
    client = await as_role("administrator")
    for path in ("/audit", "/audit.csv", "/audit.jsonl"):
        assert (await client.get(f"{path}?{query}")).status_code == 200


async def test_older_events_are_one_page_away(organisation: Organisation, as_role: AsRole, now: datetime) -> None:
    async with transaction():
        for number in range(1, 61):
            await record(Event.VENDOR_CHANGED, SYSTEM, now, subject=("vendor", number), organisation_id=organisation.id)
    client = await as_role("administrator")
    first = await client.get("/audit?event=vendor-changed")
    assert first.text.count("<li><time") == 50
    older = first.text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert (await client.get(older)).text.count("<li><time") == 10


async def test_checking_the_trail_says_whether_it_holds(
    organisation: Organisation, as_role: AsRole, now: datetime
) -> None:
    await three_events(organisation, now)
    client = await as_role("administrator")
    await client.post("/audit/verification")
    assert "The audit trail is whole" in (await client.get("/audit")).text
    await release()
    try:
        await AuditEvent.raw("UPDATE audit_event SET actor = 'x' WHERE number = 2")
    finally:
        await protect()
    await client.post("/audit/verification")
    assert "does not hold at event 2" in (await client.get("/audit")).text


async def test_moments_and_days_of_the_trail_are_those_of_the_installation(
    organisation: Organisation, as_role: AsRole, now: datetime
) -> None:
    late = now.replace(hour=23, minute=30)
    async with transaction():
        await record(Event.VENDOR_CREATED, SYSTEM, late, vendor_id=4, subject=("vendor", 4), after={"name": "Acme"})
    client = await as_role("administrator")
    day, after = late.date().isoformat(), (late + timedelta(days=1)).date().isoformat()
    page = (await client.get("/audit?event=vendor-created")).text
    # Half past eleven in the evening of the UTC is half past midnight in Stockholm.
    assert f">{after} 00:30</time>" in page
    assert "Acme" in (await client.get(f"/audit?event=vendor-created&since={after}")).text
    assert "No event fits" in (await client.get(f"/audit?event=vendor-created&until={day}")).text
