"""Inviting people: they set their own password, so that nobody else ever knows it."""

from __future__ import annotations

from datetime import datetime

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Conflict, Invalid
from accounts.events import Event
from accounts.i18n import gettext, language
from accounts.links import new_link
from accounts.people import (
    NAME_LENGTH,
    Roles,
    create,
    demand_whole,
    email_fault,
    find_person,
    named,
    role_fault,
    tidy_email,
)
from accounts.post import INVITATION, RESET, Post
from accounts.roles import Deed, Role, narrowed


async def invite(email: str, roles: Roles, actor: Actor, now: datetime, post: Post, *, name: str = "") -> str:
    """Add somebody with a role for each organisation, and invite them by mail.

    Where no mail is set up, the address of the invitation is returned, to be handed over; otherwise "".
    """
    actor = narrowed(actor, Deed.ADMINISTER)
    email = tidy_email(email)
    found = {
        "email": email_fault(email),
        "name": gettext("The name is longer than %(count)s characters. Shorten it.", count=NAME_LENGTH)
        if len(name.strip()) > NAME_LENGTH
        else "",
    }
    wrong = {field: sentence for field, sentence in found.items() if sentence}
    if not roles or not set(roles.values()) <= set(Role):
        wrong |= role_fault()
    if wrong:
        raise Invalid(wrong)
    async with transaction():
        number = await create(email, name, roles, actor, now, language=language.get())
        after = {"email": email, "roles": await named(roles)}
        await record(Event.PERSON_INVITED, actor, now, subject=("person", number), after=after)
        return await _hand_over(INVITATION, email, now, post)


async def send_link(person_id: int, actor: Actor, now: datetime, post: Post) -> str:
    """Send somebody a link by mail to set a password: the invitation again, or a reset where they have one already.

    Where no mail is set up, the address of an invitation is returned; a reset is then made on the server alone, or an
    administrator could quietly take over somebody's account.
    """
    actor = narrowed(actor, Deed.ADMINISTER)
    async with transaction():
        person = await find_person(person_id, actor)
        demand_whole(person)
        if not person.active:
            raise Conflict(gettext("This person is deactivated. Activate the person first."))
        if not person.invited and not post.set_up:
            raise Conflict(gettext("Mail is not set up. On the server, “art28 user reset” prints a link for somebody."))
        if person.provider and not person.password:
            raise Conflict(gettext("This person signs in through the identity provider and has no password here."))
        kind = INVITATION if person.invited else RESET
        event = Event.PERSON_INVITED if person.invited else Event.RESET_LINK_MADE
        await record(event, actor, now, subject=("person", person_id), after={"email": person.email})
        return await _hand_over(kind, person.email, now, post)


async def _hand_over(kind: str, email: str, now: datetime, post: Post) -> str:
    if post.set_up:
        await post.queue(kind, email, now)
        return ""
    link = await new_link(kind, email, now)
    assert link is not None, "whoever is invited may have a link"
    return f"{post.url}{link.path}"
