"""Which reminders go out now: from what is due to rows in the outbox, each once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.database import one_at_a_time, transaction
from assessments.due import NEWS, Item, once
from assessments.due_rows import load_due, load_news
from assessments.outbox import insert_missing
from assessments.recipients import Directory, Wish, load_directory
from assessments.steps import NEWS as NEWS_STEP
from assessments.steps import Step
from assessments.tables import Mail, Reminder
from register.sql import fetch_all

MAIL = ("key", "kind", "recipient", "day", "state", "next_try", "message_id", "created_at")
REMINDER = ("mail", "what", "subject_type", "subject_id", "due", "step", "step_on", "recipient", "vendor", "dropped")
Told = Mapping[tuple[str, str, int, date, str], date]


@dataclass(frozen=True, slots=True)
class Planned:
    """One reminder that is to go out: of what, to whom, at which step."""

    item: Item
    wish: Wish
    step: Step

    @property
    def key(self) -> str:
        """Return the key of the message that carries this reminder alone."""
        item = self.item
        told = f"{item.what}:{item.subject_type}:{item.subject_id}:{item.on}:{self.step.name}"
        return f"single:{told}:{self.wish.email}"


def plan(items: Iterable[Item], directory: Directory, told: Told, local: datetime, *, whole_day: bool) -> list[Planned]:
    """Return the reminders that are to go out at a local moment, or at any time of that day.

    `told` holds the day of the last step of which a recipient was told: whatever the clock does, no step comes twice
    and none comes after a later one.
    """
    found: dict[tuple[Any, ...], Planned] = {}
    wishes: dict[str, Wish] = {}
    for item in items:
        for email, step in _recipients(item, directory, wishes, local.date()):
            wish = wishes[email]
            before = told.get((*item.key, email))
            if (before is None or before < step.on) and (whole_day or local.hour >= wish.hour):
                found.setdefault((*item.key, email), Planned(item, wish, step))
    return list(found.values())


def _recipients(item: Item, directory: Directory, wishes: dict[str, Wish], today: date) -> Iterator[tuple[str, Step]]:
    email = directory.address(item.owner, item.organisation)
    if not email:
        return
    wish = wishes.setdefault(email, directory.wish(email))
    step = Step(NEWS_STEP, item.on, escalated=False) if item.what in NEWS else wish.rhythm.step(item.on, today)
    if step is None:
        return
    yield email, step
    if step.escalated and wish.escalation and wish.escalation != email:
        wishes.setdefault(wish.escalation, directory.wish(wish.escalation))
        yield wish.escalation, step


async def what_goes_out(now: datetime, zone: ZoneInfo) -> list[Planned]:
    """Return what would still go out today; nothing is written."""
    local = now.astimezone(zone)
    directory = await load_directory()
    items = await _items(local.date(), directory)
    planned = plan(once(items), directory, await _told(), local, whole_day=True)
    served = await _served(local.date())
    return [one for one in planned if one.wish.single or one.wish.email not in served]


async def plan_reminders(now: datetime, zone: ZoneInfo, installation: str, *, whole_day: bool = False) -> int:
    """Put into the outbox what is to go out now, and return how many reminders; a second run finds nothing."""
    local = now.astimezone(zone)
    directory = await load_directory()
    items = await _items(local.date(), directory)
    async with transaction():
        await one_at_a_time("reminders")
        planned = plan(once(items), directory, await _told(), local, whole_day=whole_day)
        if not planned:
            return 0
        return await _queue(planned, local.date(), now, installation)


async def _items(today: date, directory: Directory) -> list[Item]:
    """Return all that somebody may have to be told of on a day."""
    return [*await load_due(today, today + timedelta(days=directory.reach)), *await load_news()]


async def _queue(planned: list[Planned], day: date, now: datetime, installation: str) -> int:
    """Write messages and their reminders: one digest a recipient and day, and one message for each who wants it so."""
    served = await _served(day)
    waiting = await _waiting_digests()
    carried: dict[str, list[Planned]] = defaultdict(list)
    mails: dict[str, tuple[Any, ...]] = {}
    for one in planned:
        email = one.wish.email
        if not one.wish.single and email in served:
            continue
        key = one.key if one.wish.single else f"digest:{day}:{email}"
        kind = "single" if one.wish.single else "digest"
        if kind == "digest" and email in waiting and not await _take_up(waiting.pop(email), key, day):
            served.add(email)
            continue
        carried[key].append(one)
        mails.setdefault(key, (key, kind, email, day, "queued", now, message_id(key, installation), now))
    await insert_missing(Mail, MAIL, list(mails.values()))
    numbers = {row["key"]: row["id"] for row in await fetch_all("SELECT id, key FROM mail WHERE day = {}", [day])}
    rows = [_reminder(numbers[key], one) for key, together in carried.items() for one in together]
    await insert_missing(Reminder, REMINDER, rows)
    return len(rows)


async def _take_up(number: int, key: str, day: date) -> bool:
    """Make a digest that could not go out before the one of this day; return whether nobody is just sending it."""
    unseen = "state = 'queued' AND claim = '' AND NOT doubtful"
    sql = f"UPDATE mail SET key = {{}}, day = {{}} WHERE id = {{}} AND {unseen} RETURNING id"
    return bool(await fetch_all(sql, [key, day, number]))


async def _told() -> dict[tuple[str, str, int, date, str], date]:
    """Return the day of the last step of each subject, day and recipient."""
    rows = await fetch_all(
        "SELECT what, subject_type, subject_id, due, recipient, step_on FROM reminder ORDER BY step_on"
    )
    return {
        (row["what"], row["subject_type"], row["subject_id"], row["due"], row["recipient"]): row["step_on"]
        for row in rows
    }


async def _served(day: date) -> set[str]:
    """Return who has had or gets a digest on a day."""
    rows = await fetch_all("SELECT recipient FROM mail WHERE kind = 'digest' AND day = {}", [day])
    return {row["recipient"] for row in rows}


async def _waiting_digests() -> dict[str, int]:
    """Return the digests of earlier days that no server has seen, by recipient."""
    rows = await fetch_all(
        "SELECT id, recipient FROM mail WHERE kind = 'digest' AND state = 'queued' AND claim = '' AND NOT doubtful"
    )
    return {row["recipient"]: row["id"] for row in rows}


def _reminder(mail: int, one: Planned) -> tuple[Any, ...]:
    item = one.item
    about = (item.what, item.subject_type, item.subject_id, item.on)
    return (mail, *about, one.step.name, one.step.on, one.wish.email, item.vendor, False)


def message_id(key: str, installation: str) -> str:
    """Return the Message-ID of a message: the same however often it is sent, so that a double can be told."""
    digest = hashlib.sha256(f"{installation}\0{key}".encode()).hexdigest()[:32]
    return f"<{digest}@{installation[:16]}.art28>"
