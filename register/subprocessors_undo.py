"""Take a decision on an announced change back: what it wrote goes, and nothing that came later is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.bulk import delete_rows, on_sqlite
from accounts.database import transaction
from accounts.errors import Conflict
from accounts.events import N_, Event
from accounts.roles import Deed, demand
from law.store import Law
from register import change
from register.inputs import EngagementInput, Input, LocationInput, VendorInput
from register.settle import settle
from register.sql import fetch_all, fetch_number
from register.stored_rows import as_json, overwrite, put_back
from register.subprocessors import find_notice
from register.subprocessors_decide import held
from register.tables import Engagement, Location, SubprocessorNotice, Vendor

LOST = N_("Not taken back: these were changed since the decision, and that would be lost. Undo those changes first.")
NOT_DECIDED = N_("Nothing has been decided yet.")
MODELS: dict[str, tuple[Any, type[Input]]] = {
    "vendor": (Vendor, VendorInput),
    "engagement": (Engagement, EngagementInput),
    "location": (Location, LocationInput),
}
# What may have been hung on something that accepting made. Tables of packages above are named, not imported.
HANGING = {
    "vendor": (("engagement", "vendor"), ("agreement", "vendor"), ("document", "vendor"), ("assessment", "vendor")),
    "engagement": (
        *(("location", "engagement"), ("agreement", "engagement"), ("engagement", "parent")),
        *(("assessment", "engagement"), ("condition", "engagement")),
    ),
    "location": (("assessment_location", "location"),),
}
EDITED, ADDED, CONCLUDED, ACCEPTED = "edited", "added-to", "concluded", "accepted"


@dataclass(frozen=True, slots=True)
class Later:
    """Something that happened since to what accepting made or changed: edited, added-to, concluded or accepted."""

    vendor: str
    what: str


async def take_back(number: int, *, actor: Actor, now: datetime, today: date, law: Law) -> None:
    """Open a notice again; where it was accepted, the register is as it was before.

    Raises `Conflict` with `current["later"]`, a list of `Later`, where a later change would be lost.
    """
    demand(actor, Deed.DECIDE)
    async with transaction():
        if not on_sqlite():
            await fetch_all("SELECT id FROM subprocessor_notice WHERE id = {} FOR UPDATE", [number])
        notice = await find_notice(number, actor)
        demand(actor, Deed.DECIDE, notice.organisation)
        if not notice.decision:
            raise Conflict(NOT_DECIDED)
        done = {"made": [], "changed": [], "removed": [], **json.loads(notice.undo)}
        if later := await _later(done):
            raise Conflict(LOST, current={"later": later})
        touched = await _vendors(done)
        await _restore(done, now)
        made = {row[1] for row in done["made"] if row[0] == "vendor"}
        values: dict[Any, Any] = {"decision": "", "why": "", "decided_by": "", "decided_at": None, "undo": "{}"}
        await SubprocessorNotice.update({**values, "version": notice.version + 1}).where(
            SubprocessorNotice.id == number
        )
        await record(
            Event.SUBPROCESSORS_UNDECIDED,
            actor,
            now,
            subject=("notice", number),
            organisation_id=notice.organisation,
            vendor_id=notice.vendor,
            before={"decision": notice.decision},
            after={"announced": notice.in_short},
        )
        await settle({notice.vendor, *touched} - made, today=today, now=now, law=law, actor=actor)


async def _later(done: Mapping[str, Any]) -> list[Later]:
    """Return what happened since and would be lost."""
    found: dict[tuple[str, int, str], None] = {}
    mine = {(table, number) for table, number, _held in done["made"]}
    for table, number, was in done["made"]:
        if await _edited(table, number, was):
            found[table, number, EDITED] = None
        for other, column in HANGING[table]:
            rows = await fetch_all(f'SELECT id FROM {other} WHERE "{column}" = {{}}', [number])
            if any((other, row["id"]) not in mine for row in rows):
                found[table, number, ADDED] = None
        if table == "engagement" and await _concluded(number):
            found[table, number, CONCLUDED] = None
        accepted = (
            "SELECT count(*) AS n FROM finding WHERE state = 'accepted' AND subject_type = {} AND subject_id = {}"
        )
        if await fetch_number(accepted, [table, number]):
            found[table, number, ACCEPTED] = None
    for table, number, _before, after in done["changed"]:
        if await _edited(table, number, after):
            found[table, number, EDITED] = None
    return [Later(await _name(table, number), what) for table, number, what in found]


async def _edited(table: str, number: int, was: Mapping[str, Any]) -> bool:
    """Return whether a row is not as the decision left it; one that is gone holds nothing to lose."""
    model = MODELS[table]
    row = await model[0].select().where(model[0].id == number).first()
    return row is not None and held(row, model[1]) != dict(was)


async def _concluded(engagement: int) -> int:
    return await fetch_number("SELECT count(*) AS n FROM review WHERE engagement = {} AND outcome <> ''", [engagement])


async def _name(table: str, number: int) -> str:
    sql = {
        "vendor": "SELECT name FROM vendor WHERE id = {}",
        "engagement": "SELECT v.name FROM vendor v JOIN engagement e ON e.vendor = v.id WHERE e.id = {}",
        "location": (
            "SELECT v.name FROM vendor v JOIN engagement e ON e.vendor = v.id JOIN location l ON l.engagement = e.id"
            " WHERE l.id = {}"
        ),
    }[table]
    rows = await fetch_all(sql, [number])
    return rows[0]["name"] if rows else ""


async def _vendors(done: Mapping[str, Any]) -> set[int]:
    """Return the vendors that the way back touches."""
    found = {was["vendor"] for table, _number, was in done["made"] if table == "engagement"}
    found |= {before["vendor"] for _table, _number, before, _after in done["changed"]}
    engagements = [was["engagement"] for table, _number, was in done["made"] if table == "location"]
    engagements += [row["engagement"] for row in done["removed"]]
    rows = await Engagement.select(Engagement.vendor).where(Engagement.id.is_in(engagements or [0]))
    return found | {row["vendor"] for row in rows}


async def _restore(done: Mapping[str, Any], now: datetime) -> None:
    for table, number, before, _after in done["changed"]:
        row = await change.fetch(MODELS[table][0], number)
        values = change.columns(_read(MODELS[table][1], {**change.stored(row, MODELS[table][1]), **before}))
        more = {"version": row["version"] + 1, "updated_at": now.isoformat()}
        await overwrite(MODELS[table][0], number, {**json.loads(as_json(values)), **more})
    for row in done["removed"]:
        if await Engagement.exists().where(Engagement.id == row["engagement"]):
            await put_back(Location, row)
    await _delete(done["made"])


async def _delete(made: Sequence[Sequence[Any]]) -> None:
    # What hangs on others goes first.
    for table in ("location", "engagement", "vendor"):
        await delete_rows(MODELS[table][0], [number for name, number, _was in made if name == table])


def _read(model: type[Input], values: Mapping[str, Any]) -> Input:
    return model.model_validate(dict(values))
