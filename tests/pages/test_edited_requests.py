"""Forms whose request somebody edited: refused beside the field or kept out, never a failure."""

import json
import re

import httpx
import pytest

from accounts.tables import Organisation
from register.vendors import end_vendor
from tests.pages.reading import Form, see
from tests.register.cast import Desk
from tests.support import builders
from tests.support.browsing import AsRole

Client = httpx.AsyncClient


async def form_of(client: Client, address: str, action: str) -> Form:
    page = await client.get(address)
    assert page.status_code == 200, page.text
    return see(page.text).form(action)


MANGLED = ["9" * 20, "9" * 5000, "2147483648", "-1", "٣"]


@pytest.mark.parametrize("number", MANGLED)
async def test_a_number_that_no_row_can_have_is_refused_like_one_that_none_has(
    organisation: Organisation, as_role: AsRole, number: str
) -> None:
    await builders.organisation("Second organisation", "NO")
    client = await as_role("procurement")
    engagement = await Desk().engagement(await Desk().vendor(organisation), organisation)
    action = f"/engagements/{engagement}"
    form = await form_of(client, f"{action}/edit", action)
    for name in ("organisation", "parent"):
        answer = await client.post(action, data=form.sent(**{name: number}))
        assert answer.status_code == 422
        assert see(answer.text).error(name)
    for name in ("version", "base"):
        answer = await client.post(action, data=form.sent(service="Other", **{name: number}))
        assert answer.status_code in {409, 303}
    assert (await client.get(f"/vendors/{number}")).status_code == 404


async def test_a_form_whose_beginning_was_tampered_with_is_no_failure(
    organisation: Organisation, as_role: AsRole
) -> None:
    client = await as_role("procurement")
    form = await form_of(client, "/vendors/new", "/vendors")
    answer = await client.post("/vendors", data=form.sent(name="Example Mail", base="[" * 60_000))
    assert answer.status_code == 303


async def test_an_organisation_that_is_not_there_is_an_error_beside_the_field(
    organisation: Organisation, as_role: AsRole
) -> None:
    await builders.organisation("Second organisation", "NO")
    client = await as_role("administrator")
    engagement = await Desk().engagement(await Desk().vendor(organisation), organisation)
    form = await form_of(client, f"/engagements/{engagement}/edit", f"/engagements/{engagement}")
    answer = await client.post(f"/engagements/{engagement}", data=form.sent(organisation="4711"))
    assert answer.status_code == 422
    assert see(answer.text).error("organisation").startswith("Choose the organisation")


async def test_a_nul_in_a_reason_is_no_failure_on_either_engine(organisation: Organisation, as_role: AsRole) -> None:
    client = await as_role("privacy")
    await Desk().place(organisation, "US", "NONE")
    link = re.search(r"/findings/\d+/acceptance", (await client.get("/findings")).text)
    assert link is not None
    form = await form_of(client, link[0], link[0])
    answer = await client.post(link[0], data=form.sent(why="a\x00b"))
    assert answer.status_code == 303


async def test_who_was_overtaken_in_a_field_that_the_form_does_not_show_is_told_so(
    organisation: Organisation, as_role: AsRole
) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    client = await as_role("procurement")
    action = f"/vendors/{vendor}"
    form = await form_of(client, f"{action}/edit", action)
    await end_vendor(vendor, int(str(form.values["version"])), **desk.how)
    answer = await client.post(action, data=form.sent(owner="Purchasing"))
    assert answer.status_code == 409
    assert "Somebody else saved this while you were editing" in answer.text
    again = see(answer.text).form(action)
    assert again.values["owner"] == "Purchasing"
    assert (await client.post(action, data=again.sent())).status_code == 303


async def test_a_reason_of_a_whole_book_is_refused_beside_the_field(
    organisation: Organisation, as_role: AsRole
) -> None:
    client = await as_role("privacy")
    await Desk().place(organisation, "US", "NONE")
    link = re.search(r"/findings/\d+/acceptance", (await client.get("/findings")).text)
    assert link is not None
    form = await form_of(client, link[0], link[0])
    answer = await client.post(link[0], data=form.sent(why="x" * 50_000))
    assert answer.status_code == 422
    assert see(answer.text).error("why").startswith("This is longer")


async def test_a_promise_keeps_the_day_on_which_it_was_recorded(organisation: Organisation, as_role: AsRole) -> None:
    promise = {"kind": "eea_only", "text": "All data stays in the EEA.", "recorded_on": "2025-03-01"}
    await Organisation.update({Organisation.promises: json.dumps([promise])}).where(Organisation.id == organisation.id)
    client = await as_role("administrator")
    action = f"/organisations/{organisation.id}"
    form = await form_of(client, f"{action}/edit", action)
    assert (await client.post(action, data=form.sent(promise_kind="eea_or_ground"))).status_code == 303
    row = await Organisation.select(Organisation.promises).where(Organisation.id == organisation.id).first()
    assert json.loads(row["promises"]) == [{**promise, "kind": "eea_or_ground"}]
