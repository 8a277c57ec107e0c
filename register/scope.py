"""What an actor may see: a vendor is open through the organisations that it works for."""

from __future__ import annotations

from typing import Any

from accounts.actor import Actor
from accounts.errors import Invalid, NotFound
from accounts.tables import Organisation
from register import sentences
from register.change import GONE, fetch
from register.load import Loaded
from register.tables import Engagement, Location, Standing, Vendor


async def vendor_in_scope(number: int, actor: Actor) -> dict[str, Any]:
    """Return a vendor's row; raise `accounts.errors.NotFound` where there is none that the actor may see."""
    row = await fetch(Vendor, number)
    if actor.scope is None:
        return row
    standing = (Standing.vendor == number) & Standing.organisation.is_in(sorted(actor.scope))
    if not actor.scope or not await Standing.exists().where(standing):
        raise NotFound(GONE)
    return row


async def engagement_in_scope(number: int, actor: Actor) -> dict[str, Any]:
    """Return an engagement's row; raise `accounts.errors.NotFound` where there is none that the actor may see."""
    row = await fetch(Engagement, number)
    seen(row["organisation"], actor)
    return row


async def location_in_scope(number: int, actor: Actor) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a location's row and its engagement's; raise `accounts.errors.NotFound` as above."""
    row = await fetch(Location, number)
    return row, await engagement_in_scope(row["engagement"], actor)


def seen(organisation: int, actor: Actor) -> None:
    """Raise `accounts.errors.NotFound` unless the organisation is open to the actor."""
    if not actor.sees(organisation):
        raise NotFound(GONE)


async def chosen_organisation(organisation: int | None, actor: Actor) -> int:
    """Return the organisation that was chosen, or the only one there is; raise `accounts.errors.Invalid` otherwise."""
    query = Organisation.select(Organisation.id)
    if actor.scope is not None:
        query = query.where(Organisation.id.is_in(sorted(actor.scope) or [0]))
    open_to_actor = [row["id"] for row in await query.order_by(Organisation.id)]
    if organisation is None and len(open_to_actor) == 1:
        return int(open_to_actor[0])
    if organisation not in open_to_actor or organisation is None:
        raise Invalid({"organisation": sentences.NO_ORGANISATION})
    return organisation


def keep_in_scope(loaded: Loaded, actor: Actor) -> None:
    """Take out of what was loaded the work for organisations that the actor may not see."""
    for number, engagement in list(loaded.engagements.items()):
        if not actor.sees(engagement["organisation"]):
            del loaded.engagements[number]
            loaded.locations.pop(number, None)
    for agreements in loaded.agreements.values():
        agreements[:] = [agreement for agreement in agreements if actor.sees(agreement["organisation"])]
