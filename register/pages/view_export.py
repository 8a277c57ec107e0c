"""A list as a file: exactly the columns, filters and order that the page shows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, datetime

from litestar import Response, get
from litestar.di import NamedDependency

from accounts.actor import Actor
from accounts.i18n import gettext as _
from accounts.roles import Deed, narrowed
from accounts.web import AnyRequest, guard
from law.store import Law
from register import asof_findings, asof_lists, listing, lists
from register.chain_links import worst_links
from register.list_parts import Column
from register.organisations import list_organisations
from register.pages import list_cells, vendor_rows
from register.pages.cells import Cell, plain
from register.pages.exports import XLSX, attachment
from register.pages.queries import day_or_refuse, list_query, vendor_query
from register.pages.shown import kind_of, shown_list, title_of
from register.pages.vendors import chosen
from register.view_export import Value, record_export, view_csv, view_xlsx

Made = tuple[list[str], list[list[Value]]]


@get("/view.xlsx", guards=[guard(Deed.EXPORT)])
async def view_workbook(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Response[bytes]:
    """Send the list as a workbook."""
    kind, (heads, rows) = await made(request, actor, law, now, today, "xlsx")
    content = await asyncio.to_thread(view_xlsx, title_of(request, kind), heads, rows)
    return attachment(content, XLSX, "xlsx", today, day_or_refuse(request), about=kind)


@get("/view.csv", guards=[guard(Deed.EXPORT)])
async def view_table(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Response[bytes]:
    """Send the list as CSV."""
    kind, (heads, rows) = await made(request, actor, law, now, today, "csv")
    content = view_csv(heads, rows)
    return attachment(content, "text/csv; charset=utf-8", "csv", today, day_or_refuse(request), about=kind)


async def made(request: AnyRequest, actor: Actor, law: Law, now: datetime, today: date, form: str) -> tuple[str, Made]:
    """Return the list that is asked for, with its heads and rows as plain values; record that it was taken out."""
    kind = kind_of(request.query_params.get("list", ""))
    actor = narrowed(actor, Deed.EXPORT)
    names = {int(row["id"]): str(row["name"]) for row in await list_organisations(actor)}
    if kind == "vendors":
        found = await _vendors(request, actor, law, now, today, names)
    else:
        found = await _others(request, kind, actor, law, now, today, names)
    await record_export(actor, now, kind, form, len(found[1]))
    return kind, found


async def _vendors(
    request: AnyRequest, actor: Actor, law: Law, now: datetime, today: date, names: dict[int, str]
) -> Made:
    query = vendor_query(request)
    day = day_or_refuse(request)
    if day is None:
        rows = await lists.all_vendors(query, actor)
    else:
        rows = await (await asof_lists.listed(query, actor, law, now)).all()
    columns = chosen(query)
    chains = any(column.key == "chain" for column in columns)
    links = await worst_links((row.id, row.organisation) for row in rows) if chains else {}
    beside = vendor_rows.Beside(today, "", names, links)
    keys = tuple(column.key for column in columns)
    lines = [vendor_rows.line_of(row, keys, beside).cells for row in rows]
    # Where several organisations are listed, the page says below the name whose vendor it is.
    several = len(names) > 1 and query.organisation is None and "organisation" not in keys
    whose: Callable[[int], str] | None = (lambda place: names.get(rows[place].organisation, "")) if several else None
    return _table(columns, lines, whose)


async def _others(
    request: AnyRequest, name: str, actor: Actor, law: Law, now: datetime, today: date, names: dict[int, str]
) -> Made:
    shown = shown_list(request, name)
    kind = shown.kind
    query = list_query(request, kind)
    day = day_or_refuse(request)
    if name == "findings" and day is not None:
        rows = await asof_findings.all_findings(query, actor, law, now, day)
    else:
        rows = await listing.rows_of(kind, await listing.numbers_of(kind, query, actor))
    columns = kind.shown(query.columns)
    keys = tuple(column.key for column in columns)
    # A file has no deeds in it.
    beside = list_cells.Beside(today, "", several=False, decides=lambda _place: False, edits=lambda _place: False)
    lines = [list_cells.line_of(shown.cells, row, keys, beside).cells for row in rows]
    several = len(names) > 1 and query.organisation is None and "organisation" not in keys
    whose: Callable[[int], str] | None = (lambda place: rows[place]["organisation_name"]) if several else None
    return _table(columns, lines, whose)


def _table(columns: Sequence[Column], lines: Sequence[tuple[Cell, ...]], whose: Callable[[int], str] | None) -> Made:
    heads = [_(column.label) for column in columns]
    rows = [[plain(cell) for cell in line] for line in lines]
    if whose is not None:
        heads.append(_("Organisation"))
        for place, row in enumerate(rows):
            row.append(whose(place))
    return heads, rows
