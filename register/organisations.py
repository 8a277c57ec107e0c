"""Organisations: whose register this is, the law they fall under, and what they promise in public."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import one_at_a_time, transaction
from accounts.errors import Forbidden, Invalid
from accounts.events import Event
from accounts.roles import Deed, demand, where_may
from accounts.tables import Organisation
from law.names import fold
from law.store import Law
from register import change, sentences
from register.inputs import OrganisationInput
from register.reading import read
from register.scope import seen
from register.settle import settle
from register.tables import Standing


async def create_organisation(data: OrganisationInput, actor: Actor, now: datetime) -> int:
    """Create an organisation and return its id; a name that exists already is refused.

    Who administers only some organisations would not see the new one, and so cannot add it.
    """
    demand(actor, Deed.ADMINISTER)
    if where_may(actor, Deed.ADMINISTER) is not None:
        raise Forbidden(sentences.NOT_EVERYWHERE)
    async with transaction():
        await one_at_a_time("organisations")
        if await find_organisation(data.name) is not None:
            raise Invalid({"name": sentences.NAME_TAKEN})
        await _refuse_parent(data.parent, None, actor)
        row = Organisation(**change.columns(data), created_at=now)
        await row.save()
        number = int(row.id)
        await record(
            Event.ORGANISATION_ADDED,
            actor,
            now,
            subject=("organisation", number),
            organisation_id=number,
            after=change.filled(data),
        )
    return number


async def update_organisation(
    number: int, changes: Mapping[str, Any], actor: Actor, now: datetime, today: date, law: Law
) -> None:
    """Change an organisation; all that is recorded for it is judged again."""
    demand(actor, Deed.ADMINISTER)
    async with transaction():
        await one_at_a_time("organisations")
        row = await change.fetch(Organisation, number)
        seen(number, actor, Deed.ADMINISTER)
        before = change.stored(row, OrganisationInput)
        data = read(OrganisationInput, {**before, **changes})
        old, new = change.difference(read(OrganisationInput, before), data)
        if not new:
            return
        if "name" in new and await find_organisation(data.name) not in {None, number}:
            raise Invalid({"name": sentences.NAME_TAKEN})
        if "parent" in new:
            await _refuse_parent(data.parent, number, actor)
        await Organisation.update(change.columns(data)).where(Organisation.id == number)
        await record(
            Event.ORGANISATION_CHANGED,
            actor,
            now,
            subject=("organisation", number),
            organisation_id=number,
            before=old,
            after=new,
        )
        rows = await Standing.select(Standing.vendor).where(Standing.organisation == number)
        await settle([standing["vendor"] for standing in rows], today=today, now=now, law=law, actor=actor)


async def _refuse_parent(parent: int | None, number: int | None, actor: Actor) -> None:
    """Refuse to belong to what is not there, is not open, or belongs to this organisation itself."""
    if parent is None:
        return
    rows = await Organisation.select(Organisation.id, Organisation.parent)
    above = {row["id"]: row["parent"] for row in rows}
    if parent not in above or not actor.sees(parent):
        raise Invalid({"parent": sentences.NO_SUCH_HOUSE})
    met: int | None = parent
    # There is no circle yet, so the way up ends.
    while met is not None:
        if met == number:
            raise Invalid({"parent": sentences.HOUSE_CIRCLE})
        met = above[met]


async def find_organisation(name: str) -> int | None:
    """Return the id of the organisation of this name, whatever its case and accents, or None."""
    wanted = fold(name)
    for row in await Organisation.select(Organisation.id, Organisation.name).order_by(Organisation.id):
        if fold(row["name"]) == wanted:
            return int(row["id"])
    return None


async def list_organisations(actor: Actor) -> list[dict[str, Any]]:
    """Return the organisations that are open to the actor, by name, each with its promises and regimes as lists."""
    query = Organisation.select().order_by(Organisation.name)
    if actor.scope is not None:
        query = query.where(Organisation.id.is_in(sorted(actor.scope) or [0]))
    return [{"id": row["id"], **change.stored(row, OrganisationInput)} for row in await query]
