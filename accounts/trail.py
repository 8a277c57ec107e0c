"""Read the audit trail: prove that it is whole, page through it, write it out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from accounts.actor import Actor
from accounts.audit import head
from accounts.chain import CHAINED, Break, Head, walk
from accounts.formulas import neutral
from accounts.roles import Deed, may, where_may
from accounts.tables import AuditEvent

CHUNK = 2_000
COLUMNS = (*CHAINED, "hash")


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether the trail is whole: its end as it was read, and where it breaks, if it does."""

    head: Head
    broken: Break | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events somebody wants to see: by person, kind and day; both days are meant whole, in `zone`."""

    actor: str = ""
    event: str = ""
    since: date | None = None
    until: date | None = None
    zone: tzinfo = UTC


async def verify(known: Head | None = None) -> Proof:
    """Follow the whole chain; `known` is an end that somebody kept, which has to lie on it."""
    kept, end = await head(), Head()
    met = known is None or known == end
    async for rows in _chunks():
        for row in rows:
            end, broken = walk([row], end)
            if broken:
                return Proof(end, broken)
            met = met or end == known
    # What was recorded while this was reading is no break: the head was read first.
    if end.number < kept.number:
        return Proof(end, Break(end.number + 1, f"the last {kept.number - end.number} events were removed"))
    if not met and known is not None:
        return Proof(end, Break(known.number, "the trail is not the one whose end was kept"))
    return Proof(end)


async def events(wanted: Wanted, actor: Actor, *, before: int | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """Return events, newest first, that the actor may see."""
    query = AuditEvent.select(AuditEvent.id, *(getattr(AuditEvent, name) for name in COLUMNS))
    for condition in _conditions(wanted, actor):
        query = query.where(condition)
    if before is not None:
        query = query.where(AuditEvent.id < before)
    return await query.order_by(AuditEvent.id, ascending=False).limit(limit)


async def as_csv(wanted: Wanted, actor: Actor) -> AsyncIterator[str]:
    """Return the trail as CSV, oldest first, in pieces; a text that a spreadsheet would calculate is made harmless."""
    yield _line(COLUMNS)
    async for rows in _chunks(wanted, actor):
        yield "".join(_line([neutral(_text(row[name])) for name in COLUMNS]) for row in rows)


async def as_json_lines(wanted: Wanted, actor: Actor) -> AsyncIterator[str]:
    """Return the trail as JSON lines, oldest first, in pieces, exactly as it was recorded."""
    async for rows in _chunks(wanted, actor):
        yield "".join(
            json.dumps({name: _plain(row[name]) for name in COLUMNS}, ensure_ascii=False) + "\n" for row in rows
        )


async def _chunks(wanted: Wanted | None = None, actor: Actor | None = None) -> AsyncIterator[list[dict[str, Any]]]:
    last = 0
    while True:
        query = AuditEvent.select(AuditEvent.id, *(getattr(AuditEvent, name) for name in COLUMNS))
        if wanted is not None and actor is not None:
            for condition in _conditions(wanted, actor):
                query = query.where(condition)
        rows = await query.where(AuditEvent.id > last).order_by(AuditEvent.id).limit(CHUNK)
        if not rows:
            return
        yield rows
        last = rows[-1]["id"]


def _conditions(wanted: Wanted, actor: Actor) -> list[Any]:
    conditions: list[Any] = []
    if not whole(actor):
        # Who signed in, from where and with what role is for those who look after the people.
        if actor.scope is None:
            conditions.append(AuditEvent.organisation_id.is_not_null() | AuditEvent.vendor_id.is_not_null())
        else:
            conditions.append(AuditEvent.organisation_id.is_in(sorted(actor.scope) or [0]))
    if wanted.actor:
        conditions.append(AuditEvent.actor == wanted.actor)
    if wanted.event:
        conditions.append(AuditEvent.event == wanted.event)
    # Before the first day of the calendar nothing happened, and after its last nothing does.
    if wanted.since and wanted.since > date.min:
        conditions.append(AuditEvent.at >= datetime.combine(wanted.since, time.min, wanted.zone))
    if wanted.until and wanted.until < date.max:
        conditions.append(AuditEvent.at < datetime.combine(wanted.until + timedelta(days=1), time.min, wanted.zone))
    return conditions


def whole(actor: Actor) -> bool:
    """Return whether somebody sees all events, also those about people: an administrator of the whole register."""
    return may(actor, Deed.ADMINISTER) and where_may(actor, Deed.ADMINISTER) is None


def _line(values: Iterable[Any]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow(values)
    return written.getvalue()


def _text(value: Any) -> str:
    plain = _plain(value)
    return "" if plain is None else str(plain)


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
