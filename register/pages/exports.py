"""The register as a file: exactly the vendors of the list from which it was asked for."""

from __future__ import annotations

from datetime import date, datetime

from litestar import Response, get
from litestar.di import NamedDependency

from accounts.actor import Actor
from accounts.roles import Deed
from accounts.web import AnyRequest, guard
from law.store import Law
from register.export import export_csv, export_json, export_xlsx
from register.pages.queries import day_or_refuse, vendor_query

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get("/export.xlsx", guards=[guard(Deed.EXPORT)])
async def workbook(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Response[bytes]:
    """Send the vendors of the list as a workbook."""
    as_of = day_or_refuse(request)
    content = await export_xlsx(actor, vendor_query(request), law=law, now=now, today=today)
    return attachment(content, XLSX, "xlsx", today, as_of)


@get("/export.csv", guards=[guard(Deed.EXPORT)])
async def table(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Response[bytes]:
    """Send the vendors of the list as CSV, one row for each location."""
    as_of = day_or_refuse(request)
    content = await export_csv(actor, vendor_query(request), law=law, now=now, today=today)
    return attachment(content, "text/csv; charset=utf-8", "csv", today, as_of)


@get("/export.json", guards=[guard(Deed.EXPORT)])
async def everything(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Response[bytes]:
    """Send the whole register as JSON, with verdicts, reasons and findings."""
    organisation = vendor_query(request).organisation
    as_of = day_or_refuse(request)
    content = await export_json(actor, law=law, now=now, today=today, organisation=organisation, as_of=as_of)
    return attachment(content, "application/json", "json", today, as_of)


def attachment(
    content: bytes, media_type: str, ending: str, today: date, as_of: date | None = None, about: str = ""
) -> Response[bytes]:
    """Return a file that the browser saves under a name with the day, and with the other day that it shows."""
    name = "-".join(["art28", *([about] if about else []), today.isoformat(), *([f"as-of-{as_of}"] if as_of else [])])
    headers = {"content-disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(content, media_type=media_type, headers=headers)
