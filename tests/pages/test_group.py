"""Several organisations in one register: switched in the frame, kept for the person, said in the address."""

import re

import httpx
import pytest

from accounts.tables import Organisation
from register.tables import Finding
from tests.pages.reading import see
from tests.pages.test_any_list import names
from tests.register.cast import Desk
from tests.support import builders
from tests.support.browsing import AsRole


@pytest.fixture
async def subsidiary(organisation: Organisation) -> Organisation:
    """A second organisation, with a vendor of its own and one that both share."""
    other = await builders.organisation("Example Subsidiary", "NO")
    desk = Desk()
    await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US", "Parent Mail")
    await desk.place(other, "US", "SAFE_HARBOR", "Subsidiary Mail")
    shared = await desk.place(organisation, "SE", "EEA", "Shared Hosting")
    await desk.engagement(shared, other)
    return other


async def switch(client: httpx.AsyncClient, number: int | str, page: str = "/vendors") -> str:
    address = f"http://testserver{page}"
    answer = await client.post("/organisation", data={"organisation": str(number)}, headers={"referer": address})
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def test_the_switch_goes_back_with_the_organisation_in_the_address(
    subsidiary: Organisation, as_role: AsRole
) -> None:
    client = await as_role("reader")
    assert (
        await switch(client, subsidiary.id, "/vendors?q=mail&page=2") == f"/vendors?q=mail&organisation={subsidiary.id}"
    )
    assert await switch(client, "", "/findings?organisation=7") == "/findings?organisation=any"
    assert await switch(client, subsidiary.id, "/vendors/3/edit") == "/vendors/3/edit"


async def test_what_was_chosen_holds_on_every_list_and_overview(subsidiary: Organisation, as_role: AsRole) -> None:
    client = await as_role("privacy")
    await switch(client, subsidiary.id)
    assert names(await client.get("/vendors")) == ["Shared Hosting", "Subsidiary Mail"]
    assert set(names(await client.get("/findings?rule=invalid_ground"))) == {"Subsidiary Mail"}
    assert names(await client.get("/locations")) == ["Subsidiary Mail"]
    for page in ("/", "/findings?as_of=2026-11-22", "/what-if?what=DPF-EU", "/reviews?span=365", "/law"):
        text = (await client.get(page)).text
        assert "Parent Mail" not in text, page
    exported = (await client.get("/view.csv?list=vendors&columns=name")).text
    assert "Parent Mail" not in exported
    assert "Subsidiary Mail" in exported


async def test_the_address_goes_before_what_was_chosen(
    subsidiary: Organisation, organisation: Organisation, as_role: AsRole
) -> None:
    client = await as_role("reader")
    await switch(client, subsidiary.id)
    assert "Parent Mail" in names(await client.get(f"/vendors?organisation={organisation.id}"))
    everything = await client.get("/vendors?organisation=any")
    assert names(everything) == ["Parent Mail", "Shared Hosting", "Shared Hosting", "Subsidiary Mail"]
    assert 'href="/vendors?organisation=any&amp;verdict=invalid"' in everything.text
    listed = (await client.get("/vendors")).text
    assert f'href="/vendors?organisation={subsidiary.id}&amp;verdict=invalid"' in listed


async def test_the_choice_is_the_persons_own_and_lasts(subsidiary: Organisation, as_role: AsRole) -> None:
    client, other = await as_role("reader"), await as_role("reader")
    await switch(client, subsidiary.id)
    assert "Parent Mail" in names(await other.get("/vendors"))
    assert "Parent Mail" not in names(await client.get("/vendors"))
    await switch(client, "")
    assert "Parent Mail" in names(await client.get("/vendors"))


async def test_nobody_switches_to_what_is_not_open_to_them(
    subsidiary: Organisation, organisation: Organisation, as_role: AsRole
) -> None:
    client = await as_role("reader", organisation)
    answer = await client.post("/organisation", data={"organisation": str(subsidiary.id)})
    assert answer.status_code == 404
    assert names(await client.get(f"/vendors?organisation={subsidiary.id}")) == []
    page = (await client.get("/vendors")).text
    assert 'action="/organisation"' not in page
    assert "Example Subsidiary" not in page


async def test_parent_and_subsidiaries_stand_as_a_tree(
    subsidiary: Organisation, organisation: Organisation, as_role: AsRole
) -> None:
    client = await as_role("administrator")
    await builders.organisation("Another House", "SE")
    action = f"/organisations/{subsidiary.id}"
    form = see((await client.get(f"{action}/edit")).text).form(action)
    assert (await client.post(action, data=form.sent(parent=str(organisation.id)))).status_code == 303
    page = (await client.get("/organisations")).text
    order = re.findall(r'class="depth-(\d)"><a class="name"[^>]*>([^<]+)<', page)
    assert order == [("0", "Another House"), ("0", "Example Municipality"), ("1", "Example Subsidiary")]
    assert "Belongs to Example Municipality" in page
    above = f"/organisations/{organisation.id}"
    form = see((await client.get(f"{above}/edit")).text).form(above)
    answer = await client.post(above, data=form.sent(parent=str(subsidiary.id)))
    assert see(answer.text).error("parent").startswith("An organisation cannot belong to itself")


async def test_what_is_found_of_a_shared_vendor_names_the_organisation_for_which_it_is(
    subsidiary: Organisation, as_role: AsRole
) -> None:
    rows = await Finding.select(Finding.vendor).where(Finding.rule == "no_owner")
    (shared,) = [one for one in {row["vendor"] for row in rows} if [row["vendor"] for row in rows].count(one) == 2]
    page = (await (await as_role("reader")).get(f"/vendors/{shared}")).text
    found = re.findall(r"<h3>No owner.*?class=\"at\">([^<]*)<", page, re.DOTALL)
    assert sorted(found) == ["Example Municipality", "Example Subsidiary"]
