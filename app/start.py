"""The start page: what needs somebody, and what is coming."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from litestar import get
from litestar.di import NamedDependency

from accounts.actor import Actor
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.roles import Deed, may
from accounts.web import AnyRequest, Page, guard, render, see_other
from assessments.due_rows import load_due
from law.store import Law
from register.coming import coming
from register.lists import VendorQuery, count_vendors
from register.overview import Overview, overview
from register.pages.law import Change, soon_and_later
from register.rules import RULES
from register.words import SEVERITIES, VERDICTS

PATH = "/"
AHEAD = (30, 60, 90)
NEXT = 5


@dataclass(frozen=True)
class Group:
    """The open findings of one urgency, by rule: (rule, title, how many)."""

    severity: str
    label: str
    number: int
    rules: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Due:
    """Something that is due soon or late."""

    href: str
    vendor_name: str
    on: date
    owner: str
    late: bool


@dataclass(frozen=True)
class StartPage:
    """What the start page shows."""

    lead: str
    groups: tuple[Group, ...]
    by_verdict: tuple[tuple[str, int], ...]
    total: int
    spans: tuple[tuple[str, str, int], ...]
    dues: tuple[Due, ...]
    soon: tuple[Change, ...]
    later: tuple[Change, ...]
    may_import: bool


@get(PATH, guards=[guard(Deed.READ)])
async def start(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Page:
    """Show what needs somebody; an empty register shows the list of vendors, which says how to begin."""
    if not await count_vendors(VendorQuery(), actor):
        return see_other("/vendors")
    found = await overview(actor)
    items = await load_due(today, today + timedelta(days=AHEAD[-1]), actor.scope)
    late = sum(item.on < today for item in items)
    spans = [("late", _("Overdue"), late)]
    first = 0
    for last in AHEAD:
        label = _("In %(first)s to %(last)s days", first=first, last=last)
        spans.append((str(last), label, sum(first <= (item.on - today).days <= last for item in items)))
        first = last + 1
    soon, later = soon_and_later(await coming(actor, law, now, today), today)
    page = StartPage(
        lead=lead(found, late),
        groups=groups(found),
        by_verdict=tuple((code, found.verdicts[code]) for code in VERDICTS if code in found.verdicts),
        total=sum(found.verdicts.values()),
        spans=tuple(spans),
        dues=tuple(
            Due(f"/vendors/{item.vendor}", item.vendor_name, item.on, item.owner, item.on < today)
            for item in sorted(items, key=lambda item: (item.on, item.vendor_name))[:NEXT]
        ),
        soon=soon,
        later=later,
        may_import=may(actor, Deed.IMPORT),
    )
    return render(request, "app/start.html", page)


def lead(found: Overview, late: int) -> str:
    """Return the two counts to start with, in a sentence."""
    invalid = found.verdicts.get("invalid", 0)
    grounds = ngettext("%(num)s transfer has no valid ground", "%(num)s transfers have no valid ground", invalid)
    return f"{grounds}. {ngettext('%(num)s thing is overdue', '%(num)s things are overdue', late)}."


def groups(found: Overview) -> tuple[Group, ...]:
    """Return the open findings by urgency."""
    made = []
    for severity, label in SEVERITIES.items():
        rules = tuple((rule, _(RULES[rule].title), n) for level, rule, n in found.findings if level == severity)
        if rules:
            made.append(Group(severity, _(label), sum(n for _rule, _title, n in rules), rules))
    return tuple(made)
