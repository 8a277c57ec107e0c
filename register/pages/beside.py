"""The way through a list on the page of one vendor: before, after, and back; its address holds the list's state."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.actor import Actor
from accounts.web import AnyRequest
from register.neighbours import Neighbour, neighbours
from register.pages.queries import address, state, vendor_query


@dataclass(frozen=True)
class Beside:
    """The list from which a vendor was opened, and who stands beside it there."""

    before: Neighbour | None
    after: Neighbour | None
    before_href: str
    after_href: str
    list_href: str


NOWHERE = Beside(None, None, "", "", "/vendors")


async def beside_of(request: AnyRequest, vendor: int, actor: Actor) -> Beside:
    """Return the way through the list that the address of a vendor's page tells of, or else through all vendors."""
    query = vendor_query(request)
    found = await neighbours(vendor, query, actor)
    now = state(query)
    return Beside(
        before=found.before,
        after=found.after,
        before_href=address(f"/vendors/{found.before.id}", now) if found.before else "",
        after_href=address(f"/vendors/{found.after.id}", now) if found.after else "",
        list_href=address("/vendors", now),
    )
