"""The state of a list lives in its address: read from it, and written back into each link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from accounts.errors import Invalid
from accounts.i18n import gettext as _
from accounts.numbers import row_number
from accounts.web import AnyRequest
from register import sentences
from register.asof import judged_day
from register.lists import VendorQuery

ANY = "any"
FILTERS = ("status", "verdict", "finding", "country", "dpa", "role", "owner", "rests", "organisation")


@dataclass(frozen=True)
class PageLink:
    """A page of a list in the pager: without address the current one, without number a gap."""

    number: int = 0
    href: str = ""


@dataclass(frozen=True)
class AskedDay:
    """The day on which verdicts are asked for: as typed, as understood, and what is wrong with it."""

    text: str
    day: date | None
    error: str = ""


def vendor_query(request: AnyRequest) -> VendorQuery:
    """Return what the address of the list asks for; what cannot be read asks for nothing."""
    given = request.query_params
    status = str(given.get("status", "active"))
    return VendorQuery(
        q=str(given.get("q", ""))[:200],
        verdict=given.get("verdict", ""),
        finding=given.get("finding", ""),
        country=given.get("country", ""),
        owner=given.get("owner", ""),
        status="" if status == ANY else status,
        dpa=given.get("dpa", ""),
        role=given.get("role", ""),
        rests=str(given.get("rests", ""))[:40],
        as_of=asked_day(request).day,
        organisation=number(given.get("organisation")) or None,
        sort=given.get("sort", "name"),
        descending=given.get("order", "") == "descending",
        page=number(given.get("page")) or 1,
    )


def asked_day(request: AnyRequest) -> AskedDay:
    """Return the day for which verdicts are asked; none is today, and a wrong one is kept with what is wrong."""
    text = str(request.query_params.get("as_of", ""))[:40]
    try:
        return AskedDay(text, judged_day(text))
    except ValueError:
        return AskedDay(text, None, _(sentences.NO_JUDGED_DAY))


def day_or_refuse(request: AnyRequest) -> date | None:
    """Return the day for which verdicts are asked, for files and pages that have no field for it.

    Raises `accounts.errors.Invalid` for what is no day from 1995 to 2100.
    """
    asked = asked_day(request)
    if asked.error:
        raise Invalid({"as_of": sentences.NO_JUDGED_DAY})
    return asked.day


def state(query: VendorQuery) -> dict[str, str]:
    """Return the parameters of a query's address, without what goes without saying."""
    values = {
        "q": query.q.strip(),
        "status": "" if query.status == "active" else query.status or ANY,
        "verdict": query.verdict,
        "finding": query.finding,
        "country": query.country,
        "dpa": query.dpa,
        "role": query.role,
        "owner": query.owner,
        "rests": query.rests,
        "as_of": query.as_of.isoformat() if query.as_of else "",
        "organisation": str(query.organisation or ""),
        "sort": "" if query.sort == "name" else query.sort,
        "order": "descending" if query.descending else "",
    }
    return {name: value for name, value in values.items() if value}


def address(path: str, parameters: Mapping[str, str], **changes: Any) -> str:
    """Return the address with some parameters changed; an empty value removes one."""
    merged = {**parameters, **{name: str(value) for name, value in changes.items()}}
    query = urlencode({name: value for name, value in merged.items() if value})
    return f"{path}?{query}" if query else path


def pager(path: str, parameters: Mapping[str, str], page: int, pages: int, name: str = "page") -> tuple[PageLink, ...]:
    """Return the first, the last and the pages around the current one, with a gap between where some are left out."""
    near = sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
    links: list[PageLink] = []
    for place, n in enumerate(near):
        if place and n - near[place - 1] > 1:
            links.append(PageLink())
        links.append(PageLink(n, "" if n == page else address(path, parameters, **{name: n if n > 1 else ""})))
    return tuple(links)


def number(text: str | None) -> int:
    """Return a whole number from an address, or 0."""
    return row_number(text or "") or 0


def wants_part(request: AnyRequest) -> bool:
    """Return whether htmx asks for the part that changed; coming back by the browser's button needs the whole page."""
    return "hx-request" in request.headers and "hx-history-restore-request" not in request.headers
