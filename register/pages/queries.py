"""The state of a list lives in its address: read from it, and written back into each link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from litestar.datastructures import MultiDict

from accounts.errors import Invalid
from accounts.i18n import gettext as _
from accounts.numbers import row_number
from accounts.web import AnyRequest, provide_today
from register import sentences
from register.asof import judged_day
from register.list_parts import Kind
from register.listing import ListQuery
from register.lists import VendorQuery
from register.pages import group
from register.pages.group import organisation_of

FILTERS = (
    "status",
    "verdict",
    "finding",
    "country",
    "dpa",
    "role",
    "owner",
    "tier",
    "tag",
    "rests",
    "organisation",
)


ANY = group.ANY
MOST_COLUMNS = 30


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


def vendor_query(request: AnyRequest, state: MultiDict[str] | None = None) -> VendorQuery:
    """Return what the address of the list, or a kept state of it, asks for; what cannot be read asks for nothing."""
    given = request.query_params if state is None else state
    status = str(given.get("status", "active"))
    organisation, everywhere = organisation_of(request, given)
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
        tier=given.get("tier", ""),
        tag=str(given.get("tag", ""))[:40],
        columns=columns_of(given),
        as_of=asked_day(request).day,
        organisation=organisation,
        everywhere=everywhere,
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
        "tier": query.tier,
        "tag": query.tag,
        "rests": query.rests,
        "as_of": query.as_of.isoformat() if query.as_of else "",
        "organisation": ANY if query.everywhere else str(query.organisation or ""),
        "columns": ".".join(query.columns),
        "sort": "" if query.sort == "name" else query.sort,
        "order": "descending" if query.descending else "",
    }
    return {name: value for name, value in values.items() if value}


def list_query(request: AnyRequest, kind: Kind, state: MultiDict[str] | None = None) -> ListQuery:
    """Return what the address of a list, or a kept state of it, asks for; what cannot be read asks for nothing."""
    given = request.query_params if state is None else state
    organisation, everywhere = organisation_of(request, given)
    narrowed = {}
    for narrow in kind.narrows:
        value = str(given.get(narrow.name, narrow.usual))[:120]
        if value and value != ANY:
            narrowed[narrow.name] = value
    return ListQuery(
        q=str(given.get("q", ""))[:200],
        narrowed=narrowed,
        organisation=organisation,
        everywhere=everywhere,
        sort=str(given.get("sort", ""))[:20],
        descending=given.get("order", "") == "descending",
        columns=columns_of(given),
        page=number(given.get("page")) or 1,
        today=provide_today(request),
    )


def list_state(kind: Kind, query: ListQuery) -> dict[str, str]:
    """Return the parameters of a list's address, without what goes without saying."""
    values = {"q": query.q.strip()}
    for narrow in kind.narrows:
        value = query.narrowed.get(narrow.name, "")
        values[narrow.name] = "" if value == narrow.usual else value or ANY
    values |= {
        "organisation": ANY if query.everywhere else str(query.organisation or ""),
        "columns": ".".join(query.columns),
        "sort": "" if query.sort == kind.sort else query.sort,
        "order": "descending" if query.descending else "",
    }
    return {name: value for name, value in values.items() if value}


def columns_of(given: MultiDict[str]) -> tuple[str, ...]:
    """Return the columns that were chosen: by a form one by one, or in a link joined by dots; none for the usual."""
    joined = [part for text in given.getall("columns", []) for part in str(text).split(".")]
    chosen = [*(str(one) for one in given.getall("column", [])), *joined]
    return tuple(dict.fromkeys(part[:20] for part in chosen if part))[:MOST_COLUMNS]


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
