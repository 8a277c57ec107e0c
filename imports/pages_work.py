"""The pages that show how far long work on an import has come, and stop it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import Conflict, NotFound
from accounts.i18n import gettext as _
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, guard, render, see_other
from imports import tasks
from imports.batches import batch_in_scope
from imports.outcomes import Outcome, outcome_from
from imports.plan_model import ACTIONS
from imports.reader_words import say_outcome
from imports.tables import ImportBatch
from imports.undo import Later
from imports.work_page import done_word, refused_page, work_page
from imports.workshop import Workshop

PATH = "/imports/{batch:int}"


def workshop_of(request: AnyRequest) -> Workshop:
    """Return where long work is done."""
    found: Workshop = request.app.state.workshop
    return found


async def ask(
    request: AnyRequest, kind: str, batch: int, payload: Mapping[str, Any], actor: Actor, *, quiet: bool = False
) -> Outcome | None:
    """Begin work on an import and return what came of it, or None where the page of the import will tell.

    What came of it is said on the next page, but for what belongs to fields of a form; `quiet` leaves refusals to the
    caller.
    """
    try:
        outcome = await workshop_of(request).ask(kind, batch, payload, actor)
    except Conflict as conflict:
        flash(request, _(str(conflict)))
        return None
    if outcome is None:
        return None
    if outcome.kind == "missing":
        raise NotFound(outcome.sentence)
    if outcome.kind == "done":
        _say_done(request, kind, outcome)
    elif outcome.kind != "invalid" and not quiet:
        flash(request, say_outcome(outcome.sentence))
    return outcome


async def working(request: AnyRequest, batch: int, actor: Actor) -> Page | None:
    """Return the page of an import that somebody is at, or whose file could not be read; else None."""
    row = await batch_in_scope(batch, actor)
    running = await workshop_of(request).progress(batch)
    if running is not None:
        return render(request, "imports/working.html", await work_page(row, running, actor))
    row = await batch_in_scope(batch, actor)
    if row["state"] in {"reading", "refused"}:
        return render(request, "imports/refused.html", await refused_page(row, actor))
    return None


async def told_last(batch: int) -> dict[str, Any]:
    """Return what is still to be told of the last work on an import, as its page takes it."""
    row = await tasks.last_of(batch)
    if row is None or row["state"] not in {"failed", "stopped", "refused"}:
        return {}
    outcome = outcome_from(json.loads(row["outcome"]))
    later = [Later(*one) for one in outcome.later]
    return {"told": outcome.sentence, "later": later, "asked_for": outcome.kind == "stopped"}


async def names_nobody(batch: int) -> bool:
    """Return whether a file was read and no column of it is known to name the vendor, so that a person has to say."""
    row = (await ImportBatch.select(ImportBatch.state, ImportBatch.counts).where(ImportBatch.id == batch))[0]
    counts = json.loads(row["counts"])
    return row["state"] == "planned" and not any(counts.get(kind) for kind in ACTIONS if kind != "skip")


@get(f"{PATH}/progress", guards=[guard(Deed.READ)])
async def progress(request: AnyRequest, batch: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show how far the work has come; where it has ended, lead to what came of it."""
    row = await batch_in_scope(batch, actor)
    running = await workshop_of(request).progress(batch)
    if running is not None and request.headers.get("hx-request"):
        return render(request, "imports/progress.html", await work_page(row, running, actor))
    if not request.headers.get("hx-request"):
        return see_other(f"/imports/{batch}")
    last = await tasks.last_of(batch)
    if last is not None and last["state"] == "done":
        _say_done(request, last["kind"], outcome_from(json.loads(last["outcome"])))
    return Response(b"", headers={"hx-redirect": f"/imports/{batch}"})


@post(f"{PATH}/stop", guards=[guard(Deed.IMPORT)], status_code=303)
async def stop(request: AnyRequest, batch: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Stop the work on an import."""
    await batch_in_scope(batch, actor, Deed.IMPORT)
    await workshop_of(request).stop(batch)
    return see_other(f"/imports/{batch}")


def _say_done(request: AnyRequest, kind: str, outcome: Outcome) -> None:
    if word := done_word(kind, outcome):
        flash(request, word)


ROUTES: list[ControllerRouterHandler] = [progress, stop]
