"""Organisations: found by name, made by the administrator, held to what they promise."""

from __future__ import annotations

import pytest

from accounts.errors import Forbidden, Invalid
from accounts.roles import Role
from accounts.tables import AuditEvent
from register import sentences
from register.inputs import OrganisationInput
from register.organisations import create_organisation, find_organisation, list_organisations, update_organisation
from tests.register.cast import ADMINISTRATOR, NOW, PROCUREMENT, Desk, finding, only
from tests.support import builders


async def test_an_organisation_is_found_whatever_case_and_accents(database) -> None:
    number = await create_organisation(OrganisationInput(name="Älvsjö Kommun"), ADMINISTRATOR, NOW)
    assert await find_organisation("alvsjo KOMMUN") == number
    assert await find_organisation("Nobody") is None
    with pytest.raises(Invalid) as refused:
        await create_organisation(OrganisationInput(name="ÄLVSJÖ kommun"), ADMINISTRATOR, NOW)
    assert refused.value.fields == {"name": sentences.NAME_TAKEN}


async def test_only_the_administrator_makes_organisations(database) -> None:
    with pytest.raises(Forbidden):
        await create_organisation(OrganisationInput(name="A"), PROCUREMENT, NOW)


async def test_a_new_promise_is_held_against_the_whole_register_at_once(organisation) -> None:
    desk = Desk(actor=ADMINISTRATOR)
    vendor = await desk.place(organisation, "CH", "ADEQUACY")
    promise = {"kind": "eea_only", "text": "All processing stays inside the EU/EEA.", "recorded_on": "2023-02-01"}
    await update_organisation(organisation.id, {"promises": [promise]}, **desk.how)
    assert finding(await desk.view(vendor), "broken_promise").severity == "high"
    (row,) = await list_organisations(ADMINISTRATOR)
    assert row["promises"] == [promise]


async def test_an_organisation_cannot_take_the_name_of_another(organisation) -> None:
    await builders.organisation("Elsewhere AS", "NO")
    with pytest.raises(Invalid) as refused:
        await update_organisation(organisation.id, {"name": "elsewhere as"}, **Desk(actor=ADMINISTRATOR).how)
    assert refused.value.fields == {"name": sentences.NAME_TAKEN}
    await update_organisation(organisation.id, {"name": organisation.name}, **Desk(actor=ADMINISTRATOR).how)
    assert await AuditEvent.count() == 0


async def test_who_administers_one_organisation_adds_no_other(organisation) -> None:
    with pytest.raises(Forbidden):
        await create_organisation(OrganisationInput(name="B"), only(organisation, Role.ADMINISTRATOR), NOW)
