"""What an actor may see: a vendor is open through the organisations that it works for."""

from __future__ import annotations

from typing import Any

from accounts.actor import Actor
from accounts.errors import Forbidden, Invalid, NotFound
from accounts.roles import Deed, demand, demand_everywhere, narrowed, where_may
from accounts.tables import Organisation
from register import sentences
from register.change import GONE, fetch
from register.load import Loaded
from register.tables import Engagement, Location, Standing, Vendor


async def vendor_in_scope(number: int, actor: Actor, deed: Deed = Deed.READ) -> dict[str, Any]:
    """Return a vendor's row; raise `accounts.errors.NotFound` where there is none that the actor may see.

    A vendor is shared: a deed has to be covered in at least one of the organisations that it works for, or
    `accounts.errors.Forbidden` is raised.
    """
    row = await fetch(Vendor, number)
    if not await _works_for(number, actor.scope):
        raise NotFound(GONE)
    demand(actor, deed)
    if not await _works_for(number, where_may(actor, deed)):
        raise Forbidden(sentences.VENDOR_OF_OTHERS)
    return row


async def known_vendor(number: int, actor: Actor) -> None:
    """Raise `accounts.errors.Invalid` unless a vendor that is named by its number is one that the actor may see.

    A vendor of others would be opened, with all that is recorded of it, by working for one's own organisation.
    """
    if not await Vendor.exists().where(Vendor.id == number) or not await _works_for(number, actor.scope):
        raise Invalid({"vendor": sentences.NO_SUCH_VENDOR})


async def vendor_everywhere(number: int, actor: Actor, deed: Deed) -> dict[str, Any]:
    """Return a vendor's row where the deed is covered in all organisations that it works for.

    Ending or merging a shared vendor takes it from all of them. Raises as `vendor_in_scope` does.
    """
    row = await vendor_in_scope(number, actor, deed)
    standings = await Standing.select(Standing.organisation).where(Standing.vendor == number)
    demand_everywhere(actor, deed, [standing["organisation"] for standing in standings])
    return row


async def engagement_in_scope(number: int, actor: Actor, deed: Deed = Deed.READ) -> dict[str, Any]:
    """Return an engagement's row; raise `accounts.errors.NotFound` where there is none that the actor may see.

    Raises `accounts.errors.Forbidden` where the deed is not covered in the engagement's organisation.
    """
    row = await fetch(Engagement, number)
    seen(row["organisation"], actor, deed)
    return row


async def location_in_scope(number: int, actor: Actor, deed: Deed = Deed.READ) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a location's row and its engagement's; raise as above."""
    row = await fetch(Location, number)
    return row, await engagement_in_scope(row["engagement"], actor, deed)


def seen(organisation: int, actor: Actor, deed: Deed = Deed.READ) -> None:
    """Raise `NotFound` unless the organisation is open to the actor, `Forbidden` unless the deed is covered there."""
    if not actor.sees(organisation):
        raise NotFound(GONE)
    demand(actor, deed, organisation)


async def _works_for(vendor: int, organisations: frozenset[int] | None) -> bool:
    if organisations is None:
        return True
    standing = (Standing.vendor == vendor) & Standing.organisation.is_in(sorted(organisations))
    return bool(organisations) and bool(await Standing.exists().where(standing))


async def chosen_organisation(organisation: int | None, actor: Actor, deed: Deed = Deed.EDIT) -> int:
    """Return the organisation that was chosen, or the only one there is; raise `accounts.errors.Invalid` otherwise.

    Only those count in which the actor's roles cover the deed.
    """
    actor = narrowed(actor, deed)
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
    for conditions in loaded.conditions.values():
        conditions[:] = [condition for condition in conditions if actor.sees(condition["organisation"])]
    for notices in loaded.notices.values():
        notices[:] = [notice for notice in notices if actor.sees(notice["organisation"])]
