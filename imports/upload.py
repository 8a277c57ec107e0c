"""A file comes in by the web: checked, understood, kept and turned into a plan."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from litestar.datastructures import UploadFile

from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.events import N_
from accounts.i18n import gettext as _
from accounts.numbers import row_number
from accounts.roles import Deed, narrowed
from accounts.web import AnyRequest, form_values
from imports import batches, layouts, store
from imports.away import understand_away
from imports.model import Limits, Options, Refused
from register.organisations import list_organisations

MEGABYTE = 1024 * 1024
NO_FILE = N_("Choose a file: the spreadsheet with your vendors.")
NO_ORGANISATION = N_("Choose the organisation whose list this is: its register is the one that changes.")
TOO_LARGE = N_(
    "This file is larger than %(most)s MB. Save only the sheet with the vendors in a new workbook, and upload that."
)


async def receive(request: AnyRequest, actor: Actor, now: datetime) -> int:
    """Return the number of the import that a form started; raise `Invalid` with a sentence for each field."""
    settings = request.app.state.settings
    form = await request.form()
    coming = form.get("file")
    organisation = await _organisation(await form_values(request), actor)
    errors = {} if organisation else {"organisation": _(NO_ORGANISATION)}
    if not isinstance(coming, UploadFile) or not coming.filename:
        raise Invalid({"file": _(NO_FILE), **errors})
    name = clean_name(coming.filename)
    folder = store.uploads(settings.data)
    with tempfile.TemporaryDirectory(dir=folder, prefix="coming-") as here:
        file = Path(here) / "file"
        size = await asyncio.to_thread(_copy, coming.file, file)
        if size > settings.upload_megabytes * MEGABYTE:
            errors["file"] = _(TOO_LARGE, most=settings.upload_megabytes)
        if errors or organisation is None:
            raise Invalid(errors)
        known = await layouts.remembered(organisation)
        options = Options(layouts=known, limits=limits_of(request))
        try:
            understood = await asyncio.to_thread(understand_away, file, options)
        except Refused as refused:
            raise Invalid({"file": str(refused)}) from refused
        digest = await asyncio.to_thread(store.keep, file, settings.data)
    kept = store.File(name, digest, size)
    return await batches.propose(kept, understood, organisation, options={}, actor=actor, now=now)


def limits_of(request: AnyRequest) -> Limits:
    """Return how much a file that comes in by the web may ask of the machine."""
    return Limits(bytes=request.app.state.settings.upload_megabytes * MEGABYTE)


def clean_name(name: str) -> str:
    """Return the name of a file without folders and signs that do not print."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable())[-200:] or "file"


async def _organisation(values: Mapping[str, str], actor: Actor) -> int | None:
    """Return the organisation that was chosen, or the only one that is open to the actor."""
    ours = [row["id"] for row in await list_organisations(narrowed(actor, Deed.IMPORT))]
    chosen = values.get("organisation", "")
    number = row_number(chosen)
    if number is not None and number in ours:
        return number
    return ours[0] if len(ours) == 1 and not chosen else None


def _copy(coming: Any, file: Path) -> int:
    coming.seek(0)
    with file.open("wb") as target:
        shutil.copyfileobj(coming, target)
    return file.stat().st_size
