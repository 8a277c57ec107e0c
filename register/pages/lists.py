"""The lists of engagements, locations, agreements and findings: one handler for all, told by their kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from markupsafe import Markup

from accounts import i18n
from accounts.actor import Actor
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.roles import Deed, may
from accounts.web import AnyRequest, Page, guard
from register import listing
from register.list_parts import UNKNOWN, Kind, Narrow
from register.listing import ListQuery
from register.lists import Page as Found
from register.memo import Memo
from register.organisations import list_organisations
from register.pages.filters import Filter, filter_of
from register.pages.list_cells import Beside, line_of
from register.pages.list_page import answer, chips_of, heads_of, offered_columns, page_of, tools_of
from register.pages.queries import ANY, AskedDay, address, list_query, list_state, wants_part
from register.pages.shown import SHOWN, ShownList
from register.pages.words import Options, country, word
from register.views import views_of
from register.words import GROUNDS

MEMO = Memo()
NAMED: Mapping[str, Callable[[str], str]] = {"country": country, "ground": lambda code: word(GROUNDS, code)}


async def show(
    request: AnyRequest,
    shown: ShownList,
    actor: Actor,
    now: datetime,
    today: date,
    asked: AskedDay | None = None,
    found: Found[listing.Row] | None = None,
) -> Page:
    """Show the rows of a list that the address asks for, or those `found` for another day, which is `asked`."""
    kind = shown.kind
    query = list_query(request, kind)
    await MEMO.refresh()
    if found is None:
        counted = ("total", kind.name, query.key(), actor.scope)
        total = await MEMO.get(counted, now, lambda: listing.count(kind, query, actor))
        found = await listing.page_of(kind, query, actor, total)
    whole = ("offered", kind.name, query.organisation, actor.scope)
    values = await MEMO.get(whole, now, lambda: listing.offered(kind, query, actor))
    listed = await MEMO.get(("organisations", actor.scope), now, lambda: list_organisations(actor))
    views = await MEMO.get(("views", kind.name, actor.id, actor.scope), now, lambda: views_of(kind.name, actor))
    part, parameters, columns = wants_part(request), list_state(kind, query), kind.shown(query.columns)
    if asked and asked.day:
        parameters["as_of"] = asked.day.isoformat()
    keys = tuple(column.key for column in columns)
    filtered = bool(set(parameters) - {"q", "columns", "sort", "order", "as_of"})

    async def menus() -> tuple[Markup, Markup]:
        organisations = [(str(row["id"]), str(row["name"])) for row in listed]
        return (
            chips_of(
                request,
                kind.path,
                filters(kind, query, values, organisations, parameters),
                parameters,
                filtered=filtered,
                part=part,
            ),
            tools_of(
                request,
                kind.name,
                kind.path,
                parameters,
                offered_columns(kind.columns, keys),
                views,
                usual=not query.columns,
                part=part,
                export=may(actor, Deed.EXPORT),
                whole=False,
            ),
        )

    view = ("menus", kind.name, part, tuple(parameters.items()), i18n.language.get(), actor)
    chips, tools = await MEMO.get(view, now, menus)
    several = len(listed) > 1 and query.organisation is None and "organisation" not in keys
    carried = {name: parameters.get(name, "") for name in ("organisation", "as_of")}
    beside = Beside(today, address("", carried), several, allowed(actor, Deed.DECIDE), allowed(actor, Deed.EDIT))
    page = page_of(
        request,
        found,
        [line_of(shown.cells, row, keys, beside, shown.picked or "id") for row in found.rows],
        heads_of(columns, kind.path, parameters, query.sort or kind.sort, kind.sort, descending=query.descending),
        parameters,
        kind=kind.name,
        path=kind.path,
        title=_(kind.title),
        empty=not set(parameters) - {"organisation"} and not found.total and not (asked and asked.text),
        none_yet=_(kind.none_yet),
        why_none=_(kind.why_none),
        filtered=filtered,
        q=query.q.strip(),
        asked=asked,
        placeholder=_("Vendor, service, note, tag"),
        nothing=nothing(kind, query),
        lead=lead(shown, query, found.total),
        tabs=shown.tabs,
        usual=not query.columns,
        picks=bool(shown.picked) and may(actor, Deed.EDIT),
        chips=chips,
        tools=tools,
        may_edit=may(actor, Deed.EDIT),
        may_import=may(actor, Deed.IMPORT),
        may_export=may(actor, Deed.EXPORT),
    )
    return answer(request, page, parameters, found.page)


def allowed(actor: Actor, deed: Deed) -> Callable[[int], bool]:
    """Return who may do a deed in which organisation, as a question."""
    return lambda organisation: may(actor, deed, organisation)


def filters(
    kind: Kind, query: ListQuery, values: Mapping[str, tuple[str, ...]], organisations: Options, now: Mapping[str, str]
) -> Iterable[Filter]:
    """Return the filters of a list, each with what it can be set to."""
    for narrow in kind.narrows:
        value = query.narrowed.get(narrow.name, "")
        choices = choices_of(narrow, values.get(narrow.name, ()))
        if not choices and not value:
            continue
        made = filter_of(kind.path, narrow.name, _(narrow.label), value, choices, now)
        yield replace(made, off=address(kind.path, now, **{narrow.name: ANY})) if narrow.usual else made
    if len(organisations) > 1:
        one = filter_of(kind.path, "organisation", _("Organisation"), str(query.organisation or ""), organisations, now)
        yield replace(one, off=address(kind.path, now, organisation=ANY))


def choices_of(narrow: Narrow, values: tuple[str, ...]) -> Options:
    """Return what a filter offers: its words, or the values that occur, by name."""
    if narrow.words:
        return [(code or UNKNOWN, _(text)) for code, text in narrow.words.items()]
    name = NAMED.get(narrow.name, str)
    found = sorted(((value, name(value)) for value in values), key=lambda pair: pair[1])
    return [*([(UNKNOWN, _("Unknown"))] if narrow.blank and found else []), *found]


def lead(shown: ShownList, query: ListQuery, total: int) -> str:
    """Return how many rows are shown."""
    if shown.kind.name == "findings" and query.narrowed.get("state") == "open":
        return ngettext(
            "%(num)s finding is open. The most urgent come first.",
            "%(num)s findings are open. The most urgent come first.",
            total,
        )
    return shown.counted(total)


def nothing(kind: Kind, query: ListQuery) -> str:
    """Return the heading of a list in which nothing stands."""
    if query.q.strip():
        return _("Nothing matches “%(q)s”", q=query.q.strip())
    return _("No finding fits these filters") if kind.name == "findings" else _("Nothing fits these filters")


def handler(shown: ShownList) -> HTTPRouteHandler:
    """Return the route of a list."""

    @get(shown.kind.path, guards=[guard(Deed.READ)], name=shown.kind.name)
    async def listed(
        request: AnyRequest,
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
        today: NamedDependency[date],
    ) -> Page:
        """Show the rows that the address asks for."""
        return await show(request, shown, actor, now, today)

    return listed


FINDINGS = next(shown for shown in SHOWN if shown.kind.name == "findings")
engagements, locations, agreements = (handler(shown) for shown in SHOWN if shown is not FINDINGS)
