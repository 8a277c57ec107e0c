"""Everything about one vendor, for its page."""

from __future__ import annotations

from datetime import date

from accounts.actor import Actor
from law.store import Law

from register.view_model import VendorView


async def vendor_view(number: int, actor: Actor, law: Law, today: date, as_of: date | None = None) -> VendorView:
    """Return a vendor as the actor may see it; with `as_of`, its verdicts as the law stands on that day, nothing written."""
    raise NotImplementedError
