"""What forms of the register offer to choose from, and what they edit."""

from __future__ import annotations

from typing import Any

from accounts.actor import Actor
from accounts.roles import Deed, where_may
from register import change
from register.scope import seen
from register.sql import Where, fetch_all
from register.tables import Agreement

PARENTS = 500


async def agreement_in_scope(number: int, actor: Actor, deed: Deed = Deed.READ) -> dict[str, Any]:
    """Return an agreement's row; raise `accounts.errors.NotFound` where there is none that the actor may see.

    Raises `accounts.errors.Forbidden` where the deed is not covered in the agreement's organisation.
    """
    row = await change.fetch(Agreement, number)
    seen(row["organisation"], actor, deed)
    return row


async def possible_parents(actor: Actor, engagement: int | None) -> list[tuple[str, str]]:
    """Return the active engagements that another one can work under, by name of the vendor: id and words."""
    where = Where()
    open_to_edit = where_may(actor, Deed.EDIT)
    if open_to_edit is not None:
        where.add_in("e.organisation", sorted(open_to_edit))
    where.add("e.status = {}", "active")
    if engagement is not None:
        where.add("e.id <> {}", engagement)
    rows = await fetch_all(
        "SELECT e.id, v.name, e.service FROM engagement e JOIN vendor v ON e.vendor = v.id"
        f"{where} ORDER BY v.name, e.id LIMIT {PARENTS}",
        where.values,
    )
    return [(str(row["id"]), ": ".join(part for part in (row["name"], row["service"][:60]) if part)) for row in rows]
