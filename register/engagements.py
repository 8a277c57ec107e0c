"""Engagements: what a vendor does for an organisation, and under which other engagement as sub-processor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Invalid, NotFound
from accounts.events import Event
from accounts.roles import Deed
from accounts.tables import Organisation
from law.store import Law
from register import change, sentences
from register.inputs import EngagementInput
from register.reading import read
from register.scope import engagement_in_scope, known_vendor, seen
from register.settle import settle
from register.tables import Agreement, Engagement, SubprocessorNotice


async def create_engagement(
    data: EngagementInput, actor: Actor, now: datetime, today: date, law: Law, *, found: bool = False
) -> int:
    """Create an engagement and return its id.

    `found` says that the register found the vendor itself, so that the actor need not see it yet.
    """
    change.may_edit(actor)
    async with transaction():
        seen(data.organisation, actor, Deed.EDIT)
        if not found:
            await known_vendor(data.vendor, actor)
        await _check(data, None)
        row = Engagement(**change.columns(data), created_at=now, updated_at=now)
        await row.save()
        number = int(row.id)
        await record(
            Event.ENGAGEMENT_CREATED,
            actor,
            now,
            subject=("engagement", number),
            organisation_id=data.organisation,
            vendor_id=data.vendor,
            after=change.filled(data),
        )
        await settle([data.vendor], today=today, now=now, law=law, actor=actor)
    return number


async def update_engagement(
    number: int, changes: Mapping[str, Any], version: int, actor: Actor, now: datetime, today: date, law: Law
) -> None:
    """Change the named fields of an engagement; raise `accounts.errors.Conflict` if `version` was overtaken."""
    change.may_edit(actor)
    async with transaction():
        row = await engagement_in_scope(number, actor, Deed.EDIT)
        before = change.stored(row, EngagementInput)
        data = read(EngagementInput, {**before, **changes})
        old, new = change.difference(read(EngagementInput, before), data)
        if not new:
            return
        seen(data.organisation, actor, Deed.EDIT)
        if "vendor" in new:
            # Its agreements, findings and assessments name the vendor too.
            raise Invalid({"vendor": sentences.STAYS})
        if "organisation" in new:
            await _refuse_leaving(number)
        await _check(data, number)
        values = {**change.columns(data), "updated_at": now}
        if not await change.overwrite(Engagement, number, version, values):
            raise change.overtaken(before, changes, row["version"])
        await record(
            Event.ENGAGEMENT_CHANGED,
            actor,
            now,
            subject=("engagement", number),
            organisation_id=data.organisation,
            vendor_id=data.vendor,
            before=old,
            after=new,
        )
        await settle([data.vendor], today=today, now=now, law=law, actor=actor)


async def end_engagement(
    number: int, version: int, ended_on: date, actor: Actor, now: datetime, today: date, law: Law
) -> None:
    """End an engagement on a day: it stays in the register, and nothing more is asked of it."""
    changes = {"status": "ended", "ended_on": ended_on}
    await update_engagement(number, changes, version, actor, now, today, law)


async def _refuse_leaving(number: int) -> None:
    """Refuse to take an engagement to another organisation from under what belongs to this one."""
    hanging = (
        Engagement.exists().where(Engagement.parent == number),
        Agreement.exists().where(Agreement.engagement == number),
        SubprocessorNotice.exists().where(SubprocessorNotice.engagement == number),
    )
    if any([await query for query in hanging]):
        raise Invalid({"organisation": sentences.HANGS_ON})


async def _check(data: EngagementInput, number: int | None) -> None:
    if not await Organisation.exists().where(Organisation.id == data.organisation):
        raise Invalid({"organisation": sentences.NO_ORGANISATION})
    if data.parent is None:
        return
    try:
        above = await change.fetch(Engagement, data.parent)
    except NotFound as error:
        raise Invalid({"parent": sentences.NO_SUCH_PARENT}) from error
    if above["organisation"] != data.organisation:
        raise Invalid({"parent": sentences.NO_SUCH_PARENT})
    met = {number} if number is not None else set()
    step: int | None = data.parent
    while step is not None:
        if step in met:
            raise Invalid({"parent": sentences.PARENT_CIRCLE})
        met.add(step)
        found = await Engagement.select(Engagement.parent).where(Engagement.id == step).first()
        step = found["parent"] if found else None
