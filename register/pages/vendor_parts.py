"""Parts of a vendor's page that other packages give: they know the vendor, and the register does not know them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from accounts.actor import Actor
from accounts.web import AnyRequest
from register.view_model import VendorView


@dataclass(frozen=True)
class Part:
    """A section of the page: its id in the address, what the tab calls it, how many things it holds, and its markup.

    A `wide` one has columns to compare; the others stand in the narrow column.
    """

    id: str
    label: str
    html: Markup
    number: int | None = None
    wide: bool = True


Giver = Callable[[AnyRequest, VendorView, Actor, date], Awaitable[Part | None]]


async def parts_of(request: AnyRequest, view: VendorView, actor: Actor, today: date) -> tuple[Part, ...]:
    """Return the parts that the packages above give for a vendor, in the order in which the app names them."""
    givers: tuple[Giver, ...] = request.app.state.vendor_parts
    found = [await give(request, view, actor, today) for give in givers]
    return tuple(part for part in found if part is not None)
