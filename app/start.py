"""The start page: what needs somebody, first whoever is signed in; where data goes, on which ground; what is coming."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from litestar import get
from litestar.di import NamedDependency

from accounts.actor import Actor
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.roles import Deed, may
from accounts.web import AnyRequest, Page, actor_of, guard, render
from app.start_words import DEEDS, OPEN, PLACES, what_falls
from assessments.due import Item
from assessments.due_soon import Soon, due_soon
from assessments.mine import owners_of
from assessments.mine_assessments import Waiting, waiting_for
from assessments.outbox_view import undelivered
from assessments.phrases import kind
from imports.sample import has_examples, may_have_examples
from law.store import Law
from register.coming import coming
from register.desk import CountryCount, Desk, RuleCount, desk
from register.lists import VendorQuery, count_vendors
from register.memo import Memo
from register.pages.group import as_shown
from register.pages.law import Change, soon_and_later
from register.pages.words import due, word
from register.rules import RULES
from register.words import SEVERITIES, SHORT, VERDICTS

PATH = "/"
AHEAD = (30, 60, 90)
NEXT = 6
GROUNDS = 10
TILES = 30
MEMO = Memo()


@dataclass(frozen=True)
class Entry:
    """The open findings of a rule: how many, of whom first, and the deed that mends them."""

    title: str
    number: int
    names: tuple[tuple[int, str], ...]
    more: int
    href: str
    deed: str


@dataclass(frozen=True)
class Group:
    """The open findings of one urgency."""

    severity: str
    label: str
    number: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Due:
    """Something that is due soon or late."""

    href: str
    vendor_name: str
    what: str
    on: date
    when: str
    owner: str
    late: bool


@dataclass(frozen=True)
class Dues:
    """What is due in the next 90 days: how many by span, and the first of them."""

    spans: tuple[tuple[str, str, int], ...]
    first: tuple[Due, ...]
    late: int
    mine: tuple[Due, ...]
    mine_number: int


@dataclass(frozen=True)
class Bar:
    """A row of a drawn table: its word, how many, and its parts as (verdict, from, width) of the longest bar."""

    code: str
    label: str
    number: int
    parts: tuple[tuple[str, float, float], ...]
    verdicts: tuple[tuple[str, int], ...] = ()
    falls: str = ""


@dataclass(frozen=True)
class Region:
    """Countries of one legal position."""

    position: str
    label: str
    about: str
    number: int
    tiles: tuple[CountryCount, ...]
    more: int


@dataclass(frozen=True)
class StartPage:
    """What the start page shows."""

    empty: bool
    examples: bool
    may_examples: bool
    lead: str
    undelivered: int
    waiting: tuple[Waiting, ...]
    waiting_number: int
    mine: tuple[Entry, ...]
    groups: tuple[Group, ...]
    by_verdict: tuple[Bar, ...]
    total: int
    regions: tuple[Region, ...]
    countries: int
    grounds: tuple[Bar, ...]
    leaving: int
    dues: Dues
    soon: tuple[Change, ...]
    later: tuple[Change, ...]
    may_import: bool
    may_edit: bool


@get(PATH, guards=[guard(Deed.READ)])
async def start(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    patience: NamedDependency[float],
) -> Page:
    """Show what needs somebody; in an empty register, how to begin."""
    may_have = may_have_examples(actor)
    # All that the page counts is of the organisation whose register is shown.
    actor = as_shown(request, actor)
    owners = await owners_of(actor)
    found = await desk(actor, owners, law, now, today)
    await MEMO.refresh()
    owned = frozenset(owners)
    found_due = await MEMO.get(
        (today, actor.scope, owned), now, lambda: due_soon(today, AHEAD, actor.scope, owned, NEXT)
    )
    dues = dues_of(found_due, today)
    waiting, waiting_number = await MEMO.get(("waiting", actor.id, actor.scope), now, lambda: waiting_for(actor, NEXT))
    soon, later = soon_and_later(await coming(actor, law, now, today, patience, fresh=False), today)
    page = StartPage(
        empty=not await count_vendors(VendorQuery(), actor),
        examples=await has_examples(),
        may_examples=may_have,
        lead=lead(found, dues.late),
        # A mail that nobody got is told whichever organisation is shown.
        undelivered=await undelivered(actor_of(request)),
        waiting=tuple(waiting),
        waiting_number=waiting_number,
        mine=tuple(entry(one) for one in found.mine)[:NEXT],
        groups=groups(found.findings),
        by_verdict=verdict_bars(found),
        total=sum(found.verdicts.values()),
        regions=regions(found),
        countries=sum(one.country != "" for some in found.countries.values() for one in some),
        grounds=ground_bars(found, law, today),
        leaving=sum(one.number for one in found.grounds),
        dues=dues,
        soon=soon,
        later=later,
        may_import=may(actor, Deed.IMPORT),
        may_edit=may(actor, Deed.EDIT),
    )
    return render(request, "app/start.html", page)


def lead(found: Desk, late: int) -> str:
    """Return the counts to start with, each where there is something to count."""
    invalid = found.verdicts.get("invalid", 0)
    grounds = ngettext("%(num)s transfer has no valid ground", "%(num)s transfers have no valid ground", invalid)
    overdue = ngettext("%(num)s thing is overdue", "%(num)s things are overdue", late)
    counted = [f"{sentence}." for number, sentence in ((invalid, grounds), (late, overdue)) if number]
    return " ".join(counted) or _("No transfer is invalid, and nothing is overdue.")


def groups(findings: Iterable[RuleCount]) -> tuple[Group, ...]:
    """Return the open findings by urgency."""
    counted = list(findings)
    made = []
    for severity, label in SEVERITIES.items():
        entries = tuple(entry(one) for one in counted if one.severity == severity)
        if entries:
            made.append(Group(severity, _(label), sum(one.number for one in entries), entries))
    return tuple(made)


def entry(found: RuleCount) -> Entry:
    """Return the findings of a rule in words."""
    return Entry(
        title=_(RULES[found.rule].title),
        number=found.number,
        names=found.vendors,
        more=max(0, found.number - len(found.vendors)) if found.number > len(found.vendors) else 0,
        href=f"/findings?rule={found.rule}&severity={found.severity}",
        deed=_(DEEDS.get(found.rule, OPEN)),
    )


def verdict_bars(found: Desk) -> tuple[Bar, ...]:
    """Return how many locations have each verdict, drawn."""
    longest = max(found.verdicts.values(), default=1)
    return tuple(
        Bar(code, _(label), found.verdicts[code], ((code, 0, share(found.verdicts[code], longest)),))
        for code, label in VERDICTS.items()
        if found.verdicts.get(code)
    )


def ground_bars(found: Desk, law: Law, today: date) -> tuple[Bar, ...]:
    """Return what transfers rest on, drawn: the grounds with most locations, each by verdict."""
    longest = max((one.number for one in found.grounds), default=1)
    bars = []
    for one in found.grounds[:GROUNDS]:
        parts, x = [], 0.0
        for verdict, number in one.verdicts:
            parts.append((verdict, x, share(number, longest)))
            x = round(x + share(number, longest), 2)
        falls = what_falls(law, one.ground, today)
        bars.append(Bar(one.ground, word(SHORT, one.ground), one.number, tuple(parts), one.verdicts, falls))
    return tuple(bars)


def share(number: int, longest: int) -> float:
    """Return how long a bar is, of 100; what there is at all can be seen."""
    return max(1.0, round(100 * number / longest, 2))


def regions(found: Desk) -> tuple[Region, ...]:
    """Return the countries by their legal position, those with most locations first."""
    return tuple(
        Region(
            position=place,
            label=_(PLACES[place][0]),
            about=_(PLACES[place][1]),
            number=sum(one.number for one in countries),
            tiles=countries[:TILES],
            more=max(0, len(countries) - TILES),
        )
        for place, countries in found.countries.items()
    )


def dues_of(soon: Soon, today: date) -> Dues:
    """Return what is due in words."""
    spans = [("late", _("Overdue"), soon.late)]
    first = 0
    for last, number in zip(AHEAD, soon.by_span, strict=True):
        spans.append((str(last), _("In %(first)s to %(last)s days", first=first, last=last), number))
        first = last + 1
    shown, mine = (tuple(due_of(item, today) for item in items) for items in (soon.first, soon.mine))
    return Dues(tuple(spans), shown, soon.late, mine, soon.mine_number)


def due_of(item: Item, today: date) -> Due:
    """Return one thing that is due, in words."""
    return Due(item.path, item.vendor_name, kind(item), item.on, due(item.on, today), item.owner, item.on < today)
