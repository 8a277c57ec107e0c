"""What was found out about one country or importer says nothing about another, however the place was changed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from accounts.tables import Organisation
from register.facts import OF_THE_PLACE, elsewhere
from register.locations import update_location
from register.tables import Location
from tests.register.cast import Desk

SIGNED = {"scc_signed_on": "2024-05-01", "contract_signed": "yes", "scc_annexes": "complete"}
ASSESSED = {**SIGNED, "tia": "negative", "supplementary_measures": "effective"}


@pytest.fixture
async def place(organisation: Organisation) -> dict[str, Any]:
    """A location on signed clauses whose country and importer were assessed."""
    vendor = await Desk().vendor(organisation)
    engagement = await Desk().engagement(vendor, organisation)
    number = await Desk().location(engagement, "IN", "SCC_2021_M2", facts=ASSESSED, recipient="Importer Ltd")
    return await read(number)


async def read(number: int) -> dict[str, Any]:
    row: dict[str, Any] = await Location.select().where(Location.id == number).first()
    return row


@pytest.mark.parametrize(
    "changes", [{"country": "CN"}, {"country": "", "region": "GLOBAL"}, {"recipient": "Other Ltd"}]
)
async def test_the_assessment_of_one_place_makes_no_other_lawful(
    place: dict[str, Any], changes: dict[str, str]
) -> None:
    assert place["verdict"] == "valid"
    await update_location(place["id"], changes, place["version"], **Desk().how)
    now = await read(place["id"])
    assert json.loads(now["facts"]) == SIGNED
    assert now["verdict"] != "valid"


@pytest.mark.parametrize(
    "changes", [{"activity": "Support"}, {"recipient": "IMPORTER LTD"}, {"ground_text": "SCC 2021, module 2"}]
)
async def test_what_does_not_move_a_place_leaves_its_assessment(place: dict[str, Any], changes: dict[str, str]) -> None:
    await update_location(place["id"], changes, place["version"], **Desk().how)
    assert json.loads((await read(place["id"]))["facts"]) == ASSESSED


def test_a_fact_that_is_told_together_with_the_new_place_speaks_of_it() -> None:
    assert elsewhere({**SIGNED, "tia": "adequate"}, {**SIGNED, "tia": "negative"}) == {**SIGNED, "tia": "adequate"}


def test_only_what_hangs_on_the_place_goes() -> None:
    told = {**SIGNED, **dict.fromkeys(OF_THE_PLACE, "in")}
    assert elsewhere(told, told) == SIGNED
