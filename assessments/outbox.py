"""The outbox: whoever sends a message claims it first, for as long as its lease lasts, and records what came of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from piccolo.table import Table

from accounts.bulk import on_sqlite
from accounts.database import engine, transaction
from register.sql import fetch_all, numbers

LEASE = timedelta(minutes=5)
# Minutes until the next attempt; the last holds for all that follow. A server may be down for three days.
DELAYS = (1, 5, 15, 60, 120, 240)
MOST_ATTEMPTS = 24
LONGEST_DELAY = timedelta(minutes=max(DELAYS))
ANSWER_LENGTH = 500
RETURNED = "id, key, kind, recipient, message_id, attempts"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours to send until its lease ends."""

    id: int
    key: str
    kind: str
    recipient: str
    message_id: str
    attempts: int
    claim: str


async def claim(now: datetime, most: int) -> list[Claimed]:
    """Claim up to `most` messages that are ready: queued, not before their time, and nobody's while a lease lasts.

    A lease or a pause that ends further ahead than any can was set by a clock that has been put back since; it is over.
    A message whose sender never said what came of it may have been accepted, and is marked so.
    """
    token = secrets.token_hex(16)
    skip = "" if on_sqlite() else " FOR UPDATE SKIP LOCKED"
    sql = (
        "UPDATE mail SET doubtful = (doubtful OR claim <> ''), claim = {}, claimed_until = {}, attempts = attempts + 1"
        " WHERE id IN (SELECT id FROM mail WHERE state = 'queued' AND (next_try <= {} OR next_try > {})"
        " AND (claimed_until IS NULL OR claimed_until <= {} OR claimed_until > {})"
        f" ORDER BY next_try, id LIMIT {most:d}{skip}) RETURNING {RETURNED}"
    )
    # Twice as long, because whoever waited for the database reads a moment that has passed.
    too_far = (now + 2 * LONGEST_DELAY, now + 2 * LEASE)
    rows = await fetch_all(sql, [token, now + LEASE, now, too_far[0], now, too_far[1]])
    return sorted((Claimed(**row, claim=token) for row in rows), key=lambda mail: mail.id)


async def record_sent(mail: Claimed, subject: str, answer: str, now: datetime) -> None:
    """Record that a server accepted a message."""
    sql = (
        "UPDATE mail SET state = 'sent', sent_at = {}, subject = {}, problem = '', claim = '', claimed_until = NULL"
        " WHERE id = {} AND claim = {} AND state = 'queued'"
    )
    await _record(mail, "sent", answer, now, sql, [now, subject[:300], mail.id, mail.claim])


async def record_deferred(mail: Claimed, problem: str, now: datetime, *, doubtful: bool = False) -> bool:
    """Record that a message could not be sent now; return whether it is tried again, or has been tried often enough."""
    again = mail.attempts < MOST_ATTEMPTS
    sql = (
        "UPDATE mail SET state = {}, next_try = {}, problem = {}, doubtful = (doubtful OR {}), claim = '',"
        " claimed_until = NULL WHERE id = {} AND claim = {} AND state = 'queued'"
    )
    later = now + timedelta(minutes=DELAYS[min(mail.attempts, len(DELAYS)) - 1])
    values = ["queued" if again else "failed", later, problem[:ANSWER_LENGTH], doubtful, mail.id, mail.claim]
    await _record(mail, "deferred", problem, now, sql, values)
    return again


async def record_refused(mail: Claimed, problem: str, now: datetime) -> None:
    """Record that a server will never take a message; it fails, and shows on the administrator's page."""
    sql = (
        "UPDATE mail SET state = 'failed', problem = {}, claim = '', claimed_until = NULL"
        " WHERE id = {} AND claim = {} AND state = 'queued'"
    )
    await _record(mail, "refused", problem, now, sql, [problem[:ANSWER_LENGTH], mail.id, mail.claim])


async def record_dropped(mail: Claimed) -> None:
    """Record that nothing of what a message was to say is due any more."""
    sql = "UPDATE mail SET state = 'dropped', claim = '', claimed_until = NULL WHERE id = {} AND claim = {}"
    await fetch_all(sql, [mail.id, mail.claim])


async def release(mails: Iterable[Claimed]) -> None:
    """Give back messages that were claimed and not tried."""
    for mail in mails:
        sql = (
            "UPDATE mail SET claim = '', claimed_until = NULL, attempts = attempts - 1"
            " WHERE id = {} AND claim = {} AND state = 'queued'"
        )
        await fetch_all(sql, [mail.id, mail.claim])


async def try_again(number: int, now: datetime) -> bool:
    """Queue a failed message again, from the first attempt; return whether it had failed."""
    sql = (
        "UPDATE mail SET state = 'queued', attempts = 0, next_try = {} WHERE id = {} AND state = 'failed' RETURNING id"
    )
    return bool(await fetch_all(sql, [now, number]))


async def leave(number: int) -> bool:
    """Give up a failed message for good; return whether it had failed."""
    return bool(
        await fetch_all("UPDATE mail SET state = 'dropped' WHERE id = {} AND state = 'failed' RETURNING id", [number])
    )


async def drop_reminders(ids: Sequence[int]) -> None:
    """Mark reminders of what was no longer due when their message was written."""
    if ids:
        await fetch_all(f"UPDATE reminder SET dropped = {{}} WHERE id IN ({numbers(ids)})", [True])


async def insert_missing(table: type[Table], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert the rows that are not there yet, in the open transaction: whoever was first wins."""
    connection = engine().current_transaction.get().connection
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" if on_sqlite() else f"${place}" for place in range(1, len(columns) + 1))
    sql = f'INSERT INTO "{table._meta.tablename}" ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING'
    if on_sqlite():
        await connection.execute_many(sql, rows)
    elif rows:
        await connection.executemany(sql, rows)


async def _record(mail: Claimed, outcome: str, answer: str, now: datetime, sql: str, values: list[Any]) -> None:
    async with transaction():
        await fetch_all(sql, values)
        await fetch_all(
            "INSERT INTO mail_attempt (mail, at, outcome, answer) VALUES ({}, {}, {}, {})",
            [mail.id, now, outcome, answer[:ANSWER_LENGTH]],
        )
