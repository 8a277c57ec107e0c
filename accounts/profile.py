"""What people decide about themselves: name, language, theme, password."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.attempts import attempt, forget_attempts
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Invalid, NotFound
from accounts.events import Event
from accounts.i18n import LANGUAGES, gettext
from accounts.links import end_links
from accounts.passwords import fault, hash_password, verify_password
from accounts.sessions import SignedIn, devices_of, end_session, end_sessions
from accounts.tables import User
from accounts.tokens import end_tokens

THEMES = ("auto", "light", "dark")


async def change_profile(actor: Actor, now: datetime, changes: dict[str, str]) -> None:
    """Change somebody's own name, language or theme; only what differs is written."""
    wrong = {}
    if changes.get("language", "en") not in LANGUAGES:
        wrong["language"] = gettext("The register is not available in this language. Choose one from the list.")
    if changes.get("theme", "auto") not in THEMES:
        wrong["theme"] = gettext("There is no such theme. Choose one from the list.")
    if len(changes.get("name", "")) > 120:
        wrong["name"] = gettext("The name is longer than %(count)s characters. Shorten it.", count=120)
    if wrong:
        raise Invalid(wrong)
    async with transaction():
        before = (await User.select(User.name, User.language, User.theme).where(User.id == actor.id))[0]
        tidy = {field: value.strip() for field, value in changes.items()}
        new: dict[Any, str] = {field: value for field, value in tidy.items() if before[field] != value}
        if not new:
            return
        await User.update(new).where(User.id == actor.id)
        old = {field: before[field] for field in new}
        await record(Event.PROFILE_CHANGED, actor, now, subject=("person", actor.id or 0), before=old, after=new)


async def prove(session: SignedIn, password: str, now: datetime, name: str) -> None:
    """Raise `Invalid` for the field of this name unless the password is the person's own.

    Tries count like those at sign-in, or a stolen session could guess the password.
    """
    actor = session.actor
    await attempt(actor.label, actor.address, now)
    rows = await User.select(User.password_hash).where(User.id == actor.id)
    if not await verify_password(rows[0]["password_hash"], password):
        raise Invalid({name: gettext("This is not the password that you sign in with. Type it again.")})
    await forget_attempts(actor.label, actor.address, now)


async def end_own_session(session: SignedIn, number: int | None, now: datetime) -> None:
    """End another session of one's own, or all others."""
    actor = session.actor
    theirs = {device.id for device in await devices_of(actor.id or 0, now)} - {session.session_id}
    if number is not None and number not in theirs:
        raise NotFound(gettext("This session has ended already."))
    async with transaction():
        await (end_session(number) if number is not None else end_sessions(actor.id or 0, keep=session.session_id))
        after = {"sessions": 1 if number is not None else len(theirs)}
        await record(Event.SESSION_ENDED, actor, now, subject=("person", actor.id or 0), after=after)


async def show_organisation(actor: Actor, organisation: int | None) -> None:
    """Remember whose register somebody wants to see, None for all that are open to them.

    Raises `accounts.errors.NotFound` for one that is not open. A look changes nothing, so the trail says nothing of it.
    """
    if organisation is not None and not actor.sees(organisation):
        raise NotFound(gettext("There is no such organisation, or it is not open to you."))
    await User.update({User.shown: organisation}).where(User.id == actor.id)


async def change_password(session: SignedIn, old: str, new: str, now: datetime) -> None:
    """Change somebody's own password end their other sessions and their tokens: whoever else was in is so no longer."""
    actor = session.actor
    await prove(session, old, now, "old")
    wrong = fault(new, actor.label)
    if wrong:
        raise Invalid({"new": wrong})
    kept = await hash_password(new)
    async with transaction():
        await User.update({User.password_hash: kept}).where(User.id == actor.id)
        await end_sessions(actor.id or 0, keep=session.session_id)
        await end_links(actor.id or 0, now)
        await end_tokens(actor.id or 0, now)
        await record(Event.PASSWORD_CHANGED, actor, now, subject=("person", actor.id or 0))
