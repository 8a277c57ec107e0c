"""The command `art28 user`: people from the command line, for who has the server in hand."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from accounts.actor import SYSTEM
from accounts.audit import record
from accounts.database import connections, transaction
from accounts.errors import DomainError, Invalid
from accounts.events import Event
from accounts.inviting import invite
from accounts.links import new_link
from accounts.people import Person, add_person, list_people, set_active, tidy_email
from accounts.post import INVITATION, RESET
from accounts.second_factor import remove_for
from accounts.tables import Organisation
from app.clock import utc_now
from app.mail import read_server
from app.migrate import migrate
from app.people_post import PeoplePost
from app.scheduler import sender
from app.settings import read_settings
from assessments.sending import deliver
from assessments.writing import writer


async def add(email: str, role: str, password: str, organisation: str | None) -> int:
    """Add somebody with a password; in all organisations where none is named."""

    async def work(_: PeoplePost) -> None:
        organisations = [await organisation_id(organisation)] if organisation else []
        await add_person(email, role, password, SYSTEM, utc_now(), organisations=organisations)
        print(f"{tidy_email(email)} can sign in as {role}.")

    return await _run(work)


async def invited(email: str, role: str, organisation: str | None) -> int:
    """Invite somebody by mail, or print the link of the invitation where mail is not set up."""

    async def work(post: PeoplePost) -> None:
        place = await organisation_id(organisation) if organisation else None
        link = await invite(email, {place: role}, SYSTEM, utc_now(), post)
        if link:
            print(f"Hand this link to {tidy_email(email)}. It works once, within seven days:")
            print(link)
        else:
            print(f"An invitation goes out to {tidy_email(email)}.")

    return await _run(work)


async def listed() -> int:
    """Print the people, one a line: e-mail address, strongest role, organisations, status."""

    async def work(_: PeoplePost) -> None:
        for person in await list_people(SYSTEM):
            where = ", ".join(person.organisations) or "all organisations"
            status = "deactivated" if not person.active else "invited" if person.invited else "active"
            print(person.email, person.role, where, status, sep="\t")

    return await _run(work)


async def switched(email: str, *, active: bool) -> int:
    """Let somebody in no longer, or again."""

    async def work(_: PeoplePost) -> None:
        person = await named(email)
        await set_active(person.id, SYSTEM, utc_now(), active=active)
        said = "can sign in again" if active else "can no longer sign in and is signed out everywhere"
        print(f"{person.email} {said}.")

    return await _run(work)


async def reset(email: str) -> int:
    """Mail somebody a link to set a password, or print it once where mail is not set up."""

    async def work(post: PeoplePost) -> None:
        person = await named(email)
        kind = INVITATION if person.invited else RESET
        async with transaction():
            link = None if post.set_up else await new_link(kind, person.email, utc_now())
            if post.set_up:
                await post.queue(kind, person.email, utc_now())
            elif link is None:
                raise Invalid({"email": f"{person.email} is deactivated, or signs in through the provider alone."})
            after = {"email": person.email}
            await record(Event.RESET_LINK_MADE, SYSTEM, utc_now(), subject=("person", person.id), after=after)
        if link is None:
            print(f"A link goes out to {person.email}.")
        else:
            print(f"Hand this link to {person.email}. It works once, within {LASTS[kind]}:")
            print(f"{post.url}{link.path}")

    return await _run(work)


async def without_second_factor(email: str) -> int:
    """Ask somebody for no more codes, as when the phone of the only administrator is lost."""

    async def work(_: PeoplePost) -> None:
        person = await named(email)
        await remove_for(person.id, SYSTEM, utc_now())
        print(f"{person.email} signs in with the password alone, until a second factor is set up again.")

    return await _run(work)


LASTS = {INVITATION: "seven days", RESET: "an hour"}


async def named(email: str) -> Person:
    """Return the person with an address; raise `Invalid` where there is none."""
    wanted = tidy_email(email)
    for person in await list_people(SYSTEM):
        if person.email == wanted:
            return person
    raise Invalid({"email": f"There is nobody with the address {wanted!r}. “art28 user list” shows who there is."})


async def organisation_id(name: str) -> int:
    """Return the id of an organisation by its name."""
    rows = await Organisation.select(Organisation.id).where(Organisation.name == name.strip())
    if not rows:
        known = [row["name"] for row in await Organisation.select(Organisation.name).order_by(Organisation.name)]
        listed = f" Known are: {', '.join(known)}." if known else " There is none yet."
        raise Invalid({"organisation": f"There is no organisation named {name!r}.{listed}"})
    return int(rows[0]["id"])


async def _run(work: Callable[[PeoplePost], Awaitable[None]]) -> int:
    """Do something with the database open, send what it leaves in the outbox, and say what was refused."""
    async with connections():
        await migrate()
        try:
            async with _post() as post:
                await work(post)
        except Invalid as error:
            for sentence in error.fields.values():
                print(f"art28: {sentence}", file=sys.stderr)
            return 1
        except DomainError as error:
            print(f"art28: {error}", file=sys.stderr)
            return 1
    return 0


@asynccontextmanager
async def _post() -> AsyncIterator[PeoplePost]:
    settings = read_settings()
    who = await sender(settings)
    post = PeoplePost(who, set_up=bool(settings.smtp_url), send=None)
    yield post
    if post.queued:
        done = await deliver(read_server(settings.smtp_url, settings.sender), writer(who, utc_now), utc_now)
        if done.down:
            print(f"art28: the mail server does not take mail now ({done.down}). It waits.", file=sys.stderr)
