"""Two vendors are one: everything of the one goes over to the other, in one transaction, with the way back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import Entry, record_many
from accounts.bulk import delete_rows
from accounts.database import one_at_a_time, transaction
from accounts.errors import Conflict, Invalid
from accounts.events import N_, Event
from accounts.roles import Deed, demand_everywhere
from law.store import Law
from register import change
from register.inputs import VendorInput
from register.load import lock_vendors
from register.merge_fields import Differing, differing, filled_in, merged
from register.merge_tables import MOVED, WITH_ORGANISATION
from register.reading import read
from register.scope import vendor_in_scope
from register.search import search_text, sort_name
from register.settle import settle
from register.sql import fetch_all, fetch_number, numbers
from register.stored_rows import as_json
from register.tables import Finding, Standing, Vendor, VendorMerge

ITSELF = N_("This is the same entry. Choose another vendor of the register.")
BELOW = N_(
    "One of the two is recorded as a sub-processor of the other, so they are two parties. If that is a mistake, change"
    " what the engagement is a sub-processor of, and merge them then."
)
MOVED_ON = N_("One of the two vendors was changed since you looked. Look at both again, then merge them.")
LONGEST_WHY = 4000
TOO_LONG = N_("The reason is longer than 4,000 characters. Shorten it.")


@dataclass(frozen=True, slots=True)
class Preview:
    """What merging two vendors would do: fields to decide, fields filled in, and how many rows go over, by kind."""

    kept: Mapping[str, Any]
    gone: Mapping[str, Any]
    differing: tuple[Differing, ...]
    filled: tuple[str, ...]
    aliases: tuple[str, ...]
    notes: bool
    moves: Mapping[str, int]
    side_by_side: tuple[str, ...]
    leaves: tuple[str, ...]


async def preview(kept: int, gone: int, actor: Actor) -> Preview:
    """Return what merging would do; raises as `merge_vendors` does where it is refused."""
    change.may_edit(actor)
    rows = await _both(kept, gone, actor)
    one, two = (change.stored(row, VendorInput) for row in rows)
    differ = differing(one, two)
    chosen = merged(one, two, dict.fromkeys((each.field for each in differ), "kept"))
    return Preview(
        kept={**one, "id": kept, "version": rows[0]["version"]},
        gone={**two, "id": gone, "version": rows[1]["version"]},
        differing=tuple(differ),
        filled=tuple(filled_in(one, two)),
        aliases=tuple(chosen["aliases"]),
        notes=bool(two["notes"]),
        moves=await _counts(gone),
        side_by_side=await _side_by_side(kept, gone),
        leaves=await _leaves(kept, gone),
    )


async def merge_vendors(
    kept: int,
    gone: int,
    choices: Mapping[str, str],
    versions: tuple[int, int],
    why: str,
    *,
    actor: Actor,
    now: datetime,
    today: date,
    law: Law,
) -> int:
    """Let one vendor go into another and return the number of the merge, by which it can be undone.

    `choices` says of each field that differs whether the value of the one "kept" or "gone" holds; `versions` are those
    that the person saw. Raises `Invalid` for what is not decided, `Conflict` where either was changed since, and
    `Forbidden` where the actor may not edit in all the organisations concerned.
    """
    change.may_edit(actor)
    if len(why) > LONGEST_WHY:
        raise Invalid({"why": TOO_LONG})
    async with transaction():
        await one_at_a_time("vendors")
        await lock_vendors([kept, gone])
        one, two = await _both(kept, gone, actor)
        if (one["version"], two["version"]) != versions:
            raise Conflict(MOVED_ON)
        before, other = change.stored(one, VendorInput), change.stored(two, VendorInput)
        data = read(VendorInput, merged(before, other, choices))
        was = await _was(kept, gone, two)
        bare, working = await _bare([kept, gone])
        was["moved"] = {f"{table}.{column}": await _move(table, column, kept, gone) for table, column in MOVED}
        was["dropped"] = await _move_findings(kept, gone)
        await delete_rows(Vendor, [gone])
        old, new = change.difference(read(VendorInput, before), data)
        tags = {"tags": list(dict.fromkeys([*json.loads(one["tags"]), *json.loads(two["tags"])]))}
        if tags["tags"] != json.loads(one["tags"]):
            old, new = {**old, "tags": json.loads(one["tags"])}, {**new, **tags}
        was["before"], was["after"] = old, new
        search = search_text(data.name, data.legal_name, *data.aliases)
        values = {**change.columns(data), "tags": as_json(tags["tags"]), "search": search, "updated_at": now}
        await change.overwrite(Vendor, kept, one["version"], values)
        if not working:
            await _stand(kept, bare, data.name)
        row = VendorMerge(
            kept=kept,
            gone=gone,
            gone_name=two["name"],
            kept_name=one["name"],
            why=why.strip(),
            was=as_json(was),
            merged_by=actor.label,
            merged_at=now,
        )
        await row.save()
        after = {**new, "merged": two["name"]} | ({"why": why.strip()} if why.strip() else {})
        told = [
            Entry(Event.VENDORS_MERGED, actor, now, ("vendor", kept), None, kept, old, after),
            # The number of the one that is gone stays taken by the trail, so that it can come back.
            Entry(Event.VENDOR_MERGED_AWAY, actor, now, ("vendor", gone), None, gone, {}, {"merged": data.name}),
        ]
        await record_many(told)
        await settle([kept], today=today, now=now, law=law, actor=actor)
    return int(row.id)


async def _both(kept: int, gone: int, actor: Actor) -> tuple[dict[str, Any], dict[str, Any]]:
    if kept == gone:
        raise Invalid({"other": ITSELF})
    rows = await vendor_in_scope(kept, actor), await vendor_in_scope(gone, actor)
    demand_everywhere(actor, Deed.EDIT, await organisations_of([kept, gone]))
    below = await fetch_number(
        "SELECT count(*) AS n FROM engagement e JOIN engagement up ON e.parent = up.id"
        f" WHERE e.vendor <> up.vendor AND e.vendor IN ({kept:d}, {gone:d}) AND up.vendor IN ({kept:d}, {gone:d})"
    )
    if below:
        raise Invalid({"other": BELOW})
    return rows


async def organisations_of(vendors: Iterable[int]) -> set[int]:
    """Return the organisations in whose register anything of these vendors stands."""
    inside = numbers(vendors)
    tables = ("standing", *WITH_ORGANISATION)
    rows = await fetch_all(
        " UNION ".join(f"SELECT organisation FROM {table} WHERE vendor IN ({inside})" for table in tables)
    )
    return {row["organisation"] for row in rows if row["organisation"] is not None}


async def _was(kept: int, gone: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands before, beside the rows that go over."""
    both = [kept, gone]
    standings = await Standing.select(Standing.vendor, Standing.organisation).where(Standing.vendor.is_in(both))
    return {
        "vendor": dict(row),
        "findings": await Finding.select().where(Finding.vendor.is_in(both)).order_by(Finding.id),
        "standings": [[one["vendor"], one["organisation"]] for one in standings],
    }


async def _move(table: str, column: str, kept: int, gone: int) -> list[int]:
    rows = await fetch_all(f"UPDATE {table} SET {column} = {kept:d} WHERE {column} = {gone:d} RETURNING id")
    return sorted(row["id"] for row in rows)


async def _move_findings(kept: int, gone: int) -> list[int]:
    """Let findings go over, so that who accepted them stands; of what is wrong with both vendors, one is enough."""
    whole = "rule, organisation FROM finding WHERE subject_type = 'vendor' AND subject_id"
    mine = {(row["rule"], row["organisation"]) for row in await fetch_all(f"SELECT {whole} = {kept:d}")}
    theirs = await fetch_all(f"SELECT id, {whole} = {gone:d}")
    dropped = [row["id"] for row in theirs if (row["rule"], row["organisation"]) in mine]
    await delete_rows(Finding, dropped)
    await fetch_all(
        f"UPDATE finding SET subject_id = {kept:d} WHERE subject_type = 'vendor' AND subject_id = {gone:d} RETURNING id"
    )
    await fetch_all(f"UPDATE finding SET vendor = {kept:d} WHERE vendor = {gone:d} RETURNING id")
    return dropped


async def _counts(gone: int) -> dict[str, int]:
    """Return how many rows of each kind go over."""
    found = {}
    for table, column in MOVED:
        if table not in {"import_row", "reminder"}:
            found[table] = await fetch_number(f"SELECT count(*) AS n FROM {table} WHERE {column} = {gone:d}")
    for table in ("location", "review"):
        found[table] = await fetch_number(
            f"SELECT count(*) AS n FROM {table} WHERE engagement IN (SELECT id FROM engagement WHERE vendor = {gone:d})"
        )
    found["finding"] = await fetch_number(
        f"SELECT count(*) AS n FROM finding WHERE vendor = {gone:d} AND state <> 'resolved'"
    )
    found["import_row"] = await fetch_number(f"SELECT count(*) AS n FROM import_row WHERE vendor_id = {gone:d}")
    return {table: count for table, count in found.items() if count}


async def _side_by_side(kept: int, gone: int) -> tuple[str, ...]:
    """Return the services that both do for one organisation: two engagements will stand side by side."""
    rows = await fetch_all(
        "SELECT DISTINCT a.service FROM engagement a JOIN engagement b ON a.organisation = b.organisation"
        f" AND lower(a.service) = lower(b.service) WHERE a.vendor = {kept:d} AND b.vendor = {gone:d}"
        " AND a.status = 'active' AND b.status = 'active' ORDER BY a.service"
    )
    return tuple(row["service"] for row in rows)


async def _bare(vendors: Iterable[int]) -> tuple[set[int], set[int]]:
    """Return where the vendors stand by their name alone, and where they work or have an agreement."""
    inside = numbers(vendors)
    stands = await fetch_all(f"SELECT DISTINCT organisation FROM standing WHERE vendor IN ({inside})")
    works = await fetch_all(
        f"SELECT organisation FROM engagement WHERE vendor IN ({inside})"
        f" UNION SELECT organisation FROM agreement WHERE vendor IN ({inside})"
    )
    working = {row["organisation"] for row in works}
    return {row["organisation"] for row in stands} - working, working


async def _leaves(kept: int, gone: int) -> tuple[str, ...]:
    """Return the organisations in whose list one stands by its name alone: there it will be seen no more."""
    bare, working = await _bare([kept, gone])
    if not working or not bare:
        return ()
    rows = await fetch_all(f"SELECT name FROM organisation WHERE id IN ({numbers(bare)}) ORDER BY name")
    return tuple(row["name"] for row in rows)


async def _stand(kept: int, bare: Iterable[int], name: str) -> None:
    """Keep a vendor for which nobody works yet in all the registers in which either was created."""
    stands = await Standing.select(Standing.organisation).where(Standing.vendor == kept)
    there = {row["organisation"] for row in stands}
    for organisation in sorted(set(bare) - there):
        await Standing(vendor=kept, organisation=organisation, name=name, sort_name=sort_name(name)).save()
