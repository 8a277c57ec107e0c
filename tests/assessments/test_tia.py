"""A transfer impact assessment feeds the law: its result becomes facts of its locations, and the verdicts follow."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from accounts.errors import Invalid
from accounts.tables import Organisation
from assessments import deciding, tia_answers
from assessments.assessment_tables import Assessment
from assessments.questionnaire import keys_of
from assessments.shipped import shipped
from assessments.tia import RESULTS
from assessments.tia_answers import overclaim
from assessments.tia_places import covered
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


async def test_what_is_rejected_makes_no_transfer_lawful(organisation: Organisation, place: tuple[int, int]) -> None:
    number = await handed_in(organisation, place)
    for result in ("adequate", "measures"):
        with pytest.raises(Invalid) as refused:
            await Office().decide(number, "rejected", result=result, note="Too many people see it.")
        assert refused.value.fields == {"result": deciding.REJECTED_PROTECTS}
    assert await stands(place[1]) == ("incomplete", "SCC_TIA_MISSING")


async def test_a_place_that_was_changed_meanwhile_is_not_reached_by_the_result(
    organisation: Organisation, place: tuple[int, int]
) -> None:
    number = await handed_in(organisation, place)
    row = await Location.select().where(Location.id == place[1]).first()
    await update_location(place[1], {"country": "CN"}, row["version"], **Desk().how)
    assert [one["moved"] for one in await covered(number)] == [True]
    await Office().decide(number, result="adequate")
    assert await stands(place[1]) == ("incomplete", "SCC_TIA_MISSING")


async def test_a_fact_that_was_changed_against_a_concluded_assessment_is_told_on_its_page(
    as_role: Any, organisation: Organisation, place: tuple[int, int]
) -> None:
    number = await handed_in(organisation, place)
    await Office().decide(number, "rejected", result="negative", note="As assessed.")
    reader = await as_role("reader", organisation)
    assert "It says something else now" not in (await reader.get(f"/assessments/{number}")).text
    row = await Location.select().where(Location.id == place[1]).first()
    await update_location(place[1], {"facts": {**SIGNED, "tia": "adequate"}}, row["version"], **Desk().how)
    assert "It says something else now" in (await reader.get(f"/assessments/{number}")).text


@pytest.mark.parametrize("first_opened", ["older", "newer"])
async def test_after_both_of_two_assessments_are_opened_again_neither_holds(
    organisation: Organisation, place: tuple[int, int], first_opened: str
) -> None:
    older = await handed_in(organisation, place)
    await Office().decide(older, result="adequate")
    later = Office(now=START + timedelta(days=1))
    newer = await later.start(organisation, place[0], await template("tia", "next"), locations=(place[1],))
    await later.hand_in(newer)
    await later.decide(newer, "rejected", result="negative", note="The law there has changed.")
    assert await stands(place[1]) == ("invalid", "SCC_TIA_NEGATIVE")
    order = (older, newer) if first_opened == "older" else (newer, older)
    await deciding.reopen(order[0], Office().actor, later.now, later.today, Desk().law)
    between = ("invalid", "SCC_TIA_NEGATIVE") if first_opened == "older" else ("valid", "SCC_OK")
    assert await stands(place[1]) == between
    await deciding.reopen(order[1], Office().actor, later.now, later.today, Desk().law)
    assert await stands(place[1]) == ("incomplete", "SCC_TIA_MISSING")
    assert await facts(place[1]) == SIGNED


SOUND = {"law-quality": "sound", "measures-needed": "no", "conclusion": "adequate"}
REACHED = {"law-quality": "problematic", "importer-in-scope": "yes"}
MEASURED = {**REACHED, "measures-needed": "yes", "technical": ["pseudonymised"], "effective": "yes"}


@pytest.mark.parametrize(
    ("result", "answers", "why"),
    [
        ("adequate", {}, ""),
        ("adequate", SOUND, ""),
        ("negative", SOUND, ""),
        ("measures", {**MEASURED, "conclusion": "supplementary"}, ""),
        ("adequate", {**SOUND, "conclusion": "supplementary"}, tia_answers.BETTER),
        ("measures", {**SOUND, "conclusion": "inadequate"}, tia_answers.BETTER),
        ("inadequate", {**SOUND, "conclusion": "negative"}, tia_answers.BETTER),
        ("adequate", {**MEASURED, "conclusion": "adequate"}, tia_answers.NEEDED),
        ("measures", {**MEASURED, "effective": "partly"}, tia_answers.NOT_IN_PLACE),
        ("measures", {**MEASURED, "effective": "no"}, tia_answers.NOT_IN_PLACE),
        ("inadequate", {**MEASURED, "effective": "no"}, ""),
        ("adequate", {**REACHED, "measures-needed": "no"}, tia_answers.NOTHING_AGAINST),
        ("measures", {**MEASURED, "technical": ["none"]}, tia_answers.NOTHING_AGAINST),
        ("measures", {**REACHED, "measures-needed": "no", "technical": ["split"]}, tia_answers.NOTHING_AGAINST),
        ("adequate", {**REACHED, "importer-in-scope": "no"}, ""),
        ("adequate", {"law-quality": "unknown", "importer-in-scope": "unknown"}, tia_answers.NOTHING_AGAINST),
    ],
)
def test_no_result_is_better_than_the_answers_bear(result: str, answers: dict[str, Any], why: str) -> None:
    assert overclaim(result, answers) == why


def test_the_answers_that_limit_a_result_are_those_of_the_shipped_questionnaire() -> None:
    asked = shipped()["tia"]
    for key, value in [*SOUND.items(), *MEASURED.items(), ("technical", "none"), ("effective", "partly")]:
        question = asked.question(key)
        assert question is not None
        assert set(keys_of(value)) <= {option.key for option in question.offered}
    conclusion = asked.question("conclusion")
    assert conclusion is not None
    assert [option.key for option in conclusion.offered] == list(tia_answers.CONCLUDED)
    assert list(tia_answers.CONCLUDED.values()) == list(RESULTS) == list(tia_answers.ORDER)


async def test_a_decision_against_its_answers_is_refused_beside_the_result(
    organisation: Organisation, place: tuple[int, int]
) -> None:
    asked = shipped()["tia"]
    version = await template("tia", content=asked.packed())
    number = await Office().start(organisation, place[0], version, locations=(place[1],))
    await Office().answer(number, conclusion="negative", **{"law-quality": "problematic"})
    await Assessment.update({Assessment.state: "submitted"}).where(Assessment.id == number)
    for result in ("adequate", "measures", "inadequate"):
        with pytest.raises(Invalid) as refused:
            await Office().decide(number, "conditions", result=result, conditions=(condition(),))
        assert refused.value.fields == {"result": tia_answers.BETTER}
