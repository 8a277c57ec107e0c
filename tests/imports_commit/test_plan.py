"""What each row of a sheet is about to do."""

from __future__ import annotations

from datetime import date

import pytest

from imports import plan, said
from imports.match_register import Known, Match
from imports.model import Row
from imports.plan_model import Decision, Plan, Recorded
from imports.vendor_names import name_of
from imports.wanted import ask, last_day
from tests.imports_commit.sheets import CLOUD, MAIL, PAY, row, signed


def planned(*rows: Row, vendors=(), recorded=None, last=(), decisions=None) -> Plan:
    recognised = plan.recognise(rows, last)
    rest = [rows[index] for index in recognised.rest]
    groups = plan.match(rest, Known(vendors), decisions or {})
    return plan.decide(
        recognised,
        groups,
        rest,
        vendors={one["id"]: one for one in vendors},
        recorded=recorded or {},
        decisions=decisions or {},
        problems=(),
    )


def vendor(number: int, name: str, **more) -> dict:
    blank = {"legal_name": "", "aliases": [], "registration_number": "", "website": "", "country": "", "version": 1}
    return {"id": number, "name": name, **blank, **more}


def engagement(number: int, row: Row, *, based: bool = True) -> Recorded:
    one = ask(row)
    held = {"id": number, "version": 1, **one.engagement, "status": "active", "notes": one.notes}
    held |= {"next_review": one.next_review, "next_review_text": one.next_review_text}
    locations = [
        {"id": number * 10 + place, "version": 1, "country": country, "region": region, "inferred": False}
        | {"place": one.place_text, "ground_text": one.ground_text, "grounds": one.grounds, "facts": "{}"}
        for place, (country, region) in enumerate(one.places)
    ]
    agreements = [{"id": number * 100, "version": 1, **one.agreement}] if one.agreement else []
    return Recorded(held, locations, agreements, base=one if based else None, place=(row.sheet, row.row, row.column))


def test_a_sheet_for_an_empty_register_adds_every_vendor() -> None:
    made = planned(CLOUD, MAIL, PAY)
    assert [step.action for step in made.steps] == ["create"] * 3
    assert made.counts["vendors_new"] == 3


def test_rows_of_one_name_are_one_vendor_with_several_engagements() -> None:
    made = planned(row(2, "Mail AB", purpose="Newsletters"), row(3, "mail ab", purpose="Invoices"))
    assert [one.name for one in made.new_vendors] == ["Mail AB"]
    assert made.counts["create"] == 2


@pytest.mark.parametrize(("one", "other"), [("Acme", "Acme AB"), ("Acme A/S", "ACME AS"), ("Acmé Inc.", "Acme, Inc")])
def test_a_legal_form_that_one_name_leaves_out_does_not_make_two_vendors(one: str, other: str) -> None:
    assert name_of(one).is_surely(name_of(other))
    assert len(planned(row(2, one), row(3, other)).new_vendors) == 1


@pytest.mark.parametrize(("one", "other"), [("Bolt AB", "Bolt Ltd"), ("Google", "Google Ireland"), ("Slack", "Slick")])
def test_different_legal_forms_or_words_are_never_merged_silently(one: str, other: str) -> None:
    assert len(planned(row(2, one), row(3, other)).new_vendors) == 2


def test_the_same_registration_number_is_the_same_vendor() -> None:
    rows = [
        row(2, "Old Name AB", registration_number="556016-0680"),
        row(3, "New Name AB", registration_number="5560160680"),
    ]
    made = planned(*rows)
    assert [(one.name, one.aliases) for one in made.new_vendors] == [("Old Name AB", ("New Name AB",))]


@pytest.mark.parametrize(
    ("written", "known", "reason"),
    [
        (row(2, "Slakc"), vendor(7, "Slack Technologies"), None),
        (row(2, "Mailboxx"), vendor(7, "Mailbox"), "spelling"),
        (row(2, "Harbour Technologies"), vendor(7, "Harbour"), "spelling"),
        (row(2, "Google Analytics"), vendor(7, "G Suite (Google)", aliases=["Google"]), "brand"),
        (row(2, "Ferry"), vendor(7, "Boats (Ferry)", aliases=["Ferry"]), "alias"),
        (row(2, "Bolt Ltd"), vendor(7, "Bolt AB"), "form"),
        (
            row(2, "Workspace", website="https://www.example.com/x"),
            vendor(7, "Docs", website="https://example.com"),
            "domain",
        ),
        (row(2, "Analytics", legal_name="Example Ireland Ltd"), vendor(7, "Example Ireland Ltd"), "alias"),
    ],
)
def test_a_vendor_that_may_be_known_is_asked_about(written: Row, known: dict, reason: str | None) -> None:
    step = planned(written, vendors=[known]).steps[0]
    assert [one.reason for one in step.proposals] == ([reason] if reason else [])
    assert step.action == ("needs-you" if reason else "create")


def test_an_alias_that_is_recorded_is_sure() -> None:
    assert Known([vendor(7, "Ferries", aliases=["Boats"])]).find(row(2, "Boats AB")) == Match(None)
    assert Known([vendor(7, "Ferries", aliases=["Boats"])]).find(row(2, "boats")) == Match(7)


def test_vendors_of_other_organisations_are_not_named_to_the_person() -> None:
    assert Known([vendor(7, "Mailchimp")], shown=frozenset()).find(row(2, "Mailchmp")) == Match()


def test_what_a_person_answers_is_done_and_remembered_as_an_alias() -> None:
    written = row(2, "Mailchmp", purpose="Letters")
    decisions = {plan.where(written): Decision("vendor", 7)}
    step = planned(written, vendors=[vendor(7, "Mailchimp")], decisions=decisions).steps[0]
    assert (step.action, step.vendor_id, step.engagement_id) == ("create", 7, None)
    assert [(one.field, one.after) for one in step.changes] == [("aliases", "Mailchmp")]
    new = {plan.where(written): Decision("new")}
    assert planned(written, vendors=[vendor(7, "Mailchimp")], decisions=new).counts["vendors_new"] == 1
    out = {plan.where(written): Decision("skip")}
    assert planned(written, vendors=[vendor(7, "Mailchimp")], decisions=out).counts["skip"] == 1


def test_the_same_sheet_again_is_all_unchanged() -> None:
    last = [
        plan.Last(number, number, said.write(one), plan.where(one)) for number, one in enumerate([CLOUD, MAIL, PAY], 1)
    ]
    made = planned(CLOUD, MAIL, PAY, last=last)
    assert made.counts["unchanged"] == 3
    assert made.new_vendors == []


@pytest.mark.parametrize(
    ("changed", "field", "before", "after"),
    [
        ({"purpose": "Hosting and backup"}, "purposes", "Hosting", "Hosting and backup"),
        ({"countries": ("US", "IN")}, "countries", "US", "US, IN"),
        ({"countries": ("CA",)}, "countries", "US", "CA"),
        ({"countries": ()}, "countries", "US", ""),
        ({"ground_text": "SCC", "grounds": ("SCC_UNSPECIFIED",)}, "ground", "Privacy Shield", "SCC"),
        ({"owner": "IT"}, "owner", "", "IT"),
        ({"role": "processor"}, "role", "", "processor"),
        ({"next_review": "2027-Q3"}, "next_review", "", "2027-09-30"),
        ({"dpa": signed("2024-01-01")}, "dpa", "", "dpa signed 2024-01-01: yes"),
        ({"service": "S3"}, "service", "", "S3"),
        ({"notes": (("Unit", "7"),)}, "notes", "", "Unit: 7"),
        ({"website": "cloud.example"}, "website", "", "https://cloud.example"),
    ],
)
def test_one_cell_changed_is_one_change(changed: dict, field: str, before: str, after: str) -> None:
    now = Row(**{name: getattr(CLOUD, name) for name in CLOUD.__dataclass_fields__} | changed)
    last = [plan.Last(1, 7, said.write(CLOUD), plan.where(CLOUD))]
    step = planned(now, vendors=[vendor(7, "Cloud Ltd")], recorded={7: [engagement(1, CLOUD)]}, last=last).steps[0]
    assert step.action == "update"
    assert [(one.field, one.before, one.after) for one in step.changes] == [(field, before, after)]


def test_what_was_mended_in_the_register_stays_mended_when_the_sheet_did_not_change_there() -> None:
    held = engagement(1, CLOUD)
    held.locations[0]["ground_text"] = "SCC 2021"
    now = row(2, "Cloud Ltd", purpose="Backup", countries=("US",), ground_text="Privacy Shield", grounds=CLOUD.grounds)
    step = planned(now, vendors=[vendor(7, "Cloud Ltd")], recorded={7: [held]}).steps[0]
    assert [one.field for one in step.changes] == ["purposes"]


def test_a_cell_changed_on_both_sides_needs_a_person() -> None:
    held = engagement(1, CLOUD)
    held.engagement["purposes"] = "Hosting in Dublin"
    now = row(2, "Cloud Ltd", purpose="Backup", countries=("US",), ground_text="Privacy Shield", grounds=CLOUD.grounds)
    step = planned(now, vendors=[vendor(7, "Cloud Ltd")], recorded={7: [held]}).steps[0]
    assert (step.action, step.why) == ("needs-you", "edited")
    taken = {plan.where(now): Decision("take")}
    step = planned(now, vendors=[vendor(7, "Cloud Ltd")], recorded={7: [held]}, decisions=taken).steps[0]
    assert [(one.before, one.after) for one in step.changes] == [("Hosting in Dublin", "Backup")]


def test_a_blank_cell_of_a_new_sheet_says_nothing() -> None:
    bare = row(2, "Cloud Ltd", purpose="Hosting")
    held = engagement(1, CLOUD, based=False)
    step = planned(bare, vendors=[vendor(7, "Cloud Ltd")], recorded={7: [held]}).steps[0]
    assert (step.action, step.writes) == ("unchanged", ())


def test_a_new_row_of_a_known_vendor_adds_an_engagement() -> None:
    last = [plan.Last(1, 7, said.write(CLOUD), plan.where(CLOUD))]
    more = row(9, "Cloud Ltd", purpose="Analytics")
    made = planned(CLOUD, more, vendors=[vendor(7, "Cloud Ltd")], recorded={7: [engagement(1, CLOUD)]}, last=last)
    assert [step.action for step in made.steps] == ["unchanged", "create"]
    assert (made.counts["vendors_new"], made.counts["vendors_changed"]) == (0, 1)


def test_a_partial_date_is_its_last_day() -> None:
    assert last_day("2027") == date(2027, 12, 31)
    assert last_day("2028-02") == date(2028, 2, 29)
    assert last_day("2025-Q3") == date(2025, 9, 30)
    assert last_day(None) is None


def test_a_row_says_the_same_after_it_was_stored() -> None:
    for one in (CLOUD, MAIL, PAY):
        assert said.read(said.write(one), one.sheet, one.row, one.column, said.write_raw(one.raw)) == one
