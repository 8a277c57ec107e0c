"""Turn claimed messages into letters, from what is due at that very moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import structlog

from accounts.i18n import DEFAULT
from assessments import letters
from assessments.due import NEWS, Item
from assessments.due_rows import load_due, load_news
from assessments.letters import Sender
from assessments.outbox import Claimed, drop_reminders
from assessments.people_letters import KINDS as PEOPLE
from assessments.people_letters import people_letter
from assessments.recipients import Directory, load_directory
from assessments.sending import Letters, Writer
from assessments.steps import LAST_EARLY
from assessments.transport import Letter
from assessments.vendor_mail import KIND as VENDOR
from assessments.vendor_mail import write_vendor_letters
from register.sql import fetch_all, numbers

Row = dict[str, Any]


def writer(post: Sender, clock: Callable[[], datetime]) -> Writer:
    """Return what writes the letters of a batch of messages."""

    async def write(mails: Sequence[Claimed]) -> Letters:
        return await write_letters(mails, post, clock())

    return write


async def write_letters(mails: Sequence[Claimed], post: Sender, now: datetime) -> Letters:
    """Return a letter for each message, None for one that has nothing left to say, and none for one that fails."""
    to_vendors = await write_vendor_letters([mail for mail in mails if mail.kind == VENDOR], post, now)
    mails = [mail for mail in mails if mail.kind != VENDOR]
    told = await _reminders(mails)
    today = now.astimezone(post.zone).date()
    items = await _items(told, today)
    latest = await _latest(told)
    directory = await load_directory()
    written: Letters = {**to_vendors}
    stale: list[int] = []
    for mail in mails:
        still = [
            row
            for row in told[mail.id]
            if row["step_on"] >= latest[_told(row)] and _theirs(items.get(_key(row), ()), row["recipient"], directory)
        ]
        stale += [row["id"] for row in told[mail.id] if row not in still]
        try:
            wish = directory.wish(mail.recipient)
            if mail.kind in PEOPLE:
                written[mail.id] = await people_letter(mail, wish, post, now)
            else:
                written[mail.id] = _letter(mail, still, items, wish, post, now)
        except Exception:  # noqa: BLE001 - one bad message never holds up the rest
            structlog.get_logger("art28").exception("a mail could not be written", mail=mail.id)
    await drop_reminders(stale)
    return written


def _letter(
    mail: Claimed, told: list[Row], items: dict[Any, list[Item]], wish: Any, post: Sender, now: datetime
) -> Letter | None:
    if mail.kind == "test":
        return letters.test_mail(mail.recipient, wish.language or DEFAULT, mail.message_id, now, post)
    if not told:
        return None
    due = sorted({_key(row): items[_key(row)][-1] for row in told}.values(), key=lambda item: item.on)
    return letters.due_mail(wish, due, mail.message_id, now, post, optional=any(_optional(row["step"]) for row in told))


def _theirs(items: Sequence[Item], email: str, directory: Directory) -> bool:
    """Return whether something is still open, and its owner still leads to an address.

    Since it was planned, it may have been seen to, given to somebody else, or its owner may have left.
    """
    return any(directory.leads_to(email, item.owner, item.organisation) for item in items)


def _optional(step: str) -> bool:
    kind, _, days = step.partition("-")
    return kind == "before" and int(days) > LAST_EARLY


async def _reminders(mails: Sequence[Claimed]) -> dict[int, list[Row]]:
    rows = await fetch_all(
        "SELECT id, mail, what, subject_type, subject_id, due, step, step_on, recipient, vendor FROM reminder"
        f" WHERE mail IN ({numbers(mail.id for mail in mails)}) ORDER BY id"
    )
    told: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        told[row["mail"]].append(row)
    return told


async def _items(told: dict[int, list[Row]], today: date) -> dict[Any, list[Item]]:
    """Return what is still open of that which the reminders speak of; of a shared vendor once for each organisation."""
    rows = [row for together in told.values() for row in together]
    if not rows:
        return {}
    vendors = {row["vendor"] for row in rows}
    open_ones = await load_due(today, max(row["due"] for row in rows), vendors=vendors)
    if any(row["what"] in NEWS for row in rows):
        open_ones += await load_news(vendors)
    found: dict[Any, list[Item]] = defaultdict(list)
    for item in open_ones:
        found[item.key].append(item)
    return found


async def _latest(told: dict[int, list[Row]]) -> dict[Any, date]:
    """Return the day of the last step of each reminder's subject: an earlier one has been overtaken and is not said."""
    vendors = {row["vendor"] for together in told.values() for row in together}
    rows = await fetch_all(
        "SELECT what, subject_type, subject_id, due, recipient, step_on FROM reminder"
        f" WHERE vendor IN ({numbers(vendors)}) ORDER BY step_on"
    )
    return {_told(row): row["step_on"] for row in rows}


def _key(row: Row) -> tuple[Any, ...]:
    return row["what"], row["subject_type"], row["subject_id"], row["due"]


def _told(row: Row) -> tuple[Any, ...]:
    return (*_key(row), row["recipient"])
