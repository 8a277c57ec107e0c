"""What all resources of the API share: pages, versions, problems, and how a handler tells its description of them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from litestar import Response
from litestar.openapi.datastructures import ResponseSpec
from pydantic import BaseModel, ConfigDict

from accounts.actor import Actor
from accounts.errors import Conflict, Invalid, Overtaken, VersionNeeded
from accounts.events import N_
from accounts.numbers import row_number
from accounts.web import AnyRequest
from register import listing, sentences
from register.list_parts import Kind
from register.listing import ListQuery, Row
from register.lists import Page
from register.memo import Memo

PREFIX = "/api/v1"
MOST = 200
USUAL = 50
PROBLEM = "application/problem+json"
TOLD = {
    400: "The request cannot be read.",
    401: "No token, or one that has ended or was revoked.",
    403: "The token or the role does not cover this.",
    404: "There is no such thing, or it belongs to an organisation that is not open to the token.",
    409: "Not possible now: the time or the order is wrong.",
    412: "Somebody changed it since; the header ETag names the present version.",
    413: "What was sent is too large.",
    422: "Something has to be mended; `errors` has a sentence for each field.",
    428: "The header If-Match is missing.",
    429: "Too many requests; the header Retry-After says how many seconds to wait.",
}
NEEDED = N_("Send the header If-Match with the ETag of the version that you saw, so that no change of others is lost.")
PASSED = N_("Somebody changed this since you read it. Read it again and repeat your change.")
NO_OBJECT = N_("Send one JSON object.")
COUNTS = Memo()
Item = TypeVar("Item")
Model = TypeVar("Model", bound=BaseModel)


class Problem(BaseModel):
    """What went wrong (RFC 9457): `errors` has one sentence for each field, `reference` is for the administrator."""

    model_config = ConfigDict(extra="forbid")

    type: str
    title: str
    status: int
    detail: str
    reference: str
    errors: dict[str, str] | None = None


class Paged(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    page: int
    pages: int
    total: int


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """Return the description of the problems that a handler answers with, besides those that all do."""
    every = sorted({400, 401, 403, *statuses})
    return {
        status: ResponseSpec(Problem, generate_examples=False, media_type=PROBLEM, description=TOLD[status])
        for status in every
    }


def size_of(request: AnyRequest) -> int:
    """Return how many items a page is to hold: 1 to 200, or 50 where nothing that can be read is said."""
    given = row_number(str(request.query_params.get("size", ""))) or USUAL
    return min(given, MOST)


def page_of(request: AnyRequest, size: int, total: int) -> int:
    """Return which page is asked for, from 1; beyond the last it is the last."""
    given = row_number(str(request.query_params.get("page", ""))) or 1
    return max(1, min(given, -(-total // size)))


async def counted(key: Hashable, now: datetime, count: Callable[[], Awaitable[int]]) -> int:
    """Return how many rows a list has: counted for its first page, and remembered for the others until a change."""
    await COUNTS.refresh()
    return await COUNTS.get(key, now, count)


async def page_of_kind(kind: Kind, query: ListQuery, actor: Actor, now: datetime) -> Page[Row]:
    """Return one page of a list, counted once for all its pages."""
    total = await counted((kind.name, query.key(), actor.scope), now, lambda: listing.count(kind, query, actor))
    return await listing.page_of(kind, query, actor, total)


def paged(items: Iterable[Any], page: int, size: int, total: int) -> Paged[Any]:
    """Return one page of a list."""
    return Paged(items=list(items), page=page, pages=max(1, -(-total // size)), total=total)


async def sent(request: AnyRequest) -> dict[str, Any]:
    """Return the JSON object that was sent; raise `Invalid` for anything else."""
    try:
        value = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise Invalid({"": NO_OBJECT}) from error
    if not isinstance(value, dict):
        raise Invalid({"": NO_OBJECT})
    return value


def versioned(value: BaseModel, version: int, request: AnyRequest | None = None) -> Response[Any]:
    """Return something with its version; 304 for whoever has that one already."""
    tag = f'"{version}"'
    if request is not None and tag in _tags(request.headers.get("if-none-match", "")):
        return Response(None, status_code=304, headers={"etag": tag})
    return Response(value.model_dump(mode="json", warnings=False), headers={"etag": tag})


def created(value: BaseModel, number: int, version: int, path: str) -> Response[Any]:
    """Return what was created, where it is, and its version."""
    headers = {"location": f"{PREFIX}/{path}/{number}", "etag": f'"{version}"'}
    return Response(value.model_dump(mode="json", warnings=False), status_code=201, headers=headers)


def seen_version(request: AnyRequest) -> int:
    """Return the version that the program saw; raise `VersionNeeded` where it says none, `Overtaken` for no version."""
    given = request.headers.get("if-match", "")
    if not given:
        raise VersionNeeded(NEEDED)
    tags = _tags(given)
    number = row_number(tags[0].strip('"')) if len(tags) == 1 else None
    if number is None:
        raise Overtaken(PASSED)
    return number


async def changed(change: Awaitable[Any], present: int) -> None:
    """Do a change; raise `Overtaken` where another one came first. `present` is the version as it stood before."""
    try:
        await change
    except Conflict as conflict:
        if not conflict.current:
            raise
        raise Overtaken(PASSED, conflict.current.get("version", present)) from conflict


def model_values(model: type[Model], row: Mapping[str, Any], **more: Any) -> Model:
    """Return an answer from what is stored; nothing is checked or changed on the way out."""
    values = {**row, **more}
    return model.model_construct(**{name: values[name] for name in model.model_fields if name in values})


def without_unknown(values: Mapping[str, Any], allowed: Sequence[str]) -> dict[str, Any]:
    """Return the values; raise `Invalid` naming each field that is none."""
    strange = {name: sentences.UNKNOWN_FIELD for name in values if name not in allowed}
    if strange:
        raise Invalid(strange)
    return dict(values)


def _tags(header: str) -> list[str]:
    return [part.strip().removeprefix("W/") for part in header.split(",") if part.strip()]
