"""The register as a file, for programs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.roles import Deed, narrowed
from accounts.web import AnyRequest, guard
from app.api.basics import PREFIX, problems
from law.store import Law
from register.export import export_csv, export_json, export_xlsx
from register.pages.exports import XLSX, attachment
from register.pages.queries import FILTERS, day_or_refuse, vendor_query

CSV = "text/csv; charset=utf-8"
ASKED = {"filters": ("q", *FILTERS, "as_of")}


def file_of(media_type: str) -> ResponseSpec:
    """Return the description of an answer that is a file."""
    return ResponseSpec(bytes, generate_examples=False, media_type=media_type, description="The file.")


@get(
    f"{PREFIX}/exports/register.xlsx",
    guards=[guard(Deed.EXPORT)],
    responses={200: file_of(XLSX), **problems(422)},
    summary="Export as a workbook that can be imported again",
    opt=ASKED,
)
async def workbook(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Response[bytes]:
    """Return the vendors that fit the filters as a workbook."""
    as_of, reader = day_or_refuse(request), narrowed(actor, Deed.EXPORT)
    query = replace(vendor_query(request), as_of=as_of)
    return attachment(await export_xlsx(reader, query, law=law, now=now, today=today), XLSX, "xlsx", today, as_of)


@get(
    f"{PREFIX}/exports/register.csv",
    guards=[guard(Deed.EXPORT)],
    responses={200: file_of(CSV), **problems(422)},
    summary="Export as CSV, one row for each location",
    opt=ASKED,
)
async def table(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Response[bytes]:
    """Return the vendors that fit the filters as CSV."""
    as_of, reader = day_or_refuse(request), narrowed(actor, Deed.EXPORT)
    query = replace(vendor_query(request), as_of=as_of)
    return attachment(await export_csv(reader, query, law=law, now=now, today=today), CSV, "csv", today, as_of)


@get(
    f"{PREFIX}/exports/register.json",
    guards=[guard(Deed.EXPORT)],
    responses={200: ResponseSpec(dict[str, Any], generate_examples=False, description="All of it."), **problems(422)},
    summary="Export everything as JSON",
    opt={"filters": ("organisation", "as_of")},
)
async def everything(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Response[bytes]:
    """Return the whole register, with verdicts, reasons and findings."""
    as_of, reader = day_or_refuse(request), narrowed(actor, Deed.EXPORT)
    chosen = vendor_query(request).organisation
    content = await export_json(reader, law=law, now=now, today=today, organisation=chosen, as_of=as_of)
    return attachment(content, "application/json", "json", today, as_of)


ROUTES: list[ControllerRouterHandler] = [workbook, table, everything]
