"""The rows that an import held back go on in an import of their own, in which they are answered and committed."""

from __future__ import annotations

import json
from datetime import datetime

from accounts.actor import Actor
from accounts.audit import record
from accounts.bulk import on_sqlite
from accounts.database import transaction
from accounts.errors import Conflict
from accounts.events import Event
from accounts.roles import Deed, demand
from imports.batches import TAKEN, batch_in_scope, corrections_of, store_plan
from imports.model import Understood
from imports.planning import make_plan
from imports.stored import read_problems, row_of
from imports.tables import ImportBatch, ImportRow
from register.sql import fetch_all

KEPT = ("organisation", "file_name", "digest", "size", "layout")


async def go_on(batch: int, actor: Actor, now: datetime) -> int:
    """Take the rows that a committed import held back into an import of their own, and return its number.

    Each can so be undone by itself. Raises `Conflict` where there are none, as when somebody has done so already.
    """
    demand(actor, Deed.IMPORT)
    async with transaction():
        row = await batch_in_scope(batch, actor, Deed.IMPORT)
        if not on_sqlite():
            await fetch_all("SELECT id FROM import_batch WHERE id = {} FOR UPDATE", [batch])
            row = await batch_in_scope(batch, actor, Deed.IMPORT)
        held = (ImportRow.batch == batch) & (ImportRow.action == "needs-you")
        rows = await ImportRow.select().where(held).order_by(ImportRow.id)
        if row["state"] != "committed" or not rows:
            raise Conflict(TAKEN, current={"state": row["state"]})
        problems = tuple(problem for one in rows for problem in read_problems(one))
        understood = Understood(tuple(row_of(one) for one in rows), (), (), problems, (), digest=row["digest"])
        options = json.loads(row["options"])
        corrections = corrections_of(options)
        plan = await make_plan(understood, row["organisation"], actor, {}, corrections)
        kept = {"corrections": options.get("corrections", []), "from": batch}
        new = ImportBatch(user=actor.id, options=json.dumps(kept), created_at=now, **{name: row[name] for name in KEPT})
        await new.save()
        await store_plan(int(new.id), plan, ())
        counts = json.loads(row["counts"])
        counts |= {"skip": counts["skip"] + len(rows), "needs-you": 0}
        await ImportBatch.update({ImportBatch.counts: json.dumps(counts)}).where(ImportBatch.id == batch)
        await ImportRow.update({ImportRow.action: "skip", ImportRow.why: "went-on"}).where(held)
        await record(
            Event.IMPORT_UPLOADED,
            actor,
            now,
            subject=("import", int(new.id)),
            organisation_id=row["organisation"],
            after={"file": row["file_name"], "digest": row["digest"], "from": batch},
        )
    return int(new.id)
