"""Mails to vendors: the link when it is sent, reminders until the answers are in, and nothing once they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from accounts.database import one_at_a_time, transaction
from accounts.i18n import gettext as _
from assessments import phrases
from assessments.letters import Head, Sender, message, speaking
from assessments.outbox import Claimed, insert_missing
from assessments.planning import MAIL, message_id
from assessments.questionnaire import unpacked
from assessments.sending import Letters
from assessments.steps import Rhythm
from assessments.tables import Mail
from assessments.vendor_links import over_because, token_of
from assessments.vendor_paths import link_address
from register.sql import fetch_all, numbers

KIND = "vendor"
HOUR = 7
RHYTHM = Rhythm()
OPEN_LINKS = (
    "SELECT l.id, l.email, l.language, l.created_at, l.expires_at, l.revoked_at, l.submitted_at, a.id AS assessment,"
    " a.state, a.due, v.name AS vendor_name, o.name AS organisation_name, tv.content FROM vendor_link l"
    " JOIN assessment a ON a.id = l.assessment JOIN vendor v ON v.id = a.vendor"
    " JOIN organisation o ON o.id = a.organisation JOIN template_version tv ON tv.id = a.template_version"
)


async def queue_invitation(link: int, now: datetime, installation: str, day: date, occasion: str = "asked") -> None:
    """Put the mail with the link into the outbox; `occasion` tells a first mail from one that asks for a correction."""
    rows = await fetch_all(f"{OPEN_LINKS} WHERE l.id = {{}}", [link])
    async with transaction():
        await insert_missing(Mail, MAIL, [_row(row, occasion, day, now, installation) for row in rows])


async def plan_vendor_mails(now: datetime, zone: ZoneInfo, installation: str, *, whole_day: bool = False) -> int:
    """Put into the outbox what vendors are to be reminded of now: each step once, and none after the answers are in."""
    local = now.astimezone(zone)
    if local.hour < HOUR and not whole_day:
        return 0
    today = local.date()
    queued = []
    async with transaction():
        await one_at_a_time("vendor-mails")
        rows = await fetch_all(f"{OPEN_LINKS} WHERE l.revoked_at IS NULL AND l.submitted_at IS NULL ORDER BY l.id")
        for row in rows:
            if over_because(row["revoked_at"], row["submitted_at"], row["expires_at"], row["state"], now):
                continue
            due = row["due"] or row["expires_at"].astimezone(zone).date()
            step = RHYTHM.step(due, today)
            # Whoever got the link a moment ago is not told of a step that lies before it.
            if step is not None and step.on > row["created_at"].astimezone(zone).date():
                queued.append(_row(row, f"{due}:{step.name}", today, now, installation))
        known = {row["key"] for row in await fetch_all("SELECT key FROM mail WHERE kind = {}", [KIND])}
        fresh = [row for row in queued if row[0] not in known]
        await insert_missing(Mail, MAIL, fresh)
    return len(fresh)


async def write_vendor_letters(mails: Sequence[Claimed], post: Sender, now: datetime) -> Letters:
    """Return a letter for each mail to a vendor, None where its link is over by now."""
    if not mails:
        return {}
    of_link = {mail.id: int(mail.key.split(":")[1]) for mail in mails}
    found = await fetch_all(f"{OPEN_LINKS} WHERE l.id IN ({numbers(of_link.values())})")
    links = {row["id"]: row for row in found}
    written: Letters = {}
    for mail in mails:
        row = links.get(of_link[mail.id])
        over = row is None or over_because(row["revoked_at"], row["submitted_at"], row["expires_at"], row["state"], now)
        if over or row is None:
            written[mail.id] = None
            continue
        try:
            with speaking(row["language"]):
                context = _context(row, mail.key, post, now)
                head = Head(context["title"], mail.recipient, mail.message_id, now)
                written[mail.id] = message(head, post, "vendor", context)
        except Exception:  # noqa: BLE001 - one bad message never holds up the rest
            structlog.get_logger("art28").exception("a mail could not be written", mail=mail.id)
    return written


def _context(row: Mapping[str, Any], key: str, post: Sender, now: datetime) -> dict[str, Any]:
    names = {"organisation": row["organisation_name"], "title": unpacked(row["content"]).title.say(row["language"])}
    occasion = key.split(":")[2]
    correcting = row["state"] == "correction"
    if correcting:
        title = _("%(organisation)s asks you to correct answers: %(title)s", **names)
    elif occasion == "asked":
        title = _("%(organisation)s asks you to answer: %(title)s", **names)
    else:
        title = _("Reminder: %(organisation)s waits for your answers to %(title)s", **names)
    last = row["expires_at"].astimezone(post.zone).date()
    return {
        "title": title,
        "vendor": row["vendor_name"],
        "organisation": row["organisation_name"],
        "correcting": correcting,
        "due": phrases.long_day(row["due"]) if row["due"] else "",
        "late": bool(row["due"] and row["due"] < now.astimezone(post.zone).date()),
        "until": phrases.long_day(last),
        "href": link_address(post.url, token_of(row["id"], row["created_at"], post.secret)),
        "stop": "",
    }


def _row(row: Mapping[str, Any], occasion: str, day: date, now: datetime, installation: str) -> tuple[Any, ...]:
    key = f"{KIND}:{row['id']}:{occasion}"
    return key, KIND, row["email"], day, "queued", now, message_id(key, installation), now
