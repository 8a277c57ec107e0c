"""A fixed cast, and plain functions that save one row each, with everything filled in that a test does not say.

They write rows as they stand; what validates and follows from rows is the business of the verbs under test.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from piccolo.table import Table

from accounts.tables import Membership, Organisation, User
from register.tables import Agreement, Engagement, Location, Vendor
from tests.support.clock import START

Row = TypeVar("Row", bound=Table)

# The cast: departments, no persons. The owner runs the register, the editor keeps it, the outsider belongs elsewhere.
OWNER = "privacy@example.org"
EDITOR = "procurement@example.org"
OUTSIDER = "purchasing@elsewhere.example"
PASSWORD = "correct horse battery staple"


async def organisation(
    name: str = "Example Municipality", country: str = "SE", *, now: datetime = START, **more: Any
) -> Organisation:
    """Save an organisation."""
    return await save(Organisation(**{"name": name, "country": country, "created_at": now, **more}))


async def user(role: str, organisation: Organisation | None = None, *, now: datetime = START, **more: Any) -> User:
    """Save a person with one role, in one organisation or in all."""
    email = more.pop("email", None) or f"{role}.{await User.count()}@example.org"
    person = await save(User(**{"email": email, "name": f"The {role}", "created_at": now, **more}))
    await save(Membership(user=person.id, organisation=organisation.id if organisation else None, role=role))
    return person


async def owner(organisation: Organisation | None = None) -> User:
    """Save the person who decides: administrator."""
    return await user("administrator", organisation, email=OWNER, name="Privacy office")


async def editor(organisation: Organisation | None = None) -> User:
    """Save the person who keeps the register: procurement."""
    return await user("procurement", organisation, email=EDITOR, name="Procurement")


async def outsider() -> User:
    """Save somebody of another organisation."""
    elsewhere = await organisation("Elsewhere Ltd", "NO")
    return await user("procurement", elsewhere, email=OUTSIDER, name="Purchasing elsewhere")


async def vendor(
    name: str = "Example Hosting AB", country: str = "SE", *, now: datetime = START, **more: Any
) -> Vendor:
    """Save a vendor."""
    values = {"name": name, "country": country, "search": name.casefold(), "created_at": now, "updated_at": now}
    return await save(Vendor(**{**values, **more}))


async def engagement(
    vendor: Vendor, organisation: Organisation, service: str = "Hosting", *, now: datetime = START, **more: Any
) -> Engagement:
    """Save what a vendor does for an organisation."""
    values = {"vendor": vendor.id, "organisation": organisation.id, "service": service, "role": "processor"}
    return await save(Engagement(**{**values, "created_at": now, "updated_at": now, **more}))


async def location(
    engagement: Engagement, country: str = "SE", grounds: str = "NONE", *, now: datetime = START, **more: Any
) -> Location:
    """Save a place where an engagement's data goes, not judged."""
    values = {"engagement": engagement.id, "country": country, "grounds": grounds, "created_at": now, "updated_at": now}
    return await save(Location(**{**values, **more}))


async def agreement(
    vendor: Vendor, organisation: Organisation, status: str = "signed", *, now: datetime = START, **more: Any
) -> Agreement:
    """Save a data processing agreement."""
    values = {"vendor": vendor.id, "organisation": organisation.id, "status": status, "signed_on": date(2024, 1, 15)}
    return await save(Agreement(**{**values, "created_at": now, "updated_at": now, **more}))


async def save(row: Row) -> Row:
    """Insert a row and return it with its id."""
    await row.save()
    return row
