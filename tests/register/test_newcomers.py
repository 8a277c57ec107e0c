"""Vendors that are judged before they are written look to the rules like those that are read back."""

from register.load import load
from register.settle_new import Newcomers
from tests.register.cast import TODAY, Desk


async def test_a_vendor_that_is_being_added_is_as_it_will_be_read(organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    engagement = await desk.engagement(vendor, organisation, service="", role="")
    read = await load([vendor], TODAY)
    new = Newcomers(read.organisations[organisation.id])
    new.vendor(vendor, name="Example Hosting AB")
    new.engagement(engagement, vendor)
    assert new.loaded.vendors == read.vendors
    assert new.loaded.engagements == read.engagements
