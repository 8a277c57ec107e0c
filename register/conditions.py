"""Conditions of an approval: made with it, met by somebody, and taken away with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Conflict
from accounts.events import N_, Event
from accounts.roles import Deed, demand
from law.store import Law
from register.change import fetch
from register.scope import seen
from register.settle import settle
from register.tables import Condition

MET_ALREADY = N_("This condition has been recorded as met already.")
STILL_OPEN = N_("This condition is open already.")


@dataclass(frozen=True, slots=True)
class NewCondition:
    """What an approval is made to depend on."""

    text: str
    owner: str
    due: date


@dataclass(frozen=True, slots=True)
class About:
    """What conditions hang on: whose approval of which vendor, for one engagement or for all, by which assessment."""

    organisation: int
    vendor: int
    engagement: int | None
    assessment: int | None


async def add_conditions(about: About, new: Iterable[NewCondition], actor: Actor, now: datetime) -> list[int]:
    """Write conditions in the open transaction and return their numbers; the caller settles the vendor."""
    demand(actor, Deed.DECIDE, about.organisation)
    made = []
    for one in new:
        row = Condition(
            organisation=about.organisation,
            vendor=about.vendor,
            engagement=about.engagement,
            assessment_id=about.assessment,
            text=one.text,
            owner=one.owner,
            due=one.due,
            created_at=now,
        )
        await row.save()
        after = {"condition": one.text, "owner": one.owner, "due": one.due}
        await _tell(Event.CONDITION_ADDED, row.to_dict(), actor, now, {}, after)
        made.append(int(row.id))
    return made


async def find_condition(number: int, actor: Actor) -> dict[str, Any]:
    """Return a condition; raise `accounts.errors.NotFound` where there is none that the actor may see."""
    row = await fetch(Condition, number)
    seen(row["organisation"], actor)
    return row


async def meet_condition(number: int, actor: Actor, now: datetime, today: date, law: Law) -> dict[str, Any]:
    """Record that a condition is met; return its row."""
    async with transaction():
        row = await _row(number, actor)
        done: dict[Any, Any] = {Condition.done_on: today, Condition.done_by: actor.label}
        still = (Condition.id == number) & Condition.done_on.is_null()
        if not await Condition.update(done).where(still).returning(Condition.id):
            raise Conflict(MET_ALREADY)
        await _tell(Event.CONDITION_MET, row, actor, now, {}, {"condition": row["text"]})
        await settle([row["vendor"]], today=today, now=now, law=law, actor=actor)
    return row


async def open_condition(number: int, actor: Actor, now: datetime, today: date, law: Law) -> dict[str, Any]:
    """Take back that a condition is met; return its row."""
    async with transaction():
        row = await _row(number, actor)
        undone: dict[Any, Any] = {Condition.done_on: None, Condition.done_by: ""}
        met = (Condition.id == number) & Condition.done_on.is_not_null()
        if not await Condition.update(undone).where(met).returning(Condition.id):
            raise Conflict(STILL_OPEN)
        await _tell(Event.CONDITION_OPENED_AGAIN, row, actor, now, {}, {"condition": row["text"]})
        await settle([row["vendor"]], today=today, now=now, law=law, actor=actor)
    return row


async def withdraw_conditions(assessment: int, actor: Actor, now: datetime) -> None:
    """Take away, in the open transaction, what an assessment demanded and nobody has met; the trail keeps it."""
    mine = (Condition.assessment_id == assessment) & Condition.done_on.is_null()
    for row in await Condition.select().where(mine).order_by(Condition.id):
        demand(actor, Deed.DECIDE, row["organisation"])
        await Condition.delete().where(Condition.id == row["id"])
        before = {"condition": row["text"], "owner": row["owner"], "due": row["due"]}
        await _tell(Event.CONDITION_WITHDRAWN, row, actor, now, before, {})


async def _row(number: int, actor: Actor) -> dict[str, Any]:
    row = await find_condition(number, actor)
    demand(actor, Deed.EDIT, row["organisation"])
    return row


async def _tell(
    event: Event, row: dict[str, Any], actor: Actor, now: datetime, before: dict[str, Any], after: dict[str, Any]
) -> None:
    await record(
        event,
        actor,
        now,
        subject=("condition", row["id"]),
        organisation_id=row["organisation"],
        vendor_id=row["vendor"],
        before=before,
        after=after,
    )
