"""A location is judged as it is written, findings follow, and the list hears of it."""

from __future__ import annotations

from datetime import date

from accounts.actor import SYSTEM
from register.agreements import update_agreement
from register.engagements import end_engagement
from register.lists import VendorQuery, list_vendors
from register.locations import remove_location, update_location
from register.nightly import rejudge_all
from register.tables import Finding, Location
from register.vendors import end_vendor, update_vendor
from tests.register.cast import PROCUREMENT, Desk, finding, places, rules
from tests.support import builders


async def test_privacy_shield_is_invalid_since_the_day_of_the_judgment(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    view = await desk.view(vendor)
    assert (view.verdict, places(view)[0].reason) == ("invalid", "PS_INVALIDATED")
    assert places(view)[0].since == date(2020, 7, 16)
    found = finding(view, "invalid_ground")
    assert (found.severity, found.since) == ("high", date(2020, 7, 16))
    assert "2020-07-16" in found.sentence
    assert "C-311/18" in found.sentence
    assert "United States" in found.sentence


async def test_the_verdict_of_another_day_is_shown_and_not_written(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US", facts={"ps_listed": "yes"})
    before = await Location.select().first()
    view = await desk.view(vendor, as_of=date(2019, 3, 1))
    assert (view.as_of, view.verdict) == (date(2019, 3, 1), "valid")
    assert await Location.select().first() == before


async def test_a_mended_fact_resolves_its_finding_and_keeps_it(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    (place,) = places(await desk.view(vendor))
    await update_location(place.id, {"country": "SE", "grounds": ["NONE"]}, place.version, **desk.how)
    view = await desk.view(vendor)
    assert view.verdict == "no-transfer"
    assert "invalid_ground" not in rules(view)
    row = await Finding.select().where(Finding.rule == "invalid_ground").first()
    assert (row["state"], row["resolved_at"]) == ("resolved", desk.now)


async def test_a_finding_that_comes_back_is_opened_again(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    for country, state in (("SE", "resolved"), ("US", "open")):
        (place,) = places(await desk.view(vendor))
        await update_location(place.id, {"country": country}, place.version, **desk.how)
        rows = await Finding.select().where(Finding.rule == "invalid_ground")
        assert [row["state"] for row in rows] == [state]


async def test_a_removed_location_takes_its_findings_along(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    (place,) = places(await desk.view(vendor))
    await remove_location(place.id, place.version, **desk.how)
    view = await desk.view(vendor)
    assert (view.verdict, view.location_count) == ("", 0)
    assert "invalid_ground" not in rules(view)


async def test_an_ended_engagement_asks_for_nothing(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    (engagement,) = (await desk.view(vendor)).engagements
    await end_engagement(engagement.id, engagement.version, desk.today, **desk.how)
    page = await list_vendors(VendorQuery(), PROCUREMENT)
    assert [(row.status, row.verdict, row.findings) for row in page.rows] == [("ended", "", 0)]


async def test_an_ended_vendor_has_no_open_findings(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    view = await desk.view(vendor)
    assert view.findings
    await end_vendor(vendor, view.version, **desk.how)
    assert (await desk.view(vendor)).findings == ()
    assert not await Finding.exists().where(Finding.state == "open")


async def test_the_list_shows_the_worst_verdict_and_how_many(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    (engagement,) = (await desk.view(vendor)).engagements
    await desk.location(engagement.id, "SE")
    await desk.location(engagement.id, "CH", "ADEQUACY")
    (row,) = (await list_vendors(VendorQuery(), PROCUREMENT)).rows
    assert (row.verdict, row.verdict_count, row.locations) == ("invalid", 1, 3)
    assert (row.ground, row.countries) == ("PRIVACY_SHIELD_EU_US", ("US", "CH", "SE"))


async def test_facts_of_the_vendors_listing_reach_every_location(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "DPF_EU_US")
    view = await desk.view(vendor)
    assert places(view)[0].reason == "DPF_LISTING_UNKNOWN"
    await update_vendor(
        vendor, {"dpf": {"dpf_listed": "yes"}, "dpf_checked_on": "2026-11-01"}, view.version, **desk.how
    )
    view = await desk.view(vendor)
    assert view.verdict == "valid"
    assert "stale_dpf" not in rules(view)


async def test_a_listing_nobody_looked_up_for_a_year_is_a_finding(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "DPF_EU_US")
    view = await desk.view(vendor)
    await update_vendor(
        vendor, {"dpf": {"dpf_listed": "yes"}, "dpf_checked_on": "2025-11-20"}, view.version, **desk.how
    )
    assert finding(await desk.view(vendor), "stale_dpf").since == date(2026, 11, 20)


async def test_a_sub_processor_is_judged_with_its_parent_as_exporter(organisation) -> None:
    desk = Desk()
    above = await desk.vendor(organisation, "Processor above", country="SE")
    top = await desk.engagement(above, organisation)
    below = await desk.vendor(organisation, "Sub-processor below")
    chained = await desk.engagement(below, organisation, role="sub-processor", parent=top)
    facts = {"scc_annexes": "complete", "contract_signed": "yes", "tia": "adequate", "scc_signed_on": "2023-01-01"}
    await desk.location(chained, "IN", "SCC_2021_M2", facts=facts)
    view = await desk.view(below)
    assert places(view)[0].reason == "SCC_MODULE_MISMATCH"
    assert (view.engagements[0].parent_vendor, view.engagements[0].parent_name) == (above, "Processor above")
    (child,) = (await desk.view(above)).engagements[0].children
    assert (child.vendor, child.verdict) == (below, "invalid")


async def test_a_vendor_that_moves_abroad_turns_what_is_below_it_into_onward_transfers(organisation) -> None:
    desk = Desk()
    above = await desk.vendor(organisation, "Processor above", country="SE")
    top = await desk.engagement(above, organisation)
    below = await desk.vendor(organisation, "Sub-processor below")
    chained = await desk.engagement(below, organisation, role="sub-processor", parent=top)
    facts = {"contract_signed": "yes", "tia": "adequate", "subprocessor_authorised": "yes"}
    await desk.location(chained, "IN", "SCC_2021_M3", facts=facts)
    assert await stored() == ("valid", "SCC_OK")
    await update_vendor(above, {"country": "US"}, (await desk.view(above)).version, **desk.how)
    assert await stored() == ("review", "ONWARD_TRANSFER")


async def test_a_general_authorisation_in_the_dpa_above_covers_the_sub_processors_below(organisation) -> None:
    desk = Desk()
    above = await desk.vendor(organisation, "Processor above", country="SE")
    top = await desk.engagement(above, organisation)
    below = await desk.vendor(organisation, "Sub-processor below")
    chained = await desk.engagement(below, organisation, role="sub-processor", parent=top)
    await desk.location(chained, "US", "DPF_EU_US", facts={"dpf_listed": "yes"})
    assert await stored() == ("incomplete", "ART28_SUBPROC_AUTH_MISSING")
    agreement = await desk.agreement(above, organisation, authorisation="general", expires_on="2026-11-21")
    assert await stored() == ("valid", "DPF_OK")
    await rejudge_all(date(2026, 11, 22), desk.law, SYSTEM, desk.now)
    assert await stored() == ("incomplete", "ART28_SUBPROC_AUTH_MISSING")
    await update_agreement(agreement, {"authorisation": "specific", "expires_on": None}, 1, **desk.how)
    assert await stored() == ("incomplete", "ART28_SUBPROC_AUTH_MISSING")


async def stored() -> tuple[str, str]:
    """Return verdict and reason as the only location's row holds them."""
    (row,) = await Location.select(Location.verdict, Location.reason)
    return row["verdict"], row["reason"]


async def test_a_region_inside_the_eea_is_no_transfer_and_asks_for_the_country(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "", "NONE", region="EEA")
    view = await desk.view(vendor)
    assert (view.verdict, places(view)[0].reason) == ("no-transfer", "NT_EEA_DECLARED")
    assert finding(view, "unknown_country").severity == "low"


async def test_signed_clauses_carry_their_dates_to_the_location(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "SCC_2010")
    assert places(await desk.view(vendor))[0].verdict != "valid"
    await desk.agreement(vendor, organisation, kind="scc", signed_on="2022-01-01")
    assert places(await desk.view(vendor))[0].reason in {"SCC_OLD_SIGNED_TOO_LATE", "SCC_OLD_EXPIRED"}


async def test_the_contract_that_carries_the_clauses_runs_out_and_the_verdict_knows_the_day(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "SCC_2021_M2", facts={"tia": "adequate"})
    await desk.agreement(vendor, organisation, kind="scc", signed_on="2023-01-01", expires_on="2026-12-31")
    view = await desk.view(vendor)
    assert (view.verdict, places(view)[0].changes_on) == ("valid", date(2027, 1, 1))
    assert view.dpa == "signed"
    lapsed = await desk.view(vendor, as_of=date(2027, 1, 1))
    assert (lapsed.verdict, places(lapsed)[0].reason) == ("incomplete", "CONTRACT_LAPSED")


async def test_clauses_signed_by_another_organisation_prove_nothing(organisation) -> None:
    desk = Desk()
    elsewhere = await builders.organisation("Elsewhere AS", "NO")
    vendor = await desk.place(organisation, "US", "SCC_UNSPECIFIED")
    await desk.agreement(vendor, elsewhere, kind="scc", signed_on="2015-01-01")
    assert places(await desk.view(vendor))[0].reason == "SCC_VERSION_UNSTATED"
    await desk.agreement(vendor, organisation, kind="scc", signed_on="2015-01-01")
    assert places(await desk.view(vendor))[0].reason == "SCC_OLD_EXPIRED"


async def test_a_listing_that_lapsed_is_wrong_since_that_day(organisation) -> None:
    desk = Desk()
    dpf = {"dpf_listed": "no", "dpf_lapsed_on": "2026-03-01"}
    vendor = await desk.vendor(organisation, dpf=dpf, dpf_checked_on="2026-11-01")
    engagement = await desk.engagement(vendor, organisation)
    await desk.location(engagement, "US", "DPF_EU_US")
    view = await desk.view(vendor)
    assert places(view)[0].reason == "DPF_LAPSED"
    assert finding(view, "invalid_ground").since == date(2026, 3, 1)


async def test_a_dpa_signed_in_a_month_keeps_what_was_written(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "SE", "NONE")
    await desk.agreement(vendor, organisation, signed_text="2024-03")
    assert ((await desk.view(vendor)).dpa, (await desk.view(vendor)).dpa_on) == ("signed", "2024-03")


async def test_a_processor_inside_with_a_parent_outside_is_no_transfer_as_such(organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, parent_name="Parent Inc.", parent_country="US")
    engagement = await desk.engagement(vendor, organisation)
    await desk.location(engagement, "IE")
    assert places(await desk.view(vendor))[0].reason == "NT_EU_ENTITY_US_PARENT"


async def test_the_worst_of_several_contracts_is_what_the_list_shows(organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    first = await desk.engagement(vendor, organisation)
    await desk.engagement(vendor, organisation, service="Payroll")
    await desk.agreement(vendor, organisation, engagement=first)
    assert (await desk.view(vendor)).dpa == ""
    await desk.agreement(vendor, organisation, status="requested")
    assert (await desk.view(vendor)).dpa == "requested"
