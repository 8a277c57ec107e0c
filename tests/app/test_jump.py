"""Jumping: a vendor, a page or a command by a part of its name, and only what the person may see and do."""

from __future__ import annotations

import pytest
from litestar import Litestar

from accounts.tables import Organisation
from app.jump import COMMANDS
from tests.register.cast import Desk, only
from tests.support import builders
from tests.support.browsing import AsRole


async def names(client: object, q: str) -> str:
    page: str = (await client.get("/jump", params={"q": q}, headers={"hx-request": "true"})).text  # type: ignore[attr-defined]
    return page


@pytest.mark.parametrize("typed", ["example host", "HOSTING", "host example", "Exämple", "backup"])
async def test_a_vendor_is_found_by_parts_of_its_name_or_service_in_any_order(
    organisation: Organisation, as_role: AsRole, typed: str
) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    await desk.engagement(vendor, organisation, service="Backup")
    assert f'href="/vendors/{vendor}"' in await names(await as_role("reader"), typed)


async def test_names_that_begin_so_come_first_and_there_are_few(organisation: Organisation, as_role: AsRole) -> None:
    desk = Desk()
    for number in range(12):
        await desk.vendor(organisation, f"A {number} mail")
    first = await desk.vendor(organisation, "Mail Ltd")
    found = await names(await as_role("reader"), "mail")
    assert found.count('href="/vendors/') == 8
    assert found.split('href="/vendors/')[1].startswith(f'{first}"')


async def test_wildcards_and_scripts_are_taken_as_they_are(organisation: Organisation, as_role: AsRole) -> None:
    await Desk().vendor(organisation)
    client = await as_role("reader")
    assert 'href="/vendors/' not in await names(client, "%")
    assert "<script>" not in await names(client, "<script>alert(1)</script>")
    assert (await client.get("/jump", params={"q": "x" * 5000 + "\0"})).status_code == 200


async def test_vendors_of_other_organisations_are_not_found(organisation: Organisation, as_role: AsRole) -> None:
    elsewhere = await builders.organisation("Elsewhere Ltd", "NO")
    await Desk(actor=only(elsewhere)).vendor(elsewhere, "Hidden Ltd")
    assert 'href="/vendors/' not in await names(await as_role("reader", organisation), "hidden")


async def test_commands_are_offered_to_those_who_may(organisation: Organisation, as_role: AsRole) -> None:
    assert 'href="/vendors/new"' in await names(await as_role("procurement"), "add vendor")
    reader = await names(await as_role("reader"), "")
    assert 'href="/vendors/new"' not in reader
    assert 'href="/people"' not in reader
    assert 'href="/findings"' in reader


async def test_without_script_it_is_a_page_of_its_own(organisation: Organisation, as_role: AsRole) -> None:
    client = await as_role("reader")
    page = (await client.get("/jump?q=law")).text
    assert "<h1>" in page
    assert 'href="/law"' in page
    assert "data-jump" in page


def test_each_command_leads_somewhere(app: Litestar) -> None:
    assert {path for path, _text, _deed in COMMANDS} <= {route.path for route in app.routes}
