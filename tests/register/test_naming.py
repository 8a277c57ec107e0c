"""Where somebody chooses among engagements, each is called something else, as far as anything is known."""

from __future__ import annotations

from accounts.tables import Organisation
from register.naming import engagement_names
from tests.register.cast import Desk


async def test_engagements_to_choose_from_are_told_apart(organisation: Organisation) -> None:
    vendor = await Desk().vendor(organisation)
    numbers = [
        await Desk().engagement(vendor, organisation, service=service, purposes=purposes)
        for service, purposes in (("", "Backup"), ("", "Backup"), ("Mail", ""), ("", ""))
    ]
    await Desk().location(numbers[0], "SE")
    await Desk().location(numbers[1], "IN")
    names = ["Backup (Sweden)", "Backup (India)", "Mail", "Service not named"]
    assert await engagement_names(numbers) == dict(zip(numbers, names, strict=True))
