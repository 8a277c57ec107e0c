"""The addresses of owners: which there are, which are missing, and changing them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Invalid, NotFound
from accounts.events import Event
from accounts.i18n import gettext
from accounts.people import email_fault, tidy_email
from accounts.roles import Deed, narrowed
from assessments.recipients import load_directory, owner_key
from assessments.tables import OwnerAddress
from register.change import GONE
from register.sql import Where, fetch_all

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner in the register, how many engagements it has, and where its reminders go ("" for nowhere)."""

    owner: str
    organisation: int
    organisation_name: str
    engagements: int
    email: str
    id: int | None


async def list_owners(actor: Actor) -> list[Owner]:
    """Return the owners of active engagements as the register has them, those without an address first."""
    actor = narrowed(actor, Deed.ADMINISTER)
    directory = await load_directory()
    rows = await OwnerAddress.select(OwnerAddress.id, OwnerAddress.organisation, OwnerAddress.owner_key)
    written = {(row["organisation"], row["owner_key"]): row["id"] for row in rows}
    where = Where()
    where.add("engagement.status = 'active' AND vendor.status = 'active'")
    if actor.scope is not None:
        where.add_in("engagement.organisation", sorted(actor.scope))
    found = await fetch_all(
        "SELECT coalesce(nullif(engagement.owner, ''), vendor.owner) AS owner, engagement.organisation,"
        " organisation.name, count(*) AS n FROM engagement JOIN vendor ON vendor.id = engagement.vendor"
        f" JOIN organisation ON organisation.id = engagement.organisation{where}"
        " GROUP BY coalesce(nullif(engagement.owner, ''), vendor.owner), engagement.organisation, organisation.name",
        where.values,
    )
    owners = []
    for row in found:
        key = owner_key(row["owner"])
        number = written.get((row["organisation"], key)) or written.get((None, key))
        email = directory.address(row["owner"], row["organisation"])
        owners.append(Owner(row["owner"], row["organisation"], row["name"], row["n"], email, number))
    return sorted(owners, key=lambda one: (bool(one.email), -one.engagements, one.owner.casefold()))[:SHOWN]


async def set_address(organisation: int | None, owner: str, email: str, actor: Actor, now: datetime) -> None:
    """Write down where an owner's reminders go; an empty owner stands for all that nobody owns."""
    actor = narrowed(actor, Deed.ADMINISTER)
    email = tidy_email(email)
    wrong = {}
    if email_fault(email) or not email.isascii():
        wrong["email"] = email_fault(email) or gettext("Mail cannot be sent to this address. Use letters from A to Z.")
    if len(owner) > 120:
        wrong["owner"] = gettext("Name a department, in at most 120 characters.")
    if actor.scope is not None and organisation not in actor.scope:
        wrong["organisation"] = gettext("Choose one of your organisations.")
    if wrong:
        raise Invalid(wrong)
    key = owner_key(owner)
    async with transaction():
        number = await _number(organisation, key)
        if number is None:
            await OwnerAddress(organisation=organisation, owner=owner.strip(), owner_key=key, email=email).save()
        else:
            await OwnerAddress.update({OwnerAddress.email: email}).where(OwnerAddress.id == number)
        after = {"owner": owner.strip(), "email": email}
        await record(Event.OWNER_ADDRESS_CHANGED, actor, now, organisation_id=organisation, after=after)


async def remove_address(number: int, actor: Actor, now: datetime) -> None:
    """Forget the address of an owner."""
    actor = narrowed(actor, Deed.ADMINISTER)
    async with transaction():
        row = await OwnerAddress.select().where(OwnerAddress.id == number).first()
        if row is None or (actor.scope is not None and row["organisation"] not in actor.scope):
            raise NotFound(GONE)
        await OwnerAddress.delete().where(OwnerAddress.id == number)
        before = {"owner": row["owner"], "email": row["email"]}
        await record(Event.OWNER_ADDRESS_CHANGED, actor, now, organisation_id=row["organisation"], before=before)


async def _number(organisation: int | None, key: str) -> int | None:
    place = OwnerAddress.organisation.is_null() if organisation is None else OwnerAddress.organisation == organisation
    row = await OwnerAddress.select(OwnerAddress.id).where(place & (OwnerAddress.owner_key == key)).first()
    return row["id"] if row else None
