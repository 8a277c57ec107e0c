"""Under which names somebody owns vendors: their own, and the departments whose reminders come to them."""

from __future__ import annotations

from accounts.actor import Actor
from accounts.people import tidy_email
from accounts.tables import User
from assessments.tables import OwnerAddress
from register.sql import fetch_all

USED = (
    "SELECT owner FROM engagement WHERE owner IN ({}) UNION SELECT owner FROM vendor WHERE owner IN ({})"
    " UNION SELECT owner FROM review WHERE owner IN ({})"
)


async def names_of(actor: Actor) -> list[str]:
    """Return the names under which the actor may own something."""
    if actor.id is None:
        return []
    person = await User.select(User.email, User.name).where(User.id == actor.id).first()
    if person is None:
        return []
    email = tidy_email(person["email"])
    rows = await OwnerAddress.select(OwnerAddress.owner).where(OwnerAddress.email == email)
    return sorted({person["name"], person["email"], email, *(row["owner"] for row in rows)} - {""})


async def owners_of(actor: Actor) -> frozenset[str]:
    """Return the owners, as the register writes them, that stand for the actor; none where they own nothing."""
    names = await names_of(actor)
    if not names:
        return frozenset()
    marks = ", ".join("{}" for _name in names)
    # Most people own nothing, and what they own is dear to look for.
    used = await fetch_all(USED.format(marks, marks, marks), names * 3)
    return frozenset(row["owner"] for row in used)
