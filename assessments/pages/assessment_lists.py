"""All vendors by tier and outcome on one page."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import ModuleType

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler

from accounts import i18n
from accounts.actor import Actor
from accounts.i18n import gettext as _
from accounts.i18n import ngettext, stretch
from accounts.roles import Deed, may
from accounts.web import AnyRequest, Page, guard, render
from assessments import tiers, words
from assessments.vendor_results import (
    NONE,
    Query,
    VendorResult,
    count_by_tier,
    list_vendor_results,
)
from register.lists import Page as Found
from register.organisations import list_organisations
from register.pages.exports import attachment
from register.pages.filters import Filter, filter_of
from register.pages.group import ANY, organisation_of
from register.pages.queries import PageLink, address, number, pager

OVERVIEW = "/assessments/overview"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OUTCOMES = ("approved", "conditions", "rejected", NONE)
TIERS = (*tiers.TIERS, NONE)


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
    from assessments.results_book import results_book  # openpyxl is slow to import

    found = await list_vendor_results(query_of(request), actor, size=None)
    content = await asyncio.to_thread(results_book, found.rows, i18n.language.get(), today)
    return attachment(content, XLSX, "xlsx", today, about="assessments")


def query_of(request: AnyRequest) -> Query:
    """Return what the address asks for; what cannot be read asks for nothing."""
    given = request.query_params
    organisation, everywhere = organisation_of(request)
    return Query(
        q=str(given.get("q", ""))[:200],
        tier=given.get("tier", ""),
        outcome=given.get("outcome", ""),
        organisation=organisation,
        everywhere=everywhere,
        page=number(given.get("page")) or 1,
    )


def state(query: Query) -> dict[str, str]:
    """Return the parameters of a query's address, without what goes without saying."""
    values = {
        "q": query.q.strip(),
        "tier": query.tier,
        "outcome": query.outcome,
        "organisation": ANY if query.everywhere else str(query.organisation or ""),
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


def overview_filters(query: Query, now: Mapping[str, str], organisations: list[tuple[str, str]]) -> tuple[Filter, ...]:
    """Return the filters of the overview."""
    return (*tier_and_outcome(OVERVIEW, query, now), *whose(OVERVIEW, query, now, organisations))


def tier_and_outcome(path: str, query: Query, now: Mapping[str, str]) -> tuple[Filter, Filter]:
    """Return the filters that both lists have."""
    levels = [(code, _(tiers.LABELS[code.replace(NONE, "")])) for code in TIERS]
    outcomes = [(code, _(words.OUTCOMES[code.replace(NONE, "")])) for code in OUTCOMES]
    return (
        filter_of(path, "tier", _("Tier"), query.tier, levels, now),
        filter_of(path, "outcome", _("Outcome"), query.outcome, outcomes, now),
    )


def whose(path: str, query: Query, now: Mapping[str, str], organisations: list[tuple[str, str]]) -> tuple[Filter, ...]:
    """Return the filter by organisation where there are several."""
    if len(organisations) < 2:
        return ()
    one = filter_of(path, "organisation", _("Organisation"), str(query.organisation or ""), organisations, now)
    return (replace(one, off=address(path, now, organisation=ANY)),)


def hidden(now: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what the form of the search keeps."""
    return tuple((name, value) for name, value in now.items() if name != "q")


def span(found: Found[VendorResult]) -> str:
    """Return which rows of how many are shown."""
    first = (found.page - 1) * found.size + 1
    return stretch(first, first + len(found.rows) - 1, found.total)


async def organisations_of(actor: Actor) -> list[tuple[str, str]]:
    """Return the organisations that are open to the actor."""
    return [(str(row["id"]), str(row["name"])) for row in await list_organisations(actor)]


ROUTES: list[ControllerRouterHandler] = [overview, overview_book]
