"""Changing several rows from a list: pick, choose, see what it does, do it, take it back; all without a script."""

import re

import pytest

from accounts.tables import Organisation
from tests.pages.reading import see
from tests.pages.test_any_list import names
from tests.register.cast import Desk
from tests.support.browsing import AsRole


@pytest.fixture
async def desk(organisation: Organisation) -> Desk:
    desk = Desk()
    for name in ("Alpha", "Beta", "Gamma"):
        vendor = await desk.vendor(organisation, name, tier="low" if name == "Gamma" else "")
        await desk.engagement(vendor, organisation, owner="IT")
    return desk


async def preview(client, address: str, field: str, value: str):
    chosen = see((await client.get(address)).text).form("/bulk", "get")
    sent = {**chosen.values, "field": field, f"v-{field}": value}
    return await client.get("/bulk", params=sent)


async def test_picked_rows_are_changed_after_a_preview_and_back_again(desk: Desk, as_role: AsRole) -> None:
    client = await as_role("procurement")
    picks = re.findall(r'name="pick" value="([^"]+)"', (await client.get("/vendors")).text)
    address = f"/bulk?list=vendors&q=&pick={picks[0]}&pick={picks[2]}"
    page = await preview(client, address, "tier", "low")
    assert "1 row changes." in page.text
    assert "stands like that already" in page.text
    assert names(await client.get("/vendors?tier=low")) == ["Gamma"]
    answer = await client.post("/bulk", data=see(page.text).form("/bulk").values)
    assert answer.status_code == 303
    assert names(await client.get("/vendors?tier=low")) == ["Alpha", "Gamma"]
    done = await client.get(answer.headers["location"])
    back = see(done.text).form(f"{answer.headers['location']}/undo")
    assert (await client.post(back.action, data=back.values)).status_code == 303
    assert names(await client.get("/vendors?tier=low")) == ["Gamma"]


async def test_of_a_vendor_that_does_several_things_each_line_says_which(
    organisation: Organisation, as_role: AsRole
) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, "Alpha", owner="IT")
    await desk.engagement(vendor, organisation, owner="HR", service="Surveys")
    await desk.engagement(vendor, organisation, owner="HR", service="", purposes="Sends newsletters")
    page = await preview(await as_role("procurement"), "/bulk?list=vendors&q=alpha&all=yes", "owner", "Legal")
    lines = re.findall(r'<th role="rowheader" scope="row">([^<]+)</th>', page.text)
    assert lines == ["Alpha: Surveys", "Alpha: Sends newsletters", "Alpha"]


async def test_all_that_match_are_those_of_the_filters(desk: Desk, as_role: AsRole) -> None:
    client = await as_role("procurement")
    (address,) = re.findall(r'href="(/bulk[^"]+all=yes[^"]*)"', (await client.get("/vendors?tier=unknown")).text)
    page = await preview(client, address.replace("&amp;", "&"), "tag", "Later")
    assert "2 rows change." in page.text
    await client.post("/bulk", data=see(page.text).form("/bulk").values)
    assert names(await client.get("/vendors?tag=Later")) == ["Alpha", "Beta"]


async def test_engagements_are_changed_from_their_list(desk: Desk, as_role: AsRole) -> None:
    client = await as_role("procurement")
    page = await preview(client, "/bulk?list=engagements&q=beta&all=yes", "owner", "Legal")
    await client.post("/bulk", data=see(page.text).form("/bulk").values)
    assert names(await client.get("/engagements?owner=Legal")) == ["Beta"]


async def test_what_cannot_be_read_is_told_beside_the_field(desk: Desk, as_role: AsRole) -> None:
    client = await as_role("procurement")
    page = await preview(client, "/bulk?list=vendors&all=yes", "next_review", "some day")
    assert page.status_code == 422
    assert "This is no date." in page.text
    assert "No row is selected" in (await client.get("/bulk?list=vendors&pick=x.y")).text
    assert (await client.get("/bulk?list=findings&all=yes")).status_code == 404
    assert (await client.post("/bulk", data={"list": "vendors", "field": "name", "v-name": "x"})).status_code == 422


async def test_a_preview_that_somebody_overtook_is_shown_anew(desk: Desk, as_role: AsRole) -> None:
    client = await as_role("procurement")
    page = await preview(client, "/bulk?list=vendors&all=yes", "tier", "high")
    sent = see(page.text).form("/bulk").values
    assert (await client.post("/bulk", data=sent)).status_code == 303
    again = await client.post("/bulk", data=sent)
    assert again.status_code == 409
    assert "Somebody changed some of these rows meanwhile" in again.text


async def test_who_may_not_edit_picks_nothing(desk: Desk, as_role: AsRole) -> None:
    client = await as_role("reader")
    assert 'name="pick"' not in (await client.get("/vendors")).text
    assert 'name="pick"' not in (await client.get("/engagements")).text
