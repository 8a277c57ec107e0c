"""What the register says of five real kinds of organisation, each held as it describes itself in public."""

from __future__ import annotations

from datetime import date

import pytest

from register.locations import update_location
from register.organisations import update_organisation
from tests.register.cast import ADMINISTRATOR, Desk, finding, places, rules
from tests.support import builders

GROUPS = {"unnamed_group": True}


async def test_energy_software_names_vendors_and_clauses_but_no_country(organisation) -> None:
    desk = Desk(actor=ADMINISTRATOR)
    wish = {"kind": "eea_preferred", "text": "We avoid processing outside the EU/EEA.", "recorded_on": "2023-02-01"}
    await update_organisation(organisation.id, {"promises": [wish]}, **desk.how)
    vendor = await desk.place(organisation, "", "SCC_UNSPECIFIED", "G Suite")
    view = await desk.view(vendor)
    assert (view.verdict, places(view)[0].reason) == ("incomplete", "COUNTRY_UNKNOWN")
    assert "unknown_country" in rules(view)
    assert "broken_promise" not in rules(view)


async def test_energy_software_once_the_country_is_known_the_clauses_lack_a_version(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "", "SCC_UNSPECIFIED", "G Suite")
    (place,) = places(await desk.view(vendor))
    await update_location(place.id, {"country": "US"}, place.version, **desk.how)
    assert places(await desk.view(vendor))[0].reason == "SCC_VERSION_UNSTATED"


async def test_energy_software_clauses_signed_before_the_new_set_are_dead_since_the_end_of_2022(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "SCC_UNSPECIFIED", "G Suite", facts={"scc_signed_on": "2020-05-01"})
    (place,) = places(await desk.view(vendor))
    assert (place.verdict, place.reason) == ("invalid", "SCC_OLD_EXPIRED")
    assert finding(await desk.view(vendor), "invalid_ground").since == date(2022, 12, 28)


async def test_builders_group_subsidiaries_are_controllers_of_their_own_with_no_transfer(database) -> None:
    desk = Desk()
    group = await builders.organisation("Builders' group", "NO")
    vendor = await desk.vendor(group, "Datterselskaper i konsernet", **GROUPS)
    engagement = await desk.engagement(vendor, group, role="controller", owner="Administration")
    await desk.location(engagement, "NO")
    view = await desk.view(vendor)
    assert (view.verdict, view.dpa) == ("no-transfer", "not-needed")
    assert view.findings == ()


async def test_builders_group_a_security_agreement_is_no_dpa(database) -> None:
    desk = Desk()
    group = await builders.organisation("Builders' group", "NO")
    vendor = await desk.vendor(group, "Leverandører av sentrale systemer", **GROUPS)
    await desk.engagement(vendor, group)
    await desk.agreement(vendor, group, kind="security", text="Avtale om tilfredsstillende informasjonssikkerhet")
    view = await desk.view(vendor)
    assert view.dpa == "missing"
    assert "Art. 32" in finding(view, "nda_instead_of_dpa").sentence
    assert "no_dpa" not in rules(view)


async def test_builders_group_holds_a_parent_and_its_subsidiaries_side_by_side(database) -> None:
    desk = Desk()
    parent = await builders.organisation("Parent AS", "NO")
    subsidiary = await builders.organisation("Subsidiary AS", "NO")
    vendor = await desk.vendor(parent, "Shared system")
    await desk.engagement(vendor, parent)
    await desk.engagement(vendor, subsidiary)
    assert {one.organisation_name for one in (await desk.view(vendor)).engagements} == {"Parent AS", "Subsidiary AS"}


async def test_marketing_privacy_shield_fell_on_the_day_of_the_judgment(organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, "G Suite")
    engagement = await desk.engagement(
        vendor, organisation, role="sub-processor", organisation_role="processor", owner="Marketing"
    )
    facts = {"ps_listed": "yes", "subprocessor_authorised": "yes"}
    await desk.location(engagement, "US", "PRIVACY_SHIELD_EU_US", facts=facts)
    view = await desk.view(vendor)
    assert places(view)[0].reason == "PS_INVALIDATED"
    assert "C-311/18" in places(view)[0].because + places(view)[0].citation
    assert finding(view, "invalid_ground").since == date(2020, 7, 16)
    assert (await desk.view(vendor, as_of=date(2019, 3, 1))).verdict == "valid"


async def test_marketing_a_region_declared_inside_is_no_transfer(organisation) -> None:
    vendor = await Desk().place(organisation, "", "EEA", "Albacross")
    assert (await Desk().view(vendor)).verdict == "no-transfer"


async def test_marketing_promises_approved_grounds_and_breaks_it_with_privacy_shield(organisation) -> None:
    desk = Desk(actor=ADMINISTRATOR)
    promise = {"kind": "eea_or_ground", "text": "Only recipients in the EU/EEA, under Privacy Shield or approved."}
    await update_organisation(organisation.id, {"promises": [promise]}, **desk.how)
    vendor = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US", "G Suite")
    assert finding(await desk.view(vendor), "broken_promise").severity == "high"


async def test_it_services_a_confidentiality_agreement_with_an_unnamed_group_is_two_findings(organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, "Suppliers", **GROUPS)
    await desk.engagement(vendor, organisation, role="")
    await desk.agreement(vendor, organisation, kind="nda", text="Confidentiality agreement")
    view = await desk.view(vendor)
    assert "Art. 28(3)" in finding(view, "nda_instead_of_dpa").todo
    assert "22/2024" in finding(view, "unnamed_group").sentence
    assert "Art. 30(1)(d)" in finding(view, "unnamed_group").sentence


@pytest.mark.parametrize("name", ["Skatteverket", "Banker", "Distributörer", "Myndigheter"])
async def test_mailing_independent_controllers_get_no_dpa_finding(organisation, name) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, name, **GROUPS)
    engagement = await desk.engagement(vendor, organisation, role="controller", owner="Finance")
    await desk.location(engagement, "", "EEA", region="EEA")
    view = await desk.view(vendor)
    assert (view.verdict, view.dpa) == ("no-transfer", "not-needed")
    assert view.findings == ()


async def test_mailing_a_place_outside_the_eea_breaks_what_is_said_in_public(organisation) -> None:
    desk = Desk(actor=ADMINISTRATOR)
    promise = {"kind": "eea_only", "text": "All behandling sker inom EU/ESS."}
    await update_organisation(organisation.id, {"promises": [promise]}, **desk.how)
    inside = await desk.place(organisation, "", "EEA", "Tjänsteleverantörer", region="EEA")
    outside = await desk.place(organisation, "GB", "ADEQUACY", "Leverantörer av IT-system")
    assert "broken_promise" not in rules(await desk.view(inside))
    assert (await desk.view(outside)).verdict == "valid"
    assert "United Kingdom" in finding(await desk.view(outside), "broken_promise").sentence
