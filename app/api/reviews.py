"""Reviews of vendors: due, concluded, and due again."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.numbers import row_number
from accounts.roles import Deed
from accounts.web import AnyRequest, guard
from app.api.basics import (
    PREFIX,
    Paged,
    counted,
    model_values,
    page_of,
    paged,
    problems,
    sent,
    size_of,
    without_unknown,
)
from app.api.shapes import Conclusion, ReviewListed
from assessments.reviewing import ReviewView, conclude, find_review
from law.store import Law
from register import sentences
from register.sql import Where, fetch_all, fetch_number

PATH = f"{PREFIX}/reviews"
SOURCE = " FROM review r JOIN engagement e ON e.id = r.engagement JOIN vendor v ON v.id = e.vendor"
COLUMNS = (
    "r.id, r.engagement, e.organisation, e.vendor, v.name AS vendor_name, e.service, r.due, r.why,"
    " CASE WHEN r.handed_over THEN r.owner ELSE coalesce(nullif(e.owner, ''), v.owner) END AS owner,"
    " r.outcome, r.note, r.concluded_on"
)


@get(
    PATH,
    guards=[guard(Deed.READ)],
    responses=problems(),
    summary="List reviews, the one that is due first at the top",
    opt={"filters": ("state", "vendor", "organisation", "page", "size")},
)
async def several(
    request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Paged[ReviewListed]:
    """Return the open reviews; `state=concluded` those that are done."""
    given, where = request.query_params, Where()
    if actor.scope is not None:
        where.add_in("e.organisation", sorted(actor.scope))
    where.add("r.outcome <> ''" if given.get("state") == "concluded" else "r.outcome = ''")
    for name in ("vendor", "organisation"):
        if (number := row_number(str(given.get(name, "")))) is not None:
            where.add(f"e.{name} = {{}}", number)
    size = size_of(request)
    sql = f"SELECT count(*) AS n{SOURCE}{where}"
    total = await counted((sql, *where.values), now, lambda: fetch_number(sql, where.values))
    page = page_of(request, size, total)
    rows = await fetch_all(
        f"SELECT {COLUMNS}{SOURCE}{where} ORDER BY r.due, r.id LIMIT {size} OFFSET {(page - 1) * size}", where.values
    )
    return paged([ReviewListed.model_construct(**row) for row in rows], page, size, total)


@get(f"{PATH}/{{number:int}}", guards=[guard(Deed.READ)], responses=problems(404), summary="Read one review")
async def one(number: FromPath[int], actor: NamedDependency[Actor]) -> ReviewListed:
    """Return a review."""
    return _answer(await find_review(number, actor))


@post(
    f"{PATH}/{{number:int}}/conclusion",
    guards=[guard(Deed.EDIT)],
    status_code=200,
    responses=problems(404, 409, 413, 422),
    summary="Conclude a review, which schedules the next",
    opt={"body": Conclusion},
)
async def done(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> ReviewListed:
    """Conclude a review with an outcome."""
    values = without_unknown(await sent(request), tuple(Conclusion.model_fields))
    if wrong := {name: sentences.NOT_UNDERSTOOD for name, value in values.items() if not isinstance(value, str)}:
        raise Invalid(wrong)
    given = {name: value.replace("\0", "") for name, value in values.items()}
    await conclude(number, given, actor, now, today, law)
    return _answer(await find_review(number, actor))


def _answer(review: ReviewView) -> ReviewListed:
    return model_values(ReviewListed, asdict(review))


ROUTES: list[ControllerRouterHandler] = [several, one, done]
