"""Findings: what is wrong, and their acceptance for a time."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime

from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler
from pydantic import ValidationError

from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.roles import Deed
from accounts.web import AnyRequest, guard
from app.api.basics import PREFIX, Paged, page_of_kind, paged, problems, sent, size_of, without_unknown
from app.api.shapes import Acceptance, FindingOut
from register import findings as verbs
from register import sentences
from register.list_kinds import FINDINGS
from register.pages.queries import list_query

PATH = f"{PREFIX}/findings"


@get(
    PATH,
    guards=[guard(Deed.READ)],
    responses=problems(),
    summary="List findings",
    opt={"filters": ("q", *(one.name for one in FINDINGS.narrows), "organisation", "sort", "order", "page", "size")},
)
async def several(
    request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Paged[FindingOut]:
    """Return findings: the open ones, unless `state` asks for others."""
    query = replace(list_query(request, FINDINGS), size=size_of(request))
    found = await page_of_kind(FINDINGS, query, actor, now)
    views = await verbs.find_findings([row["id"] for row in found.rows], actor)
    items = [FindingOut.model_construct(**asdict(view)) for view in views]
    return paged(items, found.page, found.size, found.total)


@get(f"{PATH}/{{number:int}}", guards=[guard(Deed.READ)], responses=problems(404), summary="Read one finding")
async def one(number: FromPath[int], actor: NamedDependency[Actor]) -> FindingOut:
    """Return a finding, in words."""
    return FindingOut.model_construct(**asdict(await verbs.find_finding(number, actor)))


@post(
    f"{PATH}/{{number:int}}/acceptance",
    guards=[guard(Deed.DECIDE)],
    status_code=200,
    responses=problems(404, 413, 422),
    summary="Accept a finding until a day, with the reason",
    opt={"body": Acceptance},
)
async def accept(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> FindingOut:
    """Accept a finding until a day; never for ever."""
    values = without_unknown(await sent(request), ("until", "why"))
    try:
        given = Acceptance.model_validate(values)
    except ValidationError as error:
        wrong = {str(one["loc"][0]): UNREADABLE[str(one["loc"][0])] for one in error.errors()}
        raise Invalid(wrong) from error
    await verbs.accept_finding(number, given.until, given.why, actor, now, today)
    return FindingOut.model_construct(**asdict(await verbs.find_finding(number, actor)))


@delete(
    f"{PATH}/{{number:int}}/acceptance",
    guards=[guard(Deed.DECIDE)],
    responses=problems(404),
    summary="Take the acceptance of a finding back",
)
async def reopen(number: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> None:
    """Open an accepted finding again; one that is open or resolved stays as it is."""
    await verbs.reopen(number, actor, now)


UNREADABLE = {"until": sentences.NO_DATE, "why": sentences.REASON_MISSING}
ROUTES: list[ControllerRouterHandler] = [several, one, accept, reopen]
