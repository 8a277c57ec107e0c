"""What people said of the columns of a layout, kept for each organisation: tables that look the same are read so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from accounts.actor import Actor
from accounts.audit import record
from accounts.events import Event
from imports.tables import ImportLayout

Said = Mapping[str, Mapping[str, str]]


async def remembered(organisation: int) -> dict[str, dict[str, str]]:
    """Return the field of each column that was chosen, by letter, by the digest of its layout."""
    rows = await ImportLayout.select(ImportLayout.digest, ImportLayout.columns).where(
        ImportLayout.organisation == organisation
    )
    return {row["digest"]: json.loads(row["columns"]) for row in rows}


async def remember(organisation: int, said: Said, actor: Actor, now: datetime) -> None:
    """Keep what a person said of layouts, beside what was said of their other columns; in the open transaction."""
    before = await remembered(organisation)
    for digest, columns in said.items():
        whole = json.dumps({**before.get(digest, {}), **columns})
        this = (ImportLayout.organisation == organisation) & (ImportLayout.digest == digest)
        if digest in before:
            await ImportLayout.update(
                {ImportLayout.columns: whole, ImportLayout.user: actor.id, ImportLayout.changed_at: now}
            ).where(this)
        else:
            await ImportLayout(
                organisation=organisation, digest=digest, columns=whole, user=actor.id, changed_at=now
            ).save()
        await _record(Event.IMPORT_COLUMNS_MATCHED, organisation, digest, actor, now, columns)


async def forget(organisation: int, digests: Iterable[str], actor: Actor, now: datetime) -> None:
    """Read these layouts as they were found again; in the open transaction."""
    before = await remembered(organisation)
    for digest in digests:
        if digest in before:
            await ImportLayout.delete().where(
                (ImportLayout.organisation == organisation) & (ImportLayout.digest == digest)
            )
            await _record(Event.IMPORT_COLUMNS_FORGOTTEN, organisation, digest, actor, now, {})


async def _record(
    event: Event, organisation: int, digest: str, actor: Actor, now: datetime, columns: Mapping[str, str]
) -> None:
    await record(
        event,
        actor,
        now,
        subject=("organisation", organisation),
        organisation_id=organisation,
        after={"layout": digest, "columns": dict(columns)},
    )
