"""Import a vendor's own list of sub-processors: what differs becomes an announced change."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.events import N_
from accounts.i18n import gettext as _
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, form_values, guard, render, see_other
from imports import layouts, store
from imports.away import understand_apart
from imports.model import Limits, Options, Refused, Understood
from imports.reader_words import say
from imports.subprocessor_list import changes_of
from imports.upload import MEGABYTE, TOO_LARGE
from law.store import Law
from register.naming import engagement_names
from register.pages.new_notice import chosen, labels, notice_of, organisations_of
from register.pages.words import Options as Choices
from register.scope import vendor_in_scope
from register.subprocessors import announce, days_to_object, works_for

PATH = "/vendors/{number:int}/subprocessor-list"
NO_FILE = N_("Choose a file: the list of sub-processors that the vendor publishes or sent.")
NO_ROWS = N_("No sub-processor was found in this file. Choose the sheet with the list, and save only that.")
SAME = N_("The list says what is recorded already: nothing is new, gone or changed.")


@dataclass(frozen=True)
class ListPage:
    """What the form shows."""

    vendor: int
    vendor_name: str
    organisations: Choices
    engagements: Choices
    given: Mapping[str, str]
    errors: Mapping[str, str]
    labels: Mapping[str, str]
    megabytes: int


@get(PATH, guards=[guard(Deed.IMPORT)])
async def new_list(
    request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor], today: NamedDependency[date]
) -> Page:
    """Show the form for a list, with the days to object where a signed agreement says them."""
    mine = await organisations_of(number, actor)
    days = await days_to_object(number, mine[0][0]) if len(mine) == 1 else None
    given = {"received_on": today.isoformat(), "days": "" if days is None else str(days)}
    return await page(request, number, actor, given, {})


@post(PATH, guards=[guard(Deed.IMPORT)], status_code=303)
async def take_list(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Understand a list, compare it with what is recorded, and record what differs as announced."""
    await vendor_in_scope(number, actor, Deed.IMPORT)
    given = await form_values(request)
    mine = await organisations_of(number, actor)
    try:
        organisation = chosen(given.get("organisation", ""), mine)
        data = notice_of(given, number, organisation)
        if data.days is None and len(mine) > 1:
            data = data.model_copy(update={"days": await days_to_object(number, organisation)})
        name, digest, understood = await read_file(request, organisation)
        changes = await changes_of(understood, number, organisation, actor)
        if not changes:
            flash(request, _(SAME))
            return see_other(f"/vendors/{number}#announced")
        named = data.model_copy(update={"source": name})
        new = await announce(named, changes, digest=digest, actor=actor, now=now, today=today, law=law)
    except Invalid as problem:
        errors = {field: _(text) for field, text in problem.fields.items()}
        return await page(request, number, actor, given, errors, 422)
    flash(request, _("The list is compared with what is recorded. Nothing is changed until somebody accepts it."))
    return see_other(f"/notices/{new}")


async def read_file(request: AnyRequest, organisation: int) -> tuple[str, str, Understood]:
    """Return the name and the digest of the file that came with a form, and what was understood of it."""
    settings = request.app.state.settings
    coming = (await request.form()).get("file")
    if not isinstance(coming, UploadFile) or not coming.filename:
        raise Invalid({"file": NO_FILE})
    options = Options(
        layouts=await layouts.remembered(organisation), limits=Limits(bytes=settings.upload_megabytes * MEGABYTE)
    )
    with tempfile.TemporaryDirectory(dir=store.uploads(settings.data), prefix="coming-") as here:
        file = Path(here) / "file"
        size = await asyncio.to_thread(_copy, coming.file, file)
        if size > settings.upload_megabytes * MEGABYTE:
            raise Invalid({"file": _(TOO_LARGE, most=settings.upload_megabytes)})
        try:
            understood = await understand_apart(file.absolute(), options)
        except Refused as refused:
            raise Invalid({"file": say(str(refused))}) from refused
        if not understood.vendors:
            raise Invalid({"file": NO_ROWS})
        digest = await asyncio.to_thread(store.keep, file, settings.data)
    return store.clean_name(coming.filename), digest, understood


async def page(
    request: AnyRequest,
    number: int,
    actor: Actor,
    given: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
) -> Page:
    """Return the form as a page."""
    row = await vendor_in_scope(number, actor, Deed.IMPORT)
    mine = await organisations_of(number, actor)
    works: Choices = []
    for organisation, name in mine:
        end = f" ({name})" if len(mine) > 1 else ""
        names = await engagement_names(one for one, _service in await works_for(number, organisation))
        works += [(str(one), name + end) for one, name in names.items()]
    context = ListPage(
        vendor=number,
        vendor_name=row["name"],
        organisations=[(str(one), name) for one, name in mine],
        engagements=works,
        given=given,
        errors=errors,
        labels={**labels(), "file": _("The vendor's list")},
        megabytes=request.app.state.settings.upload_megabytes,
    )
    return render(request, "imports/subprocessor_list.html", context, status)


def _copy(coming: Any, file: Path) -> int:
    coming.seek(0)
    file.write_bytes(coming.read())
    return file.stat().st_size


ROUTES: list[ControllerRouterHandler] = [new_list, take_list]
