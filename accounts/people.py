"""People of the register: who they are, what they may do, and whether they still may."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import containing, one_at_a_time, transaction
from accounts.errors import Conflict, Invalid, NotFound
from accounts.events import Event
from accounts.i18n import gettext
from accounts.passwords import fault, hash_password
from accounts.roles import STRENGTH, Deed, Role, narrowed
from accounts.sessions import end_sessions
from accounts.tables import Identity, Membership, Organisation, User

NAME_LENGTH = 120
# A role for each organisation; under None the role in all of them.
Roles = Mapping[int | None, str]


@dataclass(frozen=True, slots=True)
class Held:
    """One role of somebody, and the organisation in which it holds (None and "": in all)."""

    organisation: int | None
    organisation_name: str
    role: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as an administrator sees them, with the roles in the administrator's organisations.

    `whole` says whether those are all roles that the person has; only then may the administrator shut the account.
    """

    id: int
    email: str
    name: str
    held: tuple[Held, ...]
    active: bool
    password: bool
    provider: bool
    second_factor: bool
    whole: bool

    @property
    def invited(self) -> bool:
        """Return whether the person has been invited and has not come yet."""
        return not self.password and not self.provider

    @property
    def role(self) -> str:
        """Return the strongest of the roles."""
        return max((one.role for one in self.held), key=lambda role: STRENGTH.index(Role(role)), default="")

    @property
    def organisations(self) -> tuple[str, ...]:
        """Return the names of the organisations in which the person has a role; none where one holds in all."""
        return tuple(one.organisation_name for one in self.held if one.organisation is not None)


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
    """Add somebody with a password and one role, in the given organisations or, where none is given, in all."""
    actor = narrowed(actor, Deed.ADMINISTER)
    email = tidy_email(email)
    roles: dict[int | None, str] = dict.fromkeys(organisations or (None,), role)
    found = {"email": email_fault(email), "password": fault(password, email)}
    wrong = {field: sentence for field, sentence in found.items() if sentence}
    if wrong or role not in set(Role):
        raise Invalid(wrong | (role_fault() if role not in set(Role) else {}))
    kept = await hash_password(password)
    async with transaction():
        number = await create(email, name, roles, actor, now, password_hash=kept)
        after = {"email": email, "roles": await named(roles)}
        await record(Event.PERSON_ADDED, actor, now, subject=("person", number), after=after)
    return number


async def create(
    email: str, name: str, roles: Roles, actor: Actor, now: datetime, *, password_hash: str = "", language: str = ""
) -> int:
    """Write somebody and their roles, in the open transaction; raise `Invalid` for an address that is here already."""
    await one_at_a_time("people")
    if await User.exists().where(User.email == email):
        raise Invalid({"email": gettext("Somebody with this e-mail address is here already. Use another address.")})
    await check_places(roles, actor)
    person = User(
        email=email,
        name=name.strip()[:NAME_LENGTH],
        password_hash=password_hash,
        language=language,
        created_at=now,
    )
    await person.save()
    for organisation, role in roles.items():
        await Membership(user=person.id, organisation=organisation, role=Role(role).value).save()
    return int(person.id)


async def check_places(roles: Roles, actor: Actor) -> None:
    """Raise `Invalid` unless the actor administers every organisation in which somebody is to have a role."""
    places = {place for place in roles if place is not None}
    known = await Organisation.select(Organisation.id).where(Organisation.id.is_in([*places, 0]))
    everywhere = actor.scope is None
    if len(known) != len(places) or (None in roles and not everywhere) or not all(map(actor.sees, places)):
        raise Invalid({"organisation": gettext("This organisation is not in the register. Choose one from the list.")})


def role_fault() -> dict[str, str]:
    """Return what is wrong with a role that there is not."""
    return {"role": gettext("This is not a role. Choose one from the list.")}


async def named(roles: Roles) -> dict[str, str]:
    """Return roles under the names of their organisations, as the trail keeps them ("" for all)."""
    places = [place for place in roles if place is not None]
    rows = await Organisation.select(Organisation.id, Organisation.name).where(Organisation.id.is_in([*places, 0]))
    names: dict[int | None, str] = {None: "", **{row["id"]: row["name"] for row in rows}}
    return {names[place]: role for place, role in roles.items()}


async def set_active(person_id: int, actor: Actor, now: datetime, *, active: bool) -> None:
    """Let somebody in no longer, or again; whoever is deactivated is signed out at once."""
    actor = narrowed(actor, Deed.ADMINISTER)
    if person_id == actor.id:
        raise Conflict(gettext("You cannot deactivate yourself. Ask another administrator."))
    async with transaction():
        await one_at_a_time("people")
        person = await find_person(person_id, actor)
        demand_whole(person)
        if person.active == active:
            return
        await User.update({User.active: active}).where(User.id == person_id)
        if not active:
            await end_sessions(person_id)
        event = Event.PERSON_ACTIVATED if active else Event.PERSON_DEACTIVATED
        await record(event, actor, now, subject=("person", person_id), after={"email": person.email})


async def sign_out_person(person_id: int, actor: Actor, now: datetime) -> None:
    """Sign somebody out everywhere."""
    async with transaction():
        person = await find_person(person_id, actor)
        demand_whole(person)
        await end_sessions(person_id)
        await record(Event.PERSON_SIGNED_OUT, actor, now, subject=("person", person_id), after={"email": person.email})


async def set_roles(person_id: int, roles: Roles, actor: Actor, now: datetime) -> None:
    """Give somebody these roles in the organisations that the actor administers; "" takes the role there away."""
    actor = narrowed(actor, Deed.ADMINISTER)
    if person_id == actor.id:
        raise Conflict(gettext("You cannot change your own roles. Ask another administrator."))
    if not set(roles.values()) <= {*Role, ""}:
        raise Invalid(role_fault())
    async with transaction():
        await one_at_a_time("people")
        person = await find_person(person_id, actor)
        await check_places(roles, actor)
        before: dict[int | None, str] = {one.organisation: one.role for one in person.held}
        wanted = {place: role for place, role in {**before, **roles}.items() if role}
        if wanted == before:
            return
        if not wanted and person.whole:
            raise Invalid({"": gettext("Somebody without a role can do nothing. Deactivate the person instead.")})
        mine: Any = Membership.user == person_id
        if actor.scope is not None:
            mine &= Membership.organisation.is_in([*sorted(actor.scope), 0])
        await Membership.delete().where(mine)
        for place, role in wanted.items():
            await Membership(user=person_id, organisation=place, role=role).save()
        await record(
            Event.ROLES_CHANGED,
            actor,
            now,
            subject=("person", person_id),
            before={"email": person.email, "roles": await named(before)},
            after={"email": person.email, "roles": await named(wanted)},
        )


async def list_people(actor: Actor) -> list[Person]:
    """Return the people who have a role where the actor administers, by e-mail address."""
    return sorted((await _people(actor, None)).values(), key=lambda person: person.email)


async def page_of_people(actor: Actor, text: str, after: str, size: int) -> tuple[list[Person], int]:
    """Return `size` of these people whose address holds a text, from the one after an address on; and how many fit."""
    administers = narrowed(actor, Deed.ADMINISTER).scope
    inside = (
        "" if administers is None else f" AND organisation IN ({', '.join(map(str, sorted(administers))) or 'NULL'})"
    )
    who = f'SELECT 1 FROM membership m WHERE m."user" = p.id{inside}'
    like = containing(text.strip().casefold())
    fitting = f"FROM person p WHERE EXISTS ({who}) AND lower(p.email) LIKE {{}} ESCAPE '!'"
    count = await User.raw(f"SELECT count(*) AS n {fitting}", like)
    rows = await User.raw(f"SELECT p.id {fitting} AND p.email > {{}} ORDER BY p.email LIMIT {size:d}", like, after)
    people = await _people(actor, [row["id"] for row in rows]) if rows else {}
    return sorted(people.values(), key=lambda person: person.email), count[0]["n"]


async def find_person(person_id: int, actor: Actor) -> Person:
    """Return one of the people whom the actor administers; raise `NotFound` where there is none."""
    found = (await _people(actor, [person_id])).get(person_id)
    if found is None:
        raise NotFound(gettext("There is no such person here."))
    return found


def demand_whole(person: Person) -> None:
    """Raise `Conflict` for what concerns the whole account of somebody who also works for other organisations."""
    if not person.whole:
        raise Conflict(
            gettext("This person has roles in organisations that are not yours. Ask an administrator of all of them.")
        )


async def _people(actor: Actor, numbers: Sequence[int] | None) -> dict[int, Person]:
    actor = narrowed(actor, Deed.ADMINISTER)
    query = Membership.select(
        Membership.user.id.as_alias("id"),
        Membership.user.email.as_alias("email"),
        Membership.user.name.as_alias("name"),
        Membership.user.active.as_alias("active"),
        Membership.user.password_hash.as_alias("password_hash"),
        Membership.user.totp_since.as_alias("totp_since"),
        Membership.role,
        Membership.organisation.id.as_alias("organisation"),
        Membership.organisation.name.as_alias("organisation_name"),
    ).order_by(Membership.id)
    identities = Identity.select(Identity.user)
    if numbers is not None:
        query = query.where(Membership.user.is_in(list(numbers)))
        identities = identities.where(Identity.user.is_in(list(numbers)))
    elsewhere = {row["user"] for row in await identities}
    people: dict[int, Person] = {}
    for row in await query:
        known = people.get(row["id"]) or _person(row, elsewhere)
        mine = actor.scope is None or row["organisation"] in actor.scope
        one = Held(row["organisation"], row["organisation_name"] or "", row["role"])
        people[row["id"]] = replace(known, held=(*known.held, one)) if mine else replace(known, whole=False)
    return {number: person for number, person in people.items() if person.held}


def _person(row: dict[str, Any], elsewhere: Container[int]) -> Person:
    return Person(
        id=row["id"],
        email=row["email"],
        name=row["name"],
        held=(),
        active=bool(row["active"]),
        password=bool(row["password_hash"]),
        provider=row["id"] in elsewhere,
        second_factor=row["totp_since"] is not None,
        whole=True,
    )
