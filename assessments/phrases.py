"""What is due, in sentences of the language that is set: for pages, mails and calendars alike."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from accounts import i18n
from accounts.i18n import gettext, ngettext
from assessments.cadence import WHY
from assessments.due import HEADLINES, KINDS, NEWS, Item
from register.rules import RULES
from register.words import KINDS as AGREEMENT_KINDS

# Babel's plain English writes dates as Americans do.
LOCALES = {"en": "en_GB"}


def long_day(day: date) -> str:
    """Return a day in words: 8 December 2026."""
    return format_date(day, "long", locale=LOCALES.get(i18n.language.get(), i18n.language.get()))


def headline(item: Item) -> str:
    """Return what is due and of whom: "Review of Example Hosting AB"."""
    return gettext(HEADLINES[item.what], vendor=item.vendor_name)


def kind(item: Item) -> str:
    """Return what kind of thing is due: "Vendor review"."""
    return gettext(KINDS[item.what])


def when(on: date, today: date) -> str:
    """Return how far away a day is: "in 17 days"."""
    days = (on - today).days
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    if days > 0:
        return ngettext("in %(num)s day", "in %(num)s days", days)
    return ngettext("%(num)s day overdue", "%(num)s days overdue", -days)


def sentence(item: Item, today: date) -> str:
    """Return what is due and when: "Review of Example Hosting AB is due in 17 days"."""
    days = (item.on - today).days
    head = headline(item)
    if item.what in NEWS:
        return head
    if days == 0:
        return gettext("%(headline)s is due today", headline=head)
    if days == 1:
        return gettext("%(headline)s is due tomorrow", headline=head)
    if days > 0:
        return ngettext(
            "%(headline)s is due in %(num)s day", "%(headline)s is due in %(num)s days", days, headline=head
        )
    return ngettext("%(headline)s is %(num)s day overdue", "%(headline)s is %(num)s days overdue", -days, headline=head)


def detail(item: Item) -> str:
    """Return what tells the item from others of its vendor: the service, the kind of agreement, the rule."""
    if item.what in {"expiry", "notice"}:
        words = AGREEMENT_KINDS.get(item.detail, "")
        return gettext(words) if words else ""
    if item.what == "acceptance":
        return gettext(RULES[item.detail].title) if item.detail in RULES else ""
    return item.detail


def why(item: Item) -> str:
    """Return why it is due on this day, where there is more to say than that it is."""
    if item.what != "review" or item.why not in WHY:
        return ""
    return why_text(item.why, item.why_on)


def why_text(code: str, on: date | None) -> str:
    """Return the sentence of a reason; the day is put in where the reason has one."""
    return gettext(WHY[code], day=on or "")
