"""Two vendors that are one: everything goes over, and comes back exactly; later work is never lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from piccolo.columns import ForeignKey
from piccolo.conf.apps import Finder

from accounts.database import transaction
from accounts.errors import Conflict, Forbidden, Invalid, NotFound
from accounts.roles import Role
from accounts.tables import AuditEvent
from register import merge_fields, merging
from register.findings import accept_finding
from register.history import history
from register.merge_tables import DERIVED, LEFT, MOVED, WITH_ENGAGEMENT, WITH_ORGANISATION
from register.merging import merge_vendors, preview
from register.scope import vendor_in_scope
from register.settle import settle
from register.sql import fetch_all
from register.tables import Engagement, Finding, Standing, Vendor, VendorMerge
from register.unmerging import ACCEPTED, EDITED, MERGED_SINCE, merges_of, standing_for, undo_merge
from register.vendors import update_vendor
from tests.register.cast import NOW, PRIVACY, PROCUREMENT, READER, TODAY, Desk, finding, only
from tests.support import builders

KEEP = {"name": "kept", "country": "kept"}


def tables() -> dict[str, Any]:
    return {table._meta.tablename: table for table in Finder().get_table_classes()}


def vendor_columns() -> set[tuple[str, str]]:
    """Return every column of every table that says which vendor a row belongs to."""
    found = set()
    for name, table in tables().items():
        for column in table._meta.columns:
            points = isinstance(column, ForeignKey) and column._foreign_key_meta.resolved_references is Vendor
            if points or column._meta.name in {"vendor", "vendor_id"}:
                found.add((name, column._meta.name))
    return found


def test_whoever_adds_a_column_for_a_vendor_says_what_merging_does_with_it() -> None:
    assert vendor_columns() == {*MOVED, *DERIVED, *LEFT}


def test_what_is_said_of_the_moved_tables_is_so() -> None:
    moved = {name for name, _ in MOVED}
    columns = {name: {column._meta.name for column in tables()[name]._meta.columns} for name in moved}
    assert {name for name in moved if "engagement" in columns[name]} == set(WITH_ENGAGEMENT)
    assert {name for name in moved if "organisation" in columns[name]} == set(WITH_ORGANISATION)


async def two(organisation: Any, **more: Any) -> tuple[int, int]:
    """Return two vendors, each with an engagement, a place, an agreement and another standing."""
    kept = await Desk().vendor(organisation, "Example Mail Ltd", country="IE", owner="IT", **more)
    await Desk().location(await Desk().engagement(kept, organisation, service="Mail"), "IE")
    gone = await Desk().vendor(
        organisation,
        "ExampleMail",
        country="US",
        website="https://mail.example",
        aliases=["EM"],
        notes="From the sheet",
    )
    await Desk().location(
        await Desk().engagement(gone, organisation, service="Newsletter"), "US", "PRIVACY_SHIELD_EU_US"
    )
    await Desk().agreement(gone, organisation)
    return kept, gone


async def versions(*vendors: int) -> Any:
    return tuple([(await Vendor.select().where(Vendor.id == one).first())["version"] for one in vendors])


async def merge(kept: int, gone: int, choices: dict[str, str] | None = None, **more: Any) -> int:
    how = {**Desk().how, **more}
    return await merge_vendors(kept, gone, KEEP if choices is None else choices, await versions(kept, gone), "", **how)


async def everything() -> dict[str, list[dict[str, Any]]]:
    """Return all rows of the register, without the counters and moments that any change moves."""
    found = {}
    for name, table in tables().items():
        if name.startswith("audit") or name in {"vendor_merge", "standing", "migration"}:
            continue
        rows = await fetch_all(f'SELECT * FROM "{name}" ORDER BY id') if "id" in _names(table) else []
        found[name] = [
            {key: value for key, value in row.items() if key not in {"version", "updated_at"}} for row in rows
        ]
    rows = await fetch_all("SELECT * FROM standing ORDER BY vendor, organisation")
    found["standing"] = [{key: value for key, value in row.items() if key != "id"} for row in rows]
    return found


def _names(table: Any) -> set[str]:
    return {column._meta.name for column in table._meta.columns}


async def test_everything_goes_over_and_the_other_is_gone(organisation) -> None:
    kept, gone = await two(organisation)
    await merge(kept, gone)
    view = await Desk().view(kept)
    assert {one.service for one in view.engagements} == {"Mail", "Newsletter"}
    assert [one.status for one in view.agreements] == ["signed"]
    assert (view.name, view.country, view.website) == ("Example Mail Ltd", "IE", "https://mail.example")
    assert set(view.aliases) == {"ExampleMail", "EM"}
    assert view.notes == "From the sheet"
    assert view.verdict == "invalid"
    with pytest.raises(NotFound):
        await vendor_in_scope(gone, PROCUREMENT)
    assert await standing_for(gone) == kept


async def test_a_field_that_differs_is_decided_or_nothing_happens(organisation) -> None:
    kept, gone = await two(organisation)
    with pytest.raises(Invalid) as refused:
        await merge(kept, gone, {"name": "gone"})
    assert set(refused.value.fields) == {"country"}
    assert await Vendor.count() == 2
    await merge(kept, gone, {"name": "gone", "country": "gone"})
    view = await Desk().view(kept)
    assert (view.name, view.country) == ("ExampleMail", "US")
    assert "Example Mail Ltd" in view.aliases


def test_what_only_one_says_is_taken_and_dpf_goes_with_the_day_of_its_look_up() -> None:
    blank = {"name": "A", "legal_name": "", "registration_number": "", "country": "", "parent_name": ""}
    blank |= {"parent_country": "", "website": "", "contact": "", "unnamed_group": False, "dpf": {}, "tier": ""}
    blank |= {"owner": "", "status": "active", "aliases": (), "notes": "", "dpf_checked_on": None}
    other = {**blank, "name": "a", "dpf": {"dpf_status": "active"}, "dpf_checked_on": date(2026, 1, 1), "tier": "high"}
    assert [one.field for one in merge_fields.differing(blank, other)] == ["name"]
    values = merge_fields.merged(blank, other, {"name": "kept"})
    assert (values["dpf"], values["dpf_checked_on"], values["tier"]) == (other["dpf"], date(2026, 1, 1), "high")
    assert values["aliases"] == ()
    mine = {**blank, "dpf": {"dpf_status": "withdrawn"}, "dpf_checked_on": date(2025, 1, 1)}
    values = merge_fields.merged(mine, other, {"name": "kept", "dpf": "kept"})
    assert values["dpf_checked_on"] == date(2025, 1, 1)


async def test_the_preview_says_what_goes_over_and_writes_nothing(organisation) -> None:
    kept, gone = await two(organisation)
    before = await everything()
    seen = await preview(kept, gone, PROCUREMENT)
    assert {one.field for one in seen.differing} == {"name", "country"}
    assert seen.filled == ("website",)
    assert {name: seen.moves[name] for name in ("engagement", "location", "agreement")} == {
        "engagement": 1,
        "location": 1,
        "agreement": 1,
    }
    assert seen.moves["finding"] >= 1
    assert await everything() == before


async def test_undoing_brings_back_exactly_what_stood(organisation) -> None:
    kept, gone = await two(organisation)
    number = finding(await Desk().view(gone), "invalid_ground").id
    await accept_finding(number, date(2027, 5, 31), "Contract is being replaced", PRIVACY, NOW, TODAY)
    await Vendor.update({Vendor.tags: '["newsletter"]'}).where(Vendor.id == gone)
    async with transaction():
        await settle([kept, gone], today=TODAY, now=NOW, law=Desk().law, actor=PRIVACY)
    before = await everything()
    merged = await merge(kept, gone)
    assert (await Finding.select().where(Finding.id == number).first())["state"] == "accepted"
    assert await everything() != before
    assert await undo_merge(merged, **Desk().how) == gone
    assert await everything() == before
    with pytest.raises(Conflict):
        await undo_merge(merged, **Desk().how)


async def test_both_histories_tell_of_the_merge_and_the_one_kept_tells_of_both(organisation) -> None:
    kept, gone = await two(organisation)
    merged = await merge(kept, gone)
    told = [line.event for line in await history(kept, PROCUREMENT)]
    assert told.count("vendor-created") == 2
    assert told[0] != told[1]
    await undo_merge(merged, **Desk().how)
    told = [line.event for line in await history(kept, PROCUREMENT)]
    assert told.count("vendor-created") == 1
    assert "vendor-merge-undone" in [line.event for line in await history(gone, PROCUREMENT)]
    assert await AuditEvent.count().where(AuditEvent.event == "vendors-merged") == 1


async def test_undoing_is_refused_where_a_merged_field_was_changed_since(organisation) -> None:
    kept, gone = await two(organisation)
    merged = await merge(kept, gone)
    (version,) = await versions(kept)
    await update_vendor(kept, {"website": "https://other.example"}, version, **Desk().how)
    with pytest.raises(Conflict) as refused:
        await undo_merge(merged, **Desk().how)
    assert [(one.what, one.name) for one in refused.value.current["later"]] == [(EDITED, "website")]
    assert not await Vendor.exists().where(Vendor.id == gone)


async def test_what_was_changed_since_but_not_by_the_merge_stays(organisation) -> None:
    kept, gone = await two(organisation)
    merged = await merge(kept, gone)
    (version,) = await versions(kept)
    await update_vendor(kept, {"tier": "high"}, version, **Desk().how)
    new = await Desk().engagement(kept, organisation, service="Added later")
    await undo_merge(merged, **Desk().how)
    view = await Desk().view(kept)
    assert view.tier == "high"
    assert new in {one.id for one in view.engagements}


async def test_what_was_added_to_an_engagement_since_goes_back_with_it(organisation) -> None:
    kept, gone = await two(organisation)
    (engagement,) = await Engagement.select(Engagement.id).where(Engagement.vendor == gone)
    merged = await merge(kept, gone)
    await Desk().agreement(kept, organisation, engagement=engagement["id"])
    await undo_merge(merged, **Desk().how)
    assert len((await Desk().view(gone)).agreements) == 2


async def test_undoing_is_refused_where_a_finding_was_accepted_since(organisation) -> None:
    kept, gone = await two(organisation)
    merged = await merge(kept, gone)
    number = finding(await Desk().view(kept), "invalid_ground").id
    await accept_finding(number, date(2027, 5, 31), "Known", PRIVACY, NOW, TODAY)
    with pytest.raises(Conflict) as refused:
        await undo_merge(merged, **Desk().how)
    assert [(one.what, one.name) for one in refused.value.current["later"]] == [(ACCEPTED, "invalid_ground")]


async def test_merges_are_undone_in_their_order(organisation) -> None:
    kept, gone = await two(organisation)
    third = await Desk().vendor(organisation, "Example-Mail", country="IE")
    first = await merge(kept, gone)
    second = await merge(kept, third, {"name": "kept"})
    with pytest.raises(Conflict) as refused:
        await undo_merge(first, **Desk().how)
    assert (MERGED_SINCE, "Example-Mail") in [(one.what, one.name) for one in refused.value.current["later"]]
    assert [row["id"] for row in await merges_of(kept)] == [second, first]
    await undo_merge(second, **Desk().how)
    await undo_merge(first, **Desk().how)
    assert await Vendor.count() == 3


async def test_a_chain_of_merges_still_leads_to_the_one_that_stands(organisation) -> None:
    kept, gone = await two(organisation)
    third = await Desk().vendor(organisation, "Example-Mail", country="IE")
    await merge(kept, gone)
    await merge(third, kept, {"name": "kept", "owner": "kept"})
    assert await standing_for(gone) == third


async def test_a_vendor_shared_with_an_organisation_that_is_closed_to_somebody_is_not_merged_by_them(
    organisation,
) -> None:
    other = await builders.organisation("Other", "NO")
    kept, gone = await two(organisation)
    await Desk().engagement(gone, other)
    for who in (only(organisation), READER, only(organisation, Role.READER)):
        with pytest.raises(Forbidden):
            await merge(kept, gone, actor=who)
    with pytest.raises(NotFound):
        await merge(kept, gone, actor=only(other))
    assert await Vendor.count() == 2


async def test_a_vendor_is_not_merged_with_itself_nor_with_its_own_sub_processor(organisation) -> None:
    kept, gone = await two(organisation)
    with pytest.raises(Invalid):
        await preview(kept, kept, PROCUREMENT)
    (above,) = await Engagement.select(Engagement.id).where(Engagement.vendor == kept)
    await Desk().engagement(gone, organisation, role="sub-processor", parent=above["id"])
    with pytest.raises(Invalid) as refused:
        await merge(kept, gone)
    assert refused.value.fields == {"other": merging.BELOW}


async def test_a_change_since_the_preview_stops_the_merge(organisation) -> None:
    kept, gone = await two(organisation)
    seen = await versions(kept, gone)
    await update_vendor(gone, {"tier": "low"}, seen[1], **Desk().how)
    with pytest.raises(Conflict):
        await merge_vendors(kept, gone, KEEP, seen, "", **Desk().how)
    assert await VendorMerge.count() == 0


async def test_a_vendor_by_its_name_alone_stays_in_the_registers_of_both(organisation) -> None:
    other = await builders.organisation("Other", "NO")
    kept = await Desk().vendor(organisation, "Example Mail")
    gone = await Desk().vendor(other, "Examplemail")
    merged = await merge(kept, gone, {"name": "kept"})
    stands = await Standing.select(Standing.organisation).where(Standing.vendor == kept)
    assert {row["organisation"] for row in stands} == {organisation.id, other.id}
    await undo_merge(merged, **Desk().how)
    stands = await Standing.select(Standing.organisation).where(Standing.vendor == kept)
    assert {row["organisation"] for row in stands} == {organisation.id}


async def test_the_number_of_a_merged_vendor_is_not_given_again(organisation) -> None:
    kept, gone = await two(organisation)
    await merge(kept, gone)
    assert await Desk().vendor(organisation, "Newcomer") != gone
