"""Merging on the pages: what may be the same is proposed, decided once, merged as seen, and taken back."""

from __future__ import annotations

import httpx
import pytest

from accounts.tables import Organisation
from imports.alike import alike
from register.tables import Engagement, Vendor, VendorMerge, VendorsApart
from register.vendors import update_vendor
from tests.pages.reading import see
from tests.register.cast import Desk
from tests.support import builders
from tests.support.browsing import AsRole

Client = httpx.AsyncClient


def known(number: int, name: str, **more: object) -> dict[str, object]:
    blank = {"legal_name": "", "aliases": [], "registration_number": "", "website": "", "unnamed_group": False}
    return {"id": number, "name": name, **blank, **more}


@pytest.mark.parametrize(
    ("one", "two", "reason"),
    [
        (
            known(1, "Bolt", registration_number="556677-8899"),
            known(2, "Zip", registration_number="5566778899"),
            "number",
        ),
        (known(1, "Example Mail"), known(2, "EXAMPLE MAIL"), "name"),
        (known(1, "Example Mail AB"), known(2, "Example Mail Ltd"), "form"),
        (known(1, "Tavily", legal_name="AlphaAI Technologies Inc"), known(2, "AlphaAI Technologies Inc"), "alias"),
        (known(1, "Mailer", website="https://www.mail.example/a"), known(2, "Post", website="mail.example"), "domain"),
        (known(1, "G Suite"), known(2, "Google Ireland Limited"), "brand"),
        (known(1, "Salesforce"), known(2, "Salesforse"), "spelling"),
    ],
)
def test_what_identifies_a_vendor_proposes_a_pair(one: dict, two: dict, reason: str) -> None:
    assert [(each.one, each.two, each.reason) for each in alike([one, two])] == [(1, 2, reason)]
    assert alike([one, two], {(1, 2)}) == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Telia Sweden AB", "Telia Norway AB"),
        ("Region 4", "Region 5"),
        ("Example Mail", "Another firm"),
        ("Visma", "Vitec"),
    ],
)
def test_two_firms_of_a_group_or_with_names_far_apart_are_not_proposed(one: str, two: str) -> None:
    assert alike([known(1, one), known(2, two)]) == []


def test_groups_without_names_are_never_proposed() -> None:
    assert alike([known(1, "Banks", unnamed_group=True), known(2, "Banks", unnamed_group=True)]) == []


async def pair(organisation: Organisation) -> tuple[int, int]:
    one = await Desk().vendor(organisation, "Example Mail AB", country="SE")
    two = await Desk().vendor(organisation, "Example Mail Ltd", country="IE")
    await Desk().engagement(two, organisation, service="Newsletter")
    return one, two


async def test_a_pair_is_proposed_until_somebody_says_that_it_is_none(
    organisation: Organisation, as_role: AsRole
) -> None:
    one, two = await pair(organisation)
    client = await as_role("procurement")
    page = await client.get("/vendors/alike")
    assert "The same name, but for the legal form" in page.text
    assert "1 pair of vendors looks like one" in page.text
    answer = await client.post(f"/vendors/{one}/apart", data=see(page.text).form(f"/vendors/{one}/apart").sent())
    assert answer.status_code == 303
    assert "No two vendors of the register look like one." in (await client.get("/vendors/alike")).text
    await client.post(f"/vendors/{two}/apart", data={"other": str(one)})
    assert await VendorsApart.count() == 1


async def test_the_other_is_searched_previewed_and_merged_and_the_old_address_leads_on(
    organisation: Organisation, as_role: AsRole
) -> None:
    one, two = await pair(organisation)
    client = await as_role("procurement")
    assert f"/vendors/{two}" in (await client.get(f"/vendors/{one}/merge?q=mail+ltd")).text
    page = await client.get(f"/vendors/{one}/merge?other={two}")
    assert "<dt>Engagements</dt><dd>1</dd>" in page.text
    form = see(page.text).form(f"/vendors/{one}/merges")
    answer = await client.post(f"/vendors/{one}/merges", data=form.sent(**{"take-country": "gone"}))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/vendors/{one}")
    assert "Newsletter" in (await client.get(f"/vendors/{one}")).text
    assert (await client.get(f"/vendors/{two}")).headers["location"] == f"/vendors/{one}"
    (merge,) = await VendorMerge.select(VendorMerge.id)
    undo = f"/merges/{merge['id']}/undo"
    past = see((await client.get(f"/vendors/{one}/merge")).text).form(undo)
    assert (await client.post(undo, data=past.sent())).headers["location"] == f"/vendors/{two}"
    assert await Vendor.count() == 2
    assert (await Engagement.select().first())["vendor"] == two


async def test_an_undo_that_would_lose_something_names_it(organisation: Organisation, as_role: AsRole) -> None:
    one, two = await pair(organisation)
    client = await as_role("procurement")
    form = see((await client.get(f"/vendors/{one}/merge?other={two}")).text).form(f"/vendors/{one}/merges")
    await client.post(f"/vendors/{one}/merges", data=form.sent())
    row = await Vendor.select().where(Vendor.id == one).first()
    await update_vendor(one, {"aliases": ["Another name"]}, row["version"], **Desk().how)
    (merge,) = await VendorMerge.select(VendorMerge.id)
    answer = await client.post(f"/merges/{merge['id']}/undo", data={"vendor": str(one)})
    assert answer.status_code == 409
    assert "Other names was changed" in answer.text
    assert await Vendor.count() == 1


async def test_a_merge_of_what_has_changed_since_is_shown_again_with_what_was_typed(
    organisation: Organisation, as_role: AsRole
) -> None:
    one, two = await pair(organisation)
    client = await as_role("procurement")
    form = see((await client.get(f"/vendors/{one}/merge?other={two}")).text).form(f"/vendors/{one}/merges")
    row = await Vendor.select().where(Vendor.id == two).first()
    await update_vendor(two, {"tier": "low"}, row["version"], **Desk().how)
    answer = await client.post(f"/vendors/{one}/merges", data=form.sent(why="Same firm"))
    assert answer.status_code == 409
    assert "was changed since you looked" in answer.text
    assert "Same firm" in answer.text
    again = see(answer.text).form(f"/vendors/{one}/merges")
    assert (await client.post(f"/vendors/{one}/merges", data=again.sent())).status_code == 303


async def test_vendors_of_other_organisations_are_neither_found_nor_merged(
    organisation: Organisation, as_role: AsRole
) -> None:
    one, _two = await pair(organisation)
    elsewhere = await builders.organisation("Elsewhere Ltd", "NO")
    other = await Desk().vendor(elsewhere, "Example Mail Oy")
    client = await as_role("procurement", organisation)
    assert "Example Mail Oy" not in (await client.get("/vendors/alike")).text
    assert "Example Mail Oy" not in (await client.get(f"/vendors/{one}/merge?q=example")).text
    assert (await client.get(f"/vendors/{one}/merge?other={other}")).status_code == 404
    assert (await client.post(f"/vendors/{one}/merges", data={"other": str(other)})).status_code == 404
    assert (await client.post(f"/vendors/{one}/apart", data={"other": str(other)})).status_code == 404


async def test_a_vendor_shared_with_others_is_refused_in_a_clear_sentence(
    organisation: Organisation, as_role: AsRole
) -> None:
    one, two = await pair(organisation)
    elsewhere = await builders.organisation("Elsewhere Ltd", "NO")
    await Desk().engagement(two, elsewhere)
    client = await as_role("procurement", organisation)
    answer = await client.get(f"/vendors/{one}/merge?other={two}")
    assert answer.status_code == 403
    assert "Other organisations share this" in answer.text
    assert "Elsewhere" not in answer.text
