"""The rows that an import adds to the register's tables, in the order of their columns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from assessments.reviews import Due
from imports.plan_model import NewVendor
from imports.said import as_json
from imports.wanted import Ask, Place
from law.store import Law
from register.rows import OrganisationRow
from register.search import search_text

VENDOR = (
    *("id", "name", "legal_name", "aliases", "search", "registration_number", "country", "website", "unnamed_group"),
    *("created_at", "updated_at"),
)
ENGAGEMENT = (
    *("id", "vendor", "organisation", "service", "role", "organisation_role", "purposes", "data_subjects"),
    *("data_categories", "owner", "status", "next_review", "next_review_text", "review_months", "notes"),
    *("created_at", "updated_at"),
)
LOCATION = (
    *(
        "id",
        "engagement",
        "country",
        "region",
        "inferred",
        "place",
        "ground_text",
        "grounds",
        "created_at",
        "updated_at",
    ),
)
AGREEMENT = (
    *("id", "vendor", "organisation", "engagement", "kind", "status", "text", "signed_on", "signed_text"),
    *("created_at", "updated_at"),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """For whom, by whom and when an import is done."""

    organisation: dict[str, Any]
    actor: Actor
    now: datetime
    today: date
    law: Law


def organisation_row(row: dict[str, Any]) -> OrganisationRow:
    """Return an organisation as judging sees it."""
    return {
        "id": row["id"],
        "name": row["name"],
        "country": row["country"],
        "regimes": row["regimes"],
        "promises": json.loads(row["promises"]),
    }


def vendor_row(number: int, vendor: NewVendor, now: datetime) -> tuple[Any, ...]:
    """Return the row of a new vendor."""
    return (
        number,
        vendor.name,
        vendor.legal_name,
        as_json(vendor.aliases),
        search_text(vendor.name, vendor.legal_name, *vendor.aliases),
        vendor.registration_number,
        vendor.country,
        vendor.website,
        vendor.unnamed_group,
        now,
        now,
    )


def engagement_row(number: int, vendor: int, one: Ask, due: Due | None, setting: Setting) -> tuple[Any, ...]:
    """Return the row of a new engagement."""
    said = one.engagement
    return (
        number,
        vendor,
        setting.organisation["id"],
        said["service"],
        said["role"],
        organisation_role(setting.organisation["acts_as"], said["role"]),
        said["purposes"],
        said["data_subjects"],
        said["data_categories"],
        said["owner"],
        said["status"] or "active",
        due.on if due else one.next_review,
        one.next_review_text,
        due.cadence_months if due else None,
        as_json(one.notes) if one.notes else "{}",
        setting.now,
        setting.now,
    )


def organisation_role(acts_as: str, role: str) -> str:
    """Return in which role the organisation sends the data: one that is both has sub-processors only as a processor."""
    if acts_as == "both":
        return "processor" if role == "sub-processor" else "controller"
    return acts_as


def location_row(number: int, engagement: int, place: Place, one: Ask, now: datetime) -> tuple[Any, ...]:
    """Return the row of a new location: the ground of a row of the sheet holds for all its places."""
    country, region = place
    inferred = country in one.inferred
    return number, engagement, country, region, inferred, one.place_text, one.ground_text, one.grounds, now, now


def agreement_row(
    number: int, vendor: int, engagement: int, agreed: dict[str, Any], setting: Setting
) -> tuple[Any, ...]:
    """Return the row of a new agreement, which covers one engagement."""
    said = (agreed["kind"], agreed["status"], agreed["text"], agreed["signed_on"], agreed["signed_text"])
    return (number, vendor, setting.organisation["id"], engagement, *said, setting.now, setting.now)
