"""Take a merge of two vendors back: both are as they were; refused where a later change would be lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import Entry, record_many
from accounts.bulk import delete_rows
from accounts.database import one_at_a_time, transaction
from accounts.errors import Conflict, NotFound
from accounts.events import N_, Event
from accounts.roles import Deed, demand_everywhere
from law.store import Law
from register import change
from register.change import GONE
from register.inputs import VendorInput
from register.load import lock_vendors
from register.merge_tables import WITH_ENGAGEMENT
from register.merging import organisations_of
from register.scope import vendor_in_scope
from register.search import search_text, sort_name
from register.settle import settle
from register.sql import chunks, fetch_all, numbers
from register.stored_rows import overwrite, put_back
from register.tables import Finding, Standing, Vendor, VendorMerge

UNDONE = N_("This merge has been undone already.")
LOST = N_("Not undone: these were changed since the merge, and undoing it would lose that. Undo those changes first.")
EDITED, MOVED_AGAIN, ACCEPTED, MERGED_SINCE, AWAY, TAKEN = "edited", "moved", "accepted", "merged", "away", "taken"
DECISION = ("state", "accepted_until", "accepted_by", "accepted_why")


@dataclass(frozen=True, slots=True)
class Later:
    """Something that happened since a merge: what (a key of `register.pages.merging.LATER`), and to which thing."""

    what: str
    name: str


async def undo_merge(number: int, *, actor: Actor, now: datetime, today: date, law: Law) -> int:
    """Put both vendors back to where they stood, and return the number of the one that comes back.

    Raises `Conflict` with `current["later"]`, a list of `Later`, where a later change would be lost. What was added to
    either since stays: with its engagement where it belongs to one, and else with the vendor that was kept.
    """
    change.may_edit(actor)
    async with transaction():
        await one_at_a_time("vendors")
        merge = await merge_in_scope(number, actor)
        if merge["undone_at"] is not None:
            raise Conflict(UNDONE)
        kept, gone, was = merge["kept"], merge["gone"], json.loads(merge["was"])
        later = await _later(merge, was)
        if later:
            raise Conflict(LOST, current={"later": later})
        await lock_vendors([kept])
        demand_everywhere(actor, Deed.EDIT, await organisations_of([kept]))
        await put_back(Vendor, was["vendor"])
        await _restore_fields(kept, was, now)
        await _move_back(kept, gone, was)
        await _restore_findings(kept, gone, was)
        await _restore_standings(merge, was)
        await VendorMerge.update({VendorMerge.undone_at: now}).where(VendorMerge.id == number)
        after = {"unmerged": merge["gone_name"]}
        told = [
            Entry(
                Event.VENDOR_MERGE_UNDONE,
                actor,
                now,
                ("vendor", kept),
                None,
                kept,
                was["after"],
                {**was["before"], **after},
            ),
            Entry(Event.VENDOR_MERGE_UNDONE, actor, now, ("vendor", gone), None, gone, {}, after),
        ]
        await record_many(told)
        await settle([kept, gone], today=today, now=now, law=law, actor=actor)
    return int(gone)


async def merge_in_scope(number: int, actor: Actor) -> dict[str, Any]:
    """Return a merge; raise `NotFound` where there is none of a vendor that the actor may see."""
    row = await change.fetch(VendorMerge, number)
    vendor = await standing_for(row["kept"])
    if vendor is None:
        raise NotFound(GONE)
    await vendor_in_scope(vendor, actor)
    return row


async def standing_for(number: int) -> int | None:
    """Return the vendor into which another went, by however many merges; None where it is in the register itself."""
    found: int | None = number
    while found is not None and not await Vendor.exists().where(Vendor.id == found):
        rows = await fetch_all(
            f"SELECT kept FROM vendor_merge WHERE gone = {found:d} AND undone_at IS NULL ORDER BY id DESC LIMIT 1"
        )
        found = rows[0]["kept"] if rows else None
    return found


async def went_into(number: int, actor: Actor) -> int | None:
    """Return the vendor into which one that is gone went, where the actor may see that one."""
    into = await standing_for(number)
    if into is None or into == number:
        return None
    await vendor_in_scope(into, actor)
    return into


async def merges_of(vendor: int) -> list[dict[str, Any]]:
    """Return the merges that stand by which others went into a vendor, the newest first."""
    return await fetch_all(
        "SELECT id, gone, gone_name, kept_name, why, merged_by, merged_at FROM vendor_merge"
        f" WHERE kept = {vendor:d} AND undone_at IS NULL ORDER BY id DESC"
    )


async def merged_into(vendor: int) -> list[int]:
    """Return the numbers of all vendors that went into one, so that its history tells of them too."""
    found, edge = [], [vendor]
    while edge:
        rows = await fetch_all(
            f"SELECT gone FROM vendor_merge WHERE kept IN ({numbers(edge)}) AND undone_at IS NULL ORDER BY gone"
        )
        edge = [row["gone"] for row in rows if row["gone"] not in found and row["gone"] != vendor]
        found += edge
    return found


async def _later(merge: Mapping[str, Any], was: Mapping[str, Any]) -> list[Later]:
    """Return what happened since and would be lost."""
    vendor = await Vendor.select().where(Vendor.id == merge["kept"]).first()
    if vendor is None:
        return [Later(AWAY, merge["kept_name"])]
    since = await VendorMerge.select(VendorMerge.gone_name).where(
        (VendorMerge.kept == merge["kept"]) & (VendorMerge.id > merge["id"]) & VendorMerge.undone_at.is_null()
    )
    found = [Later(MERGED_SINCE, row["gone_name"]) for row in since]
    stored = change.stored(vendor, VendorInput)
    current = json.loads(json.dumps({**stored, "tags": json.loads(vendor["tags"])}, default=str))
    found += [Later(EDITED, name) for name, value in was["after"].items() if current[name] != value]
    if await Vendor.exists().where(Vendor.id == merge["gone"]):
        found.append(Later(TAKEN, merge["gone_name"]))
    for key, ids in was["moved"].items():
        table, column = key.split(".")
        for some in chunks(ids):
            rows = await fetch_all(
                f"SELECT id FROM {table} WHERE id IN ({numbers(some)}) AND {column} <> {merge['kept']:d} LIMIT 1"
            )
            found += [Later(MOVED_AGAIN, table) for _row in rows]
    return [*dict.fromkeys(found), *await _decided(merge["kept"], was)]


async def _decided(kept: int, was: Mapping[str, Any]) -> list[Later]:
    """Return the findings whose acceptance is not the one that stood: who decided since would be overruled."""
    before = {row["id"]: row for row in was["findings"]}
    rows = await Finding.select().where((Finding.vendor == kept) & (Finding.state == "accepted"))
    return [
        Later(ACCEPTED, row["rule"])
        for row in rows
        if [str(row[name]) for name in DECISION] != [str(before.get(row["id"], {}).get(name)) for name in DECISION]
    ]


async def _restore_fields(kept: int, was: Mapping[str, Any], now: datetime) -> None:
    row = await change.fetch(Vendor, kept)
    values = change.stored(row, VendorInput) | {"tags": json.loads(row["tags"])} | was["before"]
    search = search_text(values["name"], values["legal_name"], *values["aliases"])
    before = {name: was["before"][name] for name in was["before"]}
    more = {"search": search, "updated_at": now.isoformat(), "version": row["version"] + 1}
    await overwrite(Vendor, kept, {**before, **more})


async def _move_back(kept: int, gone: int, was: Mapping[str, Any]) -> None:
    for key, ids in was["moved"].items():
        table, column = key.split(".")
        for some in chunks(ids):
            await fetch_all(f"UPDATE {table} SET {column} = {gone:d} WHERE id IN ({numbers(some)}) RETURNING id")
    engagements = was["moved"]["engagement.vendor"]
    for table in WITH_ENGAGEMENT:
        # What was added since to an engagement that goes back goes with it.
        for some in chunks(engagements):
            await fetch_all(
                f"UPDATE {table} SET vendor = {gone:d} WHERE vendor = {kept:d} AND engagement IN ({numbers(some)})"
                " RETURNING id"
            )


async def _restore_findings(kept: int, gone: int, was: Mapping[str, Any]) -> None:
    """Let findings be as they were; what has been mended or gone wrong since follows when the vendors are settled."""
    for row in was["findings"]:
        if row["id"] in was["dropped"]:
            await put_back(Finding, row)
        else:
            await overwrite(Finding, row["id"], row)
    theirs = {
        "engagement": was["moved"]["engagement.vendor"],
        "agreement": was["moved"]["agreement.vendor"],
        "condition": was["moved"]["condition.vendor"],
        "notice": was["moved"]["subprocessor_notice.vendor"],
        "location": [
            row["id"]
            for some in chunks(was["moved"]["engagement.vendor"])
            for row in await fetch_all(f"SELECT id FROM location WHERE engagement IN ({numbers(some)})")
        ],
    }
    for subject, ids in theirs.items():
        for some in chunks(ids):
            await fetch_all(
                f"UPDATE finding SET vendor = {gone:d} WHERE vendor = {kept:d} AND subject_type = '{subject}'"
                f" AND subject_id IN ({numbers(some)}) RETURNING id"
            )


async def _restore_standings(merge: Mapping[str, Any], was: Mapping[str, Any]) -> None:
    rows = await Standing.select(Standing.id).where(Standing.vendor == merge["kept"])
    await delete_rows(Standing, [row["id"] for row in rows])
    names = {merge["kept"]: merge["kept_name"], merge["gone"]: merge["gone_name"]}
    for vendor, organisation in was["standings"]:
        name = names[vendor]
        await Standing(vendor=vendor, organisation=organisation, name=name, sort_name=sort_name(name)).save()
