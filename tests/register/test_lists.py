"""The list of vendors: found, narrowed, sorted and paged by the database, the same on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from register.lists import ORDERS, VendorQuery, facets, list_vendors, vendor_numbers
from tests.register.cast import PROCUREMENT, Desk, only
from tests.support import builders


async def names(query: VendorQuery, actor=PROCUREMENT) -> list[str]:
    return [row.name for row in (await list_vendors(query, actor)).rows]


@pytest.fixture
async def four(organisation) -> None:
    """Four vendors that differ in everything that can be asked for."""
    desk = Desk()
    await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US", "Émile 100%_sure")
    alpha = await desk.vendor(organisation, "alpha", aliases=["Älg & Ko"], owner="Finance")
    engagement = await desk.engagement(alpha, organisation, service="Payroll", next_review="2027-02-01")
    await desk.location(engagement, "SE")
    await desk.agreement(alpha, organisation, signed_on="2024-01-15")
    bank = await desk.vendor(organisation, "Zeta Bank")
    engagement = await desk.engagement(bank, organisation, role="controller", next_review="2026-12-01")
    await desk.location(engagement, "CH", "ADEQUACY")
    await desk.vendor(organisation, "Nothing yet")


async def test_a_vendor_without_an_engagement_is_in_the_register_of_its_organisation(four) -> None:
    assert "Nothing yet" in await names(VendorQuery())


async def test_the_nordic_letters_come_after_z_in_one_order_for_all_languages(organisation) -> None:
    for name in ("Öland", "Ægir", "Ål", "zebra", "Ärla", "Østfold", "Ängel", "Édith", "eva"):
        await Desk().vendor(organisation, name)
    assert await names(VendorQuery()) == [
        "Édith",
        "eva",
        "zebra",
        "Ål",
        "Ægir",
        "Ängel",
        "Ärla",
        "Öland",
        "Østfold",
    ]


async def test_names_sort_without_regard_to_case_and_accents(four) -> None:
    assert await names(VendorQuery()) == ["alpha", "Émile 100%_sure", "Nothing yet", "Zeta Bank"]
    assert await names(VendorQuery(descending=True)) == ["Zeta Bank", "Nothing yet", "Émile 100%_sure", "alpha"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("ALPHA", ["alpha"]),
        ("emile", ["Émile 100%_sure"]),
        ("älg", ["alpha"]),
        ("alg", ["alpha"]),
        ("payroll", ["alpha"]),
        ("finance", ["alpha"]),
        ("100%", ["Émile 100%_sure"]),
        ("%_", ["Émile 100%_sure"]),
        ("a_p", []),
        ("!", []),
        ("'; DROP TABLE vendor; --", []),
        ("al\x00pha", ["alpha"]),
        ("   ", ["alpha", "Émile 100%_sure", "Nothing yet", "Zeta Bank"]),
    ],
)
async def test_search_finds_names_aliases_services_and_owners_as_typed(four, asked, found) -> None:
    assert await names(VendorQuery(q=asked)) == found


async def test_search_finds_notes_and_tags(four, organisation) -> None:
    vendor = await Desk().vendor(organisation, "Kept apart", notes="Renegotiated in spring", tags=["Årlig kontroll"])
    await Desk().engagement(vendor, organisation, notes={"Kostnadsställe": "4711 Vård"})
    for asked in ("spring", "arlig", "4711 vard"):
        assert await names(VendorQuery(q=asked)) == ["Kept apart"]


async def test_the_country_with_the_worst_verdict_comes_first(organisation) -> None:
    vendor = await Desk().place(organisation, "CH", "ADEQUACY")
    (engagement,) = (await Desk().view(vendor)).engagements
    await Desk().location(engagement.id, "SE")
    await Desk().location(engagement.id, "US", "PRIVACY_SHIELD_EU_US")
    (row,) = (await list_vendors(VendorQuery(), PROCUREMENT)).rows
    assert row.countries == ("US", "CH", "SE")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (VendorQuery(verdict="invalid"), ["Émile 100%_sure"]),
        (VendorQuery(verdict="valid"), ["Zeta Bank"]),
        (VendorQuery(verdict="unknown"), ["Nothing yet"]),
        (VendorQuery(country="CH"), ["Zeta Bank"]),
        (VendorQuery(country="C"), []),
        (VendorQuery(finding="invalid_ground"), ["Émile 100%_sure"]),
        (VendorQuery(finding="invalid"), []),
        (VendorQuery(owner="Finance"), ["alpha"]),
        (VendorQuery(dpa="signed"), ["alpha"]),
        (VendorQuery(dpa="not-needed"), ["Zeta Bank"]),
        (VendorQuery(role="controller"), ["Zeta Bank"]),
        (VendorQuery(status="ended"), []),
        (VendorQuery(verdict="no-transfer", q="al", owner="Finance", country="SE"), ["alpha"]),
    ],
)
async def test_each_filter_narrows_by_exactly_what_it_says(four, query, found) -> None:
    assert await names(query) == found


async def test_what_is_not_known_comes_last_whichever_way_one_sorts(four) -> None:
    assert (await names(VendorQuery(sort="next_review")))[:2] == ["Zeta Bank", "alpha"]
    assert (await names(VendorQuery(sort="next_review", descending=True)))[:2] == ["alpha", "Zeta Bank"]
    for descending in (False, True):
        assert (await names(VendorQuery(sort="owner", descending=descending)))[0] == "alpha"


async def test_the_worst_verdict_comes_first(four) -> None:
    assert (await names(VendorQuery(sort="verdict")))[:2] == ["Émile 100%_sure", "Zeta Bank"]


@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("descending", [False, True])
async def test_pages_hold_each_vendor_once_in_every_order(organisation, sort, descending) -> None:
    desk = Desk()
    for number in range(7):
        await desk.vendor(organisation, f"Same name {number % 2}", legal_name=str(number))
    query = VendorQuery(sort=sort, descending=descending, size=3)
    pages = [await list_vendors(replace(query, page=page), PROCUREMENT) for page in (1, 2, 3)]
    assert [len(page.rows) for page in pages] == [3, 3, 1]
    assert len({row.id for page in pages for row in page.rows}) == 7
    assert {(page.total, page.pages) for page in pages} == {(7, 3)}
    assert [(row.id, row.organisation) for page in pages for row in page.rows] == await vendor_numbers(
        query, PROCUREMENT
    )


@pytest.mark.parametrize("page", [-3, 0, 99])
async def test_a_page_that_is_not_there_shows_the_nearest(four, page) -> None:
    shown = await list_vendors(VendorQuery(page=page, size=3), PROCUREMENT)
    assert shown.page == (2 if page > 0 else 1)
    assert shown.rows


async def test_an_empty_register_has_one_empty_page(organisation) -> None:
    page = await list_vendors(VendorQuery(), PROCUREMENT)
    assert (page.rows, page.total, page.page, page.pages) == ((), 0, 1, 1)


async def test_dates_come_as_dates(four) -> None:
    (row,) = (await list_vendors(VendorQuery(q="alpha"), PROCUREMENT)).rows
    assert (row.next_review, row.dpa_on) == (date(2027, 2, 1), "2024-01-15")


async def test_other_organisations_vendors_are_not_listed(four, organisation) -> None:
    elsewhere = await builders.organisation("Elsewhere AS", "NO")
    assert await names(VendorQuery(), only(elsewhere)) == []
    assert len(await names(VendorQuery(), only(organisation))) == 4
    assert await names(VendorQuery(organisation=organisation.id), only(elsewhere)) == []


async def test_facets_count_what_the_list_can_be_narrowed_by(four) -> None:
    found = await facets(VendorQuery(), PROCUREMENT)
    assert found.verdicts == {"invalid": 1, "no-transfer": 1, "valid": 1, "": 1}
    assert found.findings["invalid_ground"] == 1
    assert (found.owners, found.countries) == (("Finance",), ("CH", "SE", "US"))
