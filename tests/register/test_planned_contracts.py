"""A contract that a register speaks of as planned is no ground, whatever else is known of the place."""

from __future__ import annotations

from typing import Any

from accounts.tables import Organisation
from register.locations import update_location
from register.tables import Location
from tests.register.cast import Desk

WRITTEN = {"ground_text": "SCC 2021 modul 2, ska tecknas", "facts": {"tia": "adequate"}}


async def verdict(number: int) -> tuple[str, str, int]:
    row: dict[str, Any] = await Location.select().where(Location.id == number).first()
    return row["verdict"], row["reason"], row["version"]


async def place(organisation: Organisation, **more: Any) -> tuple[int, int]:
    vendor = await Desk().vendor(organisation)
    engagement = await Desk().engagement(vendor, organisation)
    return vendor, await Desk().location(engagement, "IN", "SCC_2021_M2", **{**WRITTEN, **more})


async def test_it_is_incomplete_until_somebody_says_that_it_is_signed(organisation: Organisation) -> None:
    _, number = await place(organisation)
    assert (await verdict(number))[:2] == ("incomplete", "SCC_UNSIGNED")
    signed = {"facts": {"tia": "adequate", "contract_signed": "yes"}}
    await update_location(number, signed, (await verdict(number))[2], **Desk().how)
    assert (await verdict(number))[0] == "valid"


async def test_it_is_incomplete_until_the_wording_says_otherwise(organisation: Organisation) -> None:
    _, number = await place(organisation)
    await update_location(number, {"ground_text": "SCC 2021 modul 2"}, (await verdict(number))[2], **Desk().how)
    assert (await verdict(number))[0] == "valid"


async def test_a_recorded_agreement_with_the_clauses_says_more_than_the_wording(organisation: Organisation) -> None:
    vendor, number = await place(organisation)
    await Desk().agreement(vendor, organisation, kind="scc", signed_on="2024-05-01")
    assert (await verdict(number))[0] == "valid"


async def test_equal_places_that_differ_only_in_the_wording_are_judged_apart(organisation: Organisation) -> None:
    vendor = await Desk().vendor(organisation)
    engagement = await Desk().engagement(vendor, organisation)
    numbers = [
        await Desk().location(engagement, "IN", "SCC_2021_M2", facts={"tia": "adequate"}, ground_text=text)
        for text in ("SCC M2", "SCC M2 planned")
    ]
    assert [(await verdict(number))[0] for number in numbers] == ["valid", "incomplete"]
