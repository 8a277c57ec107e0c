"""Signed-in browsers: a random token in a cookie, its hash in the database, an end by idleness and by age."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.actor import Actor
from accounts.keys import hashed, new_token
from accounts.roles import STRENGTH, Role
from accounts.tables import Membership, Session

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
# A write for each page would be a price without a use.
NOTED = timedelta(minutes=5)
NOTE_SECONDS = 1.0
# In this order, because each of them also names those below it.
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
PASSWORD, PROVIDER = "password", "provider"


@dataclass(frozen=True)
class SignedIn:
    """A session that holds, with its person."""

    session_id: int
    actor: Actor
    language: str
    theme: str
    name: str
    shown: int | None = None
    method: str = PASSWORD
    organisations: tuple[tuple[int, str], ...] = ()


async def open_session(user_id: int, now: datetime, address: str = "", agent: str = "", method: str = PASSWORD) -> str:
    """Open a session and return its token, which exists nowhere else."""
    token = new_token()
    await Session(
        user=user_id,
        token_hash=hashed(token),
        created_at=now,
        seen_at=now,
        expires_at=now + LONGEST,
        address=address[:64],
        agent=agent[:200],
        method=method,
    ).save()
    return token


async def find_session(token: str, now: datetime, address: str = "") -> SignedIn | None:
    """Return the session of a token, or None where it has ended, is unknown, or its person may do nothing any more.

    One query in plain SQL with a row for each membership and organisation that it opens: every page asks it.
    """
    rows = await Session.raw(
        "SELECT s.id, s.seen_at, s.method, p.id AS person, p.email, p.name, p.language, p.theme, p.shown,"
        " m.id AS membership, m.organisation, m.role, o.id AS place, o.name AS place_name"
        ' FROM login s JOIN person p ON p.id = s."user" JOIN membership m ON m."user" = p.id'
        " LEFT JOIN organisation o ON m.organisation IS NULL OR o.id = m.organisation"
        " WHERE s.token_hash = {} AND s.expires_at > {} AND s.seen_at > {} AND p.active = {}",
        hashed(token),
        now,
        now - IDLE,
        True,  # noqa: FBT003 - a value of the query
    )
    if not rows:
        return None
    row = rows[0]
    if now - row["seen_at"] > NOTED:
        # A page does not wait for a long import that is being written: the next page will note it.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(NOTE_SECONDS):
                await Session.update({Session.seen_at: now}).where(Session.id == row["id"])
    actor = _actor(row["person"], row["email"], list({one["membership"]: one for one in rows}.values()), address)
    places = {one["place"]: one["place_name"] for one in rows if one["place"] is not None}
    named = tuple(sorted(places.items(), key=lambda place: place[1].casefold()))
    return SignedIn(row["id"], actor, row["language"], row["theme"], row["name"], row["shown"], row["method"], named)


async def actor_of(user_id: int, label: str, address: str = "") -> Actor | None:
    """Return a person as an actor, or None for somebody who may do nothing here."""
    members = await Membership.raw('SELECT organisation, role FROM membership WHERE "user" = {}', user_id)
    return _actor(user_id, label, members, address) if members else None


def _actor(user_id: int, label: str, members: list[dict[str, Any]], address: str) -> Actor:
    roles = tuple((member["organisation"], Role(member["role"])) for member in members)
    role = max((role for _, role in roles), key=STRENGTH.index)
    places = [place for place, _ in roles]
    organisations = None if None in places else frozenset(place for place in places if place is not None)
    return Actor(user_id, label, role, organisations, address, roles)


@dataclass(frozen=True, slots=True)
class Device:
    """A session as its person, or an administrator, sees it: since when, last used, from where, with what."""

    id: int
    created_at: datetime
    seen_at: datetime
    address: str
    agent: str
    method: str

    @property
    def browser(self) -> str:
        """Return the browser and system that the agent seems to be ("" for none that is known)."""
        browser = next((name for mark, name in BROWSERS if mark in self.agent), "")
        system = next((name for mark, name in SYSTEMS if mark in self.agent), "")
        return ", ".join(filter(None, (browser, system)))


async def devices_of(user_id: int, now: datetime) -> list[Device]:
    """Return the sessions of somebody that still hold, the last used first."""
    holds = (Session.user == user_id) & (Session.expires_at > now) & (Session.seen_at > now - IDLE)
    columns = (Session.id, Session.created_at, Session.seen_at, Session.address, Session.agent, Session.method)
    rows = await Session.select(*columns).where(holds).order_by(Session.seen_at, Session.id, ascending=False)
    return [Device(**row) for row in rows]


async def end_session(session_id: int) -> None:
    """End one session."""
    await Session.delete().where(Session.id == session_id)


async def end_sessions(user_id: int, *, keep: int | None = None) -> None:
    """End the sessions of a person, but for one that is kept."""
    query = Session.delete().where(Session.user == user_id)
    await (query.where(Session.id != keep) if keep is not None else query)


async def sweep_sessions(now: datetime) -> None:
    """Delete the sessions that have ended by themselves."""
    await Session.delete().where((Session.expires_at <= now) | (Session.seen_at <= now - IDLE))
