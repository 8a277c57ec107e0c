"""Undo an import: what it added goes, what it changed is as before; refused where a later change would be lost."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from piccolo.columns import JSON, Date, Timestamptz

from accounts.actor import Actor
from accounts.audit import Entry, record, record_many
from accounts.bulk import delete_rows, on_sqlite, update_rows
from accounts.database import insert_rows, transaction
from accounts.errors import Conflict
from accounts.events import N_, Event
from accounts.progress import tell
from accounts.roles import Deed, demand
from imports.apply import TABLES, refresh_search
from imports.batches import batch_in_scope, one_at_a_time
from imports.said import as_json
from imports.snapshot import vendors_of
from imports.tables import ImportBatch, ImportRow
from imports.undone import Key, Span, now_at, undone_since
from law.store import Law
from register.settle import settle
from register.sql import chunks, fetch_all, numbers

NOT_DONE = N_("Only an import that was committed can be undone.")
LOST = N_("Not undone: these were changed since the import, and undoing it would lose that. Undo those changes first.")
# In the order in which rows go: those that hang on others first.
ORDER = ("review", "agreement", "location", "engagement", "vendor")
EDITED, REMOVED, ADDED, ACCEPTED, CONCLUDED = "edited", "removed", "added-to", "accepted", "concluded"
# What may have been hung on something that the import added: the column that points at it.
HANGING = (
    ("engagement", "vendor", "vendor"),
    ("agreement", "vendor", "vendor"),
    ("document", "vendor", "vendor"),
    ("location", "engagement", "engagement"),
    ("agreement", "engagement", "engagement"),
    ("review", "engagement", "engagement"),
    ("engagement", "engagement", "parent"),
    ("assessment", "vendor", "vendor"),
    ("assessment", "engagement", "engagement"),
    ("assessment_location", "location", "location"),
    ("condition", "vendor", "vendor"),
    ("condition", "engagement", "engagement"),
    ("subprocessor_notice", "vendor", "vendor"),
    ("subprocessor_notice", "engagement", "engagement"),
)


@dataclass(frozen=True, slots=True)
class Later:
    """Something that happened to a vendor after the import: edited, removed, added-to, accepted or concluded."""

    vendor_id: int
    vendor: str
    what: str


@dataclass(slots=True)
class Back:
    """What one import made and changed, from all its rows."""

    made: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    versions: dict[tuple[str, int], int] = field(default_factory=dict)
    vendor_of: dict[tuple[str, int], int] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)
    vendors: set[int] = field(default_factory=set)
    undone: Mapping[Key, list[Span]] = field(default_factory=dict)

    def version(self, table: str, number: int) -> int:
        """Return the version that a row has unless somebody changed it since."""
        return now_at(self.versions.get((table, number), 1), self.undone.get((table, number), ()))


async def undo_batch(batch: int, *, actor: Actor, now: datetime, today: date, law: Law) -> None:
    """Put the register back to where it stood before an import.

    Raises `Conflict` with `current["later"]`, a list of `Later`, where somebody changed the same things since.
    """
    demand(actor, Deed.IMPORT)
    async with transaction():
        await one_at_a_time()
        row = await batch_in_scope(batch, actor, Deed.IMPORT)
        if not on_sqlite():
            await fetch_all("SELECT id FROM import_batch WHERE id = {} FOR UPDATE", [batch])
            row = await batch_in_scope(batch, actor, Deed.IMPORT)
        if row["state"] != "committed":
            raise Conflict(NOT_DONE, current={"state": row["state"]})
        tell("undoing")
        back = await _read(batch)
        later = await later_changes(back)
        if later:
            raise Conflict(LOST, current={"later": later})
        await _restore(back, now)
        for table in ORDER:
            await delete_rows(TABLES[table], back.made[table])
        await ImportRow.update({ImportRow.engagement_id: None}).where(ImportRow.batch == batch)
        await ImportBatch.update({ImportBatch.state: "undone", ImportBatch.undone_at: now}).where(
            ImportBatch.id == batch
        )
        left = sorted(back.vendors - set(back.made["vendor"]))
        await refresh_search(left)
        subject = ("import", batch)
        await record(Event.IMPORT_UNDONE, actor, now, subject=subject, organisation_id=row["organisation"])
        told = [
            Entry(Event.VENDOR_IMPORT_UNDONE, actor, now, subject, row["organisation"], vendor)
            for vendor in sorted(back.vendors)
        ]
        await record_many(told)
        await settle(left, today=today, now=now, law=law, actor=actor)


async def later_changes(back: Back) -> list[Later]:
    """Return what happened since the import to what it made and changed."""
    found: dict[tuple[int, str], None] = {}
    for table in ORDER:
        for number, what in await _changed(table, back):
            found[back.vendor_of[table, number], what] = None
    for table, above, column in HANGING:
        for number, on in await _hanging(table, column, back.made[above]):
            if number not in back.made[table]:
                found[back.vendor_of[above, on], ADDED] = None
    for vendor in await _accepted(back):
        found[vendor, ACCEPTED] = None
    names = await vendors_of(sorted({vendor for vendor, _ in found}))
    return [Later(vendor, names.get(vendor, ""), what) for vendor, what in found]


async def _read(batch: int) -> Back:
    back = Back()
    rows = (
        await ImportRow.select(ImportRow.undo, ImportRow.vendor_id)
        .where(ImportRow.batch == batch)
        .order_by(ImportRow.id)
    )
    for row in rows:
        undo = json.loads(row["undo"])
        if not undo:
            continue
        vendor = row["vendor_id"]
        back.vendors.add(vendor)
        for table, made in undo.get("new", {}).items():
            name = table.removesuffix("s")
            for number in made if isinstance(made, list) else [made]:
                back.made[name][number] = vendor
                back.vendor_of[name, number] = vendor
        for was in undo.get("was", []):
            back.changes.append(was)
            back.vendor_of[was["table"], was["id"]] = vendor
            if "version" in was:
                back.versions[was["table"], was["id"]] = was["version"]
    back.undone = await undone_since(batch, back.vendors)
    return back


async def _changed(table: str, back: Back) -> list[tuple[int, str]]:
    """Return what the import made or changed in a table and somebody has touched since."""
    ours = {*back.made[table], *(number for name, number in back.versions if name == table)}
    current = await _current(table, ours)
    found: list[tuple[int, str]] = []
    for number in sorted(ours):
        if number not in current:
            found.append((number, REMOVED))
        elif table == "review" and current[number]:
            found.append((number, CONCLUDED))
        elif table != "review" and current[number] != back.version(table, number):
            found.append((number, EDITED))
    return found


async def _current(table: str, ids: Iterable[int]) -> dict[int, Any]:
    """Return the version of each row that is still there; of a review, its outcome."""
    column = "outcome" if table == "review" else "version"
    found: dict[int, Any] = {}
    for some in chunks(ids):
        sql = f"SELECT id, {column} AS now FROM {table} WHERE id IN ({numbers(some)})"  # noqa: S608 - our own names
        found.update({row["id"]: row["now"] for row in await fetch_all(sql)})
    return found


async def _hanging(table: str, column: str, above: Iterable[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for some in chunks(above):
        sql = f'SELECT id, "{column}" AS above FROM "{table}" WHERE "{column}" IN ({numbers(some)})'  # noqa: S608
        found += [(row["id"], row["above"]) for row in await fetch_all(sql)]
    return found


async def _accepted(back: Back) -> set[int]:
    """Return the vendors that would lose an accepted finding, with its reason."""
    found: set[int] = set()
    for some in chunks(back.vendors):
        sql = (
            "SELECT vendor, subject_type, subject_id FROM finding"  # noqa: S608 - integers
            f" WHERE state = 'accepted' AND vendor IN ({numbers(some)})"
        )
        found |= {
            row["vendor"] for row in await fetch_all(sql) if row["subject_id"] in back.made.get(row["subject_type"], {})
        }
    return found


async def _restore(back: Back, now: datetime) -> None:
    versions = {key: back.version(*key) for key in back.versions}
    for was in reversed(back.changes):
        table, number = was["table"], was["id"]
        before = {name: _value(table, name, value) for name, value in was["before"].items()}
        if was.get("gone"):
            await insert_rows(TABLES[table], tuple(before), [tuple(before.values())])
            continue
        if table != "review":
            versions[table, number] += 1
            before |= {"version": versions[table, number], "updated_at": now}
        await update_rows(TABLES[table], tuple(before), [(*before.values(), number)])


def _value(table: str, column: str, value: Any) -> Any:
    """Return a value as its column takes it: JSON wrote dates as text."""
    kind = TABLES[table]._meta.get_column_by_name(column)
    if isinstance(kind, JSON) and not isinstance(value, str):
        return as_json(value)
    if isinstance(value, str) and isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(value, str) and isinstance(kind, Timestamptz):
        return datetime.fromisoformat(value)
    return value
