"""The register itself for programs: vendors, engagements, locations, agreements."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.roles import Deed
from accounts.web import AnyRequest, guard
from app.api.basics import PREFIX, Paged, paged, problems, size_of
from app.api.entities import Entity, creating, routes_of
from app.api.shapes import AgreementOut, EngagementOut, LocationOut, VendorListed, VendorNew, VendorOut
from law.store import Law
from register import asof_lists, lists
from register.agreements import create_agreement, update_agreement
from register.change import fetch
from register.engagements import create_engagement, update_engagement
from register.inputs import AgreementInput, EngagementInput, LocationInput, VendorInput
from register.list_kinds import AGREEMENTS, ENGAGEMENTS, LOCATIONS
from register.locations import create_location, remove_location, update_location
from register.pages.queries import FILTERS, day_or_refuse, vendor_query
from register.reading import read
from register.scope import engagement_in_scope, location_in_scope, seen, vendor_in_scope
from register.tables import Agreement, Engagement, Location, Vendor
from register.vendors import create_vendor, update_vendor


async def agreement_in_scope(number: int, actor: Actor) -> dict[str, Any]:
    """Return an agreement's row; raise `accounts.errors.NotFound` where there is none that the actor may see."""
    row = await fetch(Agreement, number)
    seen(row["organisation"], actor)
    return row


async def new_vendor(values: dict[str, Any], actor: Actor, now: datetime, today: date, law: Law) -> int:
    """Create a vendor in the organisation that was named."""
    given = read(VendorNew, values)
    data = read(VendorInput, {name: value for name, value in values.items() if name != "organisation"})
    return await create_vendor(data, actor, now, today, law, organisation=given.organisation)


@get(
    f"{PREFIX}/vendors",
    guards=[guard(Deed.READ)],
    responses=problems(422),
    summary="List vendors",
    opt={"filters": ("q", *FILTERS, "as_of", "sort", "order", "page", "size")},
)
async def vendors(
    request: AnyRequest, actor: NamedDependency[Actor], law: NamedDependency[Law], now: NamedDependency[datetime]
) -> Paged[VendorListed]:
    """Return vendors with their worst verdicts: of today, or as of another day."""
    as_of = day_or_refuse(request)
    query = replace(vendor_query(request), as_of=as_of, size=size_of(request))
    if as_of is None:
        found = await lists.list_vendors(query, actor)
    else:
        found = await (await asof_lists.listed(query, actor, law, now)).page(query)
    items = [VendorListed.model_construct(**asdict(row)) for row in found.rows]
    return paged(items, found.page, found.size, found.total)


ENTITIES = (
    Entity("vendors", Vendor, VendorInput, VendorNew, VendorOut, vendor_in_scope, new_vendor, update_vendor),
    Entity(
        "engagements",
        Engagement,
        EngagementInput,
        EngagementInput,
        EngagementOut,
        engagement_in_scope,
        creating(EngagementInput, create_engagement),
        update_engagement,
        ENGAGEMENTS,
    ),
    Entity(
        "locations",
        Location,
        LocationInput,
        LocationInput,
        LocationOut,
        location_in_scope,
        creating(LocationInput, create_location),
        update_location,
        LOCATIONS,
        remove_location,
    ),
    Entity(
        "agreements",
        Agreement,
        AgreementInput,
        AgreementInput,
        AgreementOut,
        agreement_in_scope,
        creating(AgreementInput, create_agreement),
        update_agreement,
        AGREEMENTS,
    ),
)
ROUTES: list[ControllerRouterHandler] = [vendors, *(handler for entity in ENTITIES for handler in routes_of(entity))]
