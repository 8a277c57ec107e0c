"""What is written is checked field by field, recorded with what changed, and never written over unseen."""

from __future__ import annotations

import json
from datetime import date

import pytest

from accounts.errors import Conflict, Forbidden, Invalid, NotFound
from accounts.tables import AuditEvent
from register import sentences
from register.agreements import end_agreement, update_agreement
from register.engagements import update_engagement
from register.inputs import AgreementInput, EngagementInput, LocationInput, OrganisationInput, VendorInput
from register.locations import remove_location, update_location
from register.reading import read
from register.tables import Location, Standing, Vendor
from register.vendors import create_vendor, end_vendor, reopen_vendor, update_vendor
from tests.register.cast import READER, TODAY, Desk, finding, only, places, rules
from tests.support import builders


@pytest.mark.parametrize(
    ("model", "values", "field", "sentence"),
    [
        (VendorInput, {}, "name", sentences.MISSING),
        (VendorInput, {"name": "  "}, "name", sentences.NAME),
        (VendorInput, {"name": "x" * 301}, "name", sentences.TOO_LONG),
        (VendorInput, {"name": "A", "country": "Sweden"}, "country", sentences.COUNTRY),
        (VendorInput, {"name": "A", "tier": "huge"}, "tier", sentences.NO_CHOICE),
        (VendorInput, {"name": "A", "website": "javascript:alert(1)"}, "website", sentences.WEBSITE),
        (VendorInput, {"name": "A", "dpf": {"tia": "none"}}, "dpf", sentences.DPF_FACT),
        (VendorInput, {"name": "A", "dpf_checked_on": "soon"}, "dpf_checked_on", sentences.NO_DATE),
        (VendorInput, {"name": "A", "is_admin": "yes"}, "is_admin", sentences.UNKNOWN_FIELD),
        (
            EngagementInput,
            {"vendor": 1, "organisation": 1, "started_on": "2026-02-01", "ended_on": "2026-01-01"},
            "ended_on",
            sentences.ENDED_FIRST,
        ),
        (EngagementInput, {"vendor": 1, "organisation": 1, "review_months": "0"}, "review_months", sentences.POSITIVE),
        (EngagementInput, {"vendor": 1, "organisation": 1, "review_months": "x"}, "review_months", sentences.NO_NUMBER),
        (LocationInput, {"engagement": 1, "country": "SE", "region": "EU"}, "region", sentences.REGION_AND_COUNTRY),
        (LocationInput, {"engagement": 1, "facts": {"tia": "perhaps"}}, "facts", sentences.FACT),
        (LocationInput, {"engagement": 1, "grounds": ["HOPE"]}, "grounds", sentences.GROUND),
        (
            AgreementInput,
            {"vendor": 1, "organisation": 1, "signed_on": "2026-02-01", "expires_on": "2026-01-01"},
            "expires_on",
            sentences.EXPIRED_FIRST,
        ),
        (AgreementInput, {"vendor": 1, "organisation": 1, "checklist": {"z": "met"}}, "checklist", sentences.CHECKLIST),
        (AgreementInput, {"vendor": 1, "organisation": 1, "clauses": {"z": "§ 1"}}, "clauses", sentences.CLAUSES),
        (OrganisationInput, {"name": "A", "regimes": []}, "regimes", sentences.REGIMES),
        (
            OrganisationInput,
            {"name": "A", "promises": [{"kind": "eea_only", "text": ""}]},
            "promises",
            sentences.PROMISE,
        ),
    ],
)
def test_each_wrong_field_gets_its_own_sentence(model, values, field, sentence) -> None:
    with pytest.raises(Invalid) as refused:
        read(model, values)
    assert refused.value.fields[field] == sentence


def test_an_empty_field_of_a_form_is_unknown_and_not_an_error() -> None:
    data = read(EngagementInput, {"vendor": "1", "organisation": "1", "next_review": "", "special_categories": ""})
    assert (data.next_review, data.special_categories) == (None, None)


def test_characters_that_a_database_cannot_hold_are_left_out() -> None:
    assert read(VendorInput, {"name": "Bad\x00\x0bname", "notes": "two\nlines\ud800"}).name == "Badname"
    assert read(VendorInput, {"name": "A", "notes": "two\nlines\ud800"}).notes == "two\nlines"


async def test_creating_is_recorded_with_what_was_filled_in(organisation) -> None:
    vendor = await Desk().vendor(organisation, country="SE")
    row = await AuditEvent.select().where(AuditEvent.event == "vendor-created").first()
    assert (row["subject_id"], row["vendor_id"], row["actor"]) == (vendor, vendor, "Procurement")
    assert json.loads(row["after"]) == {"name": "Example Hosting AB", "country": "SE"}


async def test_changing_is_recorded_with_the_changed_fields_alone(organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, country="SE")
    await update_vendor(vendor, {"country": "NO", "name": "Example Hosting AB"}, 1, **desk.how)
    row = await AuditEvent.select().where(AuditEvent.event == "vendor-changed").first()
    assert (json.loads(row["before"]), json.loads(row["after"])) == ({"country": "SE"}, {"country": "NO"})


async def test_a_change_that_changes_nothing_leaves_no_trace(organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, country="SE")
    await update_vendor(vendor, {"country": "SE"}, 1, **desk.how)
    assert await AuditEvent.count().where(AuditEvent.event == "vendor-changed") == 0
    assert (await Vendor.select(Vendor.version).first())["version"] == 1


async def test_the_second_editor_is_told_and_sees_both_versions(organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, country="SE")
    await update_vendor(vendor, {"country": "NO"}, 1, **desk.how)
    with pytest.raises(Conflict) as overtaken:
        await update_vendor(vendor, {"country": "DK"}, 1, **desk.how)
    assert overtaken.value.current["country"] == "NO"
    assert overtaken.value.current["version"] == 2
    assert overtaken.value.given == {"country": "DK"}
    assert (await Vendor.select(Vendor.country).first())["country"] == "NO"


async def test_a_refused_change_leaves_everything_as_it_was(organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, country="SE")
    with pytest.raises(Invalid):
        await update_vendor(vendor, {"country": "Atlantis"}, 1, **desk.how)
    assert (await Vendor.select(Vendor.country).first())["country"] == "SE"
    assert await AuditEvent.count() == 1


async def test_whoever_only_reads_writes_nothing(organisation) -> None:
    with pytest.raises(Forbidden):
        await Desk(actor=READER).vendor(organisation)
    assert await Vendor.count() == 0


async def test_what_belongs_to_another_organisation_does_not_exist(organisation) -> None:
    desk = Desk()
    elsewhere = await builders.organisation("Elsewhere AS", "NO")
    vendor = await desk.place(organisation, "US", "NONE")
    (engagement,) = (await desk.view(vendor)).engagements
    agreement = await desk.agreement(vendor, organisation)
    stranger = Desk(actor=only(elsewhere))
    with pytest.raises(NotFound):
        await stranger.view(vendor)
    with pytest.raises(NotFound):
        await update_vendor(vendor, {"country": "NO"}, 1, **stranger.how)
    with pytest.raises(NotFound):
        await update_engagement(engagement.id, {"service": "Mine"}, 1, **stranger.how)
    with pytest.raises(NotFound):
        await update_location(engagement.locations[0].id, {"country": "SE"}, 1, **stranger.how)
    with pytest.raises(NotFound):
        await update_agreement(agreement, {"status": "missing"}, 1, **stranger.how)
    with pytest.raises(NotFound):
        await stranger.engagement(vendor, organisation)


async def test_of_a_shared_vendor_each_sees_what_concerns_its_own_organisation(organisation) -> None:
    desk = Desk()
    elsewhere = await builders.organisation("Elsewhere AS", "NO")
    vendor = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    await desk.engagement(vendor, elsewhere, service="Payroll")
    view = await Desk(actor=only(elsewhere)).view(vendor)
    assert [one.service for one in view.engagements] == ["Payroll"]
    assert view.verdict == ""
    assert {one.organisation for one in view.findings} == {elsewhere.id}
    assert "added a location" not in {line.sentence for line in view.history}


async def test_with_several_organisations_the_right_one_has_to_be_chosen(organisation) -> None:
    await builders.organisation("Elsewhere AS", "NO")
    with pytest.raises(Invalid) as refused:
        await create_vendor(VendorInput(name="A"), **Desk().how)
    assert set(refused.value.fields) == {"organisation"}
    await create_vendor(VendorInput(name="A"), **Desk(actor=only(organisation)).how)
    assert (await Standing.select(Standing.organisation).first())["organisation"] == organisation.id


async def test_a_vendor_that_ended_can_be_taken_up_again(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    await end_vendor(vendor, 1, **desk.how)
    await reopen_vendor(vendor, 2, **desk.how)
    assert "invalid_ground" in rules(await desk.view(vendor))


async def test_the_written_ground_is_read_where_no_code_is_chosen(organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    engagement = await desk.engagement(vendor, organisation)
    number = await desk.location(engagement, "US", ground_text="Privacy Shield", grounds=None)
    row = await Location.select(Location.grounds, Location.ground_text).first()
    assert row == {"grounds": "PRIVACY_SHIELD_EU_US", "ground_text": "Privacy Shield"}
    await update_location(number, {"ground_text": "Safe Harbor"}, 1, **desk.how)
    assert (await Location.select(Location.grounds).first())["grounds"] == "SAFE_HARBOR"


async def test_an_engagement_cannot_be_below_itself(organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    top = await desk.engagement(vendor, organisation)
    below = await desk.engagement(vendor, organisation, parent=top)
    with pytest.raises(Invalid) as refused:
        await update_engagement(top, {"parent": below}, 1, **desk.how)
    assert refused.value.fields == {"parent": sentences.PARENT_CIRCLE}


async def test_an_engagement_cannot_be_below_another_organisations(organisation) -> None:
    desk = Desk()
    elsewhere = await builders.organisation("Elsewhere AS", "NO")
    vendor = await desk.vendor(organisation)
    top = await desk.engagement(vendor, organisation)
    with pytest.raises(Invalid) as refused:
        await desk.engagement(vendor, elsewhere, parent=top)
    assert refused.value.fields == {"parent": sentences.NO_SUCH_PARENT}


async def test_an_agreement_covers_an_engagement_of_its_own_vendor_only(organisation) -> None:
    desk = Desk()
    one, other = await desk.vendor(organisation, "One"), await desk.vendor(organisation, "Other")
    engagement = await desk.engagement(other, organisation)
    with pytest.raises(Invalid) as refused:
        await desk.agreement(one, organisation, engagement=engagement)
    assert refused.value.fields == {"engagement": sentences.NO_SUCH_ENGAGEMENT}


async def test_a_terminated_dpa_is_a_finding_while_the_engagement_goes_on(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "SE", "NONE")
    agreement = await desk.agreement(vendor, organisation, signed_on="2024-01-01")
    assert (await desk.view(vendor)).dpa == "signed"
    await end_agreement(agreement, 1, TODAY, **desk.how)
    view = await desk.view(vendor)
    assert view.dpa == "terminated"
    assert "terminated" in finding(view, "no_dpa").sentence


async def test_history_tells_in_sentences_what_was_done(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "NONE")
    (place,) = places(await desk.view(vendor))
    await update_location(place.id, {"country": "SE"}, place.version, **desk.how)
    newest = (await desk.view(vendor)).history[0]
    assert (newest.actor, newest.sentence) == ("Procurement", "changed a location")
    assert newest.changes == (("country", "United States", "Sweden"),)


async def test_a_day_of_another_year_is_judged_by_its_own_law(organisation) -> None:
    desk = Desk(today=date(2015, 1, 1))
    vendor = await desk.place(organisation, "US", "SAFE_HARBOR", facts={"sh_listed": "yes"})
    assert (await desk.view(vendor)).verdict == "valid"
    assert places(await desk.view(vendor))[0].changes_on == date(2015, 10, 6)


async def test_every_kind_of_entry_tells_the_second_editor(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "NONE")
    agreement = await desk.agreement(vendor, organisation)
    (engagement,) = (await desk.view(vendor)).engagements
    (place,) = engagement.locations
    for change, number, first, second in (
        (update_engagement, engagement.id, {"service": "One"}, {"service": "Two"}),
        (update_location, place.id, {"activity": "one"}, {"activity": "two"}),
        (update_agreement, agreement, {"text": "one"}, {"text": "two"}),
    ):
        await change(number, first, 1, **desk.how)
        with pytest.raises(Conflict) as overtaken:
            await change(number, second, 1, **desk.how)
        assert overtaken.value.given == second
        assert first.items() <= overtaken.value.current.items()
        await change(number, first, 2, **desk.how)
    assert await AuditEvent.count().where(AuditEvent.event.like("%-changed")) == 3


async def test_a_location_somebody_else_changed_is_not_removed(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "NONE")
    (place,) = places(await desk.view(vendor))
    await update_location(place.id, {"activity": "support"}, 1, **desk.how)
    with pytest.raises(Conflict):
        await remove_location(place.id, 1, **desk.how)
    assert await Location.count() == 1


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("engagement", {"vendor": 9999}, "vendor"),
        ("engagement", {"parent": 9999}, "parent"),
        ("agreement", {"vendor": 9999}, "vendor"),
        ("agreement", {"engagement": 9999}, "engagement"),
    ],
)
async def test_nothing_hangs_on_what_is_not_there(organisation, kind, values, field) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    with pytest.raises(Invalid) as refused:
        await getattr(desk, kind)(**{"vendor": vendor, "organisation": organisation, **values})
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("vendor", {}, "dpf_checked_on"),
        ("engagement", {}, "next_review"),
        ("engagement", {}, "started_on"),
        ("agreement", {"notice_days": 1200}, "expires_on"),
    ],
)
async def test_a_day_centuries_away_is_taken_for_a_slip_of_the_pen(organisation, day, kind, values, field) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    made = (organisation,) if kind == "vendor" else (vendor, organisation)
    with pytest.raises(Invalid) as refused:
        await getattr(desk, kind)(*made, **values, **{field: day})
    assert refused.value.fields == {field: sentences.FAR_DAY}
