"""People of the register: who they are, what they may do, and whether they still may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import one_at_a_time, transaction
from accounts.errors import Conflict, Invalid, NotFound
from accounts.events import Event
from accounts.i18n import gettext
from accounts.passwords import fault, hash_password
from accounts.roles import Deed, Role, demand
from accounts.sessions import end_sessions
from accounts.tables import Membership, Organisation, User


@dataclass(frozen=True)
class Person:
    """Somebody as the list of people shows them; no organisations means all."""

    id: int
    email: str
    name: str
    role: str
    organisations: tuple[str, ...]
    active: bool


def tidy_email(email: str) -> str:
    """Return an e-mail address in the form in which it is kept and compared."""
    return email.strip().casefold()


def email_fault(email: str) -> str:
    """Return what is wrong with an e-mail address, or "" for one that will do."""
    local, at, domain = email.rpartition("@")
    fine = at and local and "." in domain.strip(".") and len(email) <= 254 and email.isprintable() and " " not in email
    return "" if fine else gettext("This is not an e-mail address. Write it like name@example.org.")


async def add_person(
    email: str,
    role: str,
    password: str,
    actor: Actor,
    now: datetime,
    *,
    name: str = "",
    organisations: Sequence[int] = (),
) -> int:
    """Add somebody with one role, in the given organisations or, where none is given, in all; return their id."""
    demand(actor, Deed.ADMINISTER)
    email = tidy_email(email)
    wrong = faults(email, role, password)
    if wrong:
        raise Invalid(wrong)
    kept = await hash_password(password)
    async with transaction():
        await one_at_a_time("people")
        if await User.exists().where(User.email == email):
            raise Invalid({"email": gettext("Somebody with this e-mail address is here already. Use another address.")})
        known = await Organisation.select(Organisation.id).where(Organisation.id.is_in([*organisations, 0]))
        if len(known) != len(set(organisations)) or not within(organisations, actor):
            raise Invalid(
                {"organisation": gettext("This organisation is not in the register. Choose one from the list.")}
            )
        person = User(email=email, name=name.strip()[:120], password_hash=kept, created_at=now)
        await person.save()
        for organisation in organisations or (None,):
            await Membership(user=person.id, organisation=organisation, role=Role(role).value).save()
        after = {"email": email, "role": role, "organisations": list(organisations)}
        await record(Event.PERSON_ADDED, actor, now, subject=("person", int(person.id)), after=after)
    return int(person.id)


def faults(email: str, role: str, password: str) -> dict[str, str]:
    """Return what is wrong with somebody's data, field by field."""
    role_fault = "" if role in set(Role) else gettext("This is not a role. Choose one from the list.")
    found = {"email": email_fault(email), "role": role_fault, "password": fault(password, email)}
    return {field: sentence for field, sentence in found.items() if sentence}


def within(organisations: Sequence[int], actor: Actor) -> bool:
    """Return whether the actor may give access to these organisations (none: to all)."""
    return actor.scope is None or (bool(organisations) and set(organisations) <= actor.scope)


async def set_active(person_id: int, actor: Actor, now: datetime, *, active: bool) -> None:
    """Let somebody in no longer, or again; whoever is deactivated is signed out at once."""
    demand(actor, Deed.ADMINISTER)
    if person_id == actor.id:
        raise Conflict(gettext("You cannot deactivate yourself. Ask another administrator."))
    async with transaction():
        await one_at_a_time("people")
        people = {person.id: person for person in await list_people(actor)}
        if person_id not in people:
            raise NotFound(gettext("There is no such person here."))
        if people[person_id].active == active:
            return
        await User.update({User.active: active}).where(User.id == person_id)
        if not active:
            await end_sessions(person_id)
        event = Event.PERSON_ACTIVATED if active else Event.PERSON_DEACTIVATED
        await record(event, actor, now, subject=("person", person_id), after={"email": people[person_id].email})


async def list_people(actor: Actor) -> list[Person]:
    """Return the people whom the actor administers, by e-mail address."""
    demand(actor, Deed.ADMINISTER)
    rows = await Membership.select(
        Membership.user.id.as_alias("id"),
        Membership.user.email.as_alias("email"),
        Membership.user.name.as_alias("name"),
        Membership.user.active.as_alias("active"),
        Membership.role,
        Membership.organisation.id.as_alias("organisation"),
        Membership.organisation.name.as_alias("organisation_name"),
    ).order_by(Membership.id)
    people: dict[int, Person] = {}
    hidden: set[int] = set()
    for row in rows:
        if actor.scope is not None and row["organisation"] not in actor.scope:
            hidden.add(row["id"])
        before = people[row["id"]].organisations if row["id"] in people else ()
        names = (*before, row["organisation_name"]) if row["organisation"] is not None else before
        people[row["id"]] = Person(row["id"], row["email"], row["name"], row["role"], names, bool(row["active"]))
    return sorted((person for person in people.values() if person.id not in hidden), key=lambda person: person.email)
