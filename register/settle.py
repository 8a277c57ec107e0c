"""After each change: judge, find, and rewrite where vendors stand, many at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from accounts.actor import Actor
from law.store import Law


async def settle(vendor_ids: Iterable[int], *, today: date, now: datetime, law: Law, actor: Actor) -> None:
    """Judge the locations of these vendors, bring their findings up to date and rewrite their standings.

    Runs in the caller's transaction.
    """
    raise NotImplementedError
