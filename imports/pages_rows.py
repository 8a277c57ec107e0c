"""What a person says of single rows of an import, as its page sends it."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import urlencode

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import Conflict
from accounts.i18n import gettext as _
from accounts.numbers import row_number
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, form_values, guard, render, see_other
from imports import pages_work
from imports.corrections import FIELDS
from imports.held_rows import go_on
from imports.page_contexts import review_page
from imports.row_answers import say_vendor
from imports.row_forms import anchor_of, row_key
from imports.row_pages import page_of
from law.store import Law

PATH = "/imports/{batch:int}/corrections"


@post(PATH, guards=[guard(Deed.IMPORT)], status_code=303)
async def correct(
    request: AnyRequest,
    batch: FromPath[int],
    actor: NamedDependency[Actor],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Keep what should have been read in a row, and lead back to it."""
    values = await form_values(request)
    where = (values.get("sheet", ""), row_number(values.get("row", "")) or 0, row_number(values.get("column", "")))
    shown = {name: values[name] for name in ("show", "page") if values.get(name)}
    given = {name: values[name] for name in FIELDS if name in values}
    field, _equals, text = values.get("set", "").partition("=")
    if field in FIELDS:
        given = {field: text}
    alike = values.get("alike", "")
    said = {"where": where, "alike": alike, "given": None if values.get("do") == "back" else given}
    outcome = await pages_work.ask(request, "correct", batch, said, actor)
    if outcome is not None and outcome.kind == "invalid":
        asked = {**shown, "correct": row_key(*where)}
        page = await review_page(batch, actor, asked, law=law, today=today, typed=given, errors=outcome.fields)
        return render(request, "imports/review.html", page, status=422)
    query = f"?{urlencode(shown)}" if shown else ""
    return see_other(f"/imports/{batch}{query}#{anchor_of(*where)}")


@post("/imports/{batch:int}/vendors", guards=[guard(Deed.IMPORT)], status_code=303)
async def take_row(request: AnyRequest, batch: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Read a row that was skipped as a vendor and lead to its form, or skip a row that somebody took so."""
    values = await form_values(request)
    sheet, row = values.get("sheet", ""), row_number(values.get("row", "")) or 0
    taken = values.get("do") != "back"
    choice = await say_vendor(batch, sheet, row, actor, a_vendor=taken)
    outcome = await pages_work.ask(request, "match", batch, choice.as_json(), actor)
    if outcome is not None and outcome.kind == "invalid":
        flash(request, " ".join(outcome.fields.values()))
    asked = {"correct": row_key(sheet, row, None)} if taken else {"show": "skip"}
    if page := await page_of(batch, asked.get("show", ""), sheet, row):
        asked["page"] = str(page)
    return see_other(f"/imports/{batch}?{urlencode(asked)}#{anchor_of(sheet, row, None)}")


@post("/imports/{batch:int}/held", guards=[guard(Deed.IMPORT)], status_code=303)
async def answer_held(
    request: AnyRequest, batch: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Take the rows that were held back into an import of their own, and lead to it."""
    try:
        batch = await go_on(batch, actor, now)
    except Conflict as conflict:
        flash(request, _(str(conflict)))
    return see_other(f"/imports/{batch}")


ROUTES: list[ControllerRouterHandler] = [correct, take_row, answer_held]
