"""The documents of a vendor, as its page and its agreements list them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from accounts.actor import Actor
from register.sql import Where, fetch_all

MOST = 200


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document: what it is, until when it holds, and whether it was taken away."""

    id: int
    organisation: int
    name: str
    kind: str
    size: int
    expires_on: date | None
    uploaded_at: datetime
    removed_at: datetime | None


async def list_documents(vendor: int, actor: Actor) -> tuple[DocumentView, ...]:
    """Return a vendor's documents that the actor may see, the newest first; those that were removed come last."""
    where = Where()
    where.add("vendor = {}", vendor)
    if actor.scope is not None:
        where.add_in("organisation", sorted(actor.scope))
    rows = await fetch_all(
        "SELECT id, organisation, name, kind, size, expires_on, uploaded_at, removed_at FROM document"
        f"{where} ORDER BY CASE WHEN removed_at IS NULL THEN 0 ELSE 1 END, id DESC LIMIT {MOST}",
        where.values,
    )
    return tuple(DocumentView(**row) for row in rows)
