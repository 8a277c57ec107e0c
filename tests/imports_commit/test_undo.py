"""Undo puts back what stood before, and never loses what somebody did since."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest
from piccolo.conf.apps import Finder

from accounts.actor import SYSTEM
from accounts.errors import Conflict
from accounts.tables import AuditEvent, Organisation
from assessments.assessment_tables import Assessment
from assessments.tables import Review
from imports import batches
from imports.tables import ImportBatch
from imports.undo import HANGING, undo_batch
from register.inputs import LocationInput
from register.locations import create_location, update_location
from register.tables import Agreement, Engagement, Finding, Location, Standing, Vendor
from tests.assessments.asked_cast import Office, template
from tests.imports_commit.sheets import CLOUD, FILE, MAIL, PAY, row, sheet, signed
from tests.imports_commit.test_apply import everything, said_of
from tests.support import builders

TABLES = (Vendor, Engagement, Location, Agreement, Review, Finding, Standing)


@pytest.fixture
def register(organisation: Organisation, now: datetime, today: date, law: Any):
    """Return a hand on the register: import, undo and edit as one would on the pages."""

    class Register:
        def __init__(self) -> None:
            self.where = {"now": now, "today": today, "law": law}

        async def bring(self, *rows) -> int:
            batch, _ = await batches.import_at_once(FILE, sheet(*rows), organisation.id, actor=SYSTEM, **self.where)
            return batch

        async def undo(self, batch: int) -> None:
            await undo_batch(batch, actor=SYSTEM, **self.where)

        async def mend(self, location: dict[str, Any], **changes: Any) -> None:
            await update_location(location["id"], changes, location["version"], SYSTEM, now, today, law)

    return Register()


async def test_an_import_into_an_empty_register_is_undone_to_nothing(register) -> None:
    batch = await register.bring(CLOUD, MAIL, PAY)
    await register.undo(batch)
    assert await everything() == [[] for _ in TABLES]
    assert (await ImportBatch.select())[0]["state"] == "undone"


async def test_the_trail_remembers_both_the_import_and_its_undoing(register) -> None:
    batch = await register.bring(CLOUD)
    vendor = (await Vendor.select())[0]["id"]
    await register.undo(batch)
    events = await AuditEvent.select().where(AuditEvent.vendor_id == vendor).order_by(AuditEvent.id)
    assert [one["event"] for one in events] == ["vendor-imported", "vendor-import-undone"]


async def test_a_new_vendor_never_inherits_the_history_of_one_that_was_undone(register) -> None:
    batch = await register.bring(CLOUD)
    gone = (await Vendor.select())[0]["id"]
    await register.undo(batch)
    await register.bring(MAIL)
    assert (await Vendor.select())[0]["id"] > gone


@pytest.mark.parametrize(
    "changed",
    [
        {"purpose": "Backup", "owner": "IT", "role": "processor"},
        {"countries": ("IN",)},
        {"countries": ("US", "IN")},
        {"countries": ()},
        {"ground_text": "SCC", "grounds": ("SCC_UNSPECIFIED",)},
        {"dpa": signed("2025-01-01")},
        {"next_review": "2027-05-05"},
        {"website": "https://cloud.example", "aliases": ("Cumulus",)},
        {"notes": (("Unit", "7"),)},
    ],
)
async def test_a_change_is_undone_field_by_field(register, changed: dict) -> None:
    await register.bring(CLOUD, MAIL)
    before = await substance()
    batch = await register.bring(row(2, "Cloud Ltd", **{**said_of(CLOUD), **changed}), MAIL)
    assert await substance() != before
    await register.undo(batch)
    assert await substance() == before


async def test_a_change_of_places_dpa_and_review_is_undone_when_all_were_there(register) -> None:
    rich = row(
        2, "Rich", countries=("US", "IN", "CA"), dpa=signed("2024-01-01"), next_review="2027-01-01", role="processor"
    )
    await register.bring(rich)
    before = await substance()
    poor = row(
        2, "Rich", countries=("US",), dpa=signed("2025-02-02", "renewed"), next_review="2028-02", role="processor"
    )
    batch = await register.bring(poor)
    assert len(await Location.select()) == 1
    await register.undo(batch)
    assert await substance() == before


async def test_undo_refuses_by_name_where_a_later_edit_would_be_lost(register) -> None:
    batch = await register.bring(CLOUD, MAIL)
    place = (await Location.select().order_by(Location.id))[0]
    await register.mend(place, ground_text="SCC 2021, module 2")
    before = await everything()
    with pytest.raises(Conflict) as refused:
        await register.undo(batch)
    assert [(one.vendor, one.what) for one in refused.value.current["later"]] == [("Cloud Ltd", "edited")]
    assert await everything() == before


async def test_undo_refuses_where_something_was_added_to_what_it_brought(
    register, organisation: Organisation, now: datetime, today: date, law: Any
) -> None:
    batch = await register.bring(CLOUD)
    engagement = (await Engagement.select())[0]["id"]
    await create_location(LocationInput(engagement=engagement, country="IN"), SYSTEM, now, today, law)
    with pytest.raises(Conflict) as refused:
        await register.undo(batch)
    assert [one.what for one in refused.value.current["later"]] == ["added-to"]


# Made anew from the others, or the trail of what was done.
FOLLOW = {"finding", "standing"}


def test_undo_knows_everything_that_can_hang_on_what_an_import_made() -> None:
    made = {"vendor", "engagement", "location"}
    pointing = {
        (table._meta.tablename, key._foreign_key_meta.resolved_references._meta.tablename, key._meta.name)
        for table in Finder().get_table_classes()
        for key in table._meta.foreign_key_columns
        if key._foreign_key_meta.resolved_references._meta.tablename in made
    }
    assert {one for one in pointing if one[0] not in FOLLOW} == set(HANGING)


async def test_undo_refuses_where_a_vendor_was_assessed_since(
    register, organisation: Organisation, now: datetime
) -> None:
    batch = await register.bring(CLOUD)
    vendor = (await Vendor.select())[0]["id"]
    number = await Office(now=now).start(organisation, vendor, await template())
    with pytest.raises(Conflict) as refused:
        await register.undo(batch)
    assert [(one.vendor, one.what) for one in refused.value.current["later"]] == [("Cloud Ltd", "added-to")]
    assert await Assessment.exists().where(Assessment.id == number)


async def test_undo_refuses_where_a_finding_was_accepted(register) -> None:
    batch = await register.bring(CLOUD)
    await Finding.update({Finding.state: "accepted"}, force=True)
    with pytest.raises(Conflict) as refused:
        await register.undo(batch)
    assert ("Cloud Ltd", "accepted") in [(one.vendor, one.what) for one in refused.value.current["later"]]


async def test_an_import_on_top_of_another_is_undone_first(register) -> None:
    first = await register.bring(CLOUD)
    second = await register.bring(row(2, "Cloud Ltd", **{**said_of(CLOUD), "purpose": "Backup"}))
    with pytest.raises(Conflict):
        await register.undo(first)
    await register.undo(second)
    assert (await Engagement.select())[0]["purposes"] == "Hosting"
    await register.undo(first)
    assert await everything() == [[] for _ in TABLES]


async def test_imports_on_top_of_one_another_are_undone_from_the_last_to_the_first(register) -> None:
    one, many = await register.bring(CLOUD, MAIL), []
    for purpose, owner in (("Backup", "IT"), ("Mail", "Legal"), ("Chat", "IT")):
        said = {**said_of(CLOUD), "purpose": purpose, "owner": owner}
        many.append(await register.bring(row(2, "Cloud Ltd", **said), MAIL))
    await register.undo(many.pop())
    again = await register.bring(row(2, "Cloud Ltd", **{**said_of(CLOUD), "purpose": "Archive"}), MAIL)
    for batch in (again, *reversed(many), one):
        await register.undo(batch)
    assert await everything() == [[] for _ in TABLES]


async def test_an_edit_beside_an_import_that_was_undone_still_stops_the_one_before(register) -> None:
    first = await register.bring(CLOUD)
    second = await register.bring(row(2, "Cloud Ltd", **{**said_of(CLOUD), "countries": ("IN",)}))
    await register.undo(second)
    await register.mend((await Location.select())[0], ground_text="SCC 2021, module 2")
    with pytest.raises(Conflict) as refused:
        await register.undo(first)
    assert [one.what for one in refused.value.current["later"]] == ["edited"]


async def test_an_import_is_undone_once(register) -> None:
    batch = await register.bring(CLOUD)
    await register.undo(batch)
    with pytest.raises(Conflict):
        await register.undo(batch)


async def test_vendors_that_were_there_before_stay(register, organisation: Organisation) -> None:
    known = await builders.vendor("Cloud Ltd", "US")
    batch = await register.bring(row(2, "Cloud Ltd", purpose="Hosting", countries=("US",)), MAIL)
    assert await Vendor.count() == 2
    await register.undo(batch)
    assert [one["id"] for one in await Vendor.select()] == [known.id]
    assert await Engagement.count() == 0


async def test_after_undoing_the_sheet_can_be_brought_in_again(register) -> None:
    batch = await register.bring(CLOUD, MAIL)
    await register.undo(batch)
    await register.bring(CLOUD, MAIL)
    assert await Vendor.count() == 2


async def substance() -> list[list[dict[str, Any]]]:
    """Return what the register says, without versions and moments, which an undo moves on."""
    moved = {"version", "updated_at", "id", "subject_id", "judged_on", "found_at", "resolved_at"}
    found = []
    for rows in await everything():
        kept = [{name: value for name, value in one.items() if name not in moved} for one in rows]
        found.append(sorted((one for one in kept if one.get("state") != "resolved"), key=repr))
    return found


async def test_a_place_that_a_sheet_moves_leaves_its_impact_assessment_behind_until_that_is_undone(register) -> None:
    there = row(2, "Cloud Ltd", countries=("IN",), grounds=("SCC_2021_M2",), ground_text="SCC module 2", purpose="Mail")
    await register.bring(there)
    assessed = {"tia": "adequate", "scc_annexes": "complete"}
    await register.mend((await Location.select())[0], facts=assessed)
    batch = await register.bring(row(2, "Cloud Ltd", **{**said_of(there), "countries": ("CN",)}))
    (moved,) = await Location.select()
    assert (moved["country"], json.loads(moved["facts"])) == ("CN", {"scc_annexes": "complete"})
    await register.undo(batch)
    (back,) = await Location.select()
    assert (back["country"], json.loads(back["facts"])) == ("IN", assessed)
