"""The audit trail: append-only, chained, written in the transaction of the change itself.

The events of a transaction are written as its last act: so nobody waits for the end of the chain while holding rows
that somebody else needs, and the order of the chain is the order in which transactions ended.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.chain import CHAINED, Head, link
from accounts.database import at_the_end, in_transaction, insert_rows, one_at_a_time
from accounts.events import Event
from accounts.tables import AuditEvent, AuditHead

# Whoever adds to the chain holds this until its transaction has ended.
CHAIN = "audit"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to be recorded."""

    event: Event
    actor: Actor
    now: datetime
    subject: tuple[str, int] | None = None
    organisation_id: int | None = None
    vendor_id: int | None = None
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


async def record(
    event: Event,
    actor: Actor,
    now: datetime,
    *,
    subject: tuple[str, int] | None = None,
    organisation_id: int | None = None,
    vendor_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Record one event; refuses outside a transaction, because then the trail and the change could part."""
    entry = Entry(event, actor, now, subject, organisation_id, vendor_id, before or {}, after or {})
    await record_many([entry])


async def record_many(entries: Sequence[Entry]) -> None:
    """Record many events at once, in their order; refuses outside a transaction."""
    if not in_transaction():
        raise RuntimeError("An audit event is recorded inside the transaction of its change.")
    # Their values are taken now: what they hold may change until the transaction ends.
    at_the_end(_write, [_values(entry) for entry in entries])


async def head() -> Head:
    """Return the end of the chain."""
    rows = await AuditHead.select().order_by(AuditHead.id).limit(1)
    return Head(rows[0]["number"], rows[0]["hash"]) if rows else Head()


async def _write(entries: list[tuple[Any, ...]]) -> None:
    if not entries:
        return
    await one_at_a_time(CHAIN)
    before = await head()
    number, digest, rows = before.number, before.hash, []
    for entry in entries:
        number += 1
        digest = link(digest, (number, *entry))
        rows.append((number, digest, *entry))
    await insert_rows(AuditEvent, ("number", "hash", *CHAINED[1:]), rows)
    if before.number:
        await AuditHead.update({AuditHead.number: number, AuditHead.hash: digest}, force=True)
    else:
        await AuditHead(number=number, hash=digest).save()


def _values(entry: Entry) -> tuple[Any, ...]:
    kind, number = entry.subject or ("", None)
    actor = entry.actor
    return (
        entry.now,
        actor.id,
        actor.label,
        entry.event.value,
        entry.organisation_id,
        kind,
        number,
        entry.vendor_id,
        _json(entry.before),
        _json(entry.after),
        actor.address,
    )


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(dict(values), default=str, ensure_ascii=False) if values else "{}"
