"""The start page: what needs somebody and what is coming, for what that somebody may see."""

from __future__ import annotations

import pytest
from litestar import Litestar

from accounts.tables import Organisation
from app.start_words import DEEDS, what_falls
from assessments.tables import OwnerAddress
from law.store import Law
from register.desk import POSITIONS
from register.rules import RULES
from register.whatif import struck_by
from register.words import GROUNDS
from tests.register.cast import NOW, TODAY, Desk
from tests.support import builders
from tests.support.browsing import AsRole, browser, sign_in


async def test_an_empty_register_says_how_to_begin(organisation: Organisation, as_role: AsRole) -> None:
    page = (await (await as_role("procurement")).get("/")).text
    assert "No vendors yet" in page
    assert 'href="/imports/new"' in page
    assert 'href="/vendors/new"' in page
    assert "/imports/new" not in (await (await as_role("reader")).get("/")).text


async def test_findings_are_counted_by_rule_and_lead_to_their_list(organisation: Organisation, as_role: AsRole) -> None:
    await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US", "Mail Ltd")
    client = await as_role("reader")
    page = (await client.get("/")).text
    assert "1 transfer has no valid ground" in page
    assert 'href="/findings?rule=invalid_ground&amp;severity=high"' in page
    assert "Mail Ltd" in (await client.get("/findings?rule=invalid_ground&severity=high")).text


async def test_what_is_coming_is_told_with_the_locations_that_move(organisation: Organisation, as_role: AsRole) -> None:
    await Desk().place(organisation, "GB", "ADEQUACY", "Thames Hosting")
    page = (await (await as_role("reader")).get("/")).text
    assert "2031-12-28" in page
    assert "1 location moves" in page


async def test_where_data_goes_is_told_by_the_legal_position_of_each_country(
    organisation: Organisation, as_role: AsRole
) -> None:
    desk = Desk()
    for country, ground in (("SE", "EEA"), ("GB", "ADEQUACY"), ("US", "PRIVACY_SHIELD_EU_US"), ("IN", "SCC_2021_M2")):
        await desk.place(organisation, country, ground, f"Vendor in {country}")
    await desk.place(organisation, "", "NONE", "Vendor somewhere")
    page = (await (await as_role("reader")).get("/")).text
    places = [place for place in POSITIONS if f'class="geo-g {place}"' in page]
    assert places == list(POSITIONS)
    for place, country in zip(POSITIONS, ("SE", "GB", "US", "IN", "unknown"), strict=True):
        part = page.split(f'class="geo-g {place}"')[1].split('class="geo-g')[0]
        assert f'href="/vendors?country={country}"' in part


async def test_what_rests_on_a_ground_is_counted_in_the_number_of_the_language(
    organisation: Organisation, as_role: AsRole
) -> None:
    for name in ("One", "Two"):
        await Desk().place(organisation, "US", "NONE", name)
    await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US", "Three")
    page = (await (await as_role("reader", language="sv")).get("/")).text
    assert "2 ofullständiga<" in page
    assert "1 ogiltig<" in page


async def test_what_rests_on_a_ground_that_can_fall_leads_to_what_if(
    organisation: Organisation, as_role: AsRole
) -> None:
    await Desk().place(organisation, "US", "DPF_EU_US", facts={"dpf_listed": "yes"})
    await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US", "Old Mail Ltd")
    client = await as_role("reader")
    page = (await client.get("/")).text
    assert 'href="/what-if?what=DPF-EU"' in page
    assert "PRIVACY_SHIELD" not in page
    assert (await client.get("/what-if?what=DPF-EU")).status_code == 200


def test_each_ground_that_a_link_names_can_fall(law: Law) -> None:
    for ground in GROUNDS:
        what = what_falls(law, ground, TODAY)
        assert not what or struck_by(law, what), ground


async def test_what_is_owned_by_whoever_asks_comes_first(organisation: Organisation, app: Litestar) -> None:
    desk = Desk()
    await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US", "Theirs Ltd")
    mine = await desk.vendor(organisation, "Mine Ltd", owner="Marketing")
    await desk.location(await desk.engagement(mine, organisation), "US", "PRIVACY_SHIELD_EU_US")
    person = await builders.user("procurement", organisation)
    await OwnerAddress(owner="Marketing", owner_key="marketing", email=person.email).save()
    async with browser(app) as client:
        await sign_in(client, app, person, NOW)
        page = (await client.get("/")).text
    part = page.split('id="mine-h"')[1].split("</section>")[0]
    assert "Mine Ltd" in part
    assert "Theirs Ltd" not in part
    assert "Theirs Ltd" in page


@pytest.mark.parametrize("rule", sorted(RULES))
def test_each_finding_has_a_deed_that_mends_it(rule: str) -> None:
    assert rule in DEEDS


async def test_another_organisation_counts_for_nothing(organisation: Organisation, as_role: AsRole) -> None:
    other = await builders.organisation("Elsewhere", "NO")
    await Desk().place(other, "US", "PRIVACY_SHIELD_EU_US", "Hidden Ltd")
    await Desk().place(organisation, "SE", "EEA", "Seen AB")
    page = (await (await as_role("reader", organisation)).get("/")).text
    assert "No transfer is invalid, and nothing is overdue." in page
    assert "Hidden" not in page
