"""Imports of lists: upload, look at what would change, commit, leave, undo."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import Conflict, Invalid, NotFound
from accounts.roles import Deed
from accounts.web import AnyRequest, guard
from app.api.basics import PREFIX, Paged, model_values, page_of, paged, problems, sent, size_of, without_unknown
from app.api.shapes import Expected, ImportOut, ImportRowOut
from imports import batches
from imports.pages_work import workshop_of
from imports.tables import ImportBatch, ImportRow
from imports.upload import receive
from register import sentences

PATH = f"{PREFIX}/imports"
FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "XLSX, XLS, ODS, CSV or TSV."},
        "organisation": {"type": "string", "description": "Number of the organisation whose list this is."},
    },
}
TAKEN = ResponseSpec(ImportOut, generate_examples=False, description="It is read, or being read: ask for it again.")


@get(
    PATH,
    guards=[guard(Deed.READ)],
    responses=problems(),
    summary="List imports, the newest first",
    opt={"filters": ("page", "size")},
)
async def several(request: AnyRequest, actor: NamedDependency[Actor]) -> Paged[ImportOut]:
    """Return imports and what became of them."""
    mine = ImportBatch.id > 0
    if actor.scope is not None:
        mine = ImportBatch.organisation.is_in(sorted(actor.scope) or [0])
    total, size = await ImportBatch.count().where(mine), size_of(request)
    page = page_of(request, size, total)
    newest = ImportBatch.select().where(mine).order_by(ImportBatch.id, ascending=False)
    rows = await newest.limit(size).offset((page - 1) * size)
    return paged([_answer(row) for row in rows], page, size, total)


@post(
    PATH,
    guards=[guard(Deed.IMPORT)],
    status_code=202,
    responses={202: TAKEN, **problems(404, 413, 422)},
    summary="Upload a list",
    opt={"upload": FORM},
)
async def upload(request: AnyRequest, actor: NamedDependency[Actor]) -> Response[Any]:
    """Take a list and begin to read it; nothing in the register changes before it is committed."""
    batch = await receive(request, actor)
    present = (await _present(request, batch, actor)).model_dump(mode="json", warnings=False)
    return Response(present, status_code=202, headers={"location": f"{PATH}/{batch}"})


@get(f"{PATH}/{{batch:int}}", guards=[guard(Deed.READ)], responses=problems(404), summary="Read one import")
async def one(request: AnyRequest, batch: FromPath[int], actor: NamedDependency[Actor]) -> ImportOut:
    """Return an import, with how far the work has come while it lasts."""
    return await _present(request, batch, actor)


@get(
    f"{PATH}/{{batch:int}}/rows",
    guards=[guard(Deed.READ)],
    responses=problems(404),
    summary="List the rows of an import",
    opt={"filters": ("action", "page", "size")},
)
async def rows(request: AnyRequest, batch: FromPath[int], actor: NamedDependency[Actor]) -> Paged[ImportRowOut]:
    """Return rows in their order: every raw cell and what the row does."""
    await batches.batch_in_scope(batch, actor)
    wanted: Any = ImportRow.batch == batch
    if action := str(request.query_params.get("action", ""))[:20].replace("\0", ""):
        wanted = wanted & (ImportRow.action == action)
    total, size = await ImportRow.count().where(wanted), size_of(request)
    page = page_of(request, size, total)
    found = await ImportRow.select().where(wanted).order_by(ImportRow.id).limit(size).offset((page - 1) * size)
    items = [
        model_values(
            ImportRowOut, row, cells=_json(row["cells"]), problems=_json(row["problems"]), vendor=row["vendor_id"]
        )
        for row in found
    ]
    return paged(items, page, size, total)


@post(
    f"{PATH}/{{batch:int}}/commit",
    guards=[guard(Deed.IMPORT)],
    status_code=202,
    responses={202: TAKEN, **problems(404, 409, 413, 422)},
    summary="Commit an import",
    opt={"body": Expected},
)
async def commit(request: AnyRequest, batch: FromPath[int], actor: NamedDependency[Actor]) -> Response[Any]:
    """Do what the import proposes, if it still creates and changes as many as the program expects."""
    values = without_unknown(await sent(request), ("create", "update"))
    wrong = {name: sentences.NO_NUMBER for name in ("create", "update") if not _is_count(values.get(name))}
    if wrong:
        raise Invalid(wrong)
    return await _work(request, "commit", batch, {"expected": values}, actor)


@post(
    f"{PATH}/{{batch:int}}/leave",
    guards=[guard(Deed.IMPORT)],
    status_code=200,
    responses=problems(404, 409),
    summary="Leave an import without doing it",
)
async def leave(
    request: AnyRequest, batch: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> ImportOut:
    """Leave an import; nothing in the register changes."""
    await batches.leave(batch, actor, now)
    return await _present(request, batch, actor)


@post(
    f"{PATH}/{{batch:int}}/undo",
    guards=[guard(Deed.IMPORT)],
    status_code=202,
    responses={202: TAKEN, **problems(404, 409)},
    summary="Undo an import",
)
async def undo(request: AnyRequest, batch: FromPath[int], actor: NamedDependency[Actor]) -> Response[Any]:
    """Restore what stood before, unless a later change would be lost."""
    return await _work(request, "undo", batch, {}, actor)


async def _work(request: AnyRequest, kind: str, batch: int, payload: Mapping[str, Any], actor: Actor) -> Response[Any]:
    await batches.batch_in_scope(batch, actor, Deed.IMPORT)
    outcome = await workshop_of(request).ask(kind, batch, payload, actor)
    if outcome is not None and outcome.kind == "missing":
        raise NotFound(outcome.sentence)
    if outcome is not None and outcome.kind != "done":
        raise Conflict(outcome.sentence)
    present = (await _present(request, batch, actor)).model_dump(mode="json", warnings=False)
    return Response(present, status_code=202)


async def _present(request: AnyRequest, batch: int, actor: Actor) -> ImportOut:
    running = await workshop_of(request).progress(batch)
    row = await batches.batch_in_scope(batch, actor)
    return _answer(row, {"step": running.step, "done": running.done, "total": running.total} if running else None)


def _answer(row: Mapping[str, Any], working: dict[str, Any] | None = None) -> ImportOut:
    return model_values(ImportOut, row, counts=_json(row["counts"]), working=working)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


ROUTES: list[ControllerRouterHandler] = [several, upload, one, rows, commit, leave, undo]
