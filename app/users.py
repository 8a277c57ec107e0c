"""The command `art28 user`: add and list people from the command line."""

from __future__ import annotations

import sys

from accounts.actor import SYSTEM
from accounts.database import connections
from accounts.errors import Invalid
from accounts.people import add_person, list_people
from accounts.tables import Organisation
from app.clock import utc_now
from app.migrate import migrate


async def add(email: str, role: str, password: str, organisation: str | None) -> int:
    """Add somebody; in all organisations where none is named."""
    async with connections():
        await migrate()
        try:
            organisations = [await organisation_id(organisation)] if organisation else []
            await add_person(email, role, password, SYSTEM, utc_now(), organisations=organisations)
        except Invalid as error:
            for sentence in error.fields.values():
                print(f"art28: {sentence}", file=sys.stderr)
            return 1
    print(f"{email.strip().casefold()} can sign in as {role}.")
    return 0


async def organisation_id(name: str) -> int:
    """Return the id of an organisation by its name."""
    rows = await Organisation.select(Organisation.id).where(Organisation.name == name.strip())
    if not rows:
        known = [row["name"] for row in await Organisation.select(Organisation.name).order_by(Organisation.name)]
        listed = f" Known are: {', '.join(known)}." if known else " There is none yet."
        raise Invalid({"organisation": f"There is no organisation named {name!r}.{listed}"})
    return int(rows[0]["id"])


async def listed() -> int:
    """Print the people, one a line: e-mail address, role, organisations, status."""
    async with connections():
        await migrate()
        for person in await list_people(SYSTEM):
            where = ", ".join(person.organisations) or "all organisations"
            print(person.email, person.role, where, "active" if person.active else "deactivated", sep="\t")
    return 0
