"""The list of vendors: what it shows, how it is narrowed, and that its address says it all."""

import re
from datetime import date

import httpx
import pytest

from accounts.tables import Organisation
from tests.pages.reading import see
from tests.register.cast import Desk
from tests.support import builders
from tests.support.browsing import AsRole

NAME = re.compile(r'class="name" href="/vendors/(\d+)[^"]*">([^<]+)<')


def names(page: httpx.Response) -> list[str]:
    assert page.status_code == 200, page.text
    return [name for _, name in NAME.findall(page.text)]


@pytest.fixture
async def three(organisation: Organisation) -> Organisation:
    """One vendor with a dead ground, one inside, one whose country nobody knows."""
    desk = Desk()
    await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US", "Åkerman Mail")
    await desk.place(organisation, "SE", "EEA", "Björk Hosting AB")
    await desk.place(organisation, "", "NONE", "Cirrus")
    return organisation


async def test_an_empty_register_offers_import_and_a_first_vendor(organisation: Organisation, as_role: AsRole) -> None:
    client = await as_role("procurement")
    page = await client.get("/vendors")
    assert "No vendors yet" in page.text
    assert 'href="/imports/new"' in page.text
    assert 'href="/vendors/new"' in page.text


async def test_a_reader_of_an_empty_register_is_offered_nothing_that_a_reader_may_not_do(
    organisation: Organisation, as_role: AsRole
) -> None:
    page = await (await as_role("reader")).get("/vendors")
    assert "No vendors yet" in page.text
    assert "/vendors/new" not in page.text
    assert "/imports/new" not in page.text


async def test_vendors_are_listed_by_name_with_the_nordic_letters_last(three: Organisation, as_role: AsRole) -> None:
    page = await (await as_role("reader")).get("/vendors")
    assert names(page) == ["Björk Hosting AB", "Cirrus", "Åkerman Mail"]
    assert "3 vendors. 1 has an invalid ground, 1 is incomplete." in page.text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("verdict=invalid", ["Åkerman Mail"]),
        ("verdict=no-transfer", ["Björk Hosting AB"]),
        ("country=SE", ["Björk Hosting AB"]),
        ("country=unknown", ["Cirrus"]),
        ("finding=unknown_country", ["Cirrus"]),
        ("dpa=unknown", ["Björk Hosting AB", "Cirrus", "Åkerman Mail"]),
        ("role=controller", []),
        ("q=akerman", ["Åkerman Mail"]),
        ("q=BJÖRK", ["Björk Hosting AB"]),
        ("q=%25", []),
        ("status=ended", []),
        ("sort=verdict", ["Åkerman Mail", "Cirrus", "Björk Hosting AB"]),
        ("order=descending", ["Åkerman Mail", "Cirrus", "Björk Hosting AB"]),
        ("page=99", ["Björk Hosting AB", "Cirrus", "Åkerman Mail"]),
        ("page=x&sort=nothing&organisation=two", ["Björk Hosting AB", "Cirrus", "Åkerman Mail"]),
    ],
)
async def test_the_address_narrows_and_sorts_the_list(
    three: Organisation, as_role: AsRole, query: str, expected: list[str]
) -> None:
    assert names(await (await as_role("reader")).get(f"/vendors?{query}")) == expected


async def test_a_filter_that_is_on_can_be_taken_away_and_keeps_the_others(three: Organisation, as_role: AsRole) -> None:
    page = await (await as_role("reader")).get("/vendors?verdict=invalid&country=US&q=mail")
    assert 'href="/vendors?q=mail&amp;country=US"' in page.text
    assert 'href="/vendors?q=mail&amp;verdict=invalid"' in page.text
    assert see(page.text).form("/vendors", "get").values == {"verdict": "invalid", "country": "US", "as_of": ""}


async def test_the_sorted_column_says_so(three: Organisation, as_role: AsRole) -> None:
    page = await (await as_role("reader")).get("/vendors?sort=verdict&order=descending")
    assert page.text.count("aria-sort=") == 1
    assert 'aria-sort="descending"' in page.text


async def test_a_search_without_a_match_says_what_was_sought_and_the_way_on(
    three: Organisation, as_role: AsRole
) -> None:
    page = await (await as_role("reader")).get("/vendors?q=snowflak&verdict=invalid")
    assert "No vendor matches “snowflak”" in page.text
    assert 'href="/vendors?verdict=invalid"' in page.text


async def test_an_ended_vendor_is_left_out_until_it_is_asked_for(three: Organisation, as_role: AsRole) -> None:
    client = await as_role("procurement")
    found = {name: number for number, name in NAME.findall((await client.get("/vendors")).text)}
    form = see((await client.get(f"/vendors/{found['Cirrus']}/edit")).text).form(f"/vendors/{found['Cirrus']}/ending")
    assert (await client.post(form.action, data=form.values)).status_code == 303
    assert names(await client.get("/vendors")) == ["Björk Hosting AB", "Åkerman Mail"]
    assert names(await client.get("/vendors?status=ended")) == ["Cirrus"]
    assert len(names(await client.get("/vendors?status=any"))) == 3


async def test_pages_of_a_long_list_are_linked_and_keep_its_state(organisation: Organisation, as_role: AsRole) -> None:
    desk = Desk()
    for number in range(53):
        await desk.vendor(organisation, f"Vendor {number:02}")
    client = await as_role("reader")
    first, second = await client.get("/vendors?q=vendor"), await client.get("/vendors?q=vendor&page=2")
    assert names(first) + names(second) == [f"Vendor {number:02}" for number in range(53)]
    assert 'href="/vendors?q=vendor&amp;page=2"' in first.text
    assert "51 to 53 of 53" in second.text


async def test_htmx_gets_the_part_that_changed_and_the_back_button_the_whole(
    three: Organisation, as_role: AsRole
) -> None:
    client = await as_role("reader")
    part = await client.get("/vendors?verdict=invalid", headers={"hx-request": "true"})
    assert names(part) == ["Åkerman Mail"]
    assert "<html" not in part.text
    assert part.headers["vary"] == "HX-Request"
    back = {"hx-request": "true", "hx-history-restore-request": "true"}
    assert "<html" in (await client.get("/vendors?verdict=invalid", headers=back)).text


async def test_an_outsider_sees_none_of_it(three: Organisation, as_role: AsRole) -> None:
    elsewhere = await Organisation.objects().create(name="Elsewhere Ltd", country="NO", created_at=Desk().now)
    page = await (await as_role("procurement", elsewhere)).get("/vendors?status=any")
    assert names(page) == []
    assert "Mail" not in page.text


async def test_a_review_that_is_overdue_says_by_how_much(organisation: Organisation, as_role: AsRole) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    await desk.engagement(vendor, organisation, next_review=date(2026, 11, 1))
    page = await (await as_role("reader")).get("/vendors")
    assert "20 days late" in page.text


async def test_a_name_with_a_script_in_it_is_shown_as_it_is_written(
    organisation: Organisation, as_role: AsRole
) -> None:
    nasty = "<script>alert(1)</script>"
    desk = Desk()
    vendor = await desk.vendor(organisation, nasty, legal_name='"><img src=x>', owner="<b>IT</b>")
    await desk.engagement(vendor, organisation, service="<i>x</i>", owner="<b>IT</b>")
    client = await as_role("administrator")
    for address in ("/vendors", f"/vendors?q={nasty}", f"/vendors/{vendor}", f"/vendors/{vendor}/edit", "/findings"):
        page = (await client.get(address)).text
        for raw in (nasty, '"><img', "<i>x", "<b>IT"):
            assert raw not in page, f"{raw} in {address}"
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in (await client.get("/vendors")).text


async def test_the_export_link_holds_the_state_of_the_list(three: Organisation, as_role: AsRole) -> None:
    page = await (await as_role("reader")).get("/vendors?verdict=invalid&sort=owner")
    assert 'href="/export.xlsx?verdict=invalid&amp;sort=owner"' in page.text


async def test_of_several_organisations_the_list_says_whose_vendor_each_is(
    three: Organisation, as_role: AsRole
) -> None:
    other = await builders.organisation("Example Subsidiary", "NO")
    await Desk().place(other, "NO", "EEA", "Dagr Drift")
    client = await as_role("reader")
    page = await client.get("/vendors")
    assert '<span class="sub">Example Subsidiary</span>' in page.text
    assert page.text.count('<span class="sub">Example Municipality</span>') == 3
    one = await client.get(f"/vendors?organisation={other.id}")
    assert '<span class="sub">Example Subsidiary</span>' not in one.text
    assert names(one) == ["Dagr Drift"]
