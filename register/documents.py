"""Documents: uploaded files of a vendor, kept as they came and given back as they were."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path, PurePath
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import one_at_a_time, transaction
from accounts.errors import Conflict, Invalid, NotFound
from accounts.events import N_, Event
from accounts.roles import Deed, demand
from register.archive import Archive, contents, scan
from register.change import GONE, fetch
from register.filetypes import TYPES, NotKept, kind_of
from register.scope import seen, vendor_in_scope
from register.tables import Document

KEPT_DAYS = 30
NAME = 200
LOCK = "documents"
NO_KIND = N_("Choose what this document is.")
PURGED = N_("This document was removed too long ago: its file is no longer kept. Upload it again.")
KINDS = ("dpa", "scc", "joint", "nda", "certificate", "report", "tia", "other", "evidence")


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as it is served."""

    name: str
    media_type: str
    file: Path


async def keep_document(
    data: bytes | Path,
    *,
    archive: Archive,
    name: str,
    organisation: int,
    vendor: int | None,
    kind: str,
    expires_on: date | None,
    actor: Actor,
    now: datetime,
    deed: Deed | None = Deed.EDIT,
) -> int:
    """Keep a file and return the number of its document.

    Raise `accounts.errors.Invalid` where it is too large, of a kind that is not kept, not what its name says, or not
    clean. `deed` is what the actor's role has to cover; None where something else, such as a link, opened the way.
    """
    if deed is not None:
        demand(actor, deed)
    seen(organisation, actor, deed or Deed.READ)
    if vendor is not None:
        await vendor_in_scope(vendor, actor)
    if kind not in KINDS:
        raise Invalid({"kind": NO_KIND})
    whole = await contents(data, archive)
    name = clean_name(name)
    try:
        found = await asyncio.to_thread(kind_of, name, whole)
    except NotKept as problem:
        raise Invalid({"file": str(problem)}) from problem
    await scan(whole, archive)
    digest = await asyncio.to_thread(archive.put, whole)
    try:
        async with transaction():
            await one_at_a_time(LOCK)
            # Between the two, the last of the same content may have been thrown away.
            await asyncio.to_thread(archive.put, whole)
            row = Document(
                organisation=organisation,
                vendor=vendor,
                name=name,
                kind=kind,
                digest=digest,
                media_type=TYPES[found],
                size=len(whole),
                expires_on=expires_on,
                uploaded_by=actor.id,
                uploaded_at=now,
            )
            await row.save()
            number = int(row.id)
            after = {"name": name, "kind": kind, "expires_on": expires_on, "digest": digest, "size": len(whole)}
            await _tell(
                Event.DOCUMENT_ADDED, actor, now, {"id": number, "organisation": organisation, "vendor": vendor}, after
            )
    except BaseException:  # as on a full disk: no file stays that nothing names
        await _drop_unnamed(digest, archive)
        raise
    return number


async def find_document(number: int, archive: Archive, actor: Actor) -> Kept:
    """Return a document that the actor may see; raise `accounts.errors.NotFound` for any other."""
    row = await document_in_scope(number, actor)
    file = archive.file(row["digest"])
    if row["removed_at"] is not None or not await asyncio.to_thread(file.is_file):
        raise NotFound(GONE)
    return Kept(row["name"], row["media_type"], file)


async def document_in_scope(number: int, actor: Actor, deed: Deed = Deed.READ) -> dict[str, Any]:
    """Return a document's row; raise `accounts.errors.NotFound` where there is none that the actor may see.

    Raises `accounts.errors.Forbidden` where the deed is not covered in the document's organisation.
    """
    row = await fetch(Document, number)
    seen(row["organisation"], actor, deed)
    return row


async def change_document(
    number: int, *, kind: str, expires_on: date | None, actor: Actor, now: datetime
) -> dict[str, Any]:
    """Change what a document is, or until when it holds; return the row as it was."""
    demand(actor, Deed.EDIT)
    async with transaction():
        row = await document_in_scope(number, actor, Deed.EDIT)
        if row["removed_at"] is not None:
            raise NotFound(GONE)
        if kind not in KINDS:
            raise Invalid({"kind": NO_KIND})
        new = {"kind": kind, "expires_on": expires_on}
        changed = {name: value for name, value in new.items() if value != row[name]}
        if changed:
            await Document.update({Document.kind: kind, Document.expires_on: expires_on}).where(Document.id == number)
            before = {name: row[name] for name in changed}
            await _tell(Event.DOCUMENT_CHANGED, actor, now, row, changed, before)
    return row


async def remove_document(number: int, actor: Actor, now: datetime) -> dict[str, Any]:
    """Take a document away; for `KEPT_DAYS` days it can be brought back."""
    demand(actor, Deed.EDIT)
    async with transaction():
        row = await document_in_scope(number, actor, Deed.EDIT)
        if row["removed_at"] is None:
            await Document.update({Document.removed_at: now}).where(Document.id == number)
            await _tell(Event.DOCUMENT_REMOVED, actor, now, row, {}, {"name": row["name"]})
    return row


async def restore_document(number: int, archive: Archive, actor: Actor, now: datetime) -> dict[str, Any]:
    """Bring a removed document back."""
    demand(actor, Deed.EDIT)
    async with transaction():
        await one_at_a_time(LOCK)
        row = await document_in_scope(number, actor, Deed.EDIT)
        if row["removed_at"] is not None:
            if not await asyncio.to_thread(archive.file(row["digest"]).is_file):
                raise Conflict(PURGED)
            await Document.update({Document.removed_at: None}).where(Document.id == number)
            await _tell(Event.DOCUMENT_RESTORED, actor, now, row, {"name": row["name"]})
    return row


async def throw_away(archive: Archive, now: datetime) -> int:
    """Delete what was removed more than `KEPT_DAYS` days ago, and the files that nothing names; return how many."""
    async with transaction():
        await one_at_a_time(LOCK)
        old = (Document.removed_at.is_not_null()) & (Document.removed_at < now - timedelta(days=KEPT_DAYS))
        gone = await Document.delete().where(old).returning(Document.digest)
        for digest in {row["digest"] for row in gone}:
            await _drop_unnamed(digest, archive)
    return len(gone)


async def _drop_unnamed(digest: str, archive: Archive) -> None:
    """Delete a file that no document names."""
    async with transaction():
        await one_at_a_time(LOCK)
        if not await Document.exists().where(Document.digest == digest):
            await asyncio.to_thread(archive.drop, digest)


def clean_name(name: str) -> str:
    """Return the name of a file without folders and signs that do not print; a long one keeps its ending."""
    last = "".join(sign for sign in name.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable()).strip()
    ending = PurePath(last).suffix[:10]
    return last if len(last) <= NAME else last[: NAME - len(ending)] + ending


async def _tell(
    event: Event,
    actor: Actor,
    now: datetime,
    row: dict[str, Any],
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
) -> None:
    await record(
        event,
        actor,
        now,
        subject=("document", row["id"]),
        organisation_id=row["organisation"],
        vendor_id=row["vendor"],
        before=before,
        after=after,
    )
