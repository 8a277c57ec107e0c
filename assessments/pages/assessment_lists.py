"""All assessments as a list, and all vendors by tier and outcome on one page."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import ModuleType

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler

from accounts import i18n
from accounts.actor import Actor
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.roles import Deed, may
from accounts.web import AnyRequest, Page, guard, render
from assessments import tiers, words
from assessments.results_book import results_book
from assessments.vendor_results import (
    NONE,
    Query,
    Row,
    VendorResult,
    count_by_tier,
    list_assessments,
    list_vendor_results,
    owners_of_assessments,
)
from register.lists import Page as Found
from register.organisations import list_organisations
from register.pages.exports import attachment
from register.pages.filters import Filter, filter_of
from register.pages.queries import PageLink, address, number, pager

PATH = "/assessments"
OVERVIEW = "/assessments/overview"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OUTCOMES = ("approved", "conditions", "rejected", NONE)
TIERS = (*tiers.TIERS, NONE)


@dataclass(frozen=True)
class ListPage:
    """What the list of assessments shows."""

    view: Query
    lead: str
    filters: tuple[Filter, ...]
    hidden: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    several: bool
    today: date
    spoken: str
    words: ModuleType
    tiers: ModuleType
    span: str
    pages: tuple[PageLink, ...]
    filtered: bool


@dataclass(frozen=True)
class Cell:
    """How many vendors of a tier have an outcome, and where they are listed."""

    outcome: str
    number: int
    href: str
    current: bool


@dataclass(frozen=True)
class Line:
    """One tier of the table."""

    tier: str
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True)
class OverviewPage:
    """What the page of all vendors by tier and outcome shows."""

    view: Query
    lines: tuple[Line, ...]
    totals: tuple[int, ...]
    all: int
    lead: str
    filters: tuple[Filter, ...]
    hidden: tuple[tuple[str, str], ...]
    rows: tuple[VendorResult, ...]
    several: bool
    today: date
    spoken: str
    words: ModuleType
    tiers: ModuleType
    outcomes: tuple[str, ...]
    span: str
    pages: tuple[PageLink, ...]
    filtered: bool
    export: str
    may_export: bool


@get(PATH, guards=[guard(Deed.READ)])
async def assessments(request: AnyRequest, actor: NamedDependency[Actor], today: NamedDependency[date]) -> Page:
    """Show the assessments that the address asks for."""
    query = query_of(request)
    found = await list_assessments(query, actor, today)
    now = state(query)
    organisations = await organisations_of(actor)
    context = ListPage(
        view=query,
        lead=ngettext("%(num)s assessment.", "%(num)s assessments.", found.total),
        filters=list_filters(query, now, await owners_of_assessments(actor), organisations),
        hidden=hidden(now),
        rows=found.rows,
        several=len(organisations) > 1,
        today=today,
        spoken=i18n.language.get(),
        words=words,
        tiers=tiers,
        span=span(found),
        pages=pager(PATH, now, found.page, found.pages),
        filtered=bool(now),
    )
    return render(request, "assessments/assessments.html", context)


@get(OVERVIEW, guards=[guard(Deed.READ)])
async def overview(request: AnyRequest, actor: NamedDependency[Actor], today: NamedDependency[date]) -> Page:
    """Show all vendors by tier and outcome."""
    query = query_of(request)
    now = state(query)
    counts = await count_by_tier(query, actor)
    found = await list_vendor_results(query, actor)
    organisations = await organisations_of(actor)
    lines = tuple(line(tier, counts, query, now) for tier in TIERS)
    total = sum(counts.values())
    undecided = sum(n for (_tier, outcome), n in counts.items() if not outcome)
    context = OverviewPage(
        view=query,
        lines=lines,
        totals=tuple(sum(one.cells[place].number for one in lines) for place in range(len(OUTCOMES))),
        all=total,
        lead=ngettext("%(num)s vendor", "%(num)s vendors", total)
        + ", "
        + ngettext("%(num)s of them was never decided on.", "%(num)s of them were never decided on.", undecided),
        filters=overview_filters(query, now, organisations),
        hidden=hidden(now),
        rows=found.rows,
        several=len(organisations) > 1,
        today=today,
        spoken=i18n.language.get(),
        words=words,
        tiers=tiers,
        outcomes=OUTCOMES,
        span=span(found),
        pages=pager(OVERVIEW, now, found.page, found.pages),
        filtered=bool(now),
        export=address(f"{OVERVIEW}.xlsx", now),
        may_export=may(actor, Deed.EXPORT),
    )
    return render(request, "assessments/overview.html", context)


@get(f"{OVERVIEW}.xlsx", guards=[guard(Deed.EXPORT)])
async def overview_book(
    request: AnyRequest, actor: NamedDependency[Actor], today: NamedDependency[date]
) -> Response[bytes]:
    """Send the vendors of the overview with their results as a workbook."""
    found = await list_vendor_results(query_of(request), actor, size=None)
    content = await asyncio.to_thread(results_book, found.rows, i18n.language.get(), today)
    return attachment(content, XLSX, "xlsx", today, about="assessments")


def query_of(request: AnyRequest) -> Query:
    """Return what the address asks for; what cannot be read asks for nothing."""
    given = request.query_params
    return Query(
        q=str(given.get("q", ""))[:200],
        state=given.get("state", ""),
        tier=given.get("tier", ""),
        outcome=given.get("outcome", ""),
        owner=str(given.get("owner", ""))[:120],
        late=given.get("late", "") == "yes",
        organisation=number(given.get("organisation")) or None,
        page=number(given.get("page")) or 1,
    )


def state(query: Query) -> dict[str, str]:
    """Return the parameters of a query's address, without what goes without saying."""
    values = {
        "q": query.q.strip(),
        "state": query.state,
        "tier": query.tier,
        "outcome": query.outcome,
        "owner": query.owner,
        "late": "yes" if query.late else "",
        "organisation": str(query.organisation or ""),
    }
    return {name: value for name, value in values.items() if value}


def line(tier: str, counts: Mapping[tuple[str, str], int], query: Query, now: Mapping[str, str]) -> Line:
    """Return one tier of the table."""
    stored = "" if tier == NONE else tier
    cells = tuple(
        Cell(
            outcome,
            counts.get((stored, "" if outcome == NONE else outcome), 0),
            f"{address(OVERVIEW, now, tier=tier, outcome=outcome)}#vendors",
            (query.tier, query.outcome) == (tier, outcome),
        )
        for outcome in OUTCOMES
    )
    whole = Cell(
        "",
        sum(cell.number for cell in cells),
        f"{address(OVERVIEW, now, tier=tier, outcome='')}#vendors",
        (query.tier, query.outcome) == (tier, ""),
    )
    return Line(stored, cells, whole)


def list_filters(
    query: Query, now: Mapping[str, str], owners: list[str], organisations: list[tuple[str, str]]
) -> tuple[Filter, ...]:
    """Return the filters of the list."""
    states = [(code, _(text)) for code, text in words.STATES.items()]
    return (
        filter_of(PATH, "state", _("State"), query.state, states, now),
        *tier_and_outcome(PATH, query, now),
        filter_of(PATH, "owner", _("Owner"), query.owner, [(owner, owner) for owner in owners], now),
        filter_of(PATH, "late", _("Due"), "yes" if query.late else "", [("yes", _("Overdue"))], now),
        *whose(PATH, query, now, organisations),
    )


def overview_filters(query: Query, now: Mapping[str, str], organisations: list[tuple[str, str]]) -> tuple[Filter, ...]:
    """Return the filters of the overview."""
    return (*tier_and_outcome(OVERVIEW, query, now), *whose(OVERVIEW, query, now, organisations))


def tier_and_outcome(path: str, query: Query, now: Mapping[str, str]) -> tuple[Filter, Filter]:
    """Return the filters that both lists have."""
    levels = [(code, _(tiers.LABELS["" if code == NONE else code])) for code in TIERS]
    outcomes = [(code, _(words.OUTCOMES["" if code == NONE else code])) for code in OUTCOMES]
    return (
        filter_of(path, "tier", _("Tier"), query.tier, levels, now),
        filter_of(path, "outcome", _("Outcome"), query.outcome, outcomes, now),
    )


def whose(path: str, query: Query, now: Mapping[str, str], organisations: list[tuple[str, str]]) -> tuple[Filter, ...]:
    """Return the filter by organisation where there are several."""
    if len(organisations) < 2:
        return ()
    return (filter_of(path, "organisation", _("Organisation"), str(query.organisation or ""), organisations, now),)


def hidden(now: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what the form of the search keeps."""
    return tuple((name, value) for name, value in now.items() if name != "q")


def span(found: Found[Row] | Found[VendorResult]) -> str:
    """Return which rows of how many are shown."""
    first = (found.page - 1) * found.size + 1
    return _("%(first)s to %(last)s of %(total)s", first=first, last=first + len(found.rows) - 1, total=found.total)


async def organisations_of(actor: Actor) -> list[tuple[str, str]]:
    """Return the organisations that are open to the actor."""
    return [(str(row["id"]), str(row["name"])) for row in await list_organisations(actor)]


ROUTES: list[ControllerRouterHandler] = [assessments, overview, overview_book]
