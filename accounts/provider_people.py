"""People whom the identity provider names: known, taken over, or new; with the roles that its claim gives them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from accounts.actor import SYSTEM, Actor
from accounts.audit import record
from accounts.database import one_at_a_time, transaction
from accounts.events import N_, Event
from accounts.keys import hashed
from accounts.people import NAME_LENGTH, email_fault, named, tidy_email
from accounts.policy import ProviderSettings
from accounts.provider import NOT_BELIEVED, NotIdentified, values_of
from accounts.roles import STRENGTH, Role
from accounts.sessions import PROVIDER, actor_of, end_sessions
from accounts.signin import enter, refuse
from accounts.tables import Identity, Membership, Organisation, Token, User

LIFE = timedelta(minutes=10)
NO_ROLE = N_("Your account at the identity provider has no role that opens this register. Ask its administrator.")
NO_EMAIL = N_("The identity provider gave no e-mail address, so there is nobody to sign in. Ask its administrator.")
TAKEN = N_("This e-mail address has an account here already. Sign in with its password, or ask an administrator.")
SHUT = N_("This account is deactivated. Ask an administrator of the register.")


async def use_state(state: str, now: datetime) -> None:
    """Use up the state of a sign-in; raise `NotIdentified` for one that came back before."""
    rows = await Token.raw(
        "INSERT INTO one_time_token (kind, token_hash, created_at, expires_at, used_at) VALUES ({}, {}, {}, {}, {})"
        " ON CONFLICT (token_hash) DO NOTHING RETURNING id",
        PROVIDER,
        hashed(state),
        now,
        now + LIFE,
        now,
    )
    if not rows:
        raise NotIdentified(NOT_BELIEVED, "the answer came back before")


async def enter_by_provider(
    claims: Mapping[str, Any], settings: ProviderSettings, now: datetime, address: str, agent: str
) -> str:
    """Open a session for whom the provider names and return its token; raise `NotIdentified` with the reason.

    The roles follow the provider's claim with every sign-in; whoever has lost them all is signed out everywhere.
    """
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    key = hashed(f"{issuer}\0{subject}")
    email = tidy_email(str(claims.get("email") or ""))
    roles = await _roles(claims, settings)
    async with transaction():
        await one_at_a_time("people")
        known = await _known(key)
        if not roles:
            if known:
                await end_sessions(known["id"])
            refused = NotIdentified(NO_ROLE, "no role at the provider")
        else:
            person, why = (known, "") if known else await _take_in(email, claims, settings, now)
            if person is not None and person["active"]:
                return await _enter(person, known is None, key, issuer, subject, roles, now, address, agent)
            refused = NotIdentified(why or SHUT, "deactivated" if not why else "not taken in")
    raise refused


async def refuse_provider(error: NotIdentified, now: datetime, address: str, email: str = "") -> None:
    """Put a refused sign-in through the provider on the trail."""
    await refuse(email, now, address, f"identity provider: {error.why}")


async def _known(key: str) -> dict[str, Any] | None:
    row: dict[str, Any] | None = await (
        Identity.select(
            Identity.user.id.as_alias("id"),
            Identity.user.email.as_alias("email"),
            Identity.user.active.as_alias("active"),
        )
        .where(Identity.key == key)
        .first()
    )
    return row


async def _take_in(
    email: str, claims: Mapping[str, Any], settings: ProviderSettings, now: datetime
) -> tuple[dict[str, Any] | None, str]:
    """Return the account that is taken over or made, or None with the reason."""
    if not email or email_fault(email):
        return None, NO_EMAIL
    row = await User.select(User.id, User.email, User.active).where(User.email == email).first()
    if row is not None:
        # An address that the provider has not verified could be anybody's.
        return (row, "") if settings.link and claims.get("email_verified") is True else (None, TAKEN)
    if claims.get("email_verified") is False:
        return None, NO_EMAIL
    person = User(email=email, name=str(claims.get("name") or "").strip()[:NAME_LENGTH], created_at=now)
    await person.save()
    return {"id": int(person.id), "email": email, "active": True}, ""


async def _enter(
    person: Mapping[str, Any],
    new: bool,  # noqa: FBT001 - a step of one verb
    key: str,
    issuer: str,
    subject: str,
    roles: dict[int | None, str],
    now: datetime,
    address: str,
    agent: str,
) -> str:
    number, email = person["id"], person["email"]
    await _give_roles(number, email, roles, now)
    actor = await actor_of(number, email, address)
    assert actor is not None, "somebody with a role is an actor"
    if new:
        await Identity(user=number, key=key, issuer=issuer[:300], subject=subject[:255], created_at=now).save()
        after = {"email": email, "issuer": issuer}
        await record(Event.PROVIDER_LINKED, actor, now, subject=("person", number), after=after)
    return await enter(actor, now, agent, PROVIDER)


async def _give_roles(person_id: int, email: str, roles: dict[int | None, str], now: datetime) -> None:
    rows = await Membership.select(Membership.organisation, Membership.role).where(Membership.user == person_id)
    before: dict[int | None, str] = {row["organisation"]: row["role"] for row in rows}
    if before == roles:
        return
    await Membership.delete().where(Membership.user == person_id)
    for place, role in roles.items():
        await Membership(user=person_id, organisation=place, role=role).save()
    provider = Actor(None, "identity provider", SYSTEM.role, None)
    await record(
        Event.ROLES_CHANGED,
        provider,
        now,
        subject=("person", person_id),
        before={"email": email, "roles": await named(before)},
        after={"email": email, "roles": await named(roles)},
    )


async def _roles(claims: Mapping[str, Any], settings: ProviderSettings) -> dict[int | None, str]:
    """Return the strongest role that the claim gives in each organisation (None: in all)."""
    given = set(values_of(claims, settings.claim))
    rows = await Organisation.select(Organisation.id, Organisation.name)
    places = {row["name"].casefold(): row["id"] for row in rows}
    found: dict[int | None, Role] = {}
    for value, role, organisation in settings.mapping:
        if value not in given or (organisation and organisation.casefold() not in places):
            continue
        place = places[organisation.casefold()] if organisation else None
        found[place] = max(found.get(place, role), role, key=STRENGTH.index)
    return {place: role.value for place, role in found.items()}
