"""Agreements: what was signed with a vendor, and what of Art. 28(3) it holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Invalid
from accounts.events import Event
from accounts.roles import Deed
from accounts.tables import Organisation
from law.store import Law
from register import change, sentences
from register.inputs import AgreementInput
from register.reading import read
from register.scope import known_vendor, seen
from register.settle import settle
from register.tables import Agreement, Document, Engagement


async def create_agreement(data: AgreementInput, actor: Actor, now: datetime, today: date, law: Law) -> int:
    """Create an agreement and return its id."""
    change.may_edit(actor)
    async with transaction():
        seen(data.organisation, actor, Deed.EDIT)
        await known_vendor(data.vendor, actor)
        await _check(data)
        row = Agreement(**change.columns(data), created_at=now, updated_at=now)
        await row.save()
        number = int(row.id)
        await record(
            Event.AGREEMENT_CREATED,
            actor,
            now,
            subject=("agreement", number),
            organisation_id=data.organisation,
            vendor_id=data.vendor,
            after=change.filled(data),
        )
        await settle([data.vendor], today=today, now=now, law=law, actor=actor)
    return number


async def update_agreement(
    number: int, changes: Mapping[str, Any], version: int, actor: Actor, now: datetime, today: date, law: Law
) -> None:
    """Change the named fields of an agreement; raise `accounts.errors.Conflict` if `version` was overtaken."""
    change.may_edit(actor)
    async with transaction():
        row = await change.fetch(Agreement, number)
        seen(row["organisation"], actor, Deed.EDIT)
        before = change.stored(row, AgreementInput)
        data = read(AgreementInput, {**before, **changes})
        old, new = change.difference(read(AgreementInput, before), data)
        if not new:
            return
        seen(data.organisation, actor, Deed.EDIT)
        if "vendor" in new:
            raise Invalid({"vendor": sentences.STAYS})
        await _check(data)
        values = {**change.columns(data), "updated_at": now}
        if not await change.overwrite(Agreement, number, version, values):
            raise change.overtaken(before, changes, row["version"])
        await record(
            Event.AGREEMENT_CHANGED,
            actor,
            now,
            subject=("agreement", number),
            organisation_id=data.organisation,
            vendor_id=data.vendor,
            before=old,
            after=new,
        )
        await settle([data.vendor], today=today, now=now, law=law, actor=actor)


async def end_agreement(
    number: int, version: int, ended_on: date, actor: Actor, now: datetime, today: date, law: Law
) -> None:
    """Terminate an agreement on a day; it stays in the register."""
    changes = {"status": "terminated", "expires_on": ended_on}
    await update_agreement(number, changes, version, actor, now, today, law)


async def _check(data: AgreementInput) -> None:
    if not await Organisation.exists().where(Organisation.id == data.organisation):
        raise Invalid({"organisation": sentences.NO_ORGANISATION})
    if data.document is not None:
        kept = (
            (Document.id == data.document)
            & (Document.vendor == data.vendor)
            & (Document.organisation == data.organisation)
        )
        if not await Document.exists().where(kept):
            raise Invalid({"document": sentences.NO_SUCH_DOCUMENT})
    if data.engagement is None:
        return
    belongs = (
        (Engagement.id == data.engagement)
        & (Engagement.vendor == data.vendor)
        & (Engagement.organisation == data.organisation)
    )
    if not await Engagement.exists().where(belongs):
        raise Invalid({"engagement": sentences.NO_SUCH_ENGAGEMENT})
