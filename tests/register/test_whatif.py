"""What if a ground fell: before and after of every location, what it still has, and nothing written."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from accounts.tables import Organisation
from register.tables import Finding, Location, Standing
from register.whatif import WhatIf, struck_by, what_if
from register.whatif_book import whatif_book
from tests.register.cast import NOW, TODAY, Desk, only

DAY = date(2026, 12, 1)
CLAUSES = {"scc_set": "2021", "scc_module": "2", "scc_signed_on": "2024-02-09", "contract_signed": "yes"}


@pytest.fixture
async def four(organisation: Organisation) -> dict[str, int]:
    """Three on the framework: alone, with clauses too, with clauses but no assessment; and one inside."""
    desk = Desk()
    found = {}
    for name, grounds, facts in (
        ("Bare", ["DPF_EU_US"], {}),
        ("Clad", ["DPF_EU_US", "SCC_2021_M2"], {**CLAUSES, "tia": "adequate"}),
        ("Half", ["DPF_EU_US", "SCC_2021_M2"], CLAUSES),
    ):
        vendor = await desk.vendor(organisation, name, dpf={"dpf_listed": "yes"}, dpf_checked_on="2026-11-01")
        engagement = await desk.engagement(vendor, organisation)
        await desk.location(engagement, "US", grounds=grounds, facts=facts)
        found[name] = vendor
    found["Home"] = await desk.place(organisation, "SE", "EEA", "Home")
    return found


async def fallen(desk: Desk | None = None, what: str = "DPF-EU", day: date = DAY) -> WhatIf:
    desk = desk or Desk()
    return await what_if(struck_by(desk.law, what), day, desk.law, desk.actor, NOW)


async def test_before_and_after_of_every_location_the_worst_first(
    four: dict[str, int], organisation: Organisation
) -> None:
    found = await fallen()
    assert [(line.name, line.before.verdict, line.after.verdict, line.fallback) for line in found.lines] == [
        ("Bare", "valid", "invalid", ""),
        ("Half", "valid", "incomplete", "SCC_2021_M2"),
        ("Clad", "valid", "valid", "SCC_2021_M2"),
        ("Home", "no-transfer", "no-transfer", ""),
    ]
    assert found.before == {"valid": 3, "no-transfer": 1}
    assert found.after == {"invalid": 1, "incomplete": 1, "valid": 1, "no-transfer": 1}
    assert [line.name for line in found.affected] == ["Bare", "Half", "Clad"]
    assert found.newly_unlawful == {(four["Bare"], organisation.id): "Bare"}


async def test_what_is_invalid_already_is_not_newly_unlawful(four: dict[str, int], organisation: Organisation) -> None:
    desk = Desk()
    engagement = await desk.engagement(four["Bare"], organisation)
    await desk.location(engagement, "IN", "ADEQUACY")
    assert (await fallen()).newly_unlawful == {}


async def test_an_adequacy_decision_and_a_set_of_clauses_can_fall(organisation: Organisation) -> None:
    desk = Desk()
    await desk.place(organisation, "CH", "ADEQUACY", "Alpine")
    await desk.place(organisation, "IN", "SCC_2021_M2", "Paper", facts={**CLAUSES, "tia": "adequate"})
    swiss = {line.name: line.after.verdict for line in (await fallen(what="ADQ-CH")).lines}
    clauses = {line.name: line.after.verdict for line in (await fallen(what="SCC_2021_M2")).lines}
    assert (swiss["Alpine"], swiss["Paper"]) == ("invalid", "valid")
    assert clauses["Alpine"] == "valid"
    assert clauses["Paper"] != "valid"


async def test_only_what_is_struck_makes_the_difference(organisation: Organisation) -> None:
    await Desk().place(organisation, "GB", "ADEQUACY", "Albion")
    (line,) = (await fallen(day=date(2032, 1, 1))).lines
    assert (line.before.verdict, line.after.verdict, line.rests) == ("invalid", "invalid", False)


async def test_nothing_is_written_and_an_outsider_sees_nothing(four: dict[str, int]) -> None:
    async def everything() -> list[object]:
        return [await table.select().order_by("id") for table in (Location, Standing, Finding)]

    before = await everything()
    await fallen()
    assert await everything() == before
    elsewhere = await Organisation.objects().create(name="Elsewhere Ltd", country="NO", created_at=NOW)
    assert (await fallen(Desk(actor=only(elsewhere)))).lines == ()


def test_what_neither_is_a_record_nor_a_ground_strikes_nothing() -> None:
    assert struck_by(Desk().law, "NOTHING") == ()
    assert struck_by(Desk().law, "EEA") == ()


async def test_the_workbook_holds_every_location_and_the_newly_unlawful(
    four: dict[str, int], organisation: Organisation
) -> None:
    content = whatif_book(await fallen(), "The framework", {organisation.id: "Example"}, Desk().law, TODAY)
    book = load_workbook(io.BytesIO(content))
    rows = list(book["Before and after"].iter_rows(values_only=True))
    assert len(rows) == 5
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["Vendor"], first["Before"], first["After"], first["Rests on it"]) == (
        "Bare",
        "valid",
        "invalid",
        "yes",
    )
    assert [row[0] for row in book["Newly unlawful"].iter_rows(values_only=True)] == ["Vendor", "Bare"]
    assert ("What falls", "The framework") in [row[:2] for row in book["About"].iter_rows(values_only=True)]
