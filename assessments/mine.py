"""Under which names somebody owns vendors: their own, and the departments whose reminders come to them."""

from __future__ import annotations

from accounts.actor import Actor
from accounts.people import tidy_email
from accounts.tables import User
from assessments.tables import OwnerAddress


async def owners_of(actor: Actor) -> frozenset[str]:
    """Return the owners, as the register writes them, that stand for the actor; none for a program."""
    if actor.id is None:
        return frozenset()
    person = await User.select(User.email, User.name).where(User.id == actor.id).first()
    if person is None:
        return frozenset()
    email = tidy_email(person["email"])
    rows = await OwnerAddress.select(OwnerAddress.owner).where(OwnerAddress.email == email)
    names = {person["name"], person["email"], email, *(row["owner"] for row in rows)} - {""}
    return frozenset(names)
