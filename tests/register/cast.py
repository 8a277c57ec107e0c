"""Who acts in these tests, and one short way to put a vendor with a place into the register."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.roles import Role
from accounts.tables import Organisation
from law.store import Law, default_law
from register.agreements import create_agreement
from register.engagements import create_engagement
from register.inputs import AgreementInput, EngagementInput, LocationInput, VendorInput
from register.locations import create_location
from register.reading import read
from register.vendors import create_vendor
from register.view import vendor_view
from register.view_model import FindingView, LocationView, VendorView
from tests.support.clock import START

PRIVACY = Actor(id=None, label="Privacy office", role=Role.PRIVACY, organisations=None)
PROCUREMENT = Actor(id=None, label="Procurement", role=Role.PROCUREMENT, organisations=None)
READER = Actor(id=None, label="Auditors", role=Role.READER, organisations=None)
ADMINISTRATOR = Actor(id=None, label="Administrator", role=Role.ADMINISTRATOR, organisations=None)
NOW: datetime = START
TODAY: date = START.date()


def only(organisation: Organisation, role: Role = Role.PROCUREMENT) -> Actor:
    """Return somebody who works for one organisation alone."""
    return Actor(id=None, label="Somebody", role=role, organisations=frozenset({organisation.id}))


@dataclass
class Desk:
    """Somebody at work on a day, under a law."""

    actor: Actor = PROCUREMENT
    now: datetime = NOW
    today: date = TODAY
    law: Law = field(default_factory=default_law)

    @property
    def how(self) -> dict[str, Any]:
        """What every verb asks for."""
        return {"actor": self.actor, "now": self.now, "today": self.today, "law": self.law}

    async def vendor(self, organisation: Organisation, name: str = "Example Hosting AB", **more: Any) -> int:
        """Create a vendor."""
        data = read(VendorInput, {"name": name, **more})
        return await create_vendor(data, organisation=organisation.id, **self.how)

    async def engagement(self, vendor: int, organisation: Organisation, **more: Any) -> int:
        """Create an engagement with a processor."""
        values = {"vendor": vendor, "organisation": organisation.id, "service": "Hosting", "role": "processor"}
        return await create_engagement(read(EngagementInput, {**values, **more}), **self.how)

    async def location(self, engagement: int, country: str = "", ground: str = "NONE", **more: Any) -> int:
        """Create a location with a ground by its code."""
        values = {"engagement": engagement, "country": country, "grounds": [ground]}
        return await create_location(read(LocationInput, {**values, **more}), **self.how)

    async def agreement(self, vendor: int, organisation: Organisation, **more: Any) -> int:
        """Create a signed DPA."""
        values = {"vendor": vendor, "organisation": organisation.id, "kind": "dpa", "status": "signed"}
        return await create_agreement(read(AgreementInput, {**values, **more}), **self.how)

    async def place(
        self, organisation: Organisation, country: str, ground: str, name: str = "Example Hosting AB", **more: Any
    ) -> int:
        """Create a vendor with one engagement and one location, and return the vendor."""
        vendor = await self.vendor(organisation, name)
        engagement = await self.engagement(vendor, organisation)
        await self.location(engagement, country, ground, **more)
        return vendor

    async def view(self, vendor: int, **more: Any) -> VendorView:
        """Return what the page of a vendor shows."""
        return await vendor_view(vendor, self.actor, self.law, self.today, **more)


def places(view: VendorView) -> list[LocationView]:
    """Return all locations of a vendor."""
    return [location for engagement in view.engagements for location in engagement.locations]


def finding(view: VendorView, rule: str) -> FindingView:
    """Return the one finding of a rule."""
    (found,) = [one for one in view.findings if one.rule == rule]
    return found


def rules(view: VendorView) -> set[str]:
    """Return the rules that are broken."""
    return {one.rule for one in view.findings}
