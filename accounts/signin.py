"""Signing in and out."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts import second_factor
from accounts.actor import SYSTEM, Actor
from accounts.attempts import attempt, forget_attempts
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Conflict, Invalid, TooMany
from accounts.events import Event
from accounts.i18n import gettext
from accounts.keys import hashed, new_token
from accounts.passwords import hash_password, outdated, verify_password
from accounts.people import tidy_email
from accounts.policy import FREE, Policy
from accounts.sessions import PASSWORD, SignedIn, actor_of, end_session, open_session
from accounts.tables import Session, Token, User

# How many devices one person is signed in on; the oldest gives way.
SESSIONS = 20
NOBODY = 0
STEP = "second-step"
STEP_LIFE = timedelta(minutes=10)


class SecondStep(Exception):
    """The password was right and a code is still needed: `token` leads on, for ten minutes."""

    def __init__(self, token: str, *, set_up: bool) -> None:
        super().__init__("A second factor is needed.")
        self.token = token
        self.set_up = set_up


async def sign_in(
    email: str, password: str, now: datetime, address: str = "", agent: str = "", policy: Policy = FREE
) -> str:
    """Open a session for whoever knows the password and return its token.

    Raises `Invalid` with one sentence for every reason, so that it tells nobody which accounts exist, `TooMany`, and
    `SecondStep` where a code of the authenticator app is needed, or has to be set up first.
    """
    email = tidy_email(email)
    try:
        await attempt(email, address, now)
    except TooMany:
        await refuse(email, now, address, "too many attempts")
        raise
    rows = await User.select(User.id, User.password_hash, User.active, User.totp_since).where(User.email == email)
    kept = rows[0]["password_hash"] if rows and rows[0]["active"] else ""
    # Roles and password are looked at in any case: the time it takes must not tell whether there is an account.
    actor = await actor_of(rows[0]["id"] if rows else NOBODY, email, address)
    if not await verify_password(kept, password) or actor is None or actor.id is None:
        await refuse(email, now, address, "no such account or wrong password")
        raise Invalid({"": gettext("The e-mail address or the password is not right. Check both and try again.")})
    renewed = await hash_password(password) if outdated(kept) else kept
    is_set_up = rows[0]["totp_since"] is not None
    step = ""
    async with transaction():
        await forget_attempts(email, address, now)
        if renewed != kept:
            await User.update({User.password_hash: renewed}).where(User.id == actor.id)
        if is_set_up or policy.asks_second_factor(actor):
            step = await _begin_step(actor.id, policy, now, is_set_up=is_set_up)
        else:
            token = await enter(actor, now, agent)
    if step:
        raise SecondStep(step, set_up=not is_set_up)
    return token


async def enter(actor: Actor, now: datetime, agent: str, method: str = PASSWORD) -> str:
    """Open a session, in the open transaction, for somebody who has proved who they are; return its token."""
    assert actor.id is not None, "only people sign in"
    token = await open_session(actor.id, now, actor.address, agent, method)
    await end_oldest(actor.id)
    by = {} if method == PASSWORD else {"by": method}
    await record(Event.SIGNED_IN, actor, now, subject=("person", actor.id), after=by)
    return token


async def waiting(step: str, now: datetime, address: str = "") -> Actor:
    """Return who has given the right password and still owes a code; raise `Conflict` where that is too long ago."""
    held = (Token.kind == STEP) & (Token.token_hash == hashed(step)) & Token.used_at.is_null()
    row = (
        await Token.select(Token.user.id.as_alias("id"), Token.user.email.as_alias("email"))
        .where(held & (Token.expires_at > now) & (Token.user.active == True))  # noqa: E712 - becomes SQL
        .first()
    )
    actor = await actor_of(row["id"], row["email"], address) if row else None
    if actor is None:
        raise Conflict(gettext("That took too long. Sign in again with your password."))
    return actor


async def finish(step: str, code: str, now: datetime, address: str, agent: str, policy: Policy) -> str:
    """Open a session for who gives a right code within ten minutes of the password; return its token."""
    actor = await waiting(step, now, address)
    if not await second_factor.is_set_up(actor.id or NOBODY):
        raise Conflict(gettext("Set up the second factor first."))
    try:
        await second_factor.check(actor, code, policy, now)
    except (Invalid, TooMany) as error:
        await refuse(actor.label, now, address, "wrong code" if isinstance(error, Invalid) else "too many codes")
        raise
    return await _complete(step, actor, now, agent)


async def finish_set_up(
    step: str, code: str, now: datetime, address: str, agent: str, policy: Policy
) -> tuple[str, list[str]]:
    """Confirm the app of who has to have one, and open a session; return its token and the recovery codes."""
    actor = await waiting(step, now, address)
    codes = await second_factor.confirm(actor, code, policy, now)
    return await _complete(step, actor, now, agent), codes


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


async def _begin_step(user_id: int, policy: Policy, now: datetime, *, is_set_up: bool) -> str:
    if not is_set_up:
        await second_factor.start(user_id, policy)
    step = new_token()
    kept = Token(kind=STEP, token_hash=hashed(step), user=user_id, created_at=now, expires_at=now + STEP_LIFE)
    await kept.save()
    return step


async def _complete(step: str, actor: Actor, now: datetime, agent: str) -> str:
    async with transaction():
        mine = (Token.kind == STEP) & (Token.token_hash == hashed(step)) & Token.used_at.is_null()
        if not await Token.update({Token.used_at: now}).where(mine).returning(Token.id):
            raise Conflict(gettext("That took too long. Sign in again with your password."))
        return await enter(actor, now, agent)
