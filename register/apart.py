"""Pairs of vendors of which somebody said that they are not the same: asked once, remembered."""

from __future__ import annotations

from datetime import datetime

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import one_at_a_time, transaction
from accounts.errors import Invalid
from accounts.events import Event
from accounts.roles import Deed
from register import change
from register.merging import ITSELF
from register.scope import vendor_in_scope
from register.sql import fetch_all
from register.tables import VendorsApart

Pair = tuple[int, int]


async def tell_apart(one: int, other: int, actor: Actor, now: datetime) -> None:
    """Remember that two vendors are not the same; said twice, it is written once."""
    change.may_edit(actor)
    if one == other:
        raise Invalid({"other": ITSELF})
    async with transaction():
        await one_at_a_time("vendors")
        row = await vendor_in_scope(one, actor, Deed.EDIT)
        name = (await vendor_in_scope(other, actor, Deed.EDIT))["name"]
        if pair(one, other) in await told_apart():
            return
        lower, higher = pair(one, other)
        await VendorsApart(lower=lower, higher=higher, decided_by=actor.label, decided_at=now).save()
        after = {"vendors": f"{row['name']}, {name}"}
        await record(Event.VENDORS_TOLD_APART, actor, now, subject=("vendor", one), vendor_id=one, after=after)


async def told_apart() -> set[Pair]:
    """Return the pairs that were told apart; one that went into another vendor since counts as that one."""
    merges = await fetch_all("SELECT kept, gone FROM vendor_merge WHERE undone_at IS NULL ORDER BY id")
    into = {row["gone"]: row["kept"] for row in merges}
    rows = await fetch_all("SELECT lower, higher FROM vendors_apart")
    return {pair(_last(row["lower"], into), _last(row["higher"], into)) for row in rows}


def pair(one: int, other: int) -> Pair:
    """Return two numbers as one pair, whichever way round."""
    return min(one, other), max(one, other)


def _last(number: int, into: dict[int, int]) -> int:
    met = set()
    while number in into and number not in met:
        met.add(number)
        number = into[number]
    return number
