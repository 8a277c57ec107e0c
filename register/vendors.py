"""Vendors: create, change, end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.bulk import take_ids
from accounts.database import one_at_a_time, transaction
from accounts.errors import Invalid
from accounts.events import Event
from accounts.roles import Deed
from law.names import fold
from law.store import Law
from register import change, sentences
from register.inputs import VendorInput
from register.reading import read
from register.scope import chosen_organisation, vendor_everywhere, vendor_in_scope
from register.search import search_text, sort_name
from register.settle import settle
from register.tables import Standing, Vendor


class Twin(Invalid):
    """A vendor is in the register already; `vendor` and `name` are those of the one that is, as its readers see it."""

    def __init__(self, vendor: int, name: str) -> None:
        super().__init__({"name": sentences.VENDOR_TAKEN})
        self.vendor = vendor
        self.name = name


async def create_vendor(
    data: VendorInput, actor: Actor, now: datetime, today: date, law: Law, organisation: int | None = None
) -> int:
    """Create a vendor in the register of one organisation and return its id.

    `organisation` may be left out where only one is open to the actor.
    """
    change.may_edit(actor)
    async with transaction():
        owner = await chosen_organisation(organisation, actor)
        await one_at_a_time("vendors")
        await _refuse_twin(data, owner)
        values = change.columns(data)
        # A number of which the trail speaks stays with that vendor, which may come back by undoing a merge.
        (number,) = await take_ids(Vendor, 1)
        await Vendor(id=number, **values, search=_search(data), created_at=now, updated_at=now).save()
        # A vendor without an engagement belongs to the register in which it was created by this row alone.
        await Standing(vendor=number, organisation=owner, name=data.name, sort_name=sort_name(data.name)).save()
        await record(
            Event.VENDOR_CREATED,
            actor,
            now,
            subject=("vendor", number),
            organisation_id=owner,
            vendor_id=number,
            after=change.filled(data),
        )
        await settle([number], today=today, now=now, law=law, actor=actor)
    return number


async def update_vendor(
    number: int, changes: Mapping[str, Any], version: int, actor: Actor, now: datetime, today: date, law: Law
) -> None:
    """Change the named fields of a vendor; raise `accounts.errors.Conflict` if `version` was overtaken."""
    change.may_edit(actor)
    async with transaction():
        row = await vendor_in_scope(number, actor, Deed.EDIT)
        before = change.stored(row, VendorInput)
        data = read(VendorInput, {**before, **changes})
        old, new = change.difference(read(VendorInput, before), data)
        if not new:
            return
        if "status" in new:
            # Ending a shared vendor, or taking it up again, does so for all organisations that it works for.
            await vendor_everywhere(number, actor, Deed.EDIT)
        values = {**change.columns(data), "search": _search(data), "updated_at": now}
        if not await change.overwrite(Vendor, number, version, values):
            raise change.overtaken(before, changes, row["version"])
        await record(
            Event.VENDOR_CHANGED, actor, now, subject=("vendor", number), vendor_id=number, before=old, after=new
        )
        await settle([number], today=today, now=now, law=law, actor=actor)


async def end_vendor(number: int, version: int, actor: Actor, now: datetime, today: date, law: Law) -> None:
    """End the work with a vendor: it stays in the register, and nothing more is asked of it."""
    await update_vendor(number, {"status": "ended"}, version, actor, now, today, law)


async def reopen_vendor(number: int, version: int, actor: Actor, now: datetime, today: date, law: Law) -> None:
    """Take up the work with a vendor again."""
    await update_vendor(number, {"status": "active"}, version, actor, now, today, law)


async def _refuse_twin(data: VendorInput, organisation: int) -> None:
    """Refuse what is in the organisation's register already, as after a second press on the button."""
    here = (Standing.organisation == organisation) & (Standing.sort_name == sort_name(data.name))
    for row in await Standing.select(Standing.vendor, Standing.name, Standing.vendor.legal_name).where(here):
        if fold(row["vendor.legal_name"]) == fold(data.legal_name):
            raise Twin(row["vendor"], row["name"])


def _search(data: VendorInput) -> str:
    return search_text(data.name, data.legal_name, *data.aliases)
