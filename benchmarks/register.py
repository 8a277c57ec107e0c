"""A register of 10,000 vendors, 20,000 engagements and 50,000 locations in one organisation, made without an import."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
VENDORS = 10_000
LOCATIONS = 50_000
COUNTRIES = ("SE", "NO", "DE", "US", "IE", "GB", "IN", "FR", "", "CH", "NL", "US", "DK", "FI", "JP", "US")
GROUNDS = ("NONE", "DPF_EU_US", "SCC_2021_M2", "PRIVACY_SHIELD_EU_US", "ADEQUACY", "SCC_2010", "BCR_P", "EEA")
OWNERS = ("IT", "HR", "Procurement", "Communication", "", "Legal", "Finance")
KINDS = ("Hosting", "Mail", "Payroll", "Survey", "Support", "Analytics", "Archive", "Print")


def use(folder: Path) -> None:
    """Point this process at a data folder; called before anything imports `piccolo_conf`."""
    os.environ["ART28_DATA"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    # What is measured has the processor to itself: no job of the night runs beside it.
    os.environ["ART28_SCHEDULER"] = "false"


async def fill(vendors: int = VENDORS) -> float:
    """Migrate and fill the database; return the seconds that settling all vendors took."""
    from accounts.actor import SYSTEM
    from accounts.database import transaction
    from accounts.tables import Organisation
    from app.migrate import migrate
    from law.store import default_law
    from register.settle import settle
    from register.tables import Agreement, Engagement, Location, Vendor

    await migrate()
    organisation = Organisation(name="Example Municipality", country="SE", created_at=NOW)
    await organisation.save()
    async with transaction():
        for first in range(1, vendors + 1, 500):
            numbers = range(first, first + 500)
            await Vendor.insert(*(Vendor(id=n, **vendor(n)) for n in numbers))
            await Engagement.insert(*(Engagement(id=n, **engagement(n, organisation.id)) for n in numbers))
            await Location.insert(*(Location(**location(n, more)) for n in numbers for more in range(1 + n % 2)))
            await Agreement.insert(*(Agreement(**agreement(n, organisation.id)) for n in numbers if n % 3))
    began = time.perf_counter()
    async with transaction():
        await settle(range(1, vendors + 1), today=TODAY, now=NOW, law=default_law(), actor=SYSTEM)
    return time.perf_counter() - began


async def more() -> None:
    """Add a second engagement to each vendor, locations up to 50,000, and the review of each engagement."""
    from accounts.actor import SYSTEM
    from accounts.database import transaction
    from assessments.keeping import keep_reviews
    from law.store import default_law
    from register.settle import settle
    from register.tables import Engagement, Location

    law = default_law()
    count = VENDORS
    missing = LOCATIONS - await Location.count()
    async with transaction():
        for first in range(1, count + 1, 500):
            numbers = range(first, first + 500)
            await Engagement.insert(*(Engagement(id=count + n, **engagement(n, 1)) for n in numbers))
        for first in range(0, missing, 500):
            numbers = range(first, min(first + 500, missing))
            await Location.insert(*(Location(**place(n, count)) for n in numbers))
        await settle(range(1, count + 1), today=TODAY, now=NOW, law=law, actor=SYSTEM)
    await keep_reviews(TODAY, NOW, law, SYSTEM)


def place(n: int, engagements: int) -> dict[str, Any]:
    """Return the n-th of the locations that are added to the second engagements."""
    return {**location(n, n // engagements), "engagement": engagements + 1 + n % engagements}


def vendor(n: int) -> dict[str, Any]:
    """Return the n-th vendor."""
    name = f"{KINDS[n % len(KINDS)]} & Example {n * 7919 % 10_007} AB"
    return {
        "name": name,
        "legal_name": f"{name} (publ)" if n % 4 == 0 else "",
        "search": name.casefold(),
        "country": COUNTRIES[n % len(COUNTRIES)],
        "owner": OWNERS[n % len(OWNERS)],
        "created_at": NOW,
        "updated_at": NOW,
    }


def engagement(n: int, organisation: int) -> dict[str, Any]:
    """Return what the n-th vendor does."""
    return {
        "vendor": n,
        "organisation": organisation,
        "service": f"{KINDS[n % len(KINDS)]} for department {n % 40}",
        "role": ("processor", "processor", "sub-processor", "controller", "")[n % 5],
        "owner": OWNERS[n % len(OWNERS)],
        "next_review": date(2026, 1 + n % 12, 1 + n % 28) if n % 3 else None,
        "created_at": NOW,
        "updated_at": NOW,
    }


def location(n: int, more: int) -> dict[str, Any]:
    """Return a place where the data of the n-th vendor goes."""
    ground = GROUNDS[(n + more) % len(GROUNDS)]
    return {
        "engagement": n,
        "country": COUNTRIES[(n + 5 * more) % len(COUNTRIES)],
        "grounds": ground,
        "ground_text": ground,
        "created_at": NOW,
        "updated_at": NOW,
    }


def agreement(n: int, organisation: int) -> dict[str, Any]:
    """Return the data processing agreement of the n-th vendor."""
    return {
        "vendor": n,
        "organisation": organisation,
        "engagement": n,
        "status": ("signed", "missing", "", "signed")[n % 4],
        "signed_on": date(2018 + n % 8, 1 + n % 12, 1 + n % 28) if n % 4 in {0, 3} else None,
        "created_at": NOW,
        "updated_at": NOW,
    }
