"""A transfer impact assessment feeds the law: its result becomes facts of its locations, and the verdicts follow."""

from __future__ import annotations

import json

import pytest

from accounts.errors import Invalid
from accounts.tables import Organisation
from assessments import deciding
from register.locations import update_location
from register.tables import Location
from tests.assessments.asked_cast import Office, condition, template
from tests.register.cast import Desk
from tests.support.clock import START

TODAY = START.date()
SIGNED = {"scc_signed_on": "2024-05-01", "contract_signed": "yes", "scc_annexes": "complete"}


async def stands(location: int) -> tuple[str, str]:
    row = await Location.select(Location.verdict, Location.reason).where(Location.id == location).first()
    return row["verdict"], row["reason"]


async def facts(location: int) -> dict[str, str]:
    row = await Location.select(Location.facts).where(Location.id == location).first()
    return json.loads(row["facts"])


@pytest.fixture
async def place(organisation: Organisation) -> tuple[int, int]:
    """A vendor with one location in a third country, on signed clauses, that nobody has assessed."""
    vendor = await Desk().vendor(organisation)
    engagement = await Desk().engagement(vendor, organisation)
    location = await Desk().location(engagement, "IN", "SCC_2021_M2", facts=SIGNED)
    assert await stands(location) == ("incomplete", "SCC_TIA_MISSING")
    return vendor, location


async def handed_in(organisation: Organisation, place: tuple[int, int]) -> int:
    vendor, location = place
    number = await Office().start(organisation, vendor, await template("tia"), locations=(location,))
    await Office().hand_in(number)
    return number


@pytest.mark.parametrize(
    ("result", "outcome", "verdict"),
    [
        ("adequate", "approved", ("valid", "SCC_OK")),
        ("measures", "approved", ("valid", "SCC_OK")),
        ("inadequate", "conditions", ("incomplete", "SCC_TIA_INADEQUATE")),
        ("negative", "rejected", ("invalid", "SCC_TIA_NEGATIVE")),
    ],
)
async def test_the_verdict_follows_the_result_and_goes_back_when_it_is_opened_again(
    organisation: Organisation, place: tuple[int, int], result: str, outcome: str, verdict: tuple[str, str]
) -> None:
    number = await handed_in(organisation, place)
    conditions = (condition(),) if outcome == "conditions" else ()
    await Office().decide(number, outcome, result=result, note="As assessed.", conditions=conditions)
    assert await stands(place[1]) == verdict
    await deciding.reopen(number, Office().actor, START, TODAY, Desk().law)
    assert await stands(place[1]) == ("incomplete", "SCC_TIA_MISSING")
    assert await facts(place[1]) == SIGNED


async def test_what_was_recorded_before_comes_back(organisation: Organisation, place: tuple[int, int]) -> None:
    row = await Location.select().where(Location.id == place[1]).first()
    old = {**SIGNED, "tia": "inadequate", "supplementary_measures": "none"}
    await update_location(place[1], {"facts": old}, row["version"], **Desk().how)
    number = await handed_in(organisation, place)
    await Office().decide(number, result="adequate")
    assert await facts(place[1]) == {**SIGNED, "tia": "adequate"}
    await deciding.reopen(number, Office().actor, START, TODAY, Desk().law)
    assert await facts(place[1]) == old


async def test_a_fact_that_somebody_changed_since_stays(organisation: Organisation, place: tuple[int, int]) -> None:
    number = await handed_in(organisation, place)
    await Office().decide(number, result="adequate")
    row = await Location.select().where(Location.id == place[1]).first()
    changed = {**SIGNED, "tia": "negative"}
    await update_location(place[1], {"facts": changed}, row["version"], **Desk().how)
    await deciding.reopen(number, Office().actor, START, TODAY, Desk().law)
    assert await facts(place[1]) == changed


@pytest.mark.parametrize("result", ["inadequate", "negative"])
async def test_what_is_not_protected_cannot_be_approved_as_it_is(
    organisation: Organisation, place: tuple[int, int], result: str
) -> None:
    number = await handed_in(organisation, place)
    with pytest.raises(Invalid) as refused:
        await Office().decide(number, result=result)
    assert set(refused.value.fields) == {"result"}


async def test_a_decision_needs_a_result(organisation: Organisation, place: tuple[int, int]) -> None:
    number = await handed_in(organisation, place)
    with pytest.raises(Invalid) as refused:
        await Office().decide(number)
    assert set(refused.value.fields) == {"result"}
