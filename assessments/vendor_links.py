"""Links by which a vendor answers: signed, for one assessment, expiring, revocable, and over once it is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import one_at_a_time, transaction
from accounts.errors import DomainError, Invalid, NotFound, TooMany
from accounts.events import N_, Event
from accounts.i18n import LANGUAGES
from accounts.keys import hashed, same, signed
from accounts.moments import end_of, local_day
from accounts.people import email_fault, tidy_email
from accounts.roles import Deed, Role, demand
from accounts.tables import SignInAttempt
from assessments.answers import hold, still_open
from assessments.asked import Asked, find_assessment, load_assessment
from assessments.assessment_tables import VendorLink
from register.change import GONE
from register.sql import fetch_all

WINDOW = timedelta(minutes=15)
# Of links that do not exist, from one address; and of changes through one link.
MOST_MISSES = 30
MOST_CHANGES = 600
LONGEST_DAYS = 365
AGAIN_DAYS = 14

UNKNOWN = N_("This link is not complete, or it was changed on its way. Open it once more from the mail that you got.")
TOO_OFTEN = N_("That was too often in a short time. Wait a quarter of an hour and try again; what was saved is kept.")
NO_EMAIL = N_("Write the e-mail address of the person at the vendor who is to answer.")
NO_UNTIL = N_("Choose a day after today, at most a year ahead.")


class LinkOver(DomainError):
    """A link that once worked and does not any more; `kind` is expired, revoked, submitted or cancelled.

    Whoever holds it could read before who asks whom what, and in which language, so that may still be said.
    """

    def __init__(self, kind: str, language: str, asked: Asked) -> None:
        super().__init__(kind)
        self.kind = kind
        self.language = language
        self.asked = asked


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that works, and the assessment behind it."""

    id: int
    language: str
    email: str
    expires_at: datetime
    asked: Asked
    actor: Actor


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link as those who sent it see it."""

    id: int
    email: str
    language: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    submitted_at: datetime | None
    seen_at: datetime | None


async def make_link(
    number: int, email: str, language: str, until: date, secret: str, actor: Actor, now: datetime
) -> tuple[int, str]:
    """Make a link, ending the ones before it, and return its number and its token."""
    today = local_day(now)
    email = tidy_email(email)
    wrong = {}
    if email_fault(email):
        wrong["email"] = NO_EMAIL
    if language not in LANGUAGES:
        wrong["language"] = NO_EMAIL
    if not today < until <= today + timedelta(days=LONGEST_DAYS):
        wrong["until"] = NO_UNTIL
    async with transaction():
        await hold(number)
        asked = await find_assessment(number, actor)
        demand(actor, Deed.EDIT, asked.row["organisation"])
        still_open(asked)
        if wrong:
            raise Invalid(wrong)
        earlier = (VendorLink.assessment == number) & VendorLink.revoked_at.is_null()
        await VendorLink.update({VendorLink.revoked_at: now}).where(earlier)
        row = VendorLink(
            assessment=number,
            # Filled in below: the token is signed over the number that the row gets.
            token_hash=hashed(f"{number} {now.isoformat()} {email}"),
            email=email,
            language=language,
            made_by=actor.id,
            created_at=now,
            expires_at=end_of(until),
        )
        await row.save()
        token = token_of(int(row.id), now, secret)
        await VendorLink.update({VendorLink.token_hash: hashed(token)}).where(VendorLink.id == row.id)
        await record(
            Event.VENDOR_LINK_MADE,
            actor,
            now,
            subject=("assessment", number),
            organisation_id=asked.row["organisation"],
            vendor_id=asked.row["vendor"],
            after={"to": email, "until": until},
        )
    return int(row.id), token


def token_of(number: int, created_at: datetime, secret: str) -> str:
    """Return the token of a link: signed by this register, so that a reminder can name it and no table holds it."""
    return signed(secret, "vendor-link", str(number), str(int(created_at.timestamp())))


async def revoke_link(number: int, link: int, actor: Actor, now: datetime) -> None:
    """Let a link work no longer."""
    async with transaction():
        await hold(number)
        asked = await find_assessment(number, actor)
        demand(actor, Deed.EDIT, asked.row["organisation"])
        mine = (VendorLink.id == link) & (VendorLink.assessment == number) & VendorLink.revoked_at.is_null()
        if not await VendorLink.update({VendorLink.revoked_at: now}).where(mine).returning(VendorLink.id):
            raise NotFound(GONE)
        await record(
            Event.VENDOR_LINK_REVOKED,
            actor,
            now,
            subject=("assessment", number),
            organisation_id=asked.row["organisation"],
            vendor_id=asked.row["vendor"],
        )


async def open_again(number: int, now: datetime) -> int | None:
    """Let the last link of an assessment work again, in the open transaction, for a correction; return its number."""
    rows = await fetch_all(
        "SELECT id, expires_at FROM vendor_link WHERE assessment = {} AND revoked_at IS NULL ORDER BY id DESC LIMIT 1",
        [number],
    )
    if not rows:
        return None
    until = max(rows[0]["expires_at"], end_of(local_day(now) + timedelta(days=AGAIN_DAYS)))
    values: dict[Any, Any] = {VendorLink.submitted_at: None, VendorLink.expires_at: until}
    await VendorLink.update(values).where(VendorLink.id == rows[0]["id"])
    return int(rows[0]["id"])


async def links_of(number: int) -> list[LinkView]:
    """Return the links of an assessment, the newest first."""
    rows = await fetch_all(
        "SELECT id, email, language, created_at, expires_at, revoked_at, submitted_at, seen_at FROM vendor_link"
        " WHERE assessment = {} ORDER BY id DESC",
        [number],
    )
    return [LinkView(**row) for row in rows]


async def open_link(token: str, secret: str, address: str, now: datetime) -> Opened:
    """Return what is behind a link; raise `NotFound` for one not made here, `LinkOver` for one that is over."""
    rows = await fetch_all("SELECT * FROM vendor_link WHERE token_hash = {}", [hashed(token)])
    link = rows[0] if rows else None
    # The table is searched by a hash, of which its reader learns nothing; the signature is compared in constant time.
    expected = token_of(link["id"], link["created_at"], secret) if link else "-"
    if not same(token, expected) or link is None:
        await count(f"vendor-link miss {address}", MOST_MISSES, now)
        raise NotFound(UNKNOWN)
    asked = await load_assessment(link["assessment"])
    over = over_because(link["revoked_at"], link["submitted_at"], link["expires_at"], asked.state, now)
    if over:
        raise LinkOver(over, link["language"], asked)
    await VendorLink.update({VendorLink.seen_at: now}).where(VendorLink.id == link["id"])
    organisations = frozenset({int(asked.row["organisation"])})
    label = f"{asked.row['vendor_name']} ({link['email']})"[:254]
    actor = Actor(None, label, Role.CONTRIBUTOR, organisations, address)
    return Opened(link["id"], link["language"], link["email"], link["expires_at"], asked, actor)


async def still_works(link: Opened, asked: Asked, now: datetime) -> None:
    """Raise `LinkOver` where a link ended after it was opened, such as while a file was on its way."""
    (row,) = await fetch_all("SELECT revoked_at, submitted_at, expires_at FROM vendor_link WHERE id = {}", [link.id])
    over = over_because(row["revoked_at"], row["submitted_at"], row["expires_at"], asked.state, now)
    if over:
        raise LinkOver(over, link.language, asked)


def over_because(
    revoked_at: datetime | None, submitted_at: datetime | None, expires_at: datetime, state: str, now: datetime
) -> str | None:
    """Return why a link works no longer, as `LinkOver.kind`; None for one that works."""
    if revoked_at is not None:
        return "revoked"
    if state == "cancelled":
        return "cancelled"
    if submitted_at is not None or state in {"submitted", "concluded"}:
        return "submitted"
    return "expired" if expires_at <= now else None


async def speak(link: int, language: str) -> None:
    """Let a link, and the mails with it, speak another language from here on."""
    if language in LANGUAGES:
        await VendorLink.update({VendorLink.language: language}).where(VendorLink.id == link)


async def close_link(link: int, now: datetime) -> None:
    """Close a link whose answers are handed in, in the open transaction that has found it working."""
    await VendorLink.update({VendorLink.submitted_at: now}).where(VendorLink.id == link)


async def count(key: str, most: int, now: datetime) -> None:
    """Count one deed under a key, over all processes; raise `TooMany` where there were too many of late."""
    kept = hashed(key)
    async with transaction():
        await one_at_a_time(kept)
        await SignInAttempt.delete().where((SignInAttempt.key == kept) & (SignInAttempt.at <= now - WINDOW))
        if await SignInAttempt.count().where(SignInAttempt.key == kept) >= most:
            raise TooMany(TOO_OFTEN, int(WINDOW.total_seconds()))
        await SignInAttempt(key=kept, at=now).save()
