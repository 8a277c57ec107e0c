"""Mails to vendors: the link when it is sent, reminders until the answers are in, and nothing once they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from accounts.database import one_at_a_time, transaction
from accounts.i18n import gettext as _
from accounts.moments import last_day
from assessments import phrases
from assessments.letters import Head, Sender, message, speaking
from assessments.outbox import Claimed, insert_missing
from assessments.planning import MAIL, message_id
from assessments.questionnaire import unpacked
from assessments.sending import Letters
from assessments.steps import Rhythm, Step
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


@dataclass(frozen=True, slots=True)
class VendorReminder:
    """A reminder of a vendor that is to go out: the row of its link, the day that the answers are due, and the step."""

    row: Mapping[str, Any]
    due: date
    step: Step

    @property
    def occasion(self) -> str:
        """Return what tells its mail from the others of the same link."""
        return f"{self.due}:{self.step.name}"


async def plan_vendor_mails(now: datetime, zone: ZoneInfo, installation: str, *, whole_day: bool = False) -> int:
    """Put into the outbox what vendors are to be reminded of now: each step once, and none after the answers are in."""
    local = now.astimezone(zone)
    if local.hour < HOUR and not whole_day:
        return 0
    async with transaction():
        await one_at_a_time("vendor-mails")
        fresh = await vendor_reminders(now, zone)
        rows = [_row(one.row, one.occasion, local.date(), now, installation) for one in fresh]
        await insert_missing(Mail, MAIL, rows)
    return len(fresh)


async def vendor_reminders(now: datetime, zone: ZoneInfo) -> list[VendorReminder]:
    """Return what vendors are still to be reminded of today; nothing is written."""
    found = []
    # A vendor with which all is over is left in peace, though its link works.
    rows = await fetch_all(
        f"{OPEN_LINKS} WHERE l.revoked_at IS NULL AND l.submitted_at IS NULL AND v.status = 'active' ORDER BY l.id"
    )
    for row in rows:
        if over_because(row["revoked_at"], row["submitted_at"], row["expires_at"], row["state"], now):
            continue
        due = row["due"] or last_day(row["expires_at"])
        step = RHYTHM.step(due, now.astimezone(zone).date())
        # Whoever got the link a moment ago is not told of a step that lies before it.
        if step is not None and step.on > row["created_at"].astimezone(zone).date():
            found.append(VendorReminder(row, due, step))
    known = {row["key"] for row in await fetch_all("SELECT key FROM mail WHERE kind = {}", [KIND])}
    return [one for one in found if _key(one.row, one.occasion) not in known]


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


def vendor_title(row: Mapping[str, Any], occasion: str) -> str:
    """Return what a mail to a vendor is about, as its subject says it in the language that is spoken."""
    names = {"organisation": row["organisation_name"], "title": unpacked(row["content"]).title.say(row["language"])}
    if row["state"] == "correction":
        return _("%(organisation)s asks you to correct answers: %(title)s", **names)
    if occasion == "asked":
        return _("%(organisation)s asks you to answer: %(title)s", **names)
    return _("Reminder: %(organisation)s waits for your answers to %(title)s", **names)


def _context(row: Mapping[str, Any], key: str, post: Sender, now: datetime) -> dict[str, Any]:
    title = vendor_title(row, key.split(":")[2])
    correcting = row["state"] == "correction"
    last = last_day(row["expires_at"])
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


def _key(row: Mapping[str, Any], occasion: str) -> str:
    return f"{KIND}:{row['id']}:{occasion}"


def _row(row: Mapping[str, Any], occasion: str, day: date, now: datetime, installation: str) -> tuple[Any, ...]:
    key = _key(row, occasion)
    return key, KIND, row["email"], day, "queued", now, message_id(key, installation), now
