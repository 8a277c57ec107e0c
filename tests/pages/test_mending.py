"""What is wrong with a vendor is said once, and each place leads to the field that mends it."""

from __future__ import annotations

import re

import pytest

from accounts.tables import Organisation
from register.pages.mending import DEEDS, deed_for
from register.rules import RULES
from tests.pages.reading import see
from tests.register.cast import Desk
from tests.support.browsing import AsRole

DEED = re.compile(r'<a class="btn sm" href="([^"]+)">([^<]+)<span class="vh">: ([^<]+)</span>')


@pytest.mark.parametrize("rule", sorted(RULES))
def test_each_rule_has_a_deed(rule: str) -> None:
    assert DEEDS.keys() == RULES.keys()
    assert re.fullmatch(r"/\w+/[78](/\w+)*(/\w+)?(\?kind=joint)?(#f-\w+)?", deed_for(rule, 7, 8).href)


async def test_what_is_wrong_in_two_places_is_said_once_with_a_deed_for_each(
    organisation: Organisation, as_role: AsRole
) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, owner="IT")
    work = await desk.engagement(vendor, organisation, service="", purposes="Sends newsletters to customers")
    first = await desk.location(work, "US")
    second = await desk.location(work, "US")
    page = (await (await as_role("procurement")).get(f"/vendors/{vendor}")).text
    part = page.split('id="findings-h"')[1].split("</section>")[0]
    assert part.count("no ground for this transfer is recorded") == 1
    assert '<h3>Incomplete ground <span class="n">2</span></h3>' in part
    about = "United States, Sends newsletters to customers"
    for place in (first, second):
        assert (f"/locations/{place}/edit#f-grounds", "Complete the ground", about) in DEED.findall(part)


async def test_a_missing_arrangement_is_recorded_in_a_form_that_has_its_kind_chosen(
    organisation: Organisation, as_role: AsRole
) -> None:
    vendor = await Desk().vendor(organisation)
    client = await as_role("procurement")
    for href, kind in (
        (deed_for("no_joint_arrangement", 1, vendor).href, "joint"),
        (deed_for("no_dpa", 1, vendor).href, "dpa"),
        (f"/vendors/{vendor}/agreements/new?kind=handshake", "dpa"),
    ):
        form = see((await client.get(href)).text).form(f"/vendors/{vendor}/agreements")
        assert form.values["kind"] == kind


async def test_who_may_not_edit_is_offered_no_deed(organisation: Organisation, as_role: AsRole) -> None:
    vendor = await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    page = (await (await as_role("reader")).get(f"/vendors/{vendor}")).text
    assert "Invalid ground" in page
    assert DEED.findall(page) == []


async def test_the_list_and_the_page_of_a_finding_lead_to_the_field_too(
    organisation: Organisation, as_role: AsRole
) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    finding = next(one for one in (await desk.view(vendor)).findings if one.rule == "invalid_ground")
    field = f"/locations/{finding.subject_id}/edit#f-grounds"
    client = await as_role("procurement")
    for address in ("/findings?severity=high", f"/findings/{finding.id}"):
        assert f'href="{field}">Choose a new ground' in (await client.get(address)).text
        assert field not in (await (await as_role("reader")).get(address)).text
    form = see((await client.get(f"/locations/{finding.subject_id}/edit")).text)
    assert "f-grounds" in form.ids


async def test_the_form_of_a_location_says_how_it_is_judged(organisation: Organisation, as_role: AsRole) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    place = next(place for work in (await desk.view(vendor)).engagements for place in work.locations)
    client = await as_role("procurement")
    page = (await client.get(f"/locations/{place.id}/edit")).text
    assert 'class="notice invalid stands"' in page
    assert place.todo in page
    assert "stands" not in (await client.get(f"/engagements/{place.engagement}/locations/new")).text
