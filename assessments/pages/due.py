"""All that is due on one page: as a list, or as the calendar of a month."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date, get_day_names
from litestar import get
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler

from accounts import i18n
from accounts.actor import Actor
from accounts.i18n import gettext as _
from accounts.i18n import ngettext, stretch
from accounts.roles import Deed
from accounts.tables import Organisation
from accounts.web import AnyRequest, Page, guard, render
from assessments import phrases
from assessments.cadence import add_months
from assessments.due import KINDS, Item
from assessments.due_page import DuePages, Wanted, counted
from register.memo import Memo
from register.pages.filters import Filter, filter_of
from register.pages.group import ANY, organisation_of
from register.pages.queries import PageLink, address, number, pager

PATH = "/reviews"
SIZE = 50
SPANS = {"late": -1, "30": 30, "90": 90, "365": 365}
USUAL = "90"
IN_A_CELL = 3
MEMO = Memo()


@dataclass(frozen=True)
class Row:
    """One thing that is due, as the list shows it."""

    href: str
    vendor: int
    vendor_name: str
    kind: str
    detail: str
    on: date
    when: str
    late: bool
    why: str
    owner: str


@dataclass(frozen=True)
class Entry:
    """One thing that is due, as the calendar shows it."""

    href: str
    text: str
    kind: str


@dataclass(frozen=True)
class Day:
    """One day of the calendar; `more` leads to the list where not all fits."""

    on: date
    number: int
    name: str
    inside: bool
    today: bool
    entries: tuple[Entry, ...]
    more: int


@dataclass(frozen=True)
class DuePage:
    """What the page shows: rows of the list, or weeks of the calendar."""

    lead: str
    shape: str
    as_list: str
    as_month: str
    filters: tuple[Filter, ...]
    hidden: tuple[tuple[str, str], ...]
    filtered: bool
    rows: tuple[Row, ...]
    span: str
    pages: tuple[PageLink, ...]
    month: str
    before: str
    after: str
    names: tuple[str, ...]
    weeks: tuple[tuple[Day, ...], ...]
    late: int
    late_href: str


@get(PATH, guards=[guard(Deed.READ)])
async def due(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Page:
    """Show what is due, overdue first."""
    asked = state(request)
    month = month_of(asked.get("month", ""), today) if asked.get("view") == "month" else None
    reach = last_of(month) if month else today + timedelta(days=SPANS[asked.get("span", USUAL)])
    organisation = number(asked.get("organisation"))
    scope = actor.scope if not organisation else frozenset({organisation}) & (actor.scope or frozenset({organisation}))
    owners = frozenset({asked["owner"]}) if "owner" in asked else None
    wanted = Wanted(today, reach, scope, asked.get("kind", ""), owners)
    await MEMO.refresh()
    found = await MEMO.get(wanted, now, lambda: counted(wanted))
    context = await page(request, actor, asked, found, today, month)
    return render(request, "assessments/due.html", context)


async def page(
    request: AnyRequest,
    actor: Actor,
    now: dict[str, str],
    found: DuePages,
    today: date,
    month: date | None,
) -> DuePage:
    """Return what the page shows."""
    last = max(-(-found.total // SIZE), 1)
    at = min(max(number(request.query_params.get("page")), 1), last)
    here = [] if month else await found.rows((at - 1) * SIZE, SIZE)
    common = {name: value for name, value in now.items() if name not in {"view", "month"}}
    first = (at - 1) * SIZE + 1
    return DuePage(
        lead=lead(found.total, found.late),
        shape="month" if month else "list",
        as_list=address(PATH, common),
        as_month=address(PATH, {**common, "view": "month"}, span=""),
        filters=tuple(await filters(now, found, actor, month)),
        hidden=tuple(now.items()),
        filtered=bool(common),
        rows=tuple(row(item, today) for item in here),
        span=stretch(first, first + len(here) - 1, found.total),
        pages=pager(PATH, now, at, last),
        month=format_date(month, "LLLL yyyy", locale=i18n.language.get()).capitalize() if month else "",
        before=address(PATH, now, month=f"{add_months(month, -1):%Y-%m}") if month else "",
        after=address(PATH, now, month=f"{add_months(month, 1):%Y-%m}") if month else "",
        names=tuple(get_day_names("abbreviated", locale=i18n.language.get())[day] for day in range(7)),
        weeks=await weeks(month, found, today) if month else (),
        late=found.late_of_all,
        late_href=address(PATH, {"span": "late"}),
    )


def state(request: AnyRequest) -> dict[str, str]:
    """Return what the address of the page asks for; what cannot be read asks for nothing."""
    given = {name: request.query_params.get(name, "") for name in ("view", "month", "kind", "owner", "organisation")}
    span = request.query_params.get("span", "")
    given["span"] = span if span in SPANS and span != USUAL else ""
    given["view"] = "month" if given["view"] == "month" else ""
    given["kind"] = given["kind"] if given["kind"] in KINDS else ""
    organisation, everywhere = organisation_of(request)
    given["organisation"] = ANY if everywhere else str(organisation or "")
    return {name: value for name, value in given.items() if value}


def lead(number: int, late: int) -> str:
    """Return how much is due and how much of it is late."""
    if not number:
        return _("Nothing is due in this time.")
    total = ngettext("%(num)s thing is due", "%(num)s things are due", number)
    if not late:
        return f"{total}."
    return total + ngettext(", %(num)s of them overdue.", ", %(num)s of them overdue.", late)


def row(item: Item, today: date) -> Row:
    """Return one row of the list."""
    return Row(
        item.path,
        item.vendor,
        item.vendor_name,
        phrases.kind(item),
        phrases.detail(item),
        item.on,
        phrases.when(item.on, today),
        item.on < today,
        phrases.why(item) if item.why_on else "",
        item.owner,
    )


async def filters(now: Mapping[str, str], due_here: DuePages, actor: Actor, month: date | None) -> list[Filter]:
    """Return the filters above the list."""
    spans = {
        "late": _("Overdue"),
        "30": _("Next 30 days"),
        "90": _("Next 90 days"),
        "365": _("Next 12 months"),
    }
    found = []
    if month is None:
        chosen = filter_of(PATH, "span", _("When"), now.get("span", ""), list(spans.items()), now)
        found.append(chosen)
    kinds = [(code, _(text)) for code, text in KINDS.items()]
    found.append(filter_of(PATH, "kind", _("What"), now.get("kind", ""), kinds, now, due_here.by_kind))
    owners = due_here.by_owner
    common = [(name, name) for name, _count in owners.most_common(20)]
    found.append(filter_of(PATH, "owner", _("Owner"), now.get("owner", ""), common, now, owners))
    names = await Organisation.select(Organisation.id, Organisation.name).order_by(Organisation.name)
    open_ones = [(str(one["id"]), one["name"]) for one in names if actor.sees(one["id"])]
    if len(open_ones) > 1:
        found.append(filter_of(PATH, "organisation", _("Organisation"), now.get("organisation", ""), open_ones, now))
    return found


def month_of(text: str, today: date) -> date:
    """Return the first day of the month that was asked for, or of this one."""
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return min(max(asked, date(today.year - 10, 1, 1)), date(today.year + 10, 12, 1))


def last_of(month: date) -> date:
    """Return the last day of a month."""
    return add_months(month, 1) - timedelta(days=1)


async def weeks(month: date, found: DuePages, today: date) -> tuple[tuple[Day, ...], ...]:
    """Return the weeks of a month, each from Monday to Sunday."""
    shown = calendar.Calendar().monthdatescalendar(month.year, month.month)
    inside = [day for week in shown for day in week if day.month == month.month]
    first = await found.first_of_days(inside, in_a_cell)
    return tuple(
        tuple(day_of(day, first.get(day, []), found.by_day[day] if day in inside else 0, month, today) for day in week)
        for week in shown
    )


def in_a_cell(number: int) -> int:
    """Return how many of so many things a day of the calendar shows; one line less where it says how many more."""
    return number if number <= IN_A_CELL else IN_A_CELL - 1


def day_of(day: date, items: Iterable[Item], number: int, month: date, today: date) -> Day:
    """Return one day of the calendar, on which so many things are due."""
    entries = tuple(Entry(item.path, item.vendor_name, phrases.kind(item)) for item in items)
    name = format_date(day, "full", locale=phrases.LOCALES.get(i18n.language.get(), i18n.language.get()))
    return Day(day, day.day, name, day.month == month.month, day == today, entries, number - len(entries))


ROUTES: list[ControllerRouterHandler] = [due]
