"""One function for each mail: subject, text and HTML in the recipient's language, as one message."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from email import policy
from email.charset import QP, Charset
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr, parseaddr
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
from assessments.due import NEWS, Item
from assessments.recipients import Wish
from assessments.transport import Letter

TEMPLATES = Path(__file__).parent.parent / "templates"
WIDTH = 72
# A subject on one line reads the same everywhere; one that is not ASCII is folded when it is encoded.
UNFOLDED = policy.compat32.clone(max_line_length=None)
QUOTED = Charset("utf-8")
QUOTED.body_encoding = QP
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
class Head:
    """What stands above a message, but for its sender."""

    subject: str
    recipient: str
    message_id: str
    now: datetime
    more: Mapping[str, str] = field(default_factory=dict)


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
) -> Letter:
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
        subject = f"{title(items, today)}{subject_day(items)}"
        dated = [item for item in items if item.what not in NEWS]
        context["again"] = bool(dated)
        entry = ics.calendar(dated, now, post.url, post.installation, feed=False) if dated else b""
        more = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        head = Head(subject, wish.email, message_id, now, more if optional else {})
        return message(head, post, "due", context, entry)


def test_mail(email: str, language: str, message_id: str, now: datetime, post: Sender) -> Letter:
    """Return the mail that shows an administrator that mail goes out."""
    with speaking(language):
        context = {"title": gettext("Mail from this register arrives"), "url": post.url, "stop": ""}
        return message(Head(gettext("Test mail from art28"), email, message_id, now), post, "test", context)


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
        phrases.why(item) if item.why_on else "",
        url + item.path,
        item.on < today and item.what not in NEWS,
    )


def stop_link(email: str, post: Sender) -> str:
    """Return the link by which an address does without early reminders; nobody else can make one for it."""
    query = urlencode({"address": email, "proof": stop_proof(email, post.secret)})
    return f"{post.url}/reminders/stop?{query}"


def stop_proof(email: str, secret: str) -> str:
    """Return the proof that a link was made by this register for this address."""
    return signed(secret, "stop", email)


def message(head: Head, post: Sender, template: str, context: dict[str, Any], entry: bytes = b"") -> Letter:
    """Return one message with a text and an HTML version that say the same, and an entry for a calendar."""
    plain, html = (environment().get_template(f"{template}.{kind}").render(context) for kind in ("txt", "htm"))
    # No text can hold the number of its own message, so that it parts the parts as well as a random one.
    seam = re.sub(r"\W", "", head.message_id)[:48]
    both = MIMEMultipart("alternative", f"{seam}-a", [part(wrap(plain), "plain"), part(html, "html")])
    top: MIMEBase = both
    if entry:
        calendar = part(entry.decode(), "calendar")
        calendar.set_param("method", "PUBLISH")
        calendar.add_header("Content-Disposition", "attachment", filename="art28.ics")
        top = MIMEMultipart("mixed", f"{seam}-m", [both, calendar])
    subject = one_line(head.subject)
    top["Subject"] = subject if subject.isascii() else Header(subject, "utf-8", header_name="Subject").encode()
    top["From"] = address(post.sender)
    top["To"] = address(head.recipient)
    top["Date"] = format_datetime(head.now)
    top["Message-ID"] = head.message_id
    top["Auto-Submitted"] = "auto-generated"
    top["X-Auto-Response-Suppress"] = "All"
    for name, value in head.more.items():
        top[name] = one_line(value)
    return Letter(subject, top.as_bytes(policy=UNFOLDED))


def part(text: str, kind: str) -> MIMEText:
    """Return one part of a message, in lines that every server carries."""
    return MIMEText(text, kind, QUOTED)  # type: ignore[arg-type]  # the stubs know only names of character sets


def one_line(text: str) -> str:
    """Return text that cannot end its header: every run of spaces, line ends and control characters is one space."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:200]


def address(written: str) -> str:
    """Return an address with its name as a header takes it; raise `ValueError` for one that mail cannot carry."""
    name, email = parseaddr(written)
    local, _, domain = email.rpartition("@")
    if not written.isprintable() or not LOCAL.fullmatch(local) or not DOMAIN.fullmatch(domain):
        raise ValueError(f"{written!r} is no address that mail can carry.")
    return formataddr((one_line(name), f"{local}@{domain.encode('idna').decode()}"))


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
