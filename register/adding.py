"""A new vendor in one go: who it is, what it does and where the data goes, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.database import transaction
from accounts.errors import Invalid
from law.store import Law
from register.engagements import create_engagement
from register.inputs import EngagementInput, Input, LocationInput, VendorInput
from register.locations import create_location
from register.reading import read
from register.scope import chosen_organisation
from register.vendors import create_vendor


async def add_vendor(
    vendor: Mapping[str, Any],
    engagement: Mapping[str, Any],
    location: Mapping[str, Any] | None,
    organisation: int | None,
    actor: Actor,
    now: datetime,
    today: date,
    law: Law,
) -> int:
    """Create a vendor with one engagement and, where one is given, its first location; return the vendor's id.

    Raise `accounts.errors.Invalid` with all wrong fields at once; those of the location start with `place_`.
    """
    async with transaction():
        errors: dict[str, str] = {}
        who = _collect(errors, VendorInput, vendor)
        what = _collect(errors, EngagementInput, {**engagement, "vendor": 0, "organisation": 0})
        where = _collect(errors, LocationInput, {**location, "engagement": 0}, "place_") if location else None
        try:
            owner = await chosen_organisation(organisation, actor)
        except Invalid as problem:
            errors |= problem.fields
        if errors or not isinstance(who, VendorInput) or not isinstance(what, EngagementInput):
            raise Invalid(errors)
        number = await create_vendor(who, actor, now, today, law, owner)
        work = what.model_copy(update={"vendor": number, "organisation": owner})
        task = await create_engagement(work, actor, now, today, law)
        if isinstance(where, LocationInput):
            await create_location(where.model_copy(update={"engagement": task}), actor, now, today, law)
    return number


def _collect(errors: dict[str, str], model: type[Input], values: Mapping[str, Any], prefix: str = "") -> Input | None:
    try:
        return read(model, values)
    except Invalid as problem:
        errors |= {f"{prefix}{name}": sentence for name, sentence in problem.fields.items()}
        return None
