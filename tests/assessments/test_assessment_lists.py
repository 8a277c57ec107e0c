"""All assessments as a list, all vendors by tier and outcome, and what is asked of each tier."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from accounts.actor import SYSTEM, Actor
from accounts.errors import Invalid, NotFound
from accounts.roles import Role
from accounts.tables import Organisation
from assessments import templates, tier_rules
from assessments.assessment_tables import Assessment, Template, TemplateVersion, TierRule
from assessments.following import take_tier
from assessments.shipped import load_shipped
from assessments.vendor_results import Query, count_by_tier, list_vendor_results
from law.store import default_law
from register.settle import settle
from register.tables import Vendor
from tests.assessments.asked_cast import Office, template
from tests.register.cast import Desk
from tests.support import builders
from tests.support.browsing import AsRole
from tests.support.clock import START

TODAY = START.date()


@pytest.fixture
async def versions(database: Any) -> dict[str, int]:
    """The version of each shipped questionnaire, by key."""
    await load_shipped(START)
    rows = await TemplateVersion.select(TemplateVersion.id, TemplateVersion.template.key)
    return {row["template.key"]: row["id"] for row in rows}


async def vendor_of(organisation: Organisation, name: str, tier: str = "") -> Any:
    """Save a vendor that works for an organisation, with its row in the lists."""
    from accounts.database import transaction

    vendor = await builders.vendor(name, tier=tier)
    await builders.engagement(vendor, organisation)
    async with transaction():
        await settle([int(vendor.id)], today=TODAY, now=START, law=default_law(), actor=SYSTEM)
    return vendor


async def assessed(organisation: Organisation, vendor: Any, version: int, **more: Any) -> Any:
    """Save an assessment."""
    usual = {"organisation": organisation.id, "vendor": vendor.id, "template_version": version, "created_at": START}
    return await builders.save(Assessment(**{**usual, **more}))


def concluded(outcome: str, on: date = TODAY, **more: Any) -> dict[str, Any]:
    return {"state": "concluded", "outcome": outcome, "concluded_on": on, **more}


async def test_the_outcome_of_a_vendor_is_the_last_one_on_the_vendor_as_such(
    organisation: Organisation, versions: dict[str, int]
) -> None:
    vendor = await vendor_of(organisation, "Decided AB", "high")
    await vendor_of(organisation, "Never AB")
    for outcome, on in (("rejected", 20), ("approved", 10), ("conditions", 30)):
        day = TODAY - timedelta(days=on)
        await assessed(organisation, vendor, versions["guarantees"], **concluded(outcome, day, residual=on))
    await assessed(organisation, vendor, versions["intake"], **concluded("approved", inherent=70))
    await assessed(organisation, vendor, versions["tia"], **concluded("rejected"))
    await assessed(organisation, vendor, versions["yearly"], due=TODAY)
    assert await count_by_tier(Query(), SYSTEM) == {("high", "approved"): 1, ("", ""): 1}
    first, second = (await list_vendor_results(Query(), SYSTEM)).rows
    assert (first.vendor_name, first.outcome, first.residual, first.inherent) == ("Decided AB", "approved", 10, 70)
    assert (first.running, first.due, first.title("sv")) == (1, TODAY, "Personuppgiftsbiträdets garantier")
    assert (second.vendor_name, second.outcome, second.running) == ("Never AB", "", 0)


async def test_the_overview_shows_every_vendor_once_with_counts_that_lead_to_them(
    as_role: AsRole, organisation: Organisation, versions: dict[str, int]
) -> None:
    good = await vendor_of(organisation, "Good AB", "low")
    await vendor_of(organisation, "Open AB", "high")
    await assessed(organisation, good, versions["yearly"], **concluded("approved"))
    client = await as_role("reader", organisation)
    text = (await client.get("/assessments/overview")).text
    assert "2 vendors, 1 of them was never decided on." in text
    assert 'href="/assessments/overview?tier=low&amp;outcome=approved#vendors"' in text
    narrowed = (await client.get("/assessments/overview?tier=high&outcome=none")).text
    assert "Open AB" in narrowed
    assert "Good AB" not in narrowed
    assert "No vendor fits these filters" in (await client.get("/assessments/overview?tier=medium")).text
    assert "Good AB" in (await client.get("/assessments/overview?q=good")).text


async def test_results_go_out_as_a_workbook_of_what_is_shown(
    as_role: AsRole, organisation: Organisation, versions: dict[str, int]
) -> None:
    good = await vendor_of(organisation, "=Good AB", "low")
    await vendor_of(organisation, "Open AB", "high")
    await assessed(organisation, good, versions["yearly"], **concluded("approved", residual=12))
    client = await as_role("reader", organisation)
    answer = await client.get("/assessments/overview.xlsx?tier=low")
    rows = list(load_workbook(io.BytesIO(answer.content))["Vendors by tier"].iter_rows(values_only=True))
    assert rows[0][:6] == ("Vendor", "Organisation", "Tier", "Inherent risk", "Residual risk", "Outcome")
    assert [row[0] for row in rows[1:]] == ["=Good AB"]
    assert rows[1][2:6] == ("low", None, 12, "approved")
    cell = load_workbook(io.BytesIO(answer.content))["Vendors by tier"]["A2"]
    assert cell.data_type == "s"


async def test_the_list_has_what_runs_first_and_its_filters_leave_out_what_does_not_fit(
    as_role: AsRole, organisation: Organisation, versions: dict[str, int]
) -> None:
    vendor = await vendor_of(organisation, "Listed AB")
    yearly = versions["yearly"]
    done = await assessed(organisation, vendor, yearly, **concluded("approved", tier="low", owner="HR"))
    later = await assessed(organisation, vendor, yearly, due=TODAY + timedelta(days=9), owner="IT")
    late = await assessed(organisation, vendor, yearly, due=TODAY - timedelta(days=1), state="submitted")
    client = await as_role("reader", organisation)

    async def listed(query: str) -> list[int]:
        text = (await client.get(f"/assessments{query}")).text
        places = {row.id: text.find(f'href="/assessments/{row.id}"') for row in (done, later, late)}
        return [number for number, place in sorted(places.items(), key=lambda one: one[1]) if place >= 0]

    assert await listed("") == [late.id, later.id, done.id]
    assert await listed("?state=concluded") == [done.id]
    assert await listed("?outcome=approved") == [done.id]
    assert await listed("?outcome=unknown&tier=unknown") == [late.id, later.id]
    assert await listed("?owner=IT") == [later.id]
    assert await listed("?due=late") == [late.id]
    assert await listed("?q=nobody") == []
    assert await listed("?page=99&organisation=x") == [late.id, later.id, done.id]


async def test_before_its_first_answer_no_list_gives_an_assessment_a_risk(
    as_role: AsRole, organisation: Organisation
) -> None:
    vendor = await Desk().vendor(organisation)
    office = Office()
    number = await office.start(organisation, vendor, await template())
    client = await as_role("reader")
    pages = ("/assessments", f"/vendors/{vendor}")
    for page in pages:
        text = (await client.get(page)).text
        assert "Not known yet" in text, page
        assert "of 100" not in text, page
    await office.answer(number, breach="no")
    for page in pages:
        text = (await client.get(page)).text
        assert "Not known yet" not in text, page
        assert "of 100" in text, page


async def test_what_is_due_is_called_in_the_language_of_its_reader(as_role: AsRole, organisation: Organisation) -> None:
    version = await template()
    titles = json.dumps({"en": "Guarantees", "sv": "Garantier"})
    await Template.update({Template.titles: titles}).where(Template.name == "Guarantees")
    await Office().start(organisation, await Desk().vendor(organisation), version)
    assert "Garantier" in (await (await as_role("privacy", language="sv")).get("/reviews")).text
    assert "Guarantees" in (await (await as_role("privacy")).get("/reviews")).text


async def test_an_empty_list_says_where_to_begin(as_role: AsRole) -> None:
    client = await as_role("procurement")
    assert "No assessment yet" in (await client.get("/assessments")).text
    assert "No vendors yet" in (await client.get("/assessments/overview")).text
    assert "No organisation yet" in (await client.get("/assessments/tiers")).text


async def test_assessments_of_other_organisations_are_on_no_list(
    as_role: AsRole, organisation: Organisation, versions: dict[str, int]
) -> None:
    vendor = await vendor_of(organisation, "Hidden AB")
    await assessed(organisation, vendor, versions["yearly"])
    elsewhere = await builders.organisation("Elsewhere Ltd", "NO")
    client = await as_role("reader", elsewhere)
    for path in ("/assessments", "/assessments/overview", f"/assessments/overview?organisation={organisation.id}"):
        assert "Hidden AB" not in (await client.get(path)).text
    answer = await client.get("/assessments/overview.xlsx")
    assert len(list(load_workbook(io.BytesIO(answer.content))["Vendors by tier"].iter_rows())) == 1


async def test_a_tier_has_its_usual_questionnaire_until_the_organisation_chooses_another(
    organisation: Organisation, versions: dict[str, int]
) -> None:
    number = int(organisation.id)
    actor = Actor(None, "Privacy", Role.PRIVACY, frozenset({number}))
    rules = {rule.tier: rule for rule in await tier_rules.rules_of(number, actor)}
    assert [(t, r.template_name, r.second_needed, r.own) for t, r in rules.items()] == [
        ("high", "Processor guarantees", True, False),
        ("medium", "Processor guarantees", False, False),
        ("low", "Yearly review", False, False),
    ]
    given = {f"template-{tier}": str(rule.template) for tier, rule in rules.items()}
    tia = (await Template.select(Template.id).where(Template.key == "tia"))[0]["id"]
    given |= {"second-high": "yes", "template-low": str(tia), "months-low": "18", "second-low": "yes"}
    for _again in range(2):
        await tier_rules.set_rules(number, given, actor, START)
    assert await TierRule.count() == 1
    low = (await tier_rules.rules_of(number, actor))[2]
    assert (low.template, low.months, low.second_needed, low.own) == (tia, 18, True, True)
    await tier_rules.set_rules(number, {**given, "months-low": ""}, actor, START)
    assert (await tier_rules.rules_of(number, actor))[2].months is None


@pytest.mark.parametrize(("field", "value"), [("months-high", "61"), ("months-low", "x"), ("template-medium", "9999")])
async def test_what_cannot_be_asked_of_a_tier_is_refused_beside_its_field(
    as_role: AsRole, organisation: Organisation, versions: dict[str, int], field: str, value: str
) -> None:
    client = await as_role("privacy", organisation)
    rules = await tier_rules.rules_of(int(organisation.id), SYSTEM)
    given = {f"template-{rule.tier}": str(rule.template) for rule in rules}
    answer = await client.post("/assessments/tiers", data={"organisation": organisation.id, **given, field: value})
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert not await TierRule.exists()
    assert (await client.post("/assessments/tiers", data={"organisation": "9999", **given})).status_code == 404
    assert (await client.post("/assessments/tiers", data={"organisation": organisation.id, **given})).status_code == 303


async def test_the_page_of_tiers_publishes_the_formula(as_role: AsRole, organisation: Organisation) -> None:
    await load_shipped(START)
    for role in ("reader", "privacy"):
        text = (await (await as_role(role, organisation)).get("/assessments/tiers")).text
        assert "20 % of the inherent risk always remains" in text
        assert "From 60 on the tier is high, from 30 on medium" in text
        assert ("Save" in text) == (role == "privacy")


async def test_nobody_changes_what_another_organisation_asks(organisation: Organisation) -> None:
    elsewhere = await builders.organisation("Elsewhere Ltd", "NO")
    stranger = Actor(None, "Privacy", Role.PRIVACY, frozenset({int(elsewhere.id)}))
    with pytest.raises(NotFound):
        await tier_rules.set_rules(int(organisation.id), {}, stranger, START)
    with pytest.raises(Invalid):
        await tier_rules.set_rules(int(elsewhere.id), {}, stranger, START)


async def test_a_harmless_intake_takes_nothing_back_of_what_another_showed(
    organisation: Organisation, versions: dict[str, int]
) -> None:
    vendor = await vendor_of(organisation, "Two Services AB")
    other = await builders.engagement(vendor, organisation, "Mail")
    intake, row = versions["intake"], {"vendor": vendor.id}

    async def tier() -> str:
        await take_tier(row, SYSTEM, START, TODAY, default_law())
        return str((await Vendor.select(Vendor.tier).where(Vendor.id == vendor.id))[0]["tier"])

    assert await tier() == ""
    await assessed(organisation, vendor, intake, **concluded("approved", TODAY - timedelta(days=9), tier="high"))
    assert await tier() == "high"
    await assessed(organisation, vendor, intake, engagement=other.id, **concluded("approved", tier="low"))
    assert await tier() == "high"
    # A newer one of the same replaces what an older one said.
    await assessed(organisation, vendor, intake, **concluded("conditions", tier="medium"))
    assert await tier() == "medium"
    await assessed(organisation, vendor, intake, **concluded("rejected", tier="high"))
    assert await tier() == "medium"


async def test_what_is_shipped_is_open_to_everybody(organisation: Organisation, versions: dict[str, int]) -> None:
    reader = Actor(None, "Auditor", Role.READER, frozenset({int(organisation.id)}))
    found = await templates.list_templates(reader)
    assert sorted(one.key for one in found) == ["guarantees", "intake", "tia", "yearly"]
    assert all(one.shipped and not templates.may_change(one, reader) for one in found)
