"""The start page: what needs somebody and what is coming, for what that somebody may see."""

from __future__ import annotations

from accounts.tables import Organisation
from tests.register.cast import Desk
from tests.support import builders
from tests.support.browsing import AsRole


async def test_an_empty_register_leads_to_where_it_begins(organisation: Organisation, as_role: AsRole) -> None:
    answer = await (await as_role("procurement")).get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/vendors")


async def test_findings_are_counted_by_rule_and_lead_to_their_list(organisation: Organisation, as_role: AsRole) -> None:
    await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US", "Mail Ltd")
    client = await as_role("reader")
    page = (await client.get("/")).text
    assert "1 transfer has no valid ground" in page
    assert 'href="/findings?rule=invalid_ground&amp;severity=high"' in page
    assert "Mail Ltd" in (await client.get("/findings?rule=invalid_ground&severity=high")).text


async def test_what_is_coming_is_told_with_the_locations_that_move(organisation: Organisation, as_role: AsRole) -> None:
    await Desk().place(organisation, "GB", "ADEQUACY", "Thames Hosting")
    page = (await (await as_role("reader")).get("/")).text
    assert "2031-12-28" in page
    assert "1 location moves" in page


async def test_another_organisation_counts_for_nothing(organisation: Organisation, as_role: AsRole) -> None:
    other = await builders.organisation("Elsewhere", "NO")
    await Desk().place(other, "US", "PRIVACY_SHIELD_EU_US", "Hidden Ltd")
    await Desk().place(organisation, "SE", "EEA", "Seen AB")
    page = (await (await as_role("reader", organisation)).get("/")).text
    assert "0 transfers have no valid ground" in page
    assert "Hidden" not in page
