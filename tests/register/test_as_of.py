"""The register on another day: as the law stood, or as it is known to become, and nothing written."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook

from accounts.tables import Organisation
from register.asof import judged_day
from register.asof_findings import list_findings
from register.asof_lists import listed
from register.export import export_csv, export_json, export_xlsx
from register.list_kinds import FINDINGS
from register.listing import ListQuery, Row, page_of
from register.lists import VendorQuery
from register.tables import Finding, Location, Standing
from tests.register.cast import NOW, PRIVACY, TODAY, Desk, only, places, rules

SHIELD_STOOD = date(2019, 3, 1)
UK_ENDED = date(2031, 12, 28)


@pytest.fixture
async def three(organisation: Organisation) -> list[int]:
    """One vendor on a ground that has ended, one whose ground will end, one inside."""
    desk = Desk()
    return [
        await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US", "Alpha Mail", facts={"ps_listed": "yes"}),
        await desk.place(organisation, "GB", "ADEQUACY", "Beta Payroll"),
        await desk.place(organisation, "SE", "EEA", "Gamma Hosting"),
    ]


async def verdicts(query: VendorQuery, day: date, desk: Desk | None = None) -> dict[str, str]:
    desk = desk or Desk()
    found = await listed(replace(query, as_of=day), desk.actor, desk.law, NOW)
    return {row.name: row.verdict for row in (await found.page(query)).rows}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 7, 15), {"Alpha Mail": "valid", "Beta Payroll": "no-transfer", "Gamma Hosting": "no-transfer"}),
        (date(2020, 7, 16), {"Alpha Mail": "invalid", "Beta Payroll": "no-transfer", "Gamma Hosting": "no-transfer"}),
        (date(2031, 12, 27), {"Alpha Mail": "invalid", "Beta Payroll": "valid", "Gamma Hosting": "no-transfer"}),
        (UK_ENDED, {"Alpha Mail": "invalid", "Beta Payroll": "invalid", "Gamma Hosting": "no-transfer"}),
    ],
)
async def test_verdicts_are_those_of_the_day(three: list[int], day: date, expected: dict[str, str]) -> None:
    assert await verdicts(VendorQuery(), day) == expected


async def test_filter_and_order_by_verdict_go_by_the_day(three: list[int]) -> None:
    assert list(await verdicts(VendorQuery(verdict="valid"), SHIELD_STOOD)) == ["Alpha Mail"]
    assert list(await verdicts(VendorQuery(sort="verdict"), UK_ENDED)) == [
        "Alpha Mail",
        "Beta Payroll",
        "Gamma Hosting",
    ]
    assert list(await verdicts(VendorQuery(sort="verdict", descending=True), UK_ENDED)) == [
        "Gamma Hosting",
        "Alpha Mail",
        "Beta Payroll",
    ]
    assert list(await verdicts(VendorQuery(finding="invalid_ground"), UK_ENDED)) == ["Alpha Mail", "Beta Payroll"]


async def test_counts_by_verdict_go_by_the_day(three: list[int]) -> None:
    desk = Desk()
    query = VendorQuery(status="active", as_of=UK_ENDED)
    found = await listed(query, desk.actor, desk.law, NOW, findings=False)
    assert found.facets.verdicts == {"invalid": 2, "no-transfer": 1}


async def test_the_order_by_agreement_is_that_of_the_day(organisation: Organisation) -> None:
    desk = Desk()
    for name, more in (("A", {"expires_on": "2027-01-01"}), ("B", {}), ("C", {"status": "missing"})):
        vendor = await desk.place(organisation, "SE", "EEA", name)
        await desk.agreement(vendor, organisation, **more)
    query = VendorQuery(sort="dpa", as_of=date(2027, 1, 2))
    rows = await (await listed(query, desk.actor, desk.law, NOW, findings=False)).all()
    assert [(row.name, row.dpa) for row in rows] == [("A", "expired"), ("C", "missing"), ("B", "signed")]


async def test_a_day_is_judged_again_after_a_change(three: list[int], organisation: Organisation) -> None:
    assert len(await verdicts(VendorQuery(), SHIELD_STOOD)) == 3
    await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US", "Delta", facts={"ps_listed": "yes"})
    assert (await verdicts(VendorQuery(), SHIELD_STOOD))["Delta"] == "valid"


async def test_nothing_is_written(three: list[int]) -> None:
    async def everything() -> list[object]:
        return [await table.select().order_by("id") for table in (Location, Standing, Finding)]

    before = await everything()
    desk = Desk()
    await verdicts(VendorQuery(), UK_ENDED)
    await desk.view(three[1], as_of=UK_ENDED)
    await export_json(PRIVACY, law=desk.law, now=NOW, today=TODAY, as_of=UK_ENDED)
    assert await everything() == before


async def test_the_page_of_a_vendor_shows_verdict_findings_and_next_change_of_the_day(three: list[int]) -> None:
    then = await Desk().view(three[0], as_of=SHIELD_STOOD)
    (place,) = places(then)
    assert (then.as_of, then.verdict, place.changes_on) == (SHIELD_STOOD, "valid", date(2020, 7, 16))
    assert "invalid_ground" not in rules(then)
    assert "invalid_ground" in rules(await Desk().view(three[1], as_of=UK_ENDED))


async def test_an_outsider_sees_no_day_of_others(three: list[int]) -> None:
    elsewhere = await Organisation.objects().create(name="Elsewhere Ltd", country="NO", created_at=NOW)
    assert await verdicts(VendorQuery(), SHIELD_STOOD, Desk(actor=only(elsewhere))) == {}


async def test_files_show_the_day(three: list[int]) -> None:
    how = {"law": Desk().law, "now": NOW, "today": TODAY}
    query = VendorQuery(as_of=SHIELD_STOOD, verdict="valid")
    whole = json.loads(await export_json(PRIVACY, **how, as_of=SHIELD_STOOD))
    assert whole["as_of"] == "2019-03-01"
    assert [vendor["standings"][0]["verdict"] for vendor in whole["vendors"]] == ["valid", "no-transfer", "no-transfer"]
    assert whole["vendors"][0]["engagements"][0]["locations"][0]["judged_on"] == "2019-03-01"
    rows = (await export_csv(PRIVACY, query, **how)).decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert ",valid," in rows[1]
    book = load_workbook(io.BytesIO(await export_xlsx(PRIVACY, query, **how)))
    about = {row[0]: row[1] for row in book["About"].iter_rows(values_only=True) if row[0]}
    assert about["As of"].date() == SHIELD_STOOD
    assert about["Law"] == Desk().law.digest
    assert "Law looked up on" in about


@pytest.mark.parametrize("text", ["1994-12-31", "2101-01-01", "2019-02-30", "20190301", "2019-W10-1", "yesterday"])
def test_what_is_no_day_from_1995_to_2100_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        judged_day(text)


def test_no_day_is_today() -> None:
    assert judged_day(" ") is None
    assert judged_day("2100-12-31") == date(2100, 12, 31)


@pytest.fixture
async def various(organisation: Organisation) -> None:
    """Vendors that differ in owner, tier, tag and organisation, with findings of every urgency."""
    desk = Desk()
    other = await Organisation.objects().create(name="Another Ltd", country="NO", created_at=NOW)
    for name, country, ground, where, more in (
        ("Delta Mail", "US", "PRIVACY_SHIELD_EU_US", organisation, {"owner": "IT", "tier": "high", "tags": ["Pilot"]}),
        ("Alpha Bank", "IN", "SCC_2010", organisation, {"owner": "HR", "tier": "low"}),
        ("Cairo Host", "", "NONE", other, {"owner": "IT"}),
        ("Beta Ring", "SE", "EEA", organisation, {}),
    ):
        vendor = await desk.vendor(where, name, **more)
        work = await desk.engagement(vendor, where, service=f"Service of {name}", next_review="2026-01-01")
        await desk.location(work, country, ground)


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("sort", ["", *(column.key for column in FINDINGS.columns if column.sort)])
async def test_findings_of_a_day_are_searched_narrowed_and_sorted_as_those_that_are_stored(
    various: None, organisation: Organisation, sort: str, down: bool
) -> None:
    desk = Desk()

    def told(rows: Iterable[Row]) -> list[tuple[object, ...]]:
        return [(row["name"], row["rule"], since(row), row["owner"], row["service"] or "") for row in rows]

    counts = set()
    for narrowed in (
        {},
        {"owner": "IT"},
        {"owner": "unknown"},
        {"tier": "low"},
        {"tag": "Pilot"},
        {"rule": "no_dpa"},
        {"severity": "high"},
        {"state": "resolved"},
    ):
        for more in ({}, {"q": "service of alpha"}, {"organisation": organisation.id}):
            query = ListQuery(narrowed=narrowed, sort=sort, descending=down, today=TODAY, **more)
            stored = (await page_of(FINDINGS, query, desk.actor)).rows
            found = (await list_findings(query, desk.actor, desk.law, NOW, TODAY)).rows
            assert sorted(told(found), key=str) == sorted(told(stored), key=str), query
            keys = [FINDINGS_KEYS[sort or "severity"](row) for row in stored]
            assert [FINDINGS_KEYS[sort or "severity"](row) for row in found] == keys, query
            counts.add(len(found))
    assert {0, 1} < counts, "the filters tell them apart"


def since(row: Row) -> date:
    """Return since when something is wrong; what is stored has the day of finding where nothing else is known."""
    return row["since"] or TODAY


# What is equal otherwise may stand in any order, as all are in one state and found on one day.
FINDINGS_KEYS: Mapping[str, Callable[[Row], object]] = {
    "vendor": lambda row: row["name"],
    "severity": lambda row: (row["severity"], since(row)),
    "finding": lambda row: row["rule"],
    "since": since,
    "state": lambda row: row["state"],
    "owner": lambda row: row["owner"],
    "found_at": lambda row: row["state"],
    "organisation": lambda row: row["organisation_name"],
}
