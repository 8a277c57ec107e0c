"""What an import writes: all of it or nothing, once, and what follows from it."""

from __future__ import annotations

import asyncio
import json
from datetime import date, datetime
from typing import Any

import pytest

from accounts.actor import SYSTEM, Actor
from accounts.bulk import Behind
from accounts.database import transaction
from accounts.errors import Conflict, Forbidden, NotFound
from accounts.roles import Role
from accounts.tables import AuditEvent, Organisation
from assessments.tables import Review
from imports import batches, row_answers
from imports.model import Agreement as Said
from imports.plan_model import Decision
from imports.tables import ImportBatch, ImportRow
from register.settle import settle
from register.tables import Agreement, Engagement, Finding, Location, Standing, Vendor
from tests.imports_commit.sheets import CLOUD, FILE, MAIL, PAY, row, sheet, signed


@pytest.fixture
def importing(organisation: Organisation, now: datetime, today: date, law: Any):
    """Return a function that imports a sheet at once, and returns the number of the import and its counts."""

    async def once(*rows, actor: Actor = SYSTEM, **more):
        return await batches.import_at_once(
            FILE, sheet(*rows, **more), organisation.id, actor=actor, now=now, today=today, law=law
        )

    return once


async def test_a_row_becomes_a_vendor_an_engagement_and_a_location_for_each_place(importing) -> None:
    _, counts = await importing(CLOUD, MAIL, PAY)
    assert (counts["create"], counts["vendors_new"]) == (3, 3)
    engagements = await Engagement.select(Engagement.purposes, Engagement.role, Engagement.owner).order_by(
        Engagement.id
    )
    assert engagements[1] == {"purposes": "Newsletters", "role": "processor", "owner": ""}
    places = await Location.select(Location.country, Location.region, Location.grounds, Location.verdict).order_by(
        Location.id
    )
    assert [(one["country"], one["region"]) for one in places] == [("US", ""), ("SE", ""), ("IE", ""), ("", "EEA")]
    assert [one["verdict"] for one in places] == ["invalid", "no-transfer", "no-transfer", "no-transfer"]
    assert await Standing.count() == 3


async def test_a_row_without_a_place_has_one_location_that_is_incomplete(importing) -> None:
    await importing(row(2, "Somewhere", ground_text="SCC", grounds=("SCC_UNSPECIFIED",)))
    place = (await Location.select())[0]
    assert (place["country"], place["region"], place["verdict"], place["reason"]) == (
        "",
        "",
        "incomplete",
        "COUNTRY_UNKNOWN",
    )


async def test_clauses_that_are_only_planned_are_judged_as_unsigned(importing) -> None:
    said = {"countries": ("IN",), "role": "processor", "grounds": ("SCC_2021_M2",)}
    await importing(*(row(n, f"Vendor {n}", ground_text=t, **said) for n, t in ((2, "SCC M2"), (3, "SCC M2 planned"))))
    places = await Location.select(Location.verdict, Location.reason).order_by(Location.id)
    assert [one["reason"] for one in places] == ["SCC_TIA_MISSING", "SCC_UNSIGNED"]


async def test_the_agreement_is_kept_as_written_and_as_read(importing) -> None:
    await importing(MAIL, row(5, "Old", dpa=signed("2021-03", "mars 2021")))
    found = await Agreement.select().order_by(Agreement.id)
    assert (found[0]["status"], found[0]["signed_on"], found[0]["text"]) == ("signed", date(2024, 5, 2), "yes")
    assert (found[1]["signed_on"], found[1]["signed_text"], found[1]["text"]) == (None, "2021-03", "mars 2021")


async def test_a_partial_review_date_is_its_last_day_and_kept_as_written(importing) -> None:
    await importing(PAY)
    one = (await Engagement.select())[0]
    assert (one["next_review"], one["next_review_text"]) == (date(2027, 2, 28), "2027-02")
    review = (await Review.select())[0]
    assert (review["due"], review["why"], review["owner"]) == (date(2027, 2, 28), "imported", "Finance")


async def test_a_processor_without_a_date_gets_its_review_in_due_time_and_a_controller_none(importing) -> None:
    await importing(MAIL, row(7, "Tax agency", role="controller", countries=("SE",)))
    reviews = await Review.select(Review.due, Review.cadence_months, Review.why)
    assert reviews == [{"due": date(2027, 11, 21), "cadence_months": 12, "why": "schedule"}]


async def test_every_raw_cell_is_kept_and_leads_back_to_its_row(importing) -> None:
    batch, _ = await importing(CLOUD)
    stored = (await ImportRow.select())[0]
    assert json.loads(stored["cells"]) == [[1, "A", "Vendor", "Cloud Ltd"], [2, "B", "Purpose", "Hosting"]]
    assert (stored["batch"], stored["sheet"], stored["row"]) == (batch, "Vendors", 2)
    assert stored["vendor_id"] == (await Vendor.select())[0]["id"]
    assert stored["engagement_id"] == (await Engagement.select())[0]["id"]


async def test_an_import_is_told_in_the_history_of_each_vendor_and_of_the_register(importing) -> None:
    batch, _ = await importing(CLOUD, MAIL)
    events = await AuditEvent.select(AuditEvent.event, AuditEvent.subject_id).order_by(AuditEvent.id)
    kinds = [one["event"] for one in events]
    assert kinds.count("vendor-imported") == 2
    assert {"event": "import-committed", "subject_id": batch} in events


async def test_a_date_that_can_be_read_two_ways_is_shown_and_not_chosen(importing) -> None:
    flags = ("next_review_day_month_ambiguous", "dpa_date_day_month_ambiguous")
    doubtful = row(2, "Cloud Ltd", next_review="2026-06-05", dpa=signed("2026-04-03", "03/04/26"), flags=flags)
    await importing(doubtful)
    assert (await Engagement.select())[0]["next_review"] is None
    agreement = (await Agreement.select())[0]
    assert (agreement["status"], agreement["signed_on"], agreement["text"]) == ("signed", None, "03/04/26")
    assert (await importing(doubtful))[1]["unchanged"] == 1
    await importing(row(2, "Cloud Ltd", next_review="2026-06-05", dpa=signed("2026-04-03", "03/04/26")))
    assert (await Engagement.select())[0]["next_review"] == date(2026, 6, 5)


async def test_the_same_file_again_changes_nothing(importing) -> None:
    await importing(CLOUD, MAIL, PAY)
    before = await everything()
    _, counts = await importing(CLOUD, MAIL, PAY)
    assert (counts["unchanged"], counts["create"], counts["update"]) == (3, 0, 0)
    assert await everything() == before


async def test_the_same_rows_in_another_order_change_nothing(importing) -> None:
    await importing(CLOUD, MAIL, PAY)
    moved = [row(number, one.name, **said_of(one)) for number, one in enumerate([PAY, CLOUD, MAIL], 20)]
    _, counts = await importing(*moved)
    assert counts["unchanged"] == 3


async def test_one_changed_cell_writes_one_field_and_judges_again(importing) -> None:
    await importing(CLOUD, MAIL)
    now = row(2, "Cloud Ltd", **{**said_of(CLOUD), "countries": ("SE",)})
    _, counts = await importing(now, MAIL)
    assert (counts["update"], counts["unchanged"], counts["vendors_changed"]) == (1, 1, 1)
    place = (await Location.select().order_by(Location.id))[0]
    assert (place["country"], place["verdict"], place["version"]) == ("SE", "no-transfer", 2)


@pytest.mark.parametrize(
    "changed",
    [
        {"next_review": "2028-01-31"},
        {"countries": ("US", "IN")},
        {"countries": ("IN",)},
        {"dpa": signed("2025-01-01")},
        {"website": "https://cloud.example"},
        {"notes": (("Unit", "7"),)},
    ],
)
async def test_a_changed_row_is_unchanged_the_next_time(importing, changed: dict) -> None:
    await importing(CLOUD)
    now = row(2, "Cloud Ltd", **{**said_of(CLOUD), **changed})
    assert (await importing(now))[1]["update"] == 1
    before = await everything()
    assert (await importing(now))[1]["unchanged"] == 1
    assert await everything() == before


async def test_texts_longer_than_a_column_are_cut_and_the_raw_cell_is_whole(importing) -> None:
    long = "x" * 32_767
    await importing(row(2, long, owner=long, registration_number=long, website=long, service=long, ground_text=long))
    assert len((await Vendor.select())[0]["name"]) == 300
    assert (await Engagement.select())[0]["service"] == long
    assert long in (await ImportRow.select())[0]["cells"]


async def test_hundreds_of_engagements_of_one_vendor_stay_apart(importing) -> None:
    rows = [row(number, "Cloud Ltd", purpose=f"Purpose {number}") for number in range(2, 302)]
    await importing(*rows)
    moved = [*rows[:100], row(102, "Cloud Ltd", purpose="Something new"), *rows[101:]]
    _, counts = await importing(*moved)
    assert (counts["unchanged"], counts["update"], counts["create"]) == (299, 1, 0)


async def test_a_failure_in_the_middle_leaves_the_register_as_it_was(
    importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await importing(MAIL)
    before = await everything()

    async def fails(*_: Any, **__: Any) -> None:
        message = "the disk is full"
        raise OSError(message)

    monkeypatch.setattr("imports.apply.settle", fails)
    with pytest.raises(OSError, match="disk"):
        await importing(CLOUD, PAY)
    assert await everything() == before
    assert await ImportBatch.count() == 1


async def test_a_proposed_import_changes_nothing_until_it_is_committed(
    organisation: Organisation, now: datetime, today: date, law: Any
) -> None:
    batch = await batches.propose(FILE, sheet(CLOUD, MAIL), organisation.id, options={}, actor=SYSTEM, now=now)
    assert await Vendor.count() == 0
    counts = await batches.commit_batch(batch, {"create": 2, "update": 0}, actor=SYSTEM, now=now, today=today, law=law)
    assert counts["vendors_new"] == 2
    assert await Vendor.count() == 2
    assert await ImportRow.count() == 2


async def test_two_people_who_commit_the_same_upload_at_once_import_it_once(
    organisation: Organisation, now: datetime, today: date, law: Any
) -> None:
    batch = await batches.propose(FILE, sheet(CLOUD, MAIL), organisation.id, options={}, actor=SYSTEM, now=now)
    seen = {"create": 2, "update": 0}
    both = [batches.commit_batch(batch, seen, actor=SYSTEM, now=now, today=today, law=law) for _ in range(2)]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "dict"]
    assert await Vendor.count() == 2


async def test_two_uploads_of_one_file_are_not_doubled(
    organisation: Organisation, now: datetime, today: date, law: Any
) -> None:
    seen = {"create": 2, "update": 0}
    numbers = [
        await batches.propose(FILE, sheet(CLOUD, MAIL), organisation.id, options={}, actor=SYSTEM, now=now)
        for _ in range(2)
    ]
    both = [batches.commit_batch(one, seen, actor=SYSTEM, now=now, today=today, law=law) for one in numbers]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "dict"]
    assert await Vendor.count() == 2
    left = await ImportBatch.select().where(ImportBatch.state == "planned")
    assert json.loads(left[0]["counts"])["unchanged"] == 2


async def test_a_possible_duplicate_is_held_back_until_it_is_answered(
    importing, organisation: Organisation, now: datetime, today: date, law: Any
) -> None:
    await importing(row(2, "Mailchimp", countries=("US",)))
    slip = row(2, "Mailchmp", countries=("US",), purpose="Letters")
    batch = await batches.propose(FILE, sheet(slip), organisation.id, options={}, actor=SYSTEM, now=now)
    known = (await Vendor.select())[0]["id"]
    await row_answers.answer(batch, ("Vendors", 2, None), Decision("vendor", known), SYSTEM)
    counts = json.loads((await batches.batch_in_scope(batch, SYSTEM))["counts"])
    assert (counts["needs-you"], counts["update"], counts["vendors_changed"]) == (0, 1, 1)
    await batches.commit_batch(batch, {"create": 0, "update": 1}, actor=SYSTEM, now=now, today=today, law=law)
    assert json.loads((await Vendor.select())[0]["aliases"]) == ["Mailchmp"]
    assert (await importing(slip))[1]["unchanged"] == 1
    again = row(9, "Mailchmp", countries=("US",), purpose="Surveys")
    assert (await importing(again))[1]["create"] == 1


async def test_an_import_that_was_left_can_no_longer_be_committed(
    organisation: Organisation, now: datetime, today: date, law: Any
) -> None:
    batch = await batches.propose(FILE, sheet(CLOUD), organisation.id, options={}, actor=SYSTEM, now=now)
    await batches.leave(batch, SYSTEM, now)
    with pytest.raises(Conflict):
        await batches.commit_batch(batch, {}, actor=SYSTEM, now=now, today=today, law=law)
    assert await Vendor.count() == 0


async def test_only_those_who_may_import_into_the_organisation_do(
    importing, organisation: Organisation, now: datetime
) -> None:
    reader = Actor(1, "reader", Role.READER, None)
    elsewhere = Actor(1, "elsewhere", Role.PROCUREMENT, frozenset({organisation.id + 1}))
    with pytest.raises(Forbidden):
        await importing(CLOUD, actor=reader)
    with pytest.raises(NotFound):
        await importing(CLOUD, actor=elsewhere)
    assert await ImportBatch.count() == 0


async def everything() -> list[list[dict[str, Any]]]:
    """Return all rows of the register, without those of imports and the trail."""
    return [
        await table.select().order_by(table.id)
        for table in (Vendor, Engagement, Location, Agreement, Review, Finding, Standing)
    ]


def said_of(one) -> dict[str, Any]:
    """Return what a row says, to say it again elsewhere."""
    return {
        name: getattr(one, name)
        for name in one.__dataclass_fields__
        if name not in {"sheet", "row", "column", "name", "raw"}
    }


async def test_new_vendors_are_judged_and_found_as_settling_would(importing, organisation, today, now, law) -> None:
    many = [
        row(2, "Cloud Ltd", countries=("US", "IE"), grounds=("SCC_2010",), ground_text="SCC 2010", dpa=signed()),
        row(3, "Cloud Ltd", service="Backup", role="sub-processor", countries=("IN",)),
        row(4, "Banks", flags=("unnamed_group",), role="processor", next_review="2020-01"),
        row(5, "Gone AS", status="ended", countries=("NO",)),
        row(6, "Secret AB", role="processor", dpa=Said(text="NDA", kind="nda"), owner="IT", aliases=("Hush",)),
        row(7, "Joint KB", role="joint controller", regions=("EU",), dpa=signed("2024-05-02")),
    ]
    await importing(*many)
    tables = (Location, Finding, Standing)
    before = [await table.select().order_by(table._meta.primary_key) for table in tables]
    vendors = [one["id"] for one in await Vendor.select(Vendor.id)]
    async with transaction():
        assert await settle(vendors, today=today, now=now, law=law, actor=SYSTEM) == []
    assert [await table.select().order_by(table._meta.primary_key) for table in tables] == before
    assert all(len(rows) >= len(vendors) for rows in before)


async def test_rows_written_behind_are_taken_back_with_their_transaction(organisation, now) -> None:
    columns = ("name", "created_at", "updated_at")
    with pytest.raises(RuntimeError, match="in between"):
        async with transaction(), Behind() as behind:
            await behind.insert(Vendor, columns, [(f"Vendor {n}", now, now) for n in range(5_000)])
            raise RuntimeError("in between")
    assert await Vendor.count() == 0


async def test_a_row_that_cannot_be_written_behind_stops_the_transaction(organisation, now) -> None:
    columns = ("id", "name", "created_at", "updated_at")
    with pytest.raises(Exception, match=r"(?i)unique"):
        async with transaction(), Behind() as behind:
            await behind.insert(Vendor, columns, [(1, "One", now, now)])
            await behind.insert(Vendor, columns, [(1, "Again", now, now)])
    assert await Vendor.count() == 0
