"""Links that let somebody set a password: single-use, ending by themselves, kept as hashes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.actor import SYSTEM, Actor
from accounts.attempts import attempt, forget_attempts
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Conflict, Invalid
from accounts.events import N_, Event
from accounts.i18n import gettext
from accounts.keys import hashed, new_token
from accounts.passwords import fault, hash_password
from accounts.people import NAME_LENGTH, email_fault, tidy_email
from accounts.post import INVITATION, RESET, Post
from accounts.roles import Role
from accounts.sessions import actor_of, end_sessions
from accounts.tables import Identity, Token, User
from accounts.tokens import end_tokens

LIFE = {INVITATION: timedelta(days=7), RESET: timedelta(hours=1)}
PATHS = {INVITATION: "/invitation", RESET: "/password/new"}
SPENT = {
    INVITATION: N_("This invitation has been used or is too old. Sign in, or ask an administrator for a new one."),
    RESET: N_("This link has been used or is too old. Sign in, or ask for a new link."),
}
# A mail for each of them, so few.
RESETS = 3


@dataclass(frozen=True, slots=True)
class Link:
    """A link for somebody: its path below the register's address, and how the person is spoken to."""

    path: str
    language: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a link that still holds belongs to."""

    id: int
    email: str
    name: str


async def ask_for_reset(email: str, post: Post, now: datetime, address: str = "") -> None:
    """Leave a mail with a link for whoever asks; whether there is such an account shows in no answer and no time.

    The mail is dropped when it is written, where nobody has the address. Raises `TooMany` after three in 15 minutes.
    """
    email = tidy_email(email)
    wrong = email_fault(email)
    if wrong:
        raise Invalid({"email": wrong})
    await attempt(f"reset {email}", address, now, most=RESETS)
    nobody = Actor(None, SYSTEM.label, SYSTEM.role, None, address)
    async with transaction():
        await post.queue(RESET, email, now)
        await record(Event.RESET_ASKED, nobody, now, after={"email": email[:100]})
    post.send_soon()


async def new_link(kind: str, email: str, now: datetime) -> Link | None:
    """Return a new link for somebody who may have one; None for everybody else.

    Earlier links hold until one of them is used: a mail may be written twice. An invitation is for who has no
    password yet, a reset for everybody who is let in.
    """
    row = await User.select(User.id, User.password_hash, User.language, User.active).where(User.email == email).first()
    if row is None or not row["active"] or (kind == INVITATION and row["password_hash"]):
        return None
    if not row["password_hash"] and await Identity.exists().where(Identity.user == row["id"]):
        # Whoever signs in through the provider alone stays under the provider's rules.
        return None
    token = new_token()
    kept = Token(kind=kind, token_hash=hashed(token), user=row["id"], created_at=now, expires_at=now + LIFE[kind])
    await kept.save()
    return Link(f"{PATHS[kind]}?token={token}", row["language"])


async def holder_of(kind: str, token: str, now: datetime) -> Holder:
    """Return whom a link belongs to; raise `Conflict`, which says what to do, where it does not hold."""
    holds = (Token.kind == kind) & (Token.token_hash == hashed(token)) & Token.used_at.is_null()
    row = (
        await Token.select(
            Token.user.id.as_alias("id"), Token.user.email.as_alias("email"), Token.user.name.as_alias("name")
        )
        .where(holds & (Token.expires_at > now) & (Token.user.active == True))  # noqa: E712 - becomes SQL
        .first()
    )
    if row is None:
        raise Conflict(gettext(SPENT[kind]))
    return Holder(row["id"], row["email"], row["name"])


async def accept_invitation(token: str, name: str, password: str, now: datetime, address: str = "") -> Holder:
    """Set the name and the first password of somebody who was invited, and use the link up."""
    wrong = {}
    if len(name.strip()) > NAME_LENGTH:
        wrong["name"] = gettext("The name is longer than %(count)s characters. Shorten it.", count=NAME_LENGTH)
    return await _set_password(INVITATION, token, password, now, address, wrong, name.strip())


async def reset_password(token: str, password: str, now: datetime, address: str = "") -> Holder:
    """Set a new password, use the link up, and end all sessions and tokens of the person."""
    return await _set_password(RESET, token, password, now, address, {})


async def _set_password(
    kind: str, token: str, password: str, now: datetime, address: str, wrong: dict[str, str], name: str = ""
) -> Holder:
    holder = await holder_of(kind, token, now)
    weak = fault(password, holder.email)
    if weak or wrong:
        raise Invalid(wrong | ({"password": weak} if weak else {}))
    kept = await hash_password(password)
    async with transaction():
        mine = (Token.kind == kind) & (Token.token_hash == hashed(token)) & Token.used_at.is_null()
        if not await Token.update({Token.used_at: now}).where(mine).returning(Token.id):
            raise Conflict(gettext(SPENT[kind]))
        await end_links(holder.id, now)
        await User.update({User.password_hash: kept, **({User.name: name} if name else {})}).where(User.id == holder.id)
        await end_sessions(holder.id)
        await end_tokens(holder.id, now)
        await forget_attempts(holder.email, address, now)
        actor = await actor_of(holder.id, holder.email, address)
        event = Event.INVITATION_ACCEPTED if kind == INVITATION else Event.PASSWORD_RESET
        who = actor or Actor(holder.id, holder.email, Role.READER, frozenset(), address)
        await record(event, who, now, subject=("person", holder.id))
    return holder


async def end_links(person_id: int, now: datetime) -> None:
    """Use up all links of somebody, in the open transaction."""
    open_ones = (Token.user == person_id) & Token.used_at.is_null()
    await Token.update({Token.used_at: now}).where(open_ones)


async def sweep_links(now: datetime) -> None:
    """Forget the links and the steps of a sign-in that ended long ago; of use is only that they are gone."""
    await Token.delete().where(Token.expires_at <= now - LIFE[INVITATION])
