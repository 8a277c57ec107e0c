"""The list of vendors: searched, filtered, sorted and paged, all of it in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from litestar import get
from litestar.di import NamedDependency
from markupsafe import Markup

from accounts import i18n
from accounts.actor import Actor
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.roles import Deed, may
from accounts.web import AnyRequest, Page, fragment, guard, render
from law.store import Law
from register import asof_lists, lists
from register.lists import UNKNOWN, Facets, VendorQuery, VendorRow
from register.memo import Memo
from register.organisations import list_organisations
from register.pages.queries import (
    ANY,
    FILTERS,
    AskedDay,
    PageLink,
    address,
    asked_day,
    pager,
    state,
    vendor_query,
    wants_part,
)
from register.pages.vendor_filters import filters
from register.pages.vendor_rows import row, rows_of

PATH = "/vendors"
MEMO = Memo()
WORST_FIRST = ("invalid", "incomplete", "review")


@dataclass(frozen=True)
class Column:
    """The head of a column; `sorted` is what aria-sort says."""

    label: str
    href: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class VendorsPage:
    """What the list of vendors shows."""

    view: VendorQuery
    part: bool
    empty: bool
    filtered: bool
    asked: AskedDay
    today_href: str
    lead: str
    caption: str
    nothing: str
    span: str
    rows: tuple[Markup, ...]
    columns: tuple[Column, ...]
    chips: Markup
    pages: tuple[PageLink, ...]
    before: str
    after: str
    export: str
    without_search: str
    only_search: str
    may_edit: bool
    may_import: bool
    may_export: bool


@get(PATH, guards=[guard(Deed.READ)])
async def vendors(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Page:
    """Show the vendors that the address asks for."""
    query = vendor_query(request)
    asked = asked_day(request)
    await MEMO.refresh()
    found, facets = await (_listed(query, actor, now) if query.as_of is None else _listed_on(query, actor, law, now))
    listed = await MEMO.get(("organisations", actor.scope), now, lambda: list_organisations(actor))
    organisations = [(str(row["id"]), str(row["name"])) for row in listed]

    part = wants_part(request)

    async def offer() -> Markup:
        return fragment(
            request,
            "parts/chips.html",
            filters=tuple(filters(PATH, query, facets, organisations)),
            hidden=tuple((name, value) for name, value in state(query).items() if name not in {"q", "as_of"}),
            filtered=is_filtered(query),
            path=PATH,
            part=part,
        )

    # Some seventy addresses, the same on each page of the list.
    view = ("chips", part, replace(query, page=0), i18n.language.get(), actor.scope)
    chips = await MEMO.get(view, now, offer)
    # One vendor may stand in the list once for each organisation.
    of = {int(row["id"]): str(row["name"]) for row in listed} if len(listed) > 1 and not query.organisation else {}
    rows = rows_of(
        request, [row(vendor, today, of.get(vendor.organisation, "")) for vendor in found.rows], on_day(query)
    )
    page = vendors_page(query, asked, found, facets, chips, rows, actor, part=part)
    # htmx puts in only what is fine; the part says beside the field what is not.
    status = 422 if asked.error and not page.part else 200
    answer = render(request, "register/vendors_part.html" if page.part else "register/vendors.html", page, status)
    answer.headers["vary"] = "HX-Request"
    if page.part:
        # The form sends its empty fields too; the address says only what is asked for.
        at = "" if found.page == 1 else str(found.page)
        answer.headers["hx-push-url"] = address(PATH, state(query), page=at)
    return answer


async def _listed(query: VendorQuery, actor: Actor, now: datetime) -> tuple[lists.Page[VendorRow], Facets]:
    """Return the list as it stands today, counted once for all its pages."""
    counted = replace(query, sort="", descending=False, page=0)
    total = await MEMO.get(("total", counted, actor.scope), now, lambda: lists.count_vendors(query, actor))
    found = await lists.list_vendors(query, actor, total)
    whole = ("facets", query.organisation, query.status, actor.scope)
    return found, await MEMO.get(whole, now, lambda: lists.facets(query, actor))


async def _listed_on(query: VendorQuery, actor: Actor, law: Law, now: datetime) -> tuple[lists.Page[VendorRow], Facets]:
    """Return the list as it stood, or will stand, on another day."""
    assert query.as_of is not None
    findings = bool(query.finding) or query.country == UNKNOWN
    on = await asof_lists.day_of(query.as_of, law, now, findings=findings)
    return await asof_lists.list_vendors(query, actor, on), await asof_lists.facets(query, actor, on)


def vendors_page(
    query: VendorQuery,
    asked: AskedDay,
    found: lists.Page[VendorRow],
    facets: Facets,
    chips: Markup,
    rows: tuple[Markup, ...],
    actor: Actor,
    *,
    part: bool,
) -> VendorsPage:
    """Return the list in words."""
    now = state(query)
    first = (found.page - 1) * found.size + 1
    span = _(
        "%(first)s to %(last)s of %(total)s vendors", first=first, last=first + len(found.rows) - 1, total=found.total
    )
    return VendorsPage(
        view=query,
        part=part,
        empty=not now and not found.total and not asked.text,
        filtered=is_filtered(query),
        asked=asked,
        today_href=address(PATH, now, as_of=""),
        lead=lead(facets),
        caption=f"{_('Vendors')}: {span}",
        nothing=nothing(query),
        span=span,
        rows=rows,
        columns=columns(query, now),
        chips=chips,
        pages=pager(PATH, now, found.page, found.pages),
        before=address(PATH, now, page=found.page - 1 if found.page > 2 else "") if found.page > 1 else "",
        after=address(PATH, now, page=found.page + 1) if found.page < found.pages else "",
        export=address("", now).removeprefix("?"),
        without_search=address(PATH, now, q=""),
        only_search=address("", {"q": query.q.strip(), "status": ANY, "as_of": now.get("as_of", "")}),
        may_edit=may(actor, Deed.EDIT),
        may_import=may(actor, Deed.IMPORT),
        may_export=may(actor, Deed.EXPORT),
    )


def is_filtered(query: VendorQuery) -> bool:
    """Return whether anything but the search narrows the list."""
    now = state(query)
    return any(name in now for name in FILTERS)


def lead(facets: Facets) -> str:
    """Return how many vendors there are, and how many of them need work."""
    number = sum(facets.verdicts.values())
    counts = ngettext("%(num)s vendor.", "%(num)s vendors.", number)
    work = {
        "invalid": ngettext(
            "%(num)s has an invalid ground", "%(num)s have an invalid ground", facets.verdicts.get("invalid", 0)
        ),
        "incomplete": ngettext("%(num)s is incomplete", "%(num)s are incomplete", facets.verdicts.get("incomplete", 0)),
        "review": ngettext(
            "%(num)s waits for a decision", "%(num)s wait for a decision", facets.verdicts.get("review", 0)
        ),
    }
    open_work = [work[verdict] for verdict in WORST_FIRST if facets.verdicts.get(verdict)]
    return f"{counts} {', '.join(open_work)}." if open_work else counts


def nothing(query: VendorQuery) -> str:
    """Return the heading of a list in which nothing stands."""
    if query.q.strip():
        return _("No vendor matches “%(q)s”", q=query.q.strip())
    return _("No vendor fits these filters")


def on_day(query: VendorQuery) -> str:
    """Return what links to a vendor carry, so that it is shown as of the same day."""
    return address("", {"as_of": state(query).get("as_of", "")})


def columns(query: VendorQuery, now: Mapping[str, str]) -> tuple[Column, ...]:
    """Return the heads of the columns, each sortable one with the address of its sort."""
    return (
        _column("name", _("Vendor"), query, now),
        Column(_("Service and purpose")),
        Column(_("Role")),
        Column(_("Countries")),
        _column("verdict", _("Verdict and ground"), query, now),
        _column("dpa", _("DPA"), query, now),
        _column("next_review", _("Next review"), query, now),
        _column("owner", _("Owner"), query, now),
    )


def _column(sort: str, label: str, query: VendorQuery, now: Mapping[str, str]) -> Column:
    current = query.sort == sort
    turned = "descending" if current and not query.descending else ""
    href = address(PATH, now, sort="" if sort == "name" else sort, order=turned)
    return Column(label, href, ("descending" if query.descending else "ascending") if current else "")
