"""Documents of a vendor: upload, download, change until when one holds, take it away and bring it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import File

from accounts.actor import Actor
from accounts.errors import DomainError, Invalid
from accounts.events import N_
from accounts.i18n import gettext as _
from accounts.numbers import row_number
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, guard, render, see_other
from register import sentences, words
from register.archive import MEGABYTE, TOO_LARGE, Archive
from register.documents import (
    KEPT_DAYS,
    change_document,
    document_in_scope,
    find_document,
    keep_document,
    remove_document,
    restore_document,
)
from register.filetypes import ACCEPT
from register.organisations import list_organisations
from register.pages.forms import TEXT, Form, Typed, again, begin, typed
from register.pages.words import Options, options
from register.scope import chosen_organisation, vendor_in_scope

SPEC = dict.fromkeys(("organisation", "kind", "expires_on"), TEXT)
NO_FILE = N_("Choose a file: the document as you have it, best as PDF.")


@dataclass(frozen=True)
class DocumentFormPage:
    """What the form of a document shows; `number` is 0 for a new one."""

    number: int
    name: str
    vendor: int
    vendor_name: str
    form: Form
    kinds: Options
    organisations: Options
    accept: str
    megabytes: int
    days: int


@get("/documents/{number:int}", guards=[guard(Deed.READ)])
async def document(request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor]) -> File:
    """Send a document as it came, to be saved and never shown by the browser as a page."""
    kept = await find_document(number, archive_of(request), actor)
    return File(
        kept.file,
        filename=kept.name,
        media_type=kept.media_type,
        content_disposition_type="attachment",
        headers={
            "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
            "x-content-type-options": "nosniff",
        },
    )


@get("/vendors/{vendor:int}/documents/new", guards=[guard(Deed.EDIT)])
async def new_document(request: AnyRequest, vendor: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show the empty form."""
    row = await vendor_in_scope(vendor, actor, Deed.EDIT)
    return await page(request, actor, row, None, begin({}, labels()))


@post("/vendors/{vendor:int}/documents", guards=[guard(Deed.EDIT)])
async def add_document(
    request: AnyRequest, vendor: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Keep the file, or show the form again."""
    row = await vendor_in_scope(vendor, actor, Deed.EDIT)
    given = await typed(request, SPEC)
    archive = archive_of(request)
    try:
        values = await understood(given, actor)
        coming = (await request.form()).get("file")
        if not isinstance(coming, UploadFile) or not coming.filename:
            raise Invalid({"file": NO_FILE})
        number = await keep_document(
            await taken(coming, archive),
            archive=archive,
            name=coming.filename,
            vendor=vendor,
            actor=actor,
            now=now,
            **values,
        )
    except DomainError as problem:
        form = again(given, problem, SPEC, labels())
        return await page(request, actor, row, None, form, form.status)
    flash(request, _("The document is kept."))
    return see_other(f"/vendors/{vendor}#document-{number}")


@get("/documents/{number:int}/edit", guards=[guard(Deed.EDIT)])
async def edit_document(request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show the form with what is recorded."""
    row = await document_in_scope(number, actor, Deed.EDIT)
    vendor = await vendor_in_scope(row["vendor"] or 0, actor)
    values = {"kind": row["kind"], "expires_on": row["expires_on"].isoformat() if row["expires_on"] else ""}
    return await page(request, actor, vendor, row, begin(dict(values), labels()))


@post("/documents/{number:int}", guards=[guard(Deed.EDIT)])
async def save_document(
    request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Write what a document is and until when it holds."""
    row = await document_in_scope(number, actor, Deed.EDIT)
    vendor = await vendor_in_scope(row["vendor"] or 0, actor)
    given = await typed(request, SPEC)
    try:
        await change_document(
            number,
            kind=str(given.values["kind"]),
            expires_on=day_of(str(given.values["expires_on"])),
            actor=actor,
            now=now,
        )
    except DomainError as problem:
        form = again(given, problem, SPEC, labels())
        return await page(request, actor, vendor, row, form, form.status)
    flash(request, _("The document is saved."))
    return see_other(f"/vendors/{vendor['id']}#document-{number}")


@post("/documents/{number:int}/removal", guards=[guard(Deed.EDIT)])
async def remove(
    request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Take a document away."""
    row = await remove_document(number, actor, now)
    flash(
        request,
        _("“%(name)s” is removed. For %(days)s days it can be brought back here.", name=row["name"], days=KEPT_DAYS),
    )
    return see_other(f"/vendors/{row['vendor']}#documents")


@post("/documents/{number:int}/removal/undo", guards=[guard(Deed.EDIT)])
async def restore(
    request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Bring a document back."""
    row = await restore_document(number, archive_of(request), actor, now)
    flash(request, _("“%(name)s” is back.", name=row["name"]))
    return see_other(f"/vendors/{row['vendor']}#document-{number}")


def archive_of(request: AnyRequest) -> Archive:
    """Return where this installation keeps its documents."""
    settings = request.app.state.settings
    return Archive(settings.data / "documents", settings.document_megabytes, settings.scanner)


async def taken(coming: UploadFile, archive: Archive) -> bytes:
    """Return what was uploaded; raise `accounts.errors.Invalid` where it is too large."""
    whole = await coming.read(archive.megabytes * MEGABYTE + 1)
    if len(whole) > archive.megabytes * MEGABYTE:
        raise Invalid({"file": TOO_LARGE})
    return whole


async def understood(given: Typed, actor: Actor) -> dict[str, Any]:
    """Return what the form says beside the file; raise `accounts.errors.Invalid` with all wrong fields at once."""
    values: dict[str, Any] = {"kind": str(given.values["kind"])}
    errors: dict[str, str] = {}
    try:
        values["expires_on"] = day_of(str(given.values["expires_on"]))
    except Invalid as problem:
        errors |= problem.fields
    try:
        values["organisation"] = await chosen_organisation(row_number(str(given.values["organisation"])), actor)
    except Invalid as problem:
        errors |= problem.fields
    if errors:
        raise Invalid(errors)
    return values


def day_of(text: str) -> date | None:
    """Return the day that was typed, or None; raise `accounts.errors.Invalid` for what is no day."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise Invalid({"expires_on": sentences.NO_DATE}) from error


async def page(
    request: AnyRequest,
    actor: Actor,
    vendor: Mapping[str, Any],
    row: Mapping[str, Any] | None,
    form: Form,
    status: int = 200,
) -> Page:
    """Return the form as a page."""
    context = DocumentFormPage(
        number=row["id"] if row else 0,
        name=row["name"] if row else "",
        vendor=vendor["id"],
        vendor_name=vendor["name"],
        form=form,
        kinds=[("", _("Choose one")), *options(words.DOCUMENTS)],
        organisations=[(str(found["id"]), str(found["name"])) for found in await list_organisations(actor)],
        accept=ACCEPT,
        megabytes=archive_of(request).megabytes,
        days=KEPT_DAYS,
    )
    return render(request, "register/document_form.html", context, status)


def labels() -> dict[str, str]:
    """Return what the fields are called."""
    return {
        "file": _("File"),
        "kind": _("What it is"),
        "organisation": _("Organisation"),
        "expires_on": _("Expires on"),
    }
