"""Signing in and out."""

from __future__ import annotations

from datetime import datetime

from accounts.actor import SYSTEM, Actor
from accounts.attempts import attempt, forget_attempts
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Invalid, TooMany
from accounts.events import Event
from accounts.i18n import gettext
from accounts.passwords import hash_password, outdated, verify_password
from accounts.people import tidy_email
from accounts.sessions import SignedIn, actor_of, end_session, open_session
from accounts.tables import Session, User

# How many devices one person is signed in on; the oldest gives way.
SESSIONS = 20
NOBODY = 0


async def sign_in(email: str, password: str, now: datetime, address: str = "", agent: str = "") -> str:
    """Open a session for whoever knows the password and return its token.

    Raises `Invalid` with one sentence for every reason, so that it tells nobody which accounts exist, and `TooMany`.
    """
    email = tidy_email(email)
    try:
        await attempt(email, address, now)
    except TooMany:
        await refuse(email, now, address, "too many attempts")
        raise
    rows = await User.select(User.id, User.email, User.password_hash, User.active).where(User.email == email)
    kept = rows[0]["password_hash"] if rows and rows[0]["active"] else ""
    # Roles and password are looked at in any case: the time it takes must not tell whether there is an account.
    actor = await actor_of(rows[0]["id"] if rows else NOBODY, email, address)
    if not await verify_password(kept, password) or actor is None or actor.id is None:
        await refuse(email, now, address, "no such account or wrong password")
        raise Invalid({"": gettext("The e-mail address or the password is not right. Check both and try again.")})
    renewed = await hash_password(password) if outdated(kept) else kept
    async with transaction():
        await forget_attempts(email, address, now)
        if renewed != kept:
            await User.update({User.password_hash: renewed}).where(User.id == actor.id)
        token = await open_session(actor.id, now, address, agent)
        await end_oldest(actor.id)
        await record(Event.SIGNED_IN, actor, now, subject=("person", actor.id))
    return token


async def sign_out(session: SignedIn, now: datetime) -> None:
    """End a session."""
    async with transaction():
        await end_session(session.session_id)
        await record(Event.SIGNED_OUT, session.actor, now, subject=("person", session.actor.id or 0))


async def refuse(email: str, now: datetime, address: str, why: str) -> None:
    """Put a refused sign-in on the trail, without the password and, since anybody may type anything, shortened."""
    nobody = Actor(None, SYSTEM.label, SYSTEM.role, None, address)
    async with transaction():
        await record(Event.SIGN_IN_REFUSED, nobody, now, after={"email": email[:100], "why": why})


async def end_oldest(user_id: int) -> None:
    """End the oldest sessions of somebody with more than enough of them."""
    rows = await Session.select(Session.id).where(Session.user == user_id).order_by(Session.id, ascending=False)
    for row in rows[SESSIONS:]:
        await end_session(row["id"])
