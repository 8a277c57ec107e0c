"""Assessments of vendors, for reading."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import NotFound
from accounts.numbers import row_number
from accounts.roles import Deed
from accounts.web import AnyRequest, guard
from app.api.basics import PREFIX, Paged, counted, page_of, paged, problems, size_of
from app.api.shapes import AssessmentOut
from register.change import GONE
from register.sql import Where, fetch_all, fetch_number

PATH = f"{PREFIX}/assessments"
SOURCE = (
    " FROM assessment a JOIN vendor v ON v.id = a.vendor JOIN template_version tv ON tv.id = a.template_version"
    " JOIN template t ON t.id = tv.template"
)
COLUMNS = (
    "a.id, a.organisation, a.vendor, v.name AS vendor_name, t.key AS questionnaire, a.state, a.tier, a.owner, a.due,"
    " a.outcome, a.submitted_at, a.concluded_on"
)


@get(
    PATH,
    guards=[guard(Deed.READ)],
    responses=problems(),
    summary="List assessments, the newest first",
    opt={"filters": ("state", "outcome", "vendor", "organisation", "page", "size")},
)
async def several(
    request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Paged[AssessmentOut]:
    """Return assessments, narrowed by state, outcome, vendor or organisation."""
    given, where = request.query_params, _visible(actor)
    for name in ("state", "outcome"):
        if given.get(name):
            where.add(f"a.{name} = {{}}", str(given[name])[:40])
    for name in ("vendor", "organisation"):
        if (number := row_number(str(given.get(name, "")))) is not None:
            where.add(f"a.{name} = {{}}", number)
    size = size_of(request)
    sql = f"SELECT count(*) AS n{SOURCE}{where}"
    total = await counted((sql, *where.values), now, lambda: fetch_number(sql, where.values))
    page = page_of(request, size, total)
    rows = await fetch_all(
        f"SELECT {COLUMNS}{SOURCE}{where} ORDER BY a.id DESC LIMIT {size} OFFSET {(page - 1) * size}", where.values
    )
    return paged([AssessmentOut.model_construct(**row) for row in rows], page, size, total)


@get(f"{PATH}/{{number:int}}", guards=[guard(Deed.READ)], responses=problems(404), summary="Read one assessment")
async def one(number: FromPath[int], actor: NamedDependency[Actor]) -> AssessmentOut:
    """Return an assessment."""
    where = _visible(actor)
    where.add("a.id = {}", number)
    rows: list[dict[str, Any]] = await fetch_all(f"SELECT {COLUMNS}{SOURCE}{where}", where.values)
    if not rows:
        raise NotFound(GONE)
    return AssessmentOut.model_construct(**rows[0])


def _visible(actor: Actor) -> Where:
    where = Where()
    if actor.scope is not None:
        where.add_in("a.organisation", sorted(actor.scope))
    return where


ROUTES: list[ControllerRouterHandler] = [several, one]
