"""Change many rows at once, in one transaction with its trail, and take the change back while nothing later is lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import Entry, record_many
from accounts.bulk import update_rows
from accounts.database import one_at_a_time, transaction
from accounts.errors import Conflict, Forbidden, NotFound
from accounts.events import Event
from accounts.i18n import gettext as _
from accounts.roles import Deed, demand, may
from law.store import Law
from register import sentences
from register.bulk_plan import Pair, Plan, Step, Wish, plan
from register.change import GONE
from register.settle import settle
from register.sql import chunks, fetch_all, numbers
from register.tables import Engagement, Vendor
from register.view_tables import BulkChange

TABLES = {"vendor": Vendor, "engagement": Engagement}
CHANGED = {"vendor": Event.VENDOR_CHANGED, "engagement": Event.ENGAGEMENT_CHANGED}
DAYS = frozenset({"next_review"})
NAMED = 10


class Overtaken(Conflict):
    """Somebody changed rows between the preview and the deed; `plan` is what it would do now."""

    def __init__(self, now: Plan) -> None:
        super().__init__(sentences.BULK_OVERTAKEN)
        self.plan = now


@dataclass(frozen=True, slots=True)
class Done:
    """A change of many rows as it was done: `steps` as stored."""

    id: int
    kind: str
    field: str
    value: str
    rows: int
    steps: tuple[dict[str, Any], ...]
    label: str
    at: datetime
    undone_at: datetime | None
    undone_label: str
    may_undo: bool


async def change_rows(
    wish: Wish,
    picked: Sequence[Pair] | Sequence[int],
    digest: str,
    actor: Actor,
    now: datetime,
    today: date,
    law: Law,
) -> int:
    """Do what was shown, and return the number under which it can be taken back.

    Raises `Overtaken` where it would do something else than was shown, by the digest of the plan.
    """
    demand(actor, Deed.EDIT)
    async with transaction():
        await one_at_a_time("rows")
        made = await plan(wish, picked, actor)
        if made.digest != digest or not made.steps:
            raise Overtaken(made)
        await _write(made.steps)
        after = {"list": wish.kind, "field": wish.field, "value": wish.value, "rows": made.rows}
        touched = {step.organisation for step in made.steps if step.organisation is not None}
        row = BulkChange(
            kind=wish.kind,
            field=wish.field,
            value=wish.value,
            rows=made.rows,
            changes=json.dumps([asdict(step) for step in made.steps], ensure_ascii=False),
            organisations="".join(f"|{one}" for one in sorted(touched)) + "|" if touched else "",
            made_by=actor.id,
            made_label=actor.label,
            made_at=now,
        )
        await row.save()
        number = int(row.id)
        entries = [Entry(Event.ROWS_CHANGED, actor, now, ("change", number), after=after)]
        await record_many([*entries, *_entries(made.steps, actor, now)])
        await settle({step.vendor for step in made.steps}, today=today, now=now, law=law, actor=actor)
    return number


async def find_change(number: int, actor: Actor) -> Done:
    """Return a change; raise `accounts.errors.NotFound` for one that is neither the actor's nor all theirs to see."""
    row = await BulkChange.select().where(BulkChange.id == number).first()
    if row is None:
        raise NotFound(GONE)
    steps = tuple(json.loads(row["changes"]))
    homes = await _homes(steps)
    if not all(any(actor.sees(one) for one in home) for home in homes):
        raise NotFound(GONE)
    return Done(
        row["id"],
        row["kind"],
        row["field"],
        row["value"],
        row["rows"],
        steps,
        row["made_label"],
        row["made_at"],
        row["undone_at"],
        row["undone_label"],
        row["undone_at"] is None and _may_change(row["field"], homes, actor),
    )


async def undo_change(number: int, actor: Actor, now: datetime, today: date, law: Law) -> None:
    """Restore what stood before; refuse, naming them, where a later change would be lost.

    Raises `accounts.errors.Conflict` for later changes and for what was taken back already.
    """
    demand(actor, Deed.EDIT)
    async with transaction():
        await one_at_a_time("rows")
        done = await find_change(number, actor)
        if done.undone_at is not None:
            raise Conflict(sentences.BULK_UNDONE)
        if not done.may_undo:
            raise Forbidden(sentences.BULK_CLOSED)
        steps = [Step(**step) for step in done.steps]
        versions, later = await _standing(steps)
        if later:
            more = f" (+{len(later) - NAMED})" if len(later) > NAMED else ""
            raise Conflict(_(sentences.BULK_LATER, names="; ".join(later[:NAMED]) + more))
        back = [
            Step(
                step.table,
                step.id,
                versions[step.table, step.id],
                step.vendor,
                step.organisation,
                step.name,
                step.after,
                step.before,
            )
            for step in steps
        ]
        await _write(back)
        await BulkChange.update({"undone_at": now, "undone_label": actor.label}).where(BulkChange.id == number)
        after = {"list": done.kind, "field": done.field, "value": done.value, "rows": done.rows}
        entries = [Entry(Event.ROWS_CHANGED_BACK, actor, now, ("change", number), after=after)]
        await record_many([*entries, *_entries(back, actor, now)])
        await settle({step.vendor for step in steps}, today=today, now=now, law=law, actor=actor)


async def _write(steps: Iterable[Step]) -> None:
    rows: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = {}
    for step in steps:
        values = tuple(_stored(column, value) for column, value in step.after.items())
        rows.setdefault((step.table, tuple(step.after)), []).append((*values, step.version + 1, step.id))
    for (table, columns), some in rows.items():
        await update_rows(TABLES[table], (*columns, "version"), some)


def _stored(column: str, value: Any) -> Any:
    if column in DAYS:
        return date.fromisoformat(value) if value else None
    return json.dumps(value, ensure_ascii=False) if column == "tags" else value


async def _standing(steps: Sequence[Step]) -> tuple[dict[tuple[str, int], int], list[str]]:
    """Return the versions that rows have now, and the names of those that say something else than was written."""
    versions: dict[tuple[str, int], int] = {}
    now: dict[tuple[str, int], dict[str, Any]] = {}
    for table, columns in (("vendor", "owner, tier, status, tags"), ("engagement", _ENGAGEMENT)):
        for part in chunks(step.id for step in steps if step.table == table):
            for row in await fetch_all(f"SELECT id, version, {columns} FROM {table} WHERE id IN ({numbers(part)})"):
                versions[table, row["id"]] = row["version"]
                now[table, row["id"]] = row
    later = []
    for step in steps:
        found = now.get((step.table, step.id))
        if found is None or any(_plain(column, found[column]) != value for column, value in step.after.items()):
            later.append(step.name)
    return versions, list(dict.fromkeys(later))


_ENGAGEMENT = "owner, status, next_review, next_review_text"


def _plain(column: str, value: Any) -> Any:
    if column == "tags":
        return json.loads(value)
    return value.isoformat() if isinstance(value, date) else value


async def _homes(steps: Iterable[dict[str, Any]]) -> set[frozenset[int]]:
    """Return the organisations through which each row is open: of a vendor all that it works for, as it is shared."""
    found = {frozenset({step["organisation"]}) for step in steps if step["organisation"] is not None}
    homes: dict[int, set[int]] = {step["vendor"]: set() for step in steps if step["organisation"] is None}
    for part in chunks(homes):
        for row in await fetch_all(f"SELECT vendor, organisation FROM standing WHERE vendor IN ({numbers(part)})"):
            homes[row["vendor"]].add(row["organisation"])
    return found | {frozenset(home) for home in homes.values()}


def _may_change(field: str, homes: Iterable[frozenset[int]], actor: Actor) -> bool:
    # Ending a shared vendor, or taking it up again, does so for all organisations that it works for.
    enough = all if field == "status" else any
    return all(enough(may(actor, Deed.EDIT, one) for one in home) for home in homes)


def _entries(steps: Iterable[Step], actor: Actor, now: datetime) -> list[Entry]:
    return [
        Entry(
            CHANGED[step.table],
            actor,
            now,
            (step.table, step.id),
            step.organisation,
            step.vendor,
            _told(step.before),
            _told(step.after),
        )
        for step in steps
    ]


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value or name != "next_review_text"}
