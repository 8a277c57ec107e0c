"""Vendors, engagements, locations and agreements: read, created and changed in one way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from litestar import Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler
from piccolo.table import Table
from pydantic import BaseModel

from accounts.actor import Actor
from accounts.roles import Deed
from accounts.web import AnyRequest, guard
from app.api.basics import (
    PREFIX,
    Paged,
    changed,
    created,
    model_values,
    page_of_kind,
    paged,
    problems,
    seen_version,
    sent,
    size_of,
    versioned,
)
from law.store import Law
from register.change import stored
from register.inputs import Input
from register.list_parts import Kind
from register.pages.queries import list_query
from register.reading import read

Seen = Callable[[int, Actor], Awaitable[Any]]
Update = Callable[[int, Mapping[str, Any], int, Actor, datetime, date, Law], Awaitable[None]]
Create = Callable[[dict[str, Any], Actor, datetime, date, Law], Awaitable[int]]
Remove = Callable[[int, int, Actor, datetime, date, Law], Awaitable[None]]


@dataclass(frozen=True)
class Entity:
    """One kind of thing: its address, its inputs and answer, its table, and the verbs that the pages use too."""

    name: str
    table: type[Table]
    model: type[Input]
    new: type[Input]
    out: type[BaseModel]
    seen: Seen
    create: Create
    update: Update
    kind: Kind | None = None
    remove: Remove | None = None

    @property
    def path(self) -> str:
        """Return the address of them all."""
        return f"{PREFIX}/{self.name}"

    def answer(self, row: Mapping[str, Any]) -> BaseModel:
        """Return the answer for a stored row."""
        return model_values(self.out, {**row, **stored(row, self.model)})


def routes_of(entity: Entity) -> list[ControllerRouterHandler]:
    """Return the handlers of one kind."""
    read_one = ResponseSpec(entity.out, generate_examples=False, description="It, as it is stored.")
    made = ResponseSpec(entity.out, generate_examples=False, description="It was created.")

    async def row_of(number: int, actor: Actor) -> dict[str, Any]:
        found = await entity.seen(number, actor)
        row: dict[str, Any] = found[0] if isinstance(found, tuple) else found
        return row

    @get(
        f"{entity.path}/{{number:int}}",
        guards=[guard(Deed.READ)],
        responses={200: read_one, 304: UNCHANGED, **problems(404)},
        summary=f"Read one of {entity.name}",
    )
    async def one(request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor]) -> Response[Any]:
        row = await row_of(number, actor)
        return versioned(entity.answer(row), row["version"], request)

    @post(
        entity.path,
        guards=[guard(Deed.EDIT)],
        responses={201: made, **problems(404, 409, 413, 422)},
        summary=f"Create one of {entity.name}",
        opt={"body": entity.new},
    )
    async def create(
        request: AnyRequest,
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
        today: NamedDependency[date],
        law: NamedDependency[Law],
    ) -> Response[Any]:
        number = await entity.create(await sent(request), actor, now, today, law)
        row = await row_of(number, actor)
        return created(entity.answer(row), number, row["version"], entity.name)

    @patch(
        f"{entity.path}/{{number:int}}",
        guards=[guard(Deed.EDIT)],
        responses={200: read_one, **problems(404, 409, 412, 413, 422, 428)},
        summary=f"Change the named fields of one of {entity.name}",
        opt={"body": entity.model, "partial": True, "if_match": True},
    )
    async def change(
        request: AnyRequest,
        number: FromPath[int],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
        today: NamedDependency[date],
        law: NamedDependency[Law],
    ) -> Response[Any]:
        row = await row_of(number, actor)
        version = seen_version(request)
        await changed(entity.update(number, await sent(request), version, actor, now, today, law), row["version"])
        row = await row_of(number, actor)
        return versioned(entity.answer(row), row["version"])

    found: list[ControllerRouterHandler] = [one, create, change]
    if entity.kind is not None:
        found.append(list_of(entity, entity.kind))
    if entity.remove is not None:
        found.append(removal_of(entity, entity.remove))
    return found


UNCHANGED = ResponseSpec(None, description="You have this version already.")


def list_of(entity: Entity, kind: Kind) -> ControllerRouterHandler:
    """Return the handler of a list."""
    page = ResponseSpec(Paged[entity.out], generate_examples=False, description="One page of them.")  # type: ignore[name-defined]

    @get(
        entity.path,
        guards=[guard(Deed.READ)],
        responses={200: page, **problems()},
        summary=f"List {entity.name}",
        opt={"filters": ("q", *(one.name for one in kind.narrows), "organisation", "sort", "order", "page", "size")},
    )
    async def several(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Paged[Any]:
        query = replace(list_query(request, kind), size=size_of(request))
        found = await page_of_kind(kind, query, actor, now)
        ids = [row["id"] for row in found.rows]
        key = entity.table._meta.primary_key
        rows = {row["id"]: row for row in await entity.table.select().where(key.is_in(ids or [0]))}
        return paged(
            (entity.answer(rows[number]) for number in ids if number in rows), found.page, found.size, found.total
        )

    return several


def removal_of(entity: Entity, remove: Remove) -> ControllerRouterHandler:
    """Return the handler of a removal."""

    @delete(
        f"{entity.path}/{{number:int}}",
        guards=[guard(Deed.EDIT)],
        responses=problems(404, 409, 412, 428),
        summary=f"Remove one of {entity.name}",
        opt={"if_match": True},
    )
    async def removal(
        request: AnyRequest,
        number: FromPath[int],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
        today: NamedDependency[date],
        law: NamedDependency[Law],
    ) -> None:
        found = await entity.seen(number, actor)
        row = found[0] if isinstance(found, tuple) else found
        await changed(remove(number, seen_version(request), actor, now, today, law), row["version"])

    return removal


def creating(model: type[Input], verb: Callable[..., Awaitable[int]]) -> Create:
    """Return how something is created from what was sent."""

    async def create(values: dict[str, Any], actor: Actor, now: datetime, today: date, law: Law) -> int:
        return await verb(read(model, values), actor, now, today, law)

    return create
