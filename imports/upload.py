"""A file comes in by the web: checked, understood, kept and turned into a plan."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Mapping
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
from imports import incoming, store
from imports.outcomes import NO_ROOM, Outcome, is_full
from imports.reader_words import say_outcome
from imports.workshop import Workshop
from register.organisations import list_organisations

MEGABYTE = 1024 * 1024
NO_FILE = N_("Choose a file: the spreadsheet with your vendors.")
NO_ORGANISATION = N_("Choose the organisation whose list this is: its register is the one that changes.")
TOO_LARGE = N_(
    "This file is larger than %(most)s MB. Save only the sheet with the vendors in a new workbook, and upload that."
)


async def receive(request: AnyRequest, actor: Actor) -> int:
    """Take the file of a form, begin to read it and return the number of its import.

    Raises `Invalid` with a sentence for each field; a file that is refused at once leaves nothing behind.
    """
    settings = request.app.state.settings
    try:
        file, organisation = await _kept(request, actor)
        batch, outcome = await _begin(request, file, organisation, actor)
        if outcome is None or outcome.kind == "done":
            return batch
        if await incoming.forget(batch, file.digest):
            (store.uploads(settings.data) / file.digest).unlink(missing_ok=True)
    except Exception as error:
        if is_full(error):
            raise Invalid({"file": _(NO_ROOM)}) from error
        raise
    raise Invalid({"file": say_outcome(outcome.sentence)})


async def _kept(request: AnyRequest, actor: Actor) -> tuple[store.File, int]:
    """Return the file of a form, kept, and the organisation whose list it is."""
    settings = request.app.state.settings
    form = await request.form()
    coming = form.get("file")
    organisation = await _organisation(await form_values(request), actor)
    errors = {} if organisation else {"organisation": _(NO_ORGANISATION)}
    if not isinstance(coming, UploadFile) or not coming.filename:
        raise Invalid({"file": _(NO_FILE), **errors})
    with tempfile.TemporaryDirectory(dir=store.uploads(settings.data), prefix="coming-") as here:
        path = Path(here) / "file"
        size = await asyncio.to_thread(_copy, coming.file, path)
        if size > settings.upload_megabytes * MEGABYTE:
            errors["file"] = _(TOO_LARGE, most=settings.upload_megabytes)
        if errors or organisation is None:
            raise Invalid(errors)
        digest = await asyncio.to_thread(store.keep, path, settings.data)
    return store.File(store.clean_name(coming.filename), digest, size), organisation


async def _begin(request: AnyRequest, file: store.File, organisation: int, actor: Actor) -> tuple[int, Outcome | None]:
    """Begin to read a kept file; where not even that can be, as on a full disk, the file goes again."""
    workshop: Workshop = request.app.state.workshop
    try:
        return await workshop.read(file, organisation, actor)
    except Exception:
        await incoming.let_go(file.digest, request.app.state.settings.data)
        raise


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
