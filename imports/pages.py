"""The pages of the import: upload, check what will change, commit, look at what it did, undo."""

from __future__ import annotations

from datetime import date, datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts import recorded
from accounts.actor import Actor
from accounts.errors import Conflict, Invalid, NotFound
from accounts.i18n import gettext as _
from accounts.numbers import row_number
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, form_values, guard, render, see_other
from imports import batches, page_contexts, page_words, pages_matching, pages_origin, pages_rows, pages_work
from imports.plan_model import Decision
from imports.undo import Later
from imports.upload import receive
from law.store import Law
from register.subjects import named_by

PATH = "/imports"


@get(PATH, guards=[guard(Deed.READ)])
async def imports(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """Show all imports, the newest first."""
    page = await page_contexts.list_page(actor, request.query_params.get("page"))
    return render(request, "imports/list.html", page)


@get(f"{PATH}/new", guards=[guard(Deed.IMPORT)])
async def new_import(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """Show the form for a file."""
    return render(request, "imports/new.html", await page_contexts.new_page(request, actor))


@post(PATH, guards=[guard(Deed.IMPORT)], status_code=303)
async def upload(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """Take a file, begin to read it, and lead on to what it would change."""
    try:
        batch = await receive(request, actor)
    except Invalid as invalid:
        page = await page_contexts.new_page(request, actor, await form_values(request), invalid.fields)
        return render(request, "imports/new.html", page, status=422)
    on = "/columns" if await pages_work.names_nobody(batch) else ""
    return see_other(f"{PATH}/{batch}{on}")


@get(f"{PATH}/{{batch:int}}", guards=[guard(Deed.READ)])
async def one_import(
    request: AnyRequest,
    batch: FromPath[int],
    actor: NamedDependency[Actor],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Show what an import would do, or did; while somebody is at it, how far that has come."""
    if (working := await pages_work.working(request, batch, actor)) is not None:
        return working
    told = await pages_work.told_last(batch)
    page = await page_contexts.review_page(batch, actor, request.query_params, law=law, today=today, **told)
    return render(request, "imports/review.html", page)


@post(f"{PATH}/{{batch:int}}/answers", guards=[guard(Deed.IMPORT)], status_code=303)
async def answer(request: AnyRequest, batch: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Keep what the person said about a row."""
    values = await form_values(request)
    where = (values.get("sheet", ""), _number(values, "row") or 0, _number(values, "column"))
    decision = _decision(values.get("answer", ""))
    said = [decision.kind, decision.vendor_id] if decision else None
    await pages_work.ask(request, "answer", batch, {"where": where, "answer": said}, actor)
    return see_other(f"{PATH}/{batch}?{_show(values)}#rows")


@post(f"{PATH}/{{batch:int}}/commit", guards=[guard(Deed.IMPORT)], status_code=303)
async def commit(request: AnyRequest, batch: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Do what the person saw, or tell that the register has moved on."""
    values = await form_values(request)
    expected = {name: _number(values, name) or 0 for name in ("create", "update")}
    await pages_work.ask(request, "commit", batch, {"expected": expected}, actor)
    return see_other(f"{PATH}/{batch}")


@post(f"{PATH}/{{batch:int}}/leave", guards=[guard(Deed.IMPORT)], status_code=303)
async def leave(
    request: AnyRequest, batch: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Leave an import without doing it."""
    try:
        await batches.leave(batch, actor, now)
    except Conflict as conflict:
        flash(request, _(str(conflict)))
        return see_other(f"{PATH}/{batch}")
    flash(request, _("The import was left. Nothing in the register was changed."))
    return see_other(PATH)


@post(f"{PATH}/{{batch:int}}/undo", guards=[guard(Deed.IMPORT)], status_code=303)
async def undo(
    request: AnyRequest,
    batch: FromPath[int],
    actor: NamedDependency[Actor],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Undo an import, or name what would be lost."""
    outcome = await pages_work.ask(request, "undo", batch, {}, actor, quiet=True)
    if outcome is not None and outcome.kind != "done":
        later = [Later(*one) for one in outcome.later]
        page = await page_contexts.review_page(
            batch, actor, {}, law=law, today=today, later=later, told=outcome.sentence
        )
        return render(request, "imports/review.html", page, status=409)
    return see_other(f"{PATH}/{batch}")


def _decision(said: str) -> Decision | None:
    """Return the answer that a button carries: new, take, skip, vendor:7; nothing takes an answer back."""
    kind, _colon, number = said.partition(":")
    vendor = row_number(number)
    if kind == "vendor" and vendor is not None:
        return Decision("vendor", vendor)
    if kind == "new":
        return Decision("new")
    if kind == "take":
        return Decision("take")
    if kind == "skip":
        return Decision("skip")
    if kind == "back":
        return None
    raise NotFound(_("There is no such answer. Go back and use the buttons of the row."))


def _number(values: dict[str, str], name: str) -> int | None:
    return row_number(values.get(name, ""))


def _show(values: dict[str, str]) -> str:
    show = values.get("show", "")
    return f"show={show}" if show.replace("-", "").isalpha() else ""


recorded.learn(page_words.COUNTED, {}, names={"import": named_by("import_batch", "file_name")})

ROUTES: list[ControllerRouterHandler] = [
    *(imports, new_import, upload, one_import, answer, commit, leave, undo),
    *pages_matching.ROUTES,
    *pages_origin.ROUTES,
    *pages_rows.ROUTES,
    *pages_work.ROUTES,
]
