"""What the outbox holds, for those who look after it and for the page of a review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from accounts.actor import Actor
from accounts.database import transaction
from accounts.errors import Conflict, NotFound
from accounts.events import N_
from accounts.i18n import gettext
from accounts.people import tidy_email
from accounts.roles import Deed, demand, may, narrowed
from assessments import outbox
from assessments.outbox import insert_missing
from assessments.planning import MAIL, message_id
from assessments.tables import Mail
from register.change import GONE
from register.sql import Where, fetch_all, numbers

SHOWN = 50
NOT_FAILED = N_("This message has not failed. It is sent, waits for its next attempt, or was given up.")


@dataclass(frozen=True, slots=True)
class MailView:
    """A message: to whom, how it stands, and what the server said last."""

    id: int
    kind: str
    recipient: str
    day: date
    state: str
    subject: str
    attempts: int
    next_try: datetime
    sent_at: datetime | None
    problem: str
    reminders: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to send a message."""

    at: datetime
    outcome: str
    answer: str


@dataclass(frozen=True, slots=True)
class Told:
    """A reminder of a review: which step, for which day, to whom, and its message with every attempt."""

    step: str
    step_on: date
    due: date
    recipient: str
    dropped: bool
    state: str
    sent_at: datetime | None
    next_try: datetime
    attempts: tuple[Attempt, ...]


async def mails(state: str, actor: Actor) -> list[MailView]:
    """Return the latest messages in a state, as far as they speak of what the actor may see."""
    where = _where(state, actor)
    rows = await fetch_all(
        "SELECT id, kind, recipient, day, state, subject, attempts, next_try, sent_at, problem,"
        f" (SELECT count(*) FROM reminder WHERE reminder.mail = mail.id) AS reminders FROM mail{where}"
        f" ORDER BY id DESC LIMIT {SHOWN}",
        where.values,
    )
    return [MailView(**row) for row in rows]


async def counts(actor: Actor) -> dict[str, int]:
    """Return how many messages are in each state."""
    where = _where("", actor)
    rows = await fetch_all(f"SELECT state, count(*) AS n FROM mail{where} GROUP BY state", where.values)
    return {row["state"]: row["n"] for row in rows}


async def undelivered(actor: Actor) -> int:
    """Return how many failed messages wait for an administrator, who is told on the first page; nobody else is."""
    return (await counts(actor)).get("failed", 0) if may(actor, Deed.ADMINISTER) else 0


async def failed_mails() -> int:
    """Return how many messages have failed for good and wait for somebody to look at them."""
    rows = await fetch_all("SELECT count(*) AS n FROM mail WHERE state = 'failed'")
    return int(rows[0]["n"])


async def try_again(number: int, actor: Actor, now: datetime) -> None:
    """Queue a failed message again."""
    async with transaction():
        await _within_reach(number, actor)
        if not await outbox.try_again(number, now):
            raise Conflict(gettext(NOT_FAILED))


async def leave(number: int, actor: Actor) -> None:
    """Give up a failed message: it asks for no attention any more."""
    async with transaction():
        await _within_reach(number, actor)
        if not await outbox.leave(number):
            raise Conflict(gettext(NOT_FAILED))


async def queue_test(actor: Actor, now: datetime, installation: str) -> int:
    """Put a test message to the actor's own address into the outbox, and return its id."""
    demand(actor, Deed.ADMINISTER)
    email = tidy_email(actor.label)
    key = f"test:{now.isoformat()}:{email}"
    async with transaction():
        row = (key, "test", email, now.date(), "queued", now, message_id(key, installation), now)
        await insert_missing(Mail, MAIL, [row])
        found = await fetch_all("SELECT id FROM mail WHERE key = {}", [key])
    return int(found[0]["id"])


async def last_words(number: int) -> tuple[str, str]:
    """Return how a message stands, and what the server said of it last."""
    rows = await fetch_all("SELECT state, problem FROM mail WHERE id = {}", [number])
    said = await fetch_all("SELECT answer FROM mail_attempt WHERE mail = {} ORDER BY id DESC LIMIT 1", [number])
    return rows[0]["state"], said[0]["answer"] if said else rows[0]["problem"]


async def reminders_of(review: int) -> list[Told]:
    """Return all reminders of a review with the attempts of their messages, the latest first."""
    rows = await fetch_all(
        "SELECT reminder.mail, step, step_on, due, reminder.recipient, dropped, state, sent_at, next_try FROM reminder"
        " JOIN mail ON mail.id = reminder.mail WHERE subject_type = 'review' AND subject_id = {}"
        " ORDER BY step_on DESC, reminder.id DESC",
        [review],
    )
    tried: dict[int, list[Attempt]] = {}
    for row in await fetch_all(
        "SELECT mail, at, outcome, answer FROM mail_attempt"
        f" WHERE mail IN ({numbers(row['mail'] for row in rows)}) ORDER BY id"
    ):
        tried.setdefault(row.pop("mail"), []).append(Attempt(**row))
    return [Told(attempts=tuple(tried.get(row.pop("mail"), ())), **row) for row in rows]


async def _within_reach(number: int, actor: Actor) -> None:
    """Raise `NotFound` where there is no message that the actor may see."""
    where = _where("", actor)
    where.add("id = {}", number)
    if not await fetch_all(f"SELECT id FROM mail{where}", where.values):
        raise NotFound(GONE)


def _where(state: str, actor: Actor) -> Where:
    actor = narrowed(actor, Deed.ADMINISTER)
    where = Where()
    if state:
        where.add("state = {}", state)
    if actor.scope is not None:
        where.add(
            "(recipient = {} OR EXISTS (SELECT 1 FROM reminder JOIN engagement ON engagement.vendor = reminder.vendor"
            f" WHERE reminder.mail = mail.id AND engagement.organisation IN ({numbers(actor.scope)})))",
            tidy_email(actor.label),
        )
    return where
