"""Pages as of another day: the day stays in every link, is said on the page, and leads back to today."""

import re

import pytest

from accounts.tables import Organisation
from tests.pages.reading import see
from tests.pages.test_vendor_list import names
from tests.register.cast import Desk
from tests.support.browsing import AsRole


@pytest.fixture
async def shielded(organisation: Organisation) -> int:
    """A vendor on Privacy Shield."""
    return await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US", "Åkerman Mail", facts={"ps_listed": "yes"})


async def test_the_list_shows_the_day_and_the_way_back(shielded: int, as_role: AsRole) -> None:
    client = await as_role("reader")
    page = await client.get("/vendors?verdict=valid&as_of=2019-03-01")
    assert names_at(page.text, shielded)
    assert "<time>2019-03-01</time>" in see_banner(page.text)
    assert 'href="/vendors?verdict=valid">Back to today' in page.text
    assert 'href="/vendors?as_of=2019-03-01"' in page.text
    assert 'href="/export.xlsx?verdict=valid&amp;as_of=2019-03-01"' in page.text
    assert see(page.text).form("/vendors", "get").values == {"verdict": "valid", "as_of": "2019-03-01"}
    assert names(await client.get("/vendors?verdict=valid")) == []


def names_at(text: str, vendor: int) -> bool:
    return re.search(rf'href="/vendors/{vendor}\?([^"]*&amp;)?as_of=2019-03-01">Åkerman Mail', text) is not None


def see_banner(text: str) -> str:
    return text.partition('id="asof">')[2].partition("</div></div>")[0]


@pytest.mark.parametrize("path", ["/vendors", "/findings", "/vendors/{vendor}"])
@pytest.mark.parametrize("day", ["1994-12-31", "2101-01-01", "soon"])
async def test_a_wrong_day_is_told_beside_the_field_and_kept(
    shielded: int, as_role: AsRole, path: str, day: str
) -> None:
    page = await (await as_role("reader")).get(f"{path.format(vendor=shielded)}?as_of={day}")
    assert page.status_code == 422
    seen = see(page.text)
    assert "1995 to 2100" in seen.texts["e-as_of"]
    assert [form.values["as_of"] for form in seen.forms if "as_of" in form.values] == [day]


async def test_a_part_of_the_list_brings_its_banner(shielded: int, as_role: AsRole) -> None:
    part = await (await as_role("reader")).get("/vendors?as_of=2019-03-01", headers={"hx-request": "true"})
    assert 'id="asof" hx-swap-oob="true"' in part.text
    assert part.headers["hx-push-url"] == "/vendors?as_of=2019-03-01"


async def test_the_page_of_a_vendor_is_judged_on_the_day(shielded: int, as_role: AsRole) -> None:
    client = await as_role("privacy")
    then = (await client.get(f"/vendors/{shielded}?as_of=2019-03-01")).text
    assert "Back to today" in then
    assert 'class="v valid lg"' in then
    assert "Accept for a time" not in then
    assert 'class="v invalid lg"' in (await client.get(f"/vendors/{shielded}")).text


async def test_findings_are_those_of_the_day(shielded: int, as_role: AsRole) -> None:
    client = await as_role("privacy")
    then = (await client.get("/findings?as_of=2019-03-01&q=akerman")).text
    now = (await client.get("/findings")).text
    assert "Invalid ground" not in then.partition("<section")[2]
    assert f'href="/vendors/{shielded}?as_of=2019-03-01' in then
    assert "Accept for a time" not in then
    assert "Invalid ground" in now.partition("<section")[2]


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
async def test_a_file_is_named_after_the_day_and_a_wrong_day_is_refused(
    shielded: int, as_role: AsRole, ending: str
) -> None:
    client = await as_role("reader")
    then = await client.get(f"/export.{ending}?as_of=2019-03-01")
    assert f"art28-2026-11-21-as-of-2019-03-01.{ending}" in then.headers["content-disposition"]
    assert (await client.get(f"/export.{ending}?as_of=1066-10-14")).status_code == 422
