"""A file that came in: its import stands from the first moment, and is filled when the file has been understood."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.events import Event
from accounts.roles import Deed
from imports import store
from imports.batches import elsewhere_of, layout_of, open_batch, store_plan
from imports.model import Understood
from imports.planning import make_plan
from imports.store import File
from imports.tables import ImportBatch
from register.scope import seen


async def start(file: File, organisation: int, *, actor: Actor, now: datetime) -> int:
    """Store that a file came in and is being read, in the open transaction; return the number of the import."""
    seen(organisation, actor, Deed.IMPORT)
    batch = ImportBatch(
        organisation=organisation,
        user=actor.id,
        file_name=file.name[-255:],
        digest=file.digest,
        size=file.size,
        state="reading",
        created_at=now,
    )
    await batch.save()
    number = int(batch.id)
    told = {"file": file.name, "digest": file.digest}
    await record(
        Event.IMPORT_UPLOADED, actor, now, subject=("import", number), organisation_id=organisation, after=told
    )
    return number


async def fill(batch: int, understood: Understood, actor: Actor) -> None:
    """Store what the file of an import that is being read would do; raises `Conflict` where it is no longer read."""
    async with transaction():
        row = await open_batch(batch, actor, "reading")
        plan = await make_plan(understood, row["organisation"], actor, {})
        await ImportBatch.update(
            {
                ImportBatch.state: "planned",
                ImportBatch.layout: layout_of(understood),
                ImportBatch.problems: elsewhere_of(understood),
            }
        ).where(ImportBatch.id == batch)
        await store_plan(batch, plan, understood.skipped)


async def let_go(digest: str, data: Path) -> None:
    """Remove a kept file that is the file of no import."""
    if not await ImportBatch.exists().where(ImportBatch.digest == digest):
        (store.uploads(data) / digest).unlink(missing_ok=True)


async def forget(batch: int, digest: str) -> bool:
    """Remove an import that came to nothing before anybody saw it; return whether no other import has its file."""
    async with transaction():
        nothing = ImportBatch.state.is_in(["refused", "reading"])
        await ImportBatch.delete().where((ImportBatch.id == batch) & nothing)
        return not await ImportBatch.exists().where(ImportBatch.digest == digest)
