"""Saved views: one's own, shared ones, and nobody else's."""

import re

from accounts.tables import Organisation
from tests.pages.reading import see
from tests.register.cast import Desk
from tests.support import builders
from tests.support.browsing import AsRole

STATE = "verdict=invalid&columns=name.owner&sort=owner"


async def save(client, name: str, query: str = STATE, **more: str) -> int:
    form = see((await client.get(f"/views/new?list=vendors&{query}")).text).form("/views")
    answer = await client.post("/views", data={**form.values, "name": name, **more})
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == f"/vendors?{query}"
    page = (await client.get("/views?list=vendors")).text
    return int(re.findall(r"/views/(\d+)/removal", page)[-1])


async def test_a_view_brings_back_filters_columns_and_order(organisation: Organisation, as_role: AsRole) -> None:
    await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US", "Example Mail")
    client = await as_role("reader")
    await save(client, "Dead grounds")
    page = (await client.get("/vendors")).text
    assert f'href="/vendors?{STATE.replace("&", "&amp;")}"><span>Dead grounds</span>' in page
    assert "Dead grounds" not in (await client.get("/locations")).text


async def test_a_view_of_the_same_name_is_replaced(organisation: Organisation, as_role: AsRole) -> None:
    client = await as_role("reader")
    await save(client, "Mine")
    await save(client, "Mine", "q=mail")
    page = (await client.get("/views?list=vendors")).text
    assert page.count(">Mine<") == 1
    assert "/vendors?q=mail" in page


async def test_a_view_is_ones_own_until_it_is_shared(organisation: Organisation, as_role: AsRole) -> None:
    mine = await as_role("procurement", organisation)
    colleague = await as_role("reader", organisation)
    elsewhere = await as_role("administrator", await builders.organisation("Elsewhere AS", "NO"))
    await save(mine, "Private")
    await save(mine, "For us", **{"with": str(organisation.id)})
    assert "Private" not in (await colleague.get("/views?list=vendors")).text
    assert "For us" in (await colleague.get("/views?list=vendors")).text
    assert "For us" not in (await elsewhere.get("/views?list=vendors")).text


async def test_a_view_is_removed_by_its_owner_or_by_who_administers(
    organisation: Organisation, as_role: AsRole
) -> None:
    owner = await as_role("procurement", organisation)
    number = await save(owner, "For us", **{"with": str(organisation.id)})
    outsider = await as_role("administrator", await builders.organisation("Elsewhere AS", "NO"))
    assert (await outsider.post(f"/views/{number}/removal")).status_code == 404
    assert (await (await as_role("reader", organisation)).post(f"/views/{number}/removal")).status_code == 403
    administrator = await as_role("administrator", organisation)
    assert (await administrator.post(f"/views/{number}/removal")).status_code == 303
    assert "No views yet" in (await owner.get("/views?list=vendors")).text


async def test_only_who_may_edit_there_shares_a_view(organisation: Organisation, as_role: AsRole) -> None:
    reader = await as_role("reader", organisation)
    form = see((await reader.get(f"/views/new?list=vendors&{STATE}")).text).form("/views")
    assert "with" not in form.values
    for chosen in (str(organisation.id), "everybody"):
        answer = await reader.post("/views", data={**form.values, "name": "x", "with": chosen})
        assert answer.status_code in {403, 422}
    editor = await as_role("procurement", organisation)
    answer = await editor.post("/views", data={**form.values, "name": "x", "with": "everybody"})
    assert "Only somebody of all organisations" in answer.text


async def test_a_view_needs_a_name_and_a_list(organisation: Organisation, as_role: AsRole) -> None:
    client = await as_role("reader")
    form = see((await client.get(f"/views/new?list=vendors&{STATE}")).text).form("/views")
    answer = await client.post("/views", data={**form.values, "name": " "})
    assert see(answer.text).error("name").startswith("The view has no name.")
    assert (await client.get("/views/new?list=people")).status_code == 404
    assert (await client.get("/views")).status_code == 404
