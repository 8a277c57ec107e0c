"""One function for each mail: subject, text and HTML in the recipient's language, as one message."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from accounts import i18n
from accounts.i18n import gettext, ngettext
from accounts.keys import signed
from assessments import ics, phrases
from assessments.due import Item
from assessments.recipients import Wish

TEMPLATES = Path(__file__).parent.parent / "templates"
WIDTH = 72
WIDEST = 250
LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
DOMAIN = re.compile(r"\w(?:[\w.-]*\w)?")
# A message with a hundred things to do is not read; the rest is one link away.
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: the address of the register, the sender of its mails, its number and secret, and its local time."""

    url: str
    sender: str
    installation: str
    secret: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is due, as a mail says it."""

    sentence: str
    day: str
    detail: str
    why: str
    href: str
    late: bool


def due_mail(
    wish: Wish, items: Sequence[Item], message_id: str, now: datetime, post: Sender, *, optional: bool
) -> EmailMessage:
    """Return the mail that tells somebody of what is due, with an entry for their calendar."""
    today = now.astimezone(post.zone).date()
    with speaking(wish.language):
        lines = [line(item, today, post.url) for item in items]
        stop = stop_link(wish.email, post)
        context = {
            "title": title(items, today),
            "lines": lines[:MOST_LINES],
            "more": max(len(lines) - MOST_LINES, 0),
            "url": post.url,
            "stop": stop if optional else "",
        }
        letter = message(
            f"{title(items, today)}{subject_day(items)}", wish.email, message_id, now, post, "due", context
        )
        if optional:
            letter["List-Unsubscribe"] = f"<{stop}>"
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        letter.add_attachment(
            ics.calendar(items, now, post.url, post.installation, feed=False),
            maintype="text",
            subtype="calendar",
            filename="art28.ics",
            params={"charset": "utf-8", "method": "PUBLISH"},
        )
    return letter


def test_mail(email: str, language: str, message_id: str, now: datetime, post: Sender) -> EmailMessage:
    """Return the mail that shows an administrator that mail goes out."""
    with speaking(language):
        context = {"title": gettext("Mail from this register arrives"), "url": post.url, "stop": ""}
        return message(gettext("Test mail from art28"), email, message_id, now, post, "test", context)


def title(items: Sequence[Item], today: date) -> str:
    """Return what a mail about these things is headed: the one thing and when, or how many there are."""
    if len(items) == 1:
        return phrases.sentence(items[0], today)
    first = phrases.sentence(min(items, key=lambda item: item.on), today)
    return ngettext("%(first)s, and %(num)s more", "%(first)s, and %(num)s more", len(items) - 1, first=first)


def subject_day(items: Sequence[Item]) -> str:
    """Return the day of the earliest thing, as the end of a subject."""
    return f" ({phrases.long_day(min(item.on for item in items))})"


def line(item: Item, today: date, url: str) -> Line:
    """Return one thing as the mail says it; the link leads to the very form."""
    return Line(
        phrases.sentence(item, today),
        phrases.long_day(item.on),
        phrases.detail(item),
        phrases.why(item),
        url + item.path,
        item.on < today,
    )


def stop_link(email: str, post: Sender) -> str:
    """Return the link by which an address does without early reminders; nobody else can make one for it."""
    query = urlencode({"address": email, "proof": stop_proof(email, post.secret)})
    return f"{post.url}/reminders/stop?{query}"


def stop_proof(email: str, secret: str) -> str:
    """Return the proof that a link was made by this register for this address."""
    return signed(secret, "stop", email)


def message(
    subject: str, email: str, message_id: str, now: datetime, post: Sender, template: str, context: dict[str, Any]
) -> EmailMessage:
    """Return one message with a text and an HTML version that say the same."""
    subject = one_line(subject)
    letter = EmailMessage(policy=policy.SMTP)
    letter["Subject"] = subject
    letter["From"] = address(post.sender)
    letter["To"] = address(email)
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = message_id
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "All"
    letter.set_content(wrap(environment().get_template(f"{template}.txt").render(context)), cte="quoted-printable")
    letter.add_alternative(
        environment().get_template(f"{template}.htm").render(context), "html", cte="quoted-printable"
    )
    if subject.isascii():
        # A subject on one line reads the same everywhere; encoded words are short by their own rule.
        letter.policy = policy.SMTP.clone(max_line_length=WIDEST)
    return letter


def one_line(text: str) -> str:
    """Return text that cannot end its header: every run of spaces, line ends and control characters is one space."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:200]


def address(written: str) -> Address:
    """Return an address with its name; raise `ValueError` for one that mail cannot carry."""
    name, email = parseaddr(written)
    local, _, domain = email.rpartition("@")
    if not written.isprintable() or not LOCAL.fullmatch(local) or not DOMAIN.fullmatch(domain):
        raise ValueError(f"{written!r} is no address that mail can carry.")
    return Address(display_name=one_line(name), username=local, domain=domain.encode("idna").decode())


def wrap(text: str) -> str:
    """Return the text with lines of at most 72 characters; links and indented lines keep their beginning."""
    return "\n".join(part for row in text.splitlines() for part in _wrapped(row)).strip() + "\n"


def _wrapped(row: str) -> list[str]:
    indent = " " * (len(row) - len(row.lstrip()))
    options = {"subsequent_indent": indent, "break_long_words": False, "break_on_hyphens": False}
    return textwrap.wrap(row, WIDTH, **options) or [""]  # type: ignore[arg-type]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language inside the block."""
    token = i18n.language.set(language)
    try:
        yield
    finally:
        i18n.language.reset(token)


@cache
def environment() -> Environment:
    """Return the templates of mails: the HTML escapes everything, the text nothing."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES / "assessments" / "mail"),
        autoescape=select_autoescape(["htm"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(_=gettext, ngettext=ngettext, language=i18n.language.get)
    return made
