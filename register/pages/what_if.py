"""What if a ground fell: choose what and when, see every location before and after. Nothing is written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from litestar import Response, get
from litestar.di import NamedDependency
from markupsafe import Markup

from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.i18n import gettext as _
from accounts.i18n import ngettext, stretch
from accounts.roles import Deed, may, narrowed
from accounts.web import AnyRequest, Page, guard, render
from law.store import Law
from register import sentences, words
from register.asof import judged_day
from register.organisations import list_organisations
from register.pages.exports import XLSX, attachment
from register.pages.group import ANY, as_shown, organisation_of
from register.pages.queries import PageLink, address, number, pager
from register.pages.what_if_words import Group, Shown, choices, shown
from register.pages.words import dated, listed
from register.whatif import WhatIf, struck_by, what_if

PATH = "/what-if"
SIZE = 50
WIDTH = 1000
ROOM = 70
FIRST = "DPF-EU"
VERDICTS = ("valid", "incomplete", "invalid", "review", "no-transfer")


class Asked(NamedTuple):
    """What falls and from when: as typed, as understood, and what is wrong with it."""

    what: str
    day_text: str
    struck: tuple[str, ...]
    day: date | None
    errors: dict[str, str]


class Segment(NamedTuple):
    """A piece of the bar of all locations: where it begins, how wide it is, and whether its word has room."""

    verdict: str
    x: float
    width: float
    locations: int
    room: bool


class Count(NamedTuple):
    """How many locations have a verdict before and after."""

    verdict: str
    before: int
    after: int
    change: str
    worse: bool


@dataclass(frozen=True)
class WhatIfPage:
    """What the page shows; without a result the form alone."""

    asked: Asked
    groups: tuple[Group, ...]
    labels: Mapping[str, str]
    dated: Callable[[str], Markup]
    words: Mapping[str, str]
    what: str
    watch: str
    heading: str
    lead: str
    total: int
    before: tuple[Segment, ...]
    after: tuple[Segment, ...]
    counts: tuple[Count, ...]
    unlawful: tuple[tuple[int, str], ...]
    unlawful_more: int
    affected: int
    lines: tuple[Shown, ...]
    pages: tuple[PageLink, ...]
    span: str
    export: str
    may_export: bool


@get(PATH, guards=[guard(Deed.READ)])
async def what_if_page(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    patience: NamedDependency[float],
) -> Page:
    """Show what would be if something fell on a day."""
    groups = tuple(choices(law, today))
    asked = asked_of(request, law, groups, today)
    found = None
    if asked.day is not None and asked.struck:
        found = await what_if(asked.struck, asked.day, law, as_shown(request, actor), now, patience)
    page = page_of(request, asked, groups, found, law, actor)
    return render(request, "register/what_if.html", page, 422 if asked.errors else 200)


@get(f"{PATH}.xlsx", guards=[guard(Deed.EXPORT)])
async def what_if_file(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Response[bytes]:
    """Send every location before and after as a workbook."""
    from register.whatif_book import whatif_book  # openpyxl is slow to import

    groups = tuple(choices(law, today))
    asked = asked_of(request, law, groups, today)
    if asked.errors or asked.day is None:
        raise Invalid({"from": sentences.NO_JUDGED_DAY} if "from" in asked.errors else {"what": sentences.NO_CHOICE})
    actor = narrowed(actor, Deed.EXPORT)
    found = await what_if(asked.struck, asked.day, law, as_shown(request, actor), now)
    organisations = {int(row["id"]): str(row["name"]) for row in await list_organisations(actor)}
    content = await asyncio.to_thread(whatif_book, found, name_of(asked.what, groups), organisations, law, today)
    return attachment(content, XLSX, "xlsx", today, about="what-if")


def asked_of(request: AnyRequest, law: Law, groups: Iterable[Group], today: date) -> Asked:
    """Return what the address asks for; at first the framework that most lists rest on, from today."""
    given = request.query_params
    offered = [value for group in groups for value, _label in group.choices]
    what = str(given.get("what", FIRST if FIRST in offered else offered[0]))[:60]
    text = str(given.get("from", "")).strip()[:40] or today.isoformat()
    errors = {}
    struck = struck_by(law, what)
    if not struck:
        errors["what"] = _(sentences.NO_CHOICE)
    try:
        day = judged_day(text)
    except ValueError:
        day = None
        errors["from"] = _(sentences.NO_JUDGED_DAY)
    return Asked(what, text, struck, day, errors)


def page_of(
    request: AnyRequest, asked: Asked, groups: tuple[Group, ...], found: WhatIf | None, law: Law, actor: Actor
) -> WhatIfPage:
    """Return the result in words."""
    what = name_of(asked.what, groups)
    organisation, everywhere = organisation_of(request)
    now = {
        "what": asked.what,
        "from": asked.day_text,
        "organisation": ANY if everywhere else str(organisation or ""),
    }
    affected = found.affected if found else ()
    pages = max(1, -(-len(affected) // SIZE))
    page = min(number(request.query_params.get("page")) or 1, pages)
    first = (page - 1) * SIZE
    some = affected[first : first + SIZE]
    unlawful = found.newly_unlawful if found else {}
    total = len(found.lines) if found else 0
    return WhatIfPage(
        asked=asked,
        groups=groups,
        labels={"what": _("What falls"), "from": _("From")},
        dated=dated,
        words=words.VERDICTS,
        what=what,
        watch=" ".join(law.records[one].watch for one in asked.struck if law.records[one].watch),
        heading=_("If this fell on %(day)s: %(what)s", what=what, day=asked.day) if asked.day else _("What if"),
        lead=lead(found.resting if found else {}),
        total=total,
        before=segments(found.before, total) if found else (),
        after=segments(found.after, total) if found else (),
        counts=tuple(counted(found)) if found else (),
        unlawful=tuple((vendor, name) for (vendor, _organisation), name in islice(unlawful.items(), SIZE)),
        unlawful_more=max(0, len(unlawful) - SIZE),
        affected=len(affected),
        lines=tuple(shown(line) for line in some),
        pages=pager(PATH, now, page, pages),
        span=stretch(first + 1, first + len(some), len(affected)),
        export=address(f"{PATH}.xlsx", now),
        may_export=may(actor, Deed.EXPORT),
    )


def name_of(what: str, groups: Iterable[Group]) -> str:
    """Return what was chosen in words; the code itself where it is not offered."""
    return next((label for group in groups for value, label in group.choices if value == what), what)


def lead(resting: Mapping[str, int]) -> str:
    """Return how many locations rest on what falls, and what would become of them."""
    count = sum(resting.values())
    if not count:
        return _("No location rests on it on that day.")
    first = ngettext("%(num)s location rests on it.", "%(num)s locations rest on it.", count)
    bad, lacking, unclear = (resting.get(verdict, 0) for verdict in ("invalid", "incomplete", "review"))
    carried = resting.get("valid", 0) + resting.get("no-transfer", 0)
    fates = [
        ngettext("%(num)s would be invalid", "%(num)s would be invalid", bad) if bad else "",
        ngettext("%(num)s would be incomplete", "%(num)s would be incomplete", lacking) if lacking else "",
        ngettext("%(num)s would be open to review", "%(num)s would be open to review", unclear) if unclear else "",
        ngettext("%(num)s would stand on another ground", "%(num)s would stand on other grounds", carried)
        if carried
        else "",
    ]
    second = _("From that day: %(fates)s.", fates=listed(fates))
    return f"{first} {second}"


def segments(counts: Mapping[str, int], total: int) -> tuple[Segment, ...]:
    """Return the pieces of a bar of all locations."""
    found = []
    x = 0.0
    for verdict in VERDICTS:
        count = counts.get(verdict, 0)
        if count:
            width = WIDTH * count / total
            found.append(Segment(verdict, round(x, 1), round(max(1.0, width - 2), 1), count, width > ROOM + 60))
            x += width
    return tuple(found)


def counted(found: WhatIf) -> Iterable[Count]:
    """Yield each verdict with its number before and after."""
    before, after = found.before, found.after
    for verdict in VERDICTS:
        change = after.get(verdict, 0) - before.get(verdict, 0)
        worse = (change > 0 and verdict == "invalid") or (change < 0 and verdict == "valid")
        signed = "0" if not change else f"+{change}" if change > 0 else f"−{-change}"
        yield Count(verdict, before.get(verdict, 0), after.get(verdict, 0), signed, worse)
