"""The first administrator: a one-time link, shown where the register was started, while nobody can sign in."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import one_at_a_time, transaction
from accounts.errors import Conflict, Invalid
from accounts.events import Event
from accounts.i18n import gettext
from accounts.keys import hashed, new_token
from accounts.passwords import fault, hash_password
from accounts.people import email_fault, tidy_email
from accounts.roles import Role
from accounts.tables import Membership, Token, User

KIND = "first-administrator"
LIFE = timedelta(hours=24)


async def new_first_token(now: datetime) -> str | None:
    """Return a new token for the first administrator, ending earlier ones; None once there is somebody."""
    async with transaction():
        await one_at_a_time(KIND)
        if await User.exists():
            return None
        await Token.delete().where(Token.kind == KIND)
        token = new_token()
        await Token(kind=KIND, token_hash=hashed(token), created_at=now, expires_at=now + LIFE).save()
    return token


async def first_token_holds(token: str, now: datetime) -> bool:
    """Return whether a token can still make the first administrator."""
    held = Token.exists().where(
        (Token.kind == KIND) & (Token.token_hash == hashed(token)) & Token.used_at.is_null() & (Token.expires_at > now)
    )
    return bool(await held) and not await User.exists()


async def spent() -> Conflict:
    """Return why a link does not hold, and what to do instead."""
    if await User.exists():
        return Conflict(gettext("This link has been used: the register has its administrator. Sign in instead."))
    return Conflict(gettext("This link has been used or is too old. Start the register again to get a new one."))


def first_faults(email: str, password: str) -> dict[str, str]:
    """Return what is wrong with the first administrator's data, field by field."""
    email = tidy_email(email)
    found = {"email": email_fault(email), "password": fault(password, email)}
    return {field: sentence for field, sentence in found.items() if sentence}


async def create_first_administrator(token: str, email: str, password: str, now: datetime, address: str = "") -> Actor:
    """Create the first administrator and use up the token; of two people with one link, one wins, the other is told."""
    wrong = first_faults(email, password)
    if wrong:
        raise Invalid(wrong)
    email = tidy_email(email)
    kept = await hash_password(password)
    async with transaction():
        await one_at_a_time(KIND)
        if not await first_token_holds(token, now):
            raise await spent()
        await Token.update({Token.used_at: now}).where(Token.token_hash == hashed(token))
        person = User(email=email, password_hash=kept, created_at=now)
        await person.save()
        await Membership(user=person.id, role=Role.ADMINISTRATOR.value).save()
        actor = Actor(int(person.id), email, Role.ADMINISTRATOR, None, address)
        await record(Event.FIRST_ADMINISTRATOR_ADDED, actor, now, subject=("person", int(person.id)))
    return actor
