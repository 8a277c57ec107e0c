"""The ground that all tests stand on: an empty database of the chosen engine, for each test."""

from __future__ import annotations

import httpx
import pytest
from piccolo.engine import engine_finder

from accounts.tables import Organisation
from register.tables import Engagement, Vendor
from tests.support import builders
from tests.support.browsing import AsRole
from tests.support.database import tables
from tests.support.engine import POSTGRES


@pytest.mark.parametrize("time", ["first", "second"])
async def test_a_test_finds_the_database_empty_whatever_came_before(database: object, time: str) -> None:
    assert [await table.count() for table in tables()] == [0] * len(tables())
    organisation = await builders.organisation()
    vendor = await builders.vendor()
    parent = await builders.engagement(vendor, organisation)
    await builders.engagement(vendor, organisation, parent=parent.id)
    assert await Engagement.count() == 2


async def test_the_engine_is_the_one_that_was_asked_for(database: object) -> None:
    engine = engine_finder()
    assert engine is not None
    assert engine.engine_type == ("postgres" if POSTGRES else "sqlite")


async def test_foreign_keys_are_enforced(database: object) -> None:
    vendor = await builders.vendor()
    nobody = Organisation(id=99_999)
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await builders.engagement(vendor, nobody)
    assert await Vendor.count() == 1


async def test_the_client_is_not_signed_in_and_a_role_is(client: httpx.AsyncClient, as_role: AsRole) -> None:
    assert (await client.get("/vendors")).headers["location"].startswith("/sign-in")
    reader = await as_role("reader")
    assert (await reader.get("/vendors")).status_code == 200
