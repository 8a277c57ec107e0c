"""Findings are accepted until a day, with a reason, never for ever, and come back by themselves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.database import transaction
from accounts.errors import Forbidden, Invalid, NotFound
from accounts.tables import AuditEvent
from register import sentences
from register.finding_history import finding_history
from register.findings import FindingQuery, accept_finding, find_finding, list_findings, reopen
from register.lists import VendorQuery, list_vendors
from register.locations import update_location
from register.nightly import rejudge_all
from register.settle import settle
from tests.register.cast import NOW, PRIVACY, PROCUREMENT, TODAY, Desk, finding, only, places, rules
from tests.support import builders

LATER = date(2027, 5, 31)


async def accepted(organisation, until: date = LATER) -> tuple[int, int]:
    """Return a vendor and its invalid ground, which the privacy office has accepted."""
    vendor = await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    number = finding(await Desk().view(vendor), "invalid_ground").id
    await accept_finding(number, until, "Contract is being replaced", PRIVACY, NOW, TODAY)
    return vendor, number


async def test_an_accepted_finding_says_who_why_and_until_when(organisation) -> None:
    vendor, number = await accepted(organisation)
    found = await find_finding(number, PRIVACY)
    assert (found.state, found.accepted_until, found.accepted_by) == ("accepted", LATER, "Privacy office")
    assert found.accepted_why == "Contract is being replaced"
    assert await AuditEvent.count().where(AuditEvent.event == "finding-accepted") == 1
    assert "invalid_ground" in rules(await Desk().view(vendor))


async def test_the_list_no_longer_counts_what_was_accepted(organisation) -> None:
    await accepted(organisation)
    assert (await list_vendors(VendorQuery(finding="invalid_ground"), PRIVACY)).total == 0


async def test_an_accepted_finding_stays_accepted_when_something_else_changes(organisation) -> None:
    vendor, number = await accepted(organisation)
    (place,) = places(await Desk().view(vendor))
    await update_location(place.id, {"activity": "support"}, place.version, **Desk().how)
    assert (await find_finding(number, PRIVACY)).state == "accepted"


async def test_an_acceptance_ends_by_itself_on_the_day_after_its_last(organisation) -> None:
    _vendor, number = await accepted(organisation)
    law = Desk().law
    await rejudge_all(LATER, law, PRIVACY, NOW)
    assert (await find_finding(number, PRIVACY)).state == "accepted"
    await rejudge_all(LATER + timedelta(days=1), law, PRIVACY, NOW)
    found = await find_finding(number, PRIVACY)
    assert (found.state, found.accepted_until) == ("open", None)


async def test_an_acceptance_can_be_taken_back(organisation) -> None:
    _vendor, number = await accepted(organisation)
    await reopen(number, PRIVACY, NOW)
    assert (await find_finding(number, PRIVACY)).state == "open"
    assert (await list_vendors(VendorQuery(finding="invalid_ground"), PRIVACY)).total == 1


@pytest.mark.parametrize(
    ("until", "why", "wrong"),
    [
        (TODAY - timedelta(days=1), "Because", {"until": sentences.UNTIL_PAST}),
        (date(2027, 11, 22), "Because", {"until": sentences.UNTIL_TOO_FAR}),
        (LATER, "  ", {"why": sentences.REASON_MISSING}),
    ],
)
async def test_nothing_is_accepted_for_ever_or_without_a_reason(organisation, until, why, wrong) -> None:
    vendor = await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    number = finding(await Desk().view(vendor), "invalid_ground").id
    with pytest.raises(Invalid) as refused:
        await accept_finding(number, until, why, PRIVACY, NOW, TODAY)
    assert refused.value.fields == wrong


async def test_the_last_day_that_can_be_chosen_is_a_year_away(organisation) -> None:
    _vendor, number = await accepted(organisation, date(2027, 11, 21))
    assert (await find_finding(number, PRIVACY)).accepted_until == date(2027, 11, 21)


async def test_only_those_who_decide_on_law_accept(organisation) -> None:
    vendor = await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    number = finding(await Desk().view(vendor), "invalid_ground").id
    with pytest.raises(Forbidden):
        await accept_finding(number, LATER, "Because", PROCUREMENT, NOW, TODAY)


async def test_what_is_resolved_cannot_be_accepted(organisation) -> None:
    vendor = await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    number = finding(await Desk().view(vendor), "invalid_ground").id
    (place,) = places(await Desk().view(vendor))
    await update_location(place.id, {"country": "SE"}, place.version, **Desk().how)
    with pytest.raises(Invalid):
        await accept_finding(number, LATER, "Because", PRIVACY, NOW, TODAY)


async def test_findings_of_another_organisation_do_not_exist(organisation) -> None:
    elsewhere = await builders.organisation("Elsewhere AS", "NO")
    vendor = await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    number = finding(await Desk().view(vendor), "invalid_ground").id
    with pytest.raises(NotFound):
        await find_finding(number, only(elsewhere))
    assert (await list_findings(FindingQuery(), only(elsewhere))).total == 0


async def test_findings_are_listed_with_the_worst_first_and_narrowed(organisation) -> None:
    desk = Desk()
    await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US", "Alpha")
    await desk.place(organisation, "SE", "NONE", "Beta")
    page = await list_findings(FindingQuery(), PRIVACY)
    assert [one.severity for one in page.rows] == sorted(
        (one.severity for one in page.rows), key=["high", "medium", "low"].index
    )
    assert page.rows[0].vendor_name == "Alpha"
    assert {one.vendor_name for one in (await list_findings(FindingQuery(q="bet"), PRIVACY)).rows} == {"Beta"}
    assert {one.rule for one in (await list_findings(FindingQuery(rule="no_dpa"), PRIVACY)).rows} == {"no_dpa"}
    assert (await list_findings(FindingQuery(state="resolved"), PRIVACY)).total == 0
    for sort in ("severity", "since", "vendor", "rule", "nonsense"):
        down = await list_findings(FindingQuery(sort=sort, descending=True), PRIVACY)
        assert down.total == page.total


async def told(number: int) -> list[tuple[str, str]]:
    return [(line.actor, line.sentence) for line in await finding_history(await find_finding(number, PRIVACY))]


async def test_the_history_of_a_finding_says_what_brought_it_and_who_accepted_it_and_why(organisation) -> None:
    _vendor, number = await accepted(organisation)
    lines = await finding_history(await find_finding(number, PRIVACY))
    assert ("Privacy office", "accepted a finding until a date") in [(line.actor, line.sentence) for line in lines]
    why = [new for line in lines for name, _old, new in line.changes if name == "accepted because"]
    assert why == ["Contract is being replaced"]
    assert ("Procurement", "added a location; with that, this was found") in await told(number)


async def test_the_history_of_a_finding_says_which_change_mended_it(organisation) -> None:
    vendor = await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    number = finding(await Desk().view(vendor), "invalid_ground").id
    (place,) = places(await Desk().view(vendor))
    later = Desk(now=NOW + timedelta(hours=3))
    await update_location(place.id, {"country": "SE"}, place.version, **later.how)
    assert (await told(number))[0] == ("Procurement", "changed a location; with that, this was resolved")


async def test_time_opens_a_finding_again_and_says_so(organisation) -> None:
    vendor, number = await accepted(organisation)
    async with transaction():
        after = LATER + timedelta(days=1)
        await settle([vendor], today=after, now=NOW + timedelta(days=200), law=Desk().law, actor=PRIVACY)
    assert (await told(number))[0] == ("art28", "opened a finding again, because its acceptance ran out")
