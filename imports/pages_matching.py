"""The pages on which a person says which sheets and columns of a file are read, and as what."""

from __future__ import annotations

import json
from collections.abc import Mapping

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import Conflict, Invalid
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, form_values, guard, render, see_other
from imports import pages_work
from imports.batches import batch_in_scope
from imports.matching import Choice, read_choice
from imports.matching_page import matching_page
from imports.tasks import BUSY

PATH = "/imports/{batch:int}/columns"


@get(PATH, guards=[guard(Deed.IMPORT)])
async def columns(request: AnyRequest, batch: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show each column of a file with the field that it is read as."""
    page = await matching_page(batch, actor)
    return render(request, "imports/columns.html", page) if page.planned else see_other(f"/imports/{batch}")


@post(PATH, guards=[guard(Deed.IMPORT)], status_code=303)
async def match_columns(request: AnyRequest, batch: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Read the file again as the form says, and lead back to what it would change."""
    values = await form_values(request)
    try:
        choice = await _choice(batch, values, actor)
    except Invalid as invalid:
        return await _refused(request, batch, actor, values, invalid.fields)
    outcome = await pages_work.ask(request, "match", batch, choice.as_json(), actor)
    if outcome is not None and outcome.kind == "invalid":
        return await _refused(request, batch, actor, values, outcome.fields)
    return see_other(f"/imports/{batch}")


async def _refused(
    request: AnyRequest, batch: int, actor: Actor, values: dict[str, str], errors: Mapping[str, str]
) -> Page:
    page = await matching_page(batch, actor, values, errors)
    return render(request, "imports/columns.html", page, status=422)


async def _choice(batch: int, values: dict[str, str], actor: Actor) -> Choice:
    row = await batch_in_scope(batch, actor, Deed.IMPORT)
    layout = json.loads(row["layout"])
    if "tables" not in layout:  # it is being read, or could not be
        raise Conflict(BUSY, current={"state": row["state"]})
    if values.get("do") == "reset":
        return Choice(forget=tuple(dict.fromkeys(table["digest"] for table in layout["tables"])))
    return read_choice(values, layout, json.loads(row["options"]))


ROUTES: list[ControllerRouterHandler] = [columns, match_columns]
