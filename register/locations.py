"""Locations: where an engagement's data goes, and on which ground; each is judged as it is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Invalid
from accounts.events import Event
from accounts.roles import Deed
from law.store import Law
from law.wordings import read_grounds
from register import change, sentences
from register.facts import elsewhere
from register.inputs import LocationInput
from register.reading import read
from register.scope import engagement_in_scope, location_in_scope
from register.settle import settle
from register.tables import Location


async def create_location(data: LocationInput, actor: Actor, now: datetime, today: date, law: Law) -> int:
    """Create a location and return its id; it is judged at once."""
    change.may_edit(actor)
    async with transaction():
        engagement = await engagement_in_scope(data.engagement, actor, Deed.EDIT)
        whole = with_grounds(data)
        row = Location(**change.columns(whole), created_at=now, updated_at=now)
        await row.save()
        number = int(row.id)
        await record(
            Event.LOCATION_CREATED,
            actor,
            now,
            subject=("location", number),
            organisation_id=engagement["organisation"],
            vendor_id=engagement["vendor"],
            after=change.filled(whole),
        )
        await settle([engagement["vendor"]], today=today, now=now, law=law, actor=actor)
    return number


async def update_location(
    number: int, changes: Mapping[str, Any], version: int, actor: Actor, now: datetime, today: date, law: Law
) -> None:
    """Change the named fields of a location, which is judged again.

    Where the written ground changes and no grounds are named, they are read from it again. Raises
    `accounts.errors.Conflict` if `version` was overtaken.
    """
    change.may_edit(actor)
    async with transaction():
        row, engagement = await location_in_scope(number, actor, Deed.EDIT)
        before = change.stored(row, LocationInput)
        reread = {"grounds": None} if changes.get("ground_text", before["ground_text"]) != before["ground_text"] else {}
        was = read(LocationInput, before)
        data = moved(was, with_grounds(read(LocationInput, {**before, **reread, **changes})))
        old, new = change.difference(was, data)
        if not new:
            return
        await engagement_in_scope(data.engagement, actor, Deed.EDIT)
        if "engagement" in new:
            raise Invalid({"engagement": sentences.STAYS})
        values = {**change.columns(data), "updated_at": now}
        if not await change.overwrite(Location, number, version, values):
            raise change.overtaken(before, changes, row["version"])
        await record(
            Event.LOCATION_CHANGED,
            actor,
            now,
            subject=("location", number),
            organisation_id=engagement["organisation"],
            vendor_id=engagement["vendor"],
            before=old,
            after=new,
        )
        await settle([engagement["vendor"]], today=today, now=now, law=law, actor=actor)


async def remove_location(number: int, version: int, actor: Actor, now: datetime, today: date, law: Law) -> None:
    """Remove a location to which no data goes any more; the audit trail keeps what it was."""
    change.may_edit(actor)
    async with transaction():
        row, engagement = await location_in_scope(number, actor, Deed.EDIT)
        before = change.stored(row, LocationInput)
        if row["version"] != version:
            raise change.overtaken(before, {}, row["version"])
        await Location.delete().where(Location.id == number)
        await record(
            Event.LOCATION_REMOVED,
            actor,
            now,
            subject=("location", number),
            organisation_id=engagement["organisation"],
            vendor_id=engagement["vendor"],
            before=change.filled(read(LocationInput, before)),
        )
        await settle([engagement["vendor"]], today=today, now=now, law=law, actor=actor)


def with_grounds(data: LocationInput) -> LocationInput:
    """Return the location with its grounds read from what was written, where none were chosen."""
    grounds = data.grounds or tuple(read_grounds(data.ground_text))
    return data.model_copy(update={"grounds": grounds or ("NONE",)})


def moved(before: LocationInput, after: LocationInput) -> LocationInput:
    """Return a changed location without what was found out about another country or importer than it names now."""
    another = before.recipient and after.recipient.casefold() != before.recipient.casefold()
    if (after.country, after.region) == (before.country, before.region) and not another:
        return after
    return after.model_copy(update={"facts": elsewhere(after.facts, before.facts)})
