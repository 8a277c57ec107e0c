"""What goes out comes back: an export that nobody edited changes nothing, and one edited cell is one change."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.formulas import neutral, plain
from accounts.tables import Organisation
from imports import batches
from imports.model import Row, Understood
from imports.own import title_of
from imports.own_plan import IGNORED
from imports.plan_model import Decision, Plan, Step
from imports.planning import make_plan
from imports.store import File
from imports.tables import ImportRow
from imports.understand import understand
from imports.undo import undo_batch
from register.editable import PARTS, editable
from register.export import export_csv, export_xlsx
from register.lists import VendorQuery
from register.sheets import LIST, SHEETS, Column
from register.tables import Agreement, Engagement, Location, Vendor
from register.vendors import update_vendor
from tests.register.cast import PROCUREMENT, Desk
from tests.support import builders

ALL = VendorQuery()
FILE = File("register.xlsx", "e" * 64, 100)
# Another value that each field takes; a text where nothing stands here.
OTHER = {
    "country": "FR",
    "parent_country": "FR",
    "region": "EU",
    "tier": "low",
    "role": "controller",
    "organisation_role": "processor",
    "status": "ended",
    "kind": "nda",
    "Agreements status": "expired",
    "dpf": "dpf_listed=yes",
    "facts": "scc_module=3",
    "grounds": "DPF_EU_US",
    "website": "https://other.example",
    "special_categories": "no",
    "authorisation": "general",
    "checklist": "c=met",
    "clauses": "c=Annex 2",
    "registration_number": "5560000000",
    **dict.fromkeys(
        ("dpf_checked_on", "started_on", "ended_on", "next_review", "signed_on", "expires_on"), "2026-02-03"
    ),
    **dict.fromkeys(("review_months", "notice_days", "objection_days"), 9),
}
ODD = [
    "=1+1",
    "'=1+1",
    "@SUM(A1)",
    '"quoted", ; and\ttabbed',
    "Ärlig \u2028 Åäö",
    "two\nlines",
    "-",
    "0012",
    "TRUE",
    "1e5",
]


@pytest.fixture
async def desk(organisation: Organisation) -> Desk:
    """Return a desk with a register that holds each kind of row, and some that hold little."""
    desk = Desk()
    vendor = await desk.vendor(organisation, "Odd; AB", aliases=["=ODD()", "O'dd"], notes="=1+1", tier="high")
    one = await desk.engagement(
        vendor, organisation, purposes="a\nb", next_review="2027-03-01", special_categories=True, notes={"Own": "x"}
    )
    await desk.location(one, "US", "SCC_2021_M2", place="us-east-1", facts={"scc_module": "2"})
    await desk.location(one, "", region="EEA")
    await desk.agreement(vendor, organisation, signed_on="2024-01-15", checklist={"a": "met", "b": "missing"})
    await desk.engagement(vendor, organisation, service="Support")
    await desk.vendor(organisation, "Zero Ltd", country="GB")
    return desk


async def out(form: str, tmp_path: Path, query: VendorQuery = ALL) -> Path:
    desk = Desk()
    export = {"xlsx": export_xlsx, "csv": export_csv}[form]
    file = tmp_path / f"register.{form}"
    file.write_bytes(await export(PROCUREMENT, query, law=desk.law, now=desk.now, today=desk.today))
    return file


def edit(file: Path, sheet: str, heading: str, row: int, value: Any) -> Path:
    """Change one cell of an exported file; `row` counts from 0 below the header."""
    if file.suffix == ".xlsx":
        book = load_workbook(file)
        table = book[sheet]
        column = [cell.value for cell in table[1]].index(heading) + 1
        table.cell(row + 2, column).value = value
        book.save(file)
        return file
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    rows[row + 1][rows[0].index(heading)] = value
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target).writerows(rows)
    return file


def edit_known(known: Understood, sheet: str, column: Column, text: str) -> Understood:
    """Change one cell of a file that has been read: that of the first row, or of the first that has no country."""
    at = next(
        place
        for place, row in enumerate(known.vendors)
        if title_of(row) == sheet and not (column.key == "region" and cell_of(row, "Country"))
    )
    row = known.vendors[at]
    raw = tuple(cell._replace(text=text) if cell.header == column.heading else cell for cell in row.raw)
    rows = [*known.vendors[:at], replace(row, raw=raw), *known.vendors[at + 1 :]]
    return replace(known, vendors=tuple(rows))


def cell_of(row: Row, heading: str) -> str:
    return next(cell.text for cell in row.raw if cell.header == heading)


def add(file: Path, sheet: str, cells: dict[str, Any]) -> None:
    """Add a row to an exported file, with what is said by heading."""
    if file.suffix == ".xlsx":
        book = load_workbook(file)
        book[sheet].append([cells.get(cell.value) for cell in book[sheet][1]])
        book.save(file)
        return
    head, *rows = csv.reader(io.StringIO(file.read_text("utf-8-sig")))
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target).writerows([head, *rows, [cells.get(heading, "") for heading in head]])


async def plan_of(file: Path, organisation: Organisation, decisions: dict | None = None) -> Plan:
    return await make_plan(understand(file), organisation.id, PROCUREMENT, decisions or {})


def moved(plan: Plan) -> list[Step]:
    return [step for step in plan.steps if step.action != "unchanged" or step.problems]


def changes(plan: Plan) -> list[tuple[str, str, str]]:
    return [(one.field, one.before, one.after) for step in plan.steps for one in step.changes]


async def bring(desk: Desk, understood: Understood, organisation: Organisation) -> tuple[int, dict[str, int]]:
    return await batches.import_at_once(FILE, understood, organisation.id, **desk.how)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
async def test_an_export_that_nobody_edited_changes_nothing(desk, organisation, tmp_path, form) -> None:
    plan = await plan_of(await out(form, tmp_path), organisation)
    assert len(plan.steps) == {"xlsx": 2 + 2 + 2 + 1, "csv": 2 + 1 + 1}[form]
    assert moved(plan) == []


@pytest.mark.parametrize(
    ("sheet", "heading", "value", "table", "field", "stored"),
    [
        ("Vendors", "Vendor", "Even AB", Vendor, "name", "Even AB"),
        ("Vendors", "Other names", "Odd; Odder", Vendor, "aliases", '["Odd", "Odder"]'),
        ("Vendors", "Notes", None, Vendor, "notes", ""),
        ("Vendors", "Tier", "low", Vendor, "tier", "low"),
        ("Engagements", "Next review", date(2028, 2, 29), Engagement, "next_review", date(2028, 2, 29)),
        ("Engagements", "Special categories", "no", Engagement, "special_categories", False),
        ("Engagements", "Months between reviews", 6, Engagement, "review_months", 6),
        ("Engagements", "Role", "controller", Engagement, "role", "controller"),
        ("Locations", "Country", "SE", Location, "country", "SE"),
        ("Locations", "Grounds", "DPF_EU_US; SCC_2021_M2", Location, "grounds", "DPF_EU_US|SCC_2021_M2"),
        ("Agreements", "Signed on", "2024-02-01", Agreement, "signed_on", date(2024, 2, 1)),
        ("Agreements", "Checklist", "a=met; b=met", Agreement, "checklist", '{"a": "met", "b": "met"}'),
        ("Agreements", "Sections", "a=§ 7.2; § 8; b=4", Agreement, "clauses", '{"a": "§ 7.2; § 8", "b": "4"}'),
    ],
)
async def test_one_edited_cell_of_the_workbook_is_one_change(
    desk, organisation, tmp_path, sheet, heading, value, table, field, stored
) -> None:
    file = edit(await out("xlsx", tmp_path), sheet, heading, 0, value)
    plan = await plan_of(file, organisation)
    assert [heading] == [name for name, _, _ in changes(plan)]
    assert (plan.counts["update"], plan.counts["vendors_changed"], len(moved(plan))) == (1, 1, 1)
    await bring(desk, understand(file), organisation)
    found = await table.select().order_by(table._meta.primary_key).first()
    assert found[field] == stored
    again = await plan_of(await out("xlsx", tmp_path), organisation)
    assert moved(again) == []


@pytest.mark.parametrize(
    ("heading", "value"), [("Service", "=Hosting"), ("Next review", "2028-02-29"), ("Country", "FR"), ("Owner", "'IT")]
)
async def test_one_edited_cell_of_the_csv_is_one_change(desk, organisation, tmp_path, heading, value) -> None:
    file = edit(await out("csv", tmp_path), "", heading, 0, neutral(value))
    assert [(name, after) for name, _, after in changes(await plan_of(file, organisation))] == [(heading, value)]
    _, counts = await bring(desk, understand(file), organisation)
    assert counts["update"] == 1
    assert moved(await plan_of(await out("csv", tmp_path), organisation)) == []


async def test_a_ground_written_anew_is_read_anew_and_judged(desk, organisation, tmp_path) -> None:
    file = edit(await out("xlsx", tmp_path), "Locations", "Ground as written", 0, "Privacy Shield")
    await bring(desk, understand(file), organisation)
    place = await Location.select().order_by(Location.id).first()
    assert (place["grounds"], place["verdict"]) == ("PRIVACY_SHIELD_EU_US", "invalid")


async def test_an_edit_is_undone_with_its_import(desk, organisation, tmp_path) -> None:
    before = [await table.select().order_by(table._meta.primary_key) for table in (Vendor, Agreement)]
    file = await out("xlsx", tmp_path)
    for sheet, heading, value in (
        ("Vendors", "Notes", "new"),
        ("Vendors", "Other names", "A; B"),
        ("Agreements", "Signed on", date(2025, 1, 1)),
        ("Agreements", "Checklist", "c=met"),
    ):
        edit(file, sheet, heading, 0, value)
    batch, counts = await bring(desk, understand(file), organisation)
    assert counts["update"] == 2
    await undo_batch(batch, **desk.how)
    after = [await table.select().order_by(table._meta.primary_key) for table in (Vendor, Agreement)]
    bare = [[{**row, "version": 0, "updated_at": 0} for rows in found for row in rows] for found in (before, after)]
    assert bare[0] == bare[1]


async def test_a_number_of_another_organisation_is_as_unknown_as_one_that_never_was(
    desk, organisation, tmp_path
) -> None:
    elsewhere = await builders.organisation("Elsewhere AS", "NO")
    theirs = await desk.vendor(elsewhere, "Theirs AS")
    told = []
    for number in (theirs, 999_999, 10**30):
        mine = VendorQuery(organisation=organisation.id)
        file = edit(await out("xlsx", tmp_path, mine), "Vendors", "Vendor id", 1, number)
        edit(file, "Vendors", "Vendor", 1, "Taken over")
        plan = await plan_of(file, organisation)
        (step,) = moved(plan)
        assert (step.action, step.why, step.vendor_id, step.writes) == ("skip", "refused", None, ())
        (problem,) = step.problems
        told.append((problem.column, problem.expected, problem.suggestion))
    assert len(set(told)) == 1


async def test_rows_that_say_another_organisation_are_refused_with_a_sentence(desk, organisation, tmp_path) -> None:
    elsewhere = await builders.organisation("Elsewhere AS", "NO")
    plan = await plan_of(await out("xlsx", tmp_path), elsewhere)
    assert {(step.action, step.why) for step in plan.steps} == {("skip", "refused")}
    assert all(step.problems[0].suggestion for step in plan.steps)


async def test_a_row_without_its_number_or_with_that_of_another_row_is_refused(desk, organisation, tmp_path) -> None:
    file = edit(await out("xlsx", tmp_path), "Engagements", "Engagement id", 1, None)
    assert [step.why for step in moved(await plan_of(file, organisation))] == ["refused"]
    numbers = await Engagement.select(Engagement.id).order_by(Engagement.id)
    edit(file, "Engagements", "Engagement id", 1, numbers[0]["id"])
    assert [step.row.row for step in moved(await plan_of(file, organisation))] == [3]


@pytest.mark.parametrize(("form", "sheets"), [("xlsx", SHEETS[:4]), ("csv", [LIST])])
async def test_each_edited_cell_is_one_change_or_told_to_be_not_read_back(
    desk, organisation, tmp_path, form, sheets
) -> None:
    known = understand(await out(form, tmp_path))
    for sheet in sheets:
        own = {"Check", *(heading for part in PARTS[sheet.title] for heading in (part.number, part.version))}
        for column in (one for one in sheet.columns if one.heading not in own | {"Organisation"}):
            edited = edit_known(
                known,
                sheet.title,
                column,
                str(OTHER.get(f"{sheet.title} {column.key}") or OTHER.get(column.key, "Other")),
            )
            (step,) = moved(await make_plan(edited, organisation.id, PROCUREMENT, {}))
            told = [(one.column, one.suggestion) for one in step.problems]
            if column.heading in editable(sheet):
                assert ([one.field for one in step.changes], told) == ([column.heading], []), column
            else:
                assert (step.changes, told) == ((), [(column.heading, IGNORED)]), column


async def test_a_column_of_somebodys_own_is_told_and_changes_nothing(desk, organisation, tmp_path) -> None:
    file = await out("csv", tmp_path)
    head, *rows = csv.reader(io.StringIO(file.read_text("utf-8-sig")))
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target).writerows([[*head, "Comment"], *([*row, ""] for row in rows[:-1]), [*rows[-1], "ask them"]])
    (step,) = moved(await plan_of(file, organisation))
    assert [(one.column, one.found) for one in step.problems] == [("Comment", "ask them")]
    assert step.writes == ()


async def test_a_row_added_to_the_workbook_is_a_new_vendor_with_what_it_does(desk, organisation, tmp_path) -> None:
    file = await out("xlsx", tmp_path)
    add(file, "Vendors", {"Vendor": "Newcomer AS", "Country of seat": "NO", "Website": "newcomer.example"})
    add(
        file, "Engagements", {"Vendor": "Newcomer AS", "Service": "Archive", "Role": "processor", "Retention": "1 year"}
    )
    plan = await plan_of(file, organisation)
    assert [(step.row.sheet, step.action) for step in moved(plan)] == [("Engagements", "create")]
    _, counts = await bring(desk, understand(file), organisation)
    assert (counts["create"], counts["vendors_new"]) == (1, 1)
    vendor = await Vendor.select().where(Vendor.name == "Newcomer AS").first()
    (doing,) = await Engagement.select().where(Engagement.vendor == vendor["id"])
    assert (vendor["country"], vendor["website"]) == ("NO", "https://newcomer.example")
    assert (doing["service"], doing["role"], doing["notes"]) == ("Archive", "processor", '{"Retention":"1 year"}')
    assert moved(await plan_of(file, organisation)) == []  # the same file once more adds nothing


async def test_a_row_added_under_a_vendors_number_is_a_new_engagement_of_it(desk, organisation, tmp_path) -> None:
    file = await out("xlsx", tmp_path)
    row = await Vendor.select(Vendor.id).order_by(Vendor.id).first()
    add(file, "Engagements", {"Vendor id": row["id"], "Vendor": "Odd; AB", "Service": "Translation"})
    (step,) = moved(await plan_of(file, organisation))
    assert (step.action, step.why, step.vendor_id) == ("create", "new-engagement", row["id"])


async def test_a_row_added_to_the_csv_is_new_with_its_place_and_ground(desk, organisation, tmp_path) -> None:
    file = await out("csv", tmp_path)
    add(file, "", {"Vendor": "Newcomer Inc.", "Service": "Chat", "Country": "US", "Ground as written": "SCC"})
    batch, counts = await bring(desk, understand(file), organisation)
    assert (counts["create"], counts["update"], counts["vendors_new"]) == (1, 0, 1)
    place = await Location.select().order_by(Location.id, ascending=False).first()
    assert (place["country"], place["grounds"], place["verdict"] != "") == ("US", "SCC_UNSPECIFIED", True)
    await undo_batch(batch, **desk.how)
    assert not await Vendor.exists().where(Vendor.name == "Newcomer Inc.")


async def test_a_row_added_for_others_or_under_an_unknown_number_is_refused(desk, organisation, tmp_path) -> None:
    file = await out("xlsx", tmp_path)
    add(file, "Vendors", {"Vendor": "One AB", "Organisation": "Elsewhere AS"})
    add(file, "Engagements", {"Vendor": "Two AB", "Vendor id": 999_999, "Service": "Mail"})
    steps = moved(await plan_of(file, organisation))
    assert [(step.why, step.problems[0].column) for step in steps] == [
        ("refused", "Organisation"),
        ("refused", "Vendor id"),
    ]


async def test_a_cell_that_cannot_be_taken_is_shown_and_stops_no_other(desk, organisation, tmp_path) -> None:
    file = edit(await out("xlsx", tmp_path), "Engagements", "Role", 0, "supplier")
    edit(file, "Engagements", "Owner", 0, "Finance")
    (step,) = moved(await plan_of(file, organisation))
    assert [(one.column, one.found) for one in step.problems] == [("Role", "supplier")]
    assert [one.field for one in step.changes] == ["Owner"]


async def test_what_was_changed_since_the_export_is_asked_about(desk, organisation, tmp_path) -> None:
    file = edit(await out("xlsx", tmp_path), "Vendors", "Contact", 0, "of the file")
    row = await Vendor.select().order_by(Vendor.id).first()
    await update_vendor(row["id"], {"contact": "of the page"}, row["version"], **desk.how)
    (step,) = moved(await plan_of(file, organisation))
    assert (step.action, step.why, step.writes) == ("needs-you", "edited", ())
    assert [(one.before, one.after) for one in step.changes] == [("of the page", "of the file")]
    where = (step.row.sheet, step.row.row, None)
    assert (await plan_of(file, organisation, {where: Decision("take")})).counts["update"] == 1
    assert (await plan_of(file, organisation, {where: Decision("skip")})).counts["skip"] == 1


async def test_one_service_of_several_rows_is_edited_once_and_never_two_ways(desk, organisation, tmp_path) -> None:
    file = edit(await out("csv", tmp_path), "", "Owner", 0, "Finance")
    assert (await plan_of(file, organisation)).counts["update"] == 1
    edit(file, "", "Owner", 1, "Finance")
    assert (await plan_of(file, organisation)).counts["update"] == 1
    edit(file, "", "Owner", 1, "Legal")
    one, other = moved(await plan_of(file, organisation))
    assert [change.after for change in one.changes] == ["Finance"]
    assert (other.action, [problem.found for problem in other.problems]) == ("unchanged", ["Legal"])


async def test_rows_and_columns_may_be_moved_and_left_out(desk, organisation, tmp_path) -> None:
    file = await out("csv", tmp_path)
    head, *rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    keep = [place for place, heading in enumerate(head) if heading not in {"Region", "Because"}][::-1]
    text = "\n".join(";".join(f'"{row[place]}"' for place in keep) for row in [head, *reversed(rows)])
    file.write_text(text, "utf-8")
    plan = await plan_of(file, organisation)
    assert (len(plan.steps), moved(plan)) == (len(rows), [])


async def test_the_plan_of_an_exported_file_is_stored_and_committed_from_the_page(desk, organisation, tmp_path) -> None:
    file = edit(await out("xlsx", tmp_path), "Vendors", "Contact", 0, "privacy@example.org")
    known = understand(file)
    how = {"actor": PROCUREMENT, "now": desk.now}
    batch = await batches.propose(FILE, known, organisation.id, options={}, **how)
    counts = await batches.commit_batch(batch, {"create": 0, "update": 1}, **how, today=desk.today, law=desk.law)
    assert (counts["update"], counts["unchanged"]) == (1, len(known.vendors) - 1)
    assert await ImportRow.count().where(ImportRow.engagement_id.is_not_null()) == 0


async def test_drop_downs_offer_exactly_what_the_register_takes(desk, organisation, tmp_path) -> None:
    book = load_workbook(await out("xlsx", tmp_path))
    offered = {}
    for sheet in SHEETS:
        table = book[sheet.title]
        for rule in table.data_validations.dataValidation:
            title, _, cells = rule.formula1.partition("!")
            heading = table.cell(1, next(iter(rule.sqref.ranges)).min_col).value
            values = [row[0].value for row in book[title.strip("'")][cells.replace("$", "")]]
            offered[sheet.title, heading] = values
    assert book["Choices"].sheet_state == "hidden"
    assert offered["Engagements", "Role"] == ["processor", "sub-processor", "joint controller", "controller"]
    assert offered["Agreements", "Status"][-1] == "terminated"
    assert {"SE", "US"} <= set(offered["Locations", "Country"])
    assert ("Vendors", "Vendor") not in offered


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("text", ODD)
async def test_odd_texts_come_back_as_they_went(organisation, tmp_path, form, text) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, text, notes=text, aliases=[text])
    one = await desk.engagement(vendor, organisation, service=text, owner=text)
    await desk.location(one, "SE", place=text, ground_text=text)
    assert moved(await plan_of(await out(form, tmp_path), organisation)) == []


@given(st.text(max_size=40))
def test_neutralising_is_taken_back_whatever_the_text(text: str) -> None:
    assert plain(neutral(text)) == text


@pytest.fixture
def round_trip(organisation: Organisation, tmp_path: Path) -> Callable[[str, str], Any]:
    """Return a function that gives a vendor a name, exports and plans."""

    async def once(name: str, form: str) -> list[Step]:
        await Vendor.update({Vendor.name: name, Vendor.notes: name}, force=True)
        await Engagement.update({Engagement.service: name}, force=True)
        return moved(await plan_of(await out(form, tmp_path), organisation))

    return once


LETTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\x00")


async def test_names_of_any_letters_come_back_as_they_went(organisation, round_trip) -> None:
    desk = Desk()
    await desk.engagement(await desk.vendor(organisation), organisation)
    names: list[str] = []

    @settings(max_examples=25, deadline=None, database=None)
    @given(st.text(LETTERS, min_size=1, max_size=30))
    def collect(name: str) -> None:
        names.append(name)

    await asyncio.to_thread(collect)
    for name in names:
        for form in ("xlsx", "csv"):
            assert await round_trip(name, form) == [], (form, name)
