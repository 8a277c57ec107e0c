"""Two people at work on one vendor: neither is lost, neither waits for ever."""

from __future__ import annotations

import asyncio

from accounts.errors import Conflict, Invalid
from register import sentences
from register.inputs import OrganisationInput
from register.organisations import create_organisation
from register.tables import Finding, Standing, Vendor
from register.vendors import update_vendor
from tests.register.cast import ADMINISTRATOR, NOW, Desk


async def test_of_two_who_save_at_once_one_is_told(organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    tried = [update_vendor(vendor, {"country": country}, 1, **desk.how) for country in ("NO", "DK", "FI")]
    results = await asyncio.gather(*tried, return_exceptions=True)
    assert [isinstance(one, Conflict) for one in results].count(True) == 2
    assert (await Vendor.select(Vendor.version).first())["version"] == 2


async def test_places_and_agreements_added_at_once_all_count(organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    engagement = await desk.engagement(vendor, organisation)
    places = [desk.location(engagement, country, "PRIVACY_SHIELD_EU_US") for country in ("US", "IN", "CN", "AU")]
    papers = [desk.agreement(vendor, organisation, kind=kind) for kind in ("dpa", "nda", "scc")]
    more = [desk.engagement(vendor, organisation, service=f"Service {number}") for number in range(3)]
    await asyncio.wait_for(asyncio.gather(*places, *papers, *more), timeout=30)
    row = await Standing.select(Standing.locations, Standing.dpa, Standing.findings).first()
    assert (row["locations"], row["dpa"]) == (4, "signed")
    assert row["findings"] == await Finding.count().where(Finding.state == "open")


async def test_of_two_who_add_the_same_organisation_at_once_one_is_told(database) -> None:
    tried = [create_organisation(OrganisationInput(name="Example"), ADMINISTRATOR, NOW) for _ in range(3)]
    results = await asyncio.gather(*tried, return_exceptions=True)
    assert [isinstance(one, Invalid) for one in results].count(True) == 2


async def test_a_second_press_on_the_button_adds_no_second_vendor(organisation) -> None:
    tried = [Desk().vendor(organisation, "Example Mail") for _ in range(3)]
    results = await asyncio.gather(*tried, return_exceptions=True)
    refused = [one for one in results if isinstance(one, Invalid)]
    assert [one.fields for one in refused] == [{"name": sentences.VENDOR_TAKEN}] * 2
    assert await Vendor.count() == 1


async def test_vendors_of_one_name_are_told_apart_by_their_legal_names(organisation) -> None:
    await Desk().vendor(organisation, "Example Mail", legal_name="Example Mail AB")
    await Desk().vendor(organisation, "Example Mail", legal_name="Example Mail Inc.")
    assert await Vendor.count() == 2
