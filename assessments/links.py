"""Links to calendars: secret, for one person, for one organisation or all of theirs, and revocable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import NotFound
from accounts.events import Event
from accounts.i18n import DEFAULT
from accounts.keys import hashed, new_token
from accounts.tables import Membership, Organisation
from assessments import ics
from assessments.due_rows import load_due
from assessments.letters import Sender, speaking
from assessments.tables import CalendarLink
from register.change import GONE

# A feed looks a year and a bit ahead, so that the next yearly review is in it.
AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Link:
    """A link that works: for which organisation ("" for all), since when, and when it was read last."""

    id: int
    organisation_name: str
    created_at: datetime
    read_at: datetime | None


async def list_links(actor: Actor) -> list[Link]:
    """Return the actor's own links that work."""
    rows = (
        await CalendarLink.select(
            CalendarLink.id,
            CalendarLink.organisation.name.as_alias("organisation_name"),
            CalendarLink.created_at,
            CalendarLink.read_at,
        )
        .where((CalendarLink.user == actor.id) & CalendarLink.revoked_at.is_null())
        .order_by(CalendarLink.id)
    )
    return [Link(**{**row, "organisation_name": row["organisation_name"] or ""}) for row in rows]


async def make_link(organisation: int | None, actor: Actor, now: datetime) -> str:
    """Make a link and return its secret, which is shown once and not kept."""
    if organisation is not None and not (
        actor.sees(organisation) and await Organisation.exists().where(Organisation.id == organisation)
    ):
        raise NotFound(GONE)
    token = new_token()
    async with transaction():
        await CalendarLink(user=actor.id, organisation=organisation, token_hash=hashed(token), created_at=now).save()
        await record(Event.CALENDAR_LINK_MADE, actor, now, organisation_id=organisation)
    return token


async def revoke_link(number: int, actor: Actor, now: datetime) -> None:
    """Let one of the actor's links work no longer."""
    async with transaction():
        mine = (CalendarLink.id == number) & (CalendarLink.user == actor.id) & CalendarLink.revoked_at.is_null()
        done = await CalendarLink.update({CalendarLink.revoked_at: now}).where(mine).returning(CalendarLink.id)
        if not done:
            raise NotFound(GONE)
        await record(Event.CALENDAR_LINK_REVOKED, actor, now)


async def feed(token: str, now: datetime, post: Sender) -> bytes:
    """Return the calendar behind a link, in its person's language; raise `NotFound` for one that works no longer."""
    link = (
        await CalendarLink.select(
            CalendarLink.id,
            CalendarLink.user,
            CalendarLink.organisation,
            CalendarLink.user.active.as_alias("active"),
            CalendarLink.user.language.as_alias("language"),
        )
        .where((CalendarLink.token_hash == hashed(token)) & CalendarLink.revoked_at.is_null())
        .first()
    )
    if link is None or not link["active"]:
        raise NotFound(GONE)
    scope = await _scope(link["user"])
    if link["organisation"] is not None:
        scope = frozenset({link["organisation"]}) if scope is None else scope & {link["organisation"]}
    today: date = now.astimezone(post.zone).date()
    items = await load_due(today, today + AHEAD, scope)
    await CalendarLink.update({CalendarLink.read_at: now}).where(CalendarLink.id == link["id"])
    with speaking(link["language"] or DEFAULT):
        return ics.calendar(items, now, post.url, post.installation, feed=True)


async def _scope(user: int) -> frozenset[int] | None:
    """Return the organisations that are open to a person now, or None for all."""
    rows = await Membership.select(Membership.organisation).where(Membership.user == user)
    numbers = [row["organisation"] for row in rows]
    return None if None in numbers else frozenset(numbers)
