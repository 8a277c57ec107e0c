"""The page of what if: choose what falls and when; a wrong choice is told beside its field."""

import pytest

from accounts.tables import Organisation
from tests.pages.reading import see
from tests.register.cast import Desk
from tests.support.browsing import AsRole


@pytest.fixture
async def resting(organisation: Organisation) -> int:
    """A vendor on the Data Privacy Framework alone."""
    desk = Desk()
    vendor = await desk.vendor(organisation, "Bare Mail", dpf={"dpf_listed": "yes"}, dpf_checked_on="2026-11-01")
    await desk.location(await desk.engagement(vendor, organisation), "US", "DPF_EU_US")
    return vendor


async def test_the_page_begins_with_the_framework_from_today(resting: int, as_role: AsRole) -> None:
    page = (await (await as_role("reader")).get("/what-if")).text
    assert see(page).form("/what-if", "get").values == {"what": "DPF-EU", "from": "2026-11-21"}
    assert "1 location rests on it. From that day: 1 would be invalid." in page
    assert f'href="/vendors/{resting}">Bare Mail' in page
    assert "Nothing in your register changes." in page


async def test_a_wrong_choice_or_day_is_told_and_kept(resting: int, as_role: AsRole) -> None:
    client = await as_role("reader")
    page = await client.get("/what-if?what=NOTHING&from=tomorrow")
    assert page.status_code == 422
    seen = see(page.text)
    assert seen.error("what")
    assert "1995 to 2100" in seen.error("from")
    assert seen.form("/what-if", "get").values["from"] == "tomorrow"
    assert (await client.get("/what-if.xlsx?what=NOTHING")).status_code == 422
    assert (await client.get("/what-if.xlsx?from=1066-10-14")).status_code == 422


async def test_it_can_be_had_as_a_workbook(resting: int, as_role: AsRole) -> None:
    client = await as_role("reader")
    page = (await client.get("/what-if?what=ADQ-CH&from=2027-01-01")).text
    assert 'href="/what-if.xlsx?what=ADQ-CH&amp;from=2027-01-01"' in page
    book = await client.get("/what-if.xlsx?what=ADQ-CH&from=2027-01-01")
    assert book.content.startswith(b"PK")
    assert "art28-what-if-2026-11-21.xlsx" in book.headers["content-disposition"]


async def test_long_results_are_paged(organisation: Organisation, as_role: AsRole) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, "Many", dpf={"dpf_listed": "yes"}, dpf_checked_on="2026-11-01")
    engagement = await desk.engagement(vendor, organisation)
    for _number in range(51):
        await desk.location(engagement, "US", "DPF_EU_US")
    client = await as_role("reader")
    assert 'href="/what-if?what=DPF-EU&amp;from=2026-11-21&amp;page=2"' in (await client.get("/what-if")).text
    assert "51 to 51 of 51" in (await client.get("/what-if?page=2")).text
