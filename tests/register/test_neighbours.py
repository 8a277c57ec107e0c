"""Before and after in a list: whatever the order, walking on meets each vendor once and in the list's order."""

from dataclasses import replace

import pytest

from register.lists import ORDERS, VendorQuery, list_vendors
from register.neighbours import neighbours
from tests.register.cast import PROCUREMENT, Desk, only
from tests.support import builders


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", ORDERS)
async def test_walking_through_a_list_follows_its_order(organisation, sort, descending) -> None:
    desk = Desk()
    for number, (owner, due) in enumerate([("IT", None), ("", "2027-01-01"), ("HR", "2026-12-01"), ("", None)]):
        vendor = await desk.vendor(organisation, f"Same {number % 2}", legal_name=str(number), owner=owner)
        await desk.engagement(vendor, organisation, owner=owner, next_review=due)
    query = VendorQuery(sort=sort, descending=descending)
    listed = [row.id for row in (await list_vendors(query, PROCUREMENT)).rows]
    beside = [await neighbours(number, query, PROCUREMENT) for number in listed]
    assert [one.after.id if one.after else None for one in beside] == [*listed[1:], None]
    assert [one.before.id if one.before else None for one in beside] == [None, *listed[:-1]]


async def test_a_vendor_that_the_list_does_not_hold_has_nobody_beside_it(organisation) -> None:
    desk = Desk()
    one = await desk.vendor(organisation, "One")
    await desk.vendor(organisation, "Two")
    found = await neighbours(one, VendorQuery(q="two"), PROCUREMENT)
    assert (found.before, found.after) == (None, None)
    elsewhere = await builders.organisation("Elsewhere AS", "NO")
    await desk.vendor(elsewhere, "Three")
    assert (await neighbours(one, replace(VendorQuery()), only(organisation))).after.name == "Two"
    assert (await neighbours(one, VendorQuery(), only(elsewhere))).after is None
