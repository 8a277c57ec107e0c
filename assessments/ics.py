"""What is due as a calendar that any program reads (RFC 5545); the same thing keeps its UID for ever."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from accounts.i18n import gettext
from assessments import phrases
from assessments.due import Item

NAME = "art28"


def calendar(items: Iterable[Item], now: datetime, url: str, installation: str, *, feed: bool) -> bytes:
    """Return the items as whole-day events: as a feed that is read again each day, or as a message's attachment."""
    from icalendar import Calendar

    top = Calendar()
    top.add("prodid", "-//art28//register of processors//EN")
    top.add("version", "2.0")
    top.add("calscale", "GREGORIAN")
    if feed:
        top.add("x-wr-calname", gettext("art28: what is due"))
        top.add("refresh-interval;value=duration", "PT12H")
        top.add("x-published-ttl", "PT12H")
    else:
        top.add("method", "PUBLISH")
    for item in items:
        top.add_component(event(item, now, url, installation))
    return bytes(top.to_ical())


def uid(item: Item, installation: str) -> str:
    """Return the UID of a thing that is due: when its day moves, the entry in the calendar moves."""
    return f"{item.what}-{item.subject_type}-{item.subject_id}-{item.organisation}@{installation[:16]}.{NAME}"


def event(item: Item, now: datetime, url: str, installation: str) -> Any:
    """Return one whole-day event that takes up nobody's time."""
    from icalendar import Event

    made = Event()
    made.add("uid", uid(item, installation))
    made.add("dtstamp", now.replace(microsecond=0))
    made.add("dtstart", item.on)
    made.add("dtend", item.on + timedelta(days=1))
    made.add("summary", phrases.headline(item))
    lines = [phrases.detail(item), phrases.why(item), url + item.path]
    made.add("description", "\n".join(line for line in lines if line))
    made.add("url", url + item.path)
    made.add("categories", [phrases.kind(item)])
    made.add("transp", "TRANSPARENT")
    made.add("sequence", sequence(item.on))
    return made


def sequence(on: date) -> int:
    """Return a number that is the same for the same day, so that a program takes an entry over only when it moved."""
    return on.toordinal()
