"""Chains: a sub-processor is judged with its parent as exporter, and a vendor shows the worst link below it."""

from __future__ import annotations

from datetime import date

from accounts.tables import Organisation
from tests.register.cast import Desk, places

CLAUSES = {"scc_signed_on": "2024-02-09", "contract_signed": "yes", "tia": "adequate", "subprocessor_authorised": "yes"}


async def chained(
    organisation: Organisation, desk: Desk, country: str, ground: str, seat: str = "SE", **more: object
) -> tuple[int, int]:
    """Return a processor in a country of seat and the sub-processor below it."""
    above = await desk.vendor(organisation, f"Processor above {ground}", country=seat)
    top = await desk.engagement(above, organisation)
    await desk.location(top, "SE", "EEA")
    below = await desk.vendor(organisation, f"Helper below {ground}")
    engagement = await desk.engagement(below, organisation, role="sub-processor", parent=top)
    await desk.location(engagement, country, ground, **more)
    return above, below


async def test_between_processors_module_three_holds_and_module_two_does_not(organisation: Organisation) -> None:
    desk = Desk()
    _above, third = await chained(organisation, desk, "IN", "SCC_2021_M3", facts=CLAUSES)
    _above, second = await chained(organisation, desk, "IN", "SCC_2021_M2", facts=CLAUSES)
    assert places(await desk.view(third))[0].verdict == "valid"
    assert places(await desk.view(second))[0].verdict != "valid"


async def test_what_a_processor_abroad_hands_on_is_an_onward_transfer(organisation: Organisation) -> None:
    desk = Desk()
    _above, below = await chained(organisation, desk, "IN", "SCC_2021_M3", seat="US", facts=CLAUSES)
    assert places(await desk.view(below))[0].reason == "ONWARD_TRANSFER"


async def test_a_vendor_shows_the_worst_link_below_it_at_any_depth(organisation: Organisation) -> None:
    desk = Desk()
    above, below = await chained(organisation, desk, "SE", "EEA")
    deepest = await desk.vendor(organisation, "Helper of the helper")
    parent = (await desk.view(below)).engagements[0].id
    engagement = await desk.engagement(deepest, organisation, role="sub-processor", parent=parent)
    await desk.location(engagement, "US", "PRIVACY_SHIELD_EU_US", facts={"ps_listed": "yes"})
    link = (await desk.view(above)).worst_link
    assert link is not None
    assert (link.name, link.verdict, link.depth) == ("Helper of the helper", "invalid", 2)
    then = (await desk.view(above, as_of=date(2019, 3, 1))).worst_link
    assert then is None or then.verdict != "invalid"
    assert (await desk.view(deepest)).worst_link is None
