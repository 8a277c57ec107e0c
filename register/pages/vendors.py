"""The list of vendors: searched, filtered, sorted and paged, all of it in the address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from litestar import get
from litestar.di import NamedDependency
from markupsafe import Markup

from accounts import i18n
from accounts.actor import Actor
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.roles import Deed, may
from accounts.web import AnyRequest, Page, guard
from law.store import Law
from register import asof_lists, lists
from register.chain_links import worst_links
from register.list_kinds import VENDORS
from register.list_parts import Column, Key
from register.lists import UNKNOWN, Facets, VendorQuery, VendorRow
from register.memo import Memo
from register.organisations import list_organisations
from register.pages.list_page import answer, chips_of, heads_of, offered_columns, page_of, tools_of
from register.pages.queries import ANY, FILTERS, address, asked_day, state, vendor_query, wants_part
from register.pages.vendor_filters import filters
from register.pages.vendor_rows import Beside, line_of
from register.views import views_of

PATH = "/vendors"
MEMO = Memo()
WORST_FIRST = ("invalid", "incomplete", "review")
# What can be sorted by is said in `register.lists`.
COLUMNS = tuple(replace(one, sort=(Key(one.key),)) if one.key in lists.ORDERS else one for one in VENDORS)


@get(PATH, guards=[guard(Deed.READ)])
async def vendors(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    patience: NamedDependency[float],
) -> Page:
    """Show the vendors that the address asks for."""
    query = vendor_query(request)
    asked = asked_day(request)
    await MEMO.refresh()
    if query.as_of is None:
        found, facets = await _listed(query, actor, now)
    else:
        found, facets = await _listed_on(query, actor, law, now, patience)
    listed = await MEMO.get(("organisations", actor.scope), now, lambda: list_organisations(actor))
    organisations = [(str(row["id"]), str(row["name"])) for row in listed]
    views = await MEMO.get(("views", actor.id, actor.scope), now, lambda: views_of("vendors", actor))
    part, parameters, columns = wants_part(request), state(query), chosen(query)
    keys = tuple(column.key for column in columns)

    async def menus() -> tuple[Markup, Markup]:
        chips = filters(PATH, query, facets, organisations)
        offered = offered_columns(COLUMNS, keys)
        usual, export = not query.columns, may(actor, Deed.EXPORT)
        return (
            chips_of(request, PATH, chips, parameters, filtered=is_filtered(query), part=part),
            tools_of(
                request,
                "vendors",
                PATH,
                parameters,
                offered,
                views,
                usual=usual,
                part=part,
                export=export,
                whole=True,
            ),
        )

    # Some seventy addresses, the same on each page of the list.
    view = ("menus", part, replace(query, page=0), i18n.language.get(), actor)
    chips, tools = await MEMO.get(view, now, menus)
    # One vendor may stand in the list once for each organisation.
    of = {int(row["id"]): str(row["name"]) for row in listed} if len(listed) > 1 and not query.organisation else {}
    links = await worst_links((row.id, row.organisation) for row in found.rows) if "chain" in keys else {}
    beside = Beside(today, address("", {**parameters, "columns": ""}), of, links)
    page = page_of(
        request,
        found,
        [line_of(vendor, keys, beside) for vendor in found.rows],
        heads_of(columns, PATH, parameters, query.sort, "name", descending=query.descending),
        parameters,
        kind="vendors",
        path=PATH,
        title=_("Vendors"),
        empty=not set(parameters) - {"organisation"} and not found.total and not asked.text,
        none_yet=_("No vendors yet"),
        why_none="",
        filtered=is_filtered(query),
        q=query.q.strip(),
        placeholder=_("Name, service, note, tag"),
        asked=asked,
        lead=lead(facets),
        tabs="register/list_tabs.html",
        nothing=nothing(query),
        usual=not query.columns,
        picks=may(actor, Deed.EDIT) and query.as_of is None,
        chips=chips,
        tools=tools,
        only_search=address("", {"q": query.q.strip(), "status": ANY, "as_of": parameters.get("as_of", "")}),
        may_edit=may(actor, Deed.EDIT),
        may_import=may(actor, Deed.IMPORT),
        may_export=may(actor, Deed.EXPORT),
    )
    return answer(request, page, parameters, found.page)


def chosen(query: VendorQuery) -> tuple[Column, ...]:
    """Return the columns that are shown: those chosen, the first in any case, or the usual ones."""
    if not query.columns:
        return tuple(column for column in COLUMNS if column.shown)
    return tuple(column for place, column in enumerate(COLUMNS) if column.key in query.columns or not place)


async def _listed(query: VendorQuery, actor: Actor, now: datetime) -> tuple[lists.Page[VendorRow], Facets]:
    """Return the list as it stands today, counted once for all its pages."""
    counted = replace(query, sort="", descending=False, page=0, columns=())
    total = await MEMO.get(("total", counted, actor.scope), now, lambda: lists.count_vendors(query, actor))
    found = await lists.list_vendors(query, actor, total)
    whole = ("facets", query.organisation, query.status, actor.scope)
    return found, await MEMO.get(whole, now, lambda: lists.facets(query, actor))


async def _listed_on(
    query: VendorQuery, actor: Actor, law: Law, now: datetime, patience: float
) -> tuple[lists.Page[VendorRow], Facets]:
    """Return the list as it stood, or will stand, on another day."""
    findings = bool(query.finding) or query.country == UNKNOWN
    found = await asof_lists.listed(query, actor, law, now, findings=findings, patience=patience)
    return await found.page(query), found.facets


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
