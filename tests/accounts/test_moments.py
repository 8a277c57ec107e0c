"""Days begin where the people are who use the register."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from litestar import Litestar

from accounts import moments
from accounts.moments import end_of, last_day, local_day
from accounts.tables import Organisation
from tests.assessments.asked_cast import Office, template
from tests.register.cast import Desk
from tests.support.browsing import AsRole, browser
from tests.support.clock import Clock

# In Stockholm it is the first of December for half an hour already.
LATE = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", date(2026, 11, 30)), ("Europe/Stockholm", date(2026, 12, 1)), ("America/Lima", date(2026, 11, 30))],
)
def test_a_moment_lies_on_a_day_of_the_zone_and_a_day_ends_there(zone: str, day: date) -> None:
    token = moments.zone.set(ZoneInfo(zone))
    assert local_day(LATE) == day
    assert local_day(end_of(day)) > day
    assert last_day(end_of(day)) == day
    moments.zone.reset(token)


async def test_shortly_after_midnight_the_pages_are_of_the_new_day(
    app: Litestar, organisation: Organisation, as_role: AsRole, clock: Clock
) -> None:
    clock.set(LATE)
    desk = Desk()
    vendor = await desk.vendor(organisation)
    await desk.engagement(vendor, organisation, next_review=date(2026, 12, 1))
    await template()
    client = await as_role("privacy")
    assert "today" in (await client.get(f"/vendors/{vendor}")).text.split("Next review")[1][:200]
    assert 'value="2026-12-31"' in (await client.get(f"/vendors/{vendor}/assessments/new")).text


async def test_a_link_to_a_vendor_works_through_the_day_that_is_named_on_it(
    app: Litestar, organisation: Organisation, as_role: AsRole, clock: Clock
) -> None:
    number = await Office().start(organisation, await Desk().vendor(organisation), await template())
    client = await as_role("privacy")
    sent = {"email": "a@vendor.example", "language": "en", "until": "2026-11-30"}
    page = (await client.post(f"/assessments/{number}/links", data=sent)).text
    assert "Works until 2026-11-30" in page
    path = page.split("/answer/")[1][:64]
    async with browser(app) as vendor:
        clock.set(datetime(2026, 11, 30, 22, 59, tzinfo=UTC))
        assert "The link works until 2026-11-30." in (await vendor.get(f"/answer/{path}")).text
        clock.set(LATE)
        assert (await vendor.get(f"/answer/{path}")).status_code == 410
