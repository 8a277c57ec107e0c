"""The page of a vendor: verdict, reason, citation and what to do, for whoever may see it."""

from datetime import date

import pytest

from accounts.tables import Organisation
from tests.pages.reading import see
from tests.register.cast import Desk
from tests.support import builders
from tests.support.browsing import AsRole


async def test_an_invalid_ground_is_shown_with_its_reason_its_citation_and_a_way_to_change_it(
    organisation: Organisation, as_role: AsRole
) -> None:
    vendor = await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US", ground_text="Privacy Shield")
    page = (await (await as_role("procurement")).get(f"/vendors/{vendor}")).text
    assert "C-311/18" in page
    assert "1 of 1 locations has no ground that holds." in page
    assert "As written: “Privacy Shield”" in page
    assert "Change ground" in page


async def test_a_reader_sees_the_same_without_a_way_to_change_anything(
    organisation: Organisation, as_role: AsRole
) -> None:
    vendor = await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    page = (await (await as_role("reader")).get(f"/vendors/{vendor}")).text
    assert "C-311/18" in page
    assert "/edit" not in page
    assert "/new" not in page
    assert "/acceptance" not in page


async def test_a_vendor_of_another_organisation_is_not_there(organisation: Organisation, as_role: AsRole) -> None:
    vendor = await Desk().place(organisation, "SE", "EEA")
    elsewhere = await builders.organisation("Elsewhere Ltd", "NO")
    client = await as_role("procurement", elsewhere)
    for address in (
        f"/vendors/{vendor}",
        f"/vendors/{vendor}/edit",
        f"/vendors/{vendor}/engagements/new",
        "/vendors/999",
    ):
        assert (await client.get(address)).status_code == 404


async def test_the_points_of_article_28_are_shown_letter_by_letter(organisation: Organisation, as_role: AsRole) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "SE", "EEA")
    await desk.agreement(vendor, organisation, signed_on=date(2024, 5, 30), checklist={"a": "met", "d": "partly"})
    page = (await (await as_role("reader")).get(f"/vendors/{vendor}")).text
    assert "1 of 8 points met" in page
    assert "Partly" in page
    assert page.count("Not checked") >= 6


async def test_a_security_agreement_has_no_points_to_check(organisation: Organisation, as_role: AsRole) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "SE", "EEA")
    await desk.agreement(vendor, organisation, kind="security")
    page = (await (await as_role("reader")).get(f"/vendors/{vendor}")).text
    assert "Security agreement" in page
    assert "Art. 28(3)(a)" not in page


@pytest.mark.parametrize(
    ("country", "ground", "sentence"),
    [
        ("SE", "EEA", "No data leaves the EEA, as far as is recorded."),
        ("CH", "ADEQUACY", "1 transfer, on a ground that holds."),
        ("US", "NONE", "1 of 1 locations lacks something."),
    ],
)
async def test_the_head_says_where_the_vendor_stands(
    organisation: Organisation, as_role: AsRole, country: str, ground: str, sentence: str
) -> None:
    vendor = await Desk().place(organisation, country, ground)
    assert sentence in (await (await as_role("reader")).get(f"/vendors/{vendor}")).text


async def test_a_vendor_of_which_nothing_is_known_asks_for_an_engagement(
    organisation: Organisation, as_role: AsRole
) -> None:
    vendor = await Desk().vendor(organisation)
    page = (await (await as_role("procurement")).get(f"/vendors/{vendor}")).text
    assert "Nothing is recorded yet of what this vendor does for you." in page
    assert f'href="/vendors/{vendor}/engagements/new"' in page


async def test_history_tells_what_was_changed_from_what_to_what(organisation: Organisation, as_role: AsRole) -> None:
    vendor = await Desk().vendor(organisation, owner="Sales")
    client = await as_role("procurement")
    form = see((await client.get(f"/vendors/{vendor}/edit")).text).form(f"/vendors/{vendor}")
    assert (await client.post(form.action, data=form.sent(owner="Marketing"))).status_code == 303
    page = (await client.get(f"/vendors/{vendor}")).text
    assert "<del>Sales</del> <ins>Marketing</ins>" in page


async def test_findings_can_be_accepted_by_those_who_decide_only(organisation: Organisation, as_role: AsRole) -> None:
    vendor = await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    assert "/acceptance" in (await (await as_role("privacy")).get(f"/vendors/{vendor}")).text
    assert "/acceptance" not in (await (await as_role("procurement")).get(f"/vendors/{vendor}")).text
