"""Tokens by which programs act for a person: scoped, expiring, shown once, revocable; only their hash is kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Invalid, NotFound
from accounts.events import N_, Event
from accounts.keys import hashed, new_token
from accounts.roles import Deed
from accounts.sessions import actor_of
from accounts.tables import ApiToken

MARK = "art28_"
SHOWN = 12
# Nobody hands the people of the register to a program; reading is what every token may do.
GRANTED = (Deed.EDIT, Deed.IMPORT, Deed.EXPORT, Deed.DECIDE)
LIVES = (30, 90, 365)
MOST = 20
# A write for each request would be a price without a use.
NOTED = timedelta(minutes=5)
GONE = N_("There is no such token.")


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token as its person sees it; of the secret only the beginning is known."""

    id: int
    name: str
    start: str
    deeds: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    ended: bool


async def make_token(name: str, deeds: Collection[str], days: int, actor: Actor, now: datetime) -> str:
    """Make a token for oneself and return it; it exists nowhere else. Raises `Invalid` for what is typed wrong."""
    wrong = _wrong(name, deeds, days)
    if wrong:
        raise Invalid(wrong)
    secret = MARK + new_token()
    granted = sorted({Deed.READ, *(Deed(deed) for deed in deeds)})
    async with transaction():
        if await ApiToken.count().where(_alive(actor, now)) >= MOST:
            raise Invalid({"": N_("You have twenty tokens already. Revoke one that is no longer used.")})
        token = ApiToken(
            user=actor.id,
            name=name.strip(),
            token_hash=hashed(secret),
            start=secret[:SHOWN],
            deeds="|".join(granted),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        await token.save()
        await record(
            Event.API_TOKEN_MADE,
            actor,
            now,
            subject=("api_token", token.id),
            after={"name": name.strip(), "deeds": granted, "days": days},
        )
    return secret


async def tokens_of(actor: Actor, now: datetime) -> list[TokenView]:
    """Return one's own tokens that were not revoked, the newest first."""
    rows = (
        await ApiToken.select()
        .where((ApiToken.user == actor.id) & ApiToken.revoked_at.is_null())
        .order_by(ApiToken.id, ascending=False)
        .limit(100)
    )
    return [
        TokenView(
            row["id"],
            row["name"],
            row["start"],
            tuple(row["deeds"].split("|")),
            row["created_at"],
            row["expires_at"],
            row["used_at"],
            ended=row["expires_at"] <= now,
        )
        for row in rows
    ]


async def revoke_token(number: int, actor: Actor, now: datetime) -> None:
    """Revoke one of one's own tokens; raises `NotFound` for any other."""
    async with transaction():
        mine = (ApiToken.id == number) & (ApiToken.user == actor.id) & ApiToken.revoked_at.is_null()
        if not await ApiToken.exists().where(mine):
            raise NotFound(GONE)
        await ApiToken.update({ApiToken.revoked_at: now}).where(mine)
        await record(Event.API_TOKEN_REVOKED, actor, now, subject=("api_token", number))


async def end_tokens(person_id: int, now: datetime) -> None:
    """Revoke all tokens of somebody, in the open transaction: who stole a session may have made one with it."""
    open_ones = (ApiToken.user == person_id) & ApiToken.revoked_at.is_null()
    await ApiToken.update({ApiToken.revoked_at: now}).where(open_ones)


async def bearer(secret: str, now: datetime, address: str = "") -> Actor | None:
    """Return for whom and for what a token acts, or None where it is unknown, ended, or its person may do nothing."""
    if not secret.startswith(MARK):
        return None
    found = (
        await ApiToken.select(ApiToken.id, ApiToken.deeds, ApiToken.used_at, ApiToken.user.id, ApiToken.user.email)
        .where(
            (ApiToken.token_hash == hashed(secret))
            & ApiToken.revoked_at.is_null()
            & (ApiToken.expires_at > now)
            & (ApiToken.user.active == True)  # noqa: E712 - a condition of the query
        )
        .first()
    )
    if found is None:
        return None
    if found["used_at"] is None or now - found["used_at"] > NOTED:
        await ApiToken.update({ApiToken.used_at: now}).where(ApiToken.id == found["id"])
    actor = await actor_of(found["user.id"], found["user.email"], address)
    deeds = frozenset(Deed(deed) for deed in found["deeds"].split("|"))
    return replace(actor, deeds=deeds) if actor else None


def _alive(actor: Actor, now: datetime) -> Any:
    return (ApiToken.user == actor.id) & ApiToken.revoked_at.is_null() & (ApiToken.expires_at > now)


def _wrong(name: str, deeds: Collection[str], days: int) -> dict[str, str]:
    wrong = {}
    if not 1 <= len(name.strip()) <= 120:
        wrong["name"] = N_("Say what the token is for, in up to 120 characters.")
    if not set(deeds) <= {Deed.READ, *GRANTED}:
        wrong["deeds"] = N_("Choose from the list.")
    if days not in LIVES:
        wrong["days"] = N_("Choose from the list.")
    return wrong
