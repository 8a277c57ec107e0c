"""The audit trail: append-only, written in the transaction of the change itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.database import in_transaction, insert_rows
from accounts.events import Event
from accounts.tables import AuditEvent

COLUMNS = (
    "at",
    "actor_id",
    "actor",
    "event",
    "organisation_id",
    "subject_type",
    "subject_id",
    "vendor_id",
    "before",
    "after",
    "address",
)


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
    await insert_rows(AuditEvent, COLUMNS, [_values(entry) for entry in entries])


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
