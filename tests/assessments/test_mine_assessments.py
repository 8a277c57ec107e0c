"""What waits for somebody stands on their start page: to answer, to decide, to approve."""

from __future__ import annotations

import json

import pytest

from accounts.tables import Organisation
from assessments.assessment_tables import Assessment, Template
from assessments.tables import OwnerAddress
from tests.assessments.asked_cast import SECOND, Office, template
from tests.register.cast import Desk
from tests.support import builders
from tests.support.browsing import AsRole

# Signs that mean something where addresses are looked for.
HELPER = "help_desk%it@example.org"


@pytest.fixture
async def number(organisation: Organisation) -> int:
    """An assessment that was given to somebody and is owned by a department."""
    vendor = await Desk().vendor(organisation)
    return await Office().start(organisation, vendor, await template(), owner="IT", assignees=(HELPER,))


async def waits(as_role: AsRole, role: str, organisation: Organisation | None = None, **person: str) -> str:
    """Return the panel with what waits for somebody, empty where nothing does."""
    page = (await (await as_role(role, organisation, **person)).get("/")).text
    _, found, rest = page.partition('id="wait-h"')
    return rest[: rest.index("</section>")] if found else ""


async def test_what_was_given_to_somebody_stands_on_their_start_page(as_role: AsRole, number: int) -> None:
    panel = await waits(as_role, "contributor", email=HELPER)
    assert f'href="/assessments/{number}"' in panel
    assert "To answer" in panel
    assert await waits(as_role, "contributor", email="helpXdeskYit@example.org") == ""
    assert await waits(as_role, "contributor", email="desk%it@example.org") == ""


async def test_the_department_that_owns_it_is_asked_too_though_it_owns_no_vendor(as_role: AsRole, number: int) -> None:
    await builders.save(OwnerAddress(owner="IT", owner_key="it", email="it@example.org"))
    assert "To answer" in await waits(as_role, "contributor", email="it@example.org")
    assert await waits(as_role, "reader", email="reader@example.org") == ""


async def test_answers_that_are_in_wait_for_those_who_decide(as_role: AsRole, number: int) -> None:
    await Office().hand_in(number)
    assert await waits(as_role, "contributor", email=HELPER) == ""
    assert "To decide" in await waits(as_role, "privacy", email="dpo@example.org")
    assert await waits(as_role, "procurement") == ""


async def test_a_decision_waits_for_the_second_person_and_not_for_the_first(as_role: AsRole, number: int) -> None:
    await Assessment.update({Assessment.second_needed: True}, force=True)
    await Office().hand_in(number)
    await Office(SECOND).decide(number)
    assert "To approve" in await waits(as_role, "privacy", email="dpo@example.org")
    await Assessment.update({Assessment.decided_by: "first@example.org"}, force=True)
    assert await waits(as_role, "privacy", email="first@example.org") == ""


async def test_what_belongs_to_another_organisation_waits_for_nobody_here(as_role: AsRole, number: int) -> None:
    await Office().hand_in(number)
    other = await builders.organisation("Elsewhere Ltd", "NO")
    assert await waits(as_role, "privacy", other, email="dpo@example.org") == ""


async def test_what_waits_is_named_in_the_language_of_whoever_reads(as_role: AsRole, number: int) -> None:
    await Template.update({Template.titles: json.dumps({"en": "Guarantees", "nb": "Garantier"})}, force=True)
    assert "Garantier" in await waits(as_role, "contributor", email=HELPER, language="nb")
