"""How complete a record is: each fact that is missing is named once, with the field that takes it."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.tables import Organisation
from register.completeness import completeness
from register.engagements import update_engagement
from tests.pages.reading import see
from tests.register.cast import TODAY, Desk
from tests.support.browsing import AsRole

VENDOR = {
    "legal_name": "Example Hosting AB",
    "country": "SE",
    "owner": "IT",
    "tier": "high",
    "contact": "privacy@hosting.example",
}
WORK = {
    "purposes": "Backups",
    "data_subjects": "Pupils",
    "data_categories": "Names",
    "special_categories": False,
    "retention": "One year",
    "next_review": date(2027, 1, 31),
}
POINTS = dict.fromkeys("abcdefgh", "met")


async def test_a_record_with_all_facts_is_complete(organisation: Organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, **VENDOR)
    await desk.location(await desk.engagement(vendor, organisation, **WORK), "SE", "EEA")
    await desk.agreement(vendor, organisation, signed_on=TODAY, checklist=POINTS)
    found = completeness(await desk.view(vendor))
    assert (found.percent, found.missing) == (100, ())


async def test_nothing_but_a_name_is_far_from_complete(organisation: Organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    found = completeness(await desk.view(vendor))
    assert found.percent == 0
    assert {one.href for one in found.missing} == {f"/vendors/{vendor}/edit#f-{name}" for name in VENDOR}


async def test_owners_of_all_services_are_owners_enough_and_stand_on_the_page(
    organisation: Organisation, as_role: AsRole
) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    await desk.engagement(vendor, organisation, owner="Marketing")
    open_ = await desk.engagement(vendor, organisation, service="Support")
    assert "Owner" in {one.label for one in completeness(await desk.view(vendor)).missing}
    await update_engagement(open_, {"owner": "IT"}, 1, **desk.how)
    assert "Owner" not in {one.label for one in completeness(await desk.view(vendor)).missing}
    page = (await (await as_role("reader")).get(f"/vendors/{vendor}")).text
    assert "<dt>Owner</dt><dd>Marketing, IT<small>of its engagements</small>" in page
    assert "Nobody yet" not in page


async def test_an_unknown_answer_is_missing_and_a_no_is_an_answer(organisation: Organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, **VENDOR)
    engagement = await desk.engagement(vendor, organisation, **{**WORK, "special_categories": None})
    labels = {one.label for one in completeness(await desk.view(vendor)).missing}
    assert "Special categories" in labels
    assert "Where the data goes" in labels
    await desk.location(engagement, "", "NONE")
    labels = {one.label for one in completeness(await desk.view(vendor)).missing}
    assert {"Country of a location", "Ground of a transfer"} <= labels
    assert "Where the data goes" not in labels


async def test_of_ended_work_nothing_more_is_asked(organisation: Organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, **VENDOR)
    await desk.engagement(vendor, organisation, status="ended")
    assert not [one for one in completeness(await desk.view(vendor)).missing if "/engagements/" in one.href]


@pytest.mark.parametrize("role", ["controller", "joint controller"])
async def test_no_data_processing_agreement_is_asked_of_controllers(organisation: Organisation, role: str) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, **VENDOR)
    await desk.engagement(vendor, organisation, role=role)
    labels = {one.label for one in completeness(await desk.view(vendor)).missing}
    assert not labels & {"Data processing agreement", "Next review"}


async def test_each_gap_leads_to_a_field_that_is_there(organisation: Organisation, as_role: AsRole) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    await desk.location(await desk.engagement(vendor, organisation, service="", role=""), "", "NONE")
    await desk.agreement(vendor, organisation)
    client = await as_role("procurement")
    seen: dict[str, set[str]] = {}
    for one in completeness(await desk.view(vendor)).missing:
        path, _, field = one.href.partition("#")
        if path not in seen:
            answer = await client.get(path)
            assert answer.status_code == 200, path
            seen[path] = see(answer.text).ids
        assert not field or field in seen[path], one


async def test_a_reader_sees_the_gaps_without_ways_to_fill_them(organisation: Organisation, as_role: AsRole) -> None:
    vendor = await Desk().vendor(organisation)
    page = (await (await as_role("reader")).get(f"/vendors/{vendor}")).text
    assert "Missing" in page
    assert "/edit" not in page


async def test_no_page_grows_with_what_it_tells_of(organisation: Organisation, as_role: AsRole) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    engagement = await desk.engagement(vendor, organisation)
    for _ in range(55):
        await desk.location(engagement, "SE", "EEA")
    client = await as_role("reader")
    page = (await client.get(f"/vendors/{vendor}")).text
    assert page.count('id="location-') == 50
    assert "1 to 50 of 55" in page
    more = (await client.get(f"/vendors/{vendor}?transfers=2&history=2")).text
    assert more.count('id="location-') == 5
    assert more.count("<li><time>") == 7
    assert f'href="/vendors/{vendor}?transfers=2#history"' in more
