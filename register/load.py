"""Read the rows that judging and finding need: a handful of queries for any number of vendors."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from accounts.bulk import on_sqlite
from register.announced import in_short
from register.rows import (
    AgreementRow,
    ConditionRow,
    EngagementRow,
    LocationRow,
    NoticeRow,
    OrganisationRow,
    VendorRow,
)
from register.sql import fetch_all, numbers

VENDOR = (
    "id, name, legal_name, aliases, country, parent_country, unnamed_group, dpf, dpf_checked_on, tier, owner, status,"
    " notes, tags"
)
ENGAGEMENT = (
    "e.id, e.vendor, e.organisation, e.parent, above.country AS above_country, e.service, e.role, e.organisation_role,"
    " e.purposes, e.owner, e.status, e.next_review, e.notes"
)
# General written authorisation (Art. 28(2)) in the DPA with the processor above covers every sub-processor below it.
# The plus keeps SQLite from walking through all agreements of the organisation.
AUTHORISED = (
    "SELECT DISTINCT e.id FROM engagement e JOIN engagement up ON e.parent = up.id"
    " JOIN agreement a ON a.vendor = up.vendor AND +a.organisation = e.organisation AND a.kind = 'dpa'"
    " AND a.status = 'signed' AND a.authorisation = 'general' AND (a.engagement IS NULL OR a.engagement = up.id)"
)
RECORDED = "l.id, l.engagement, l.country, l.region, l.ground_text, l.grounds, l.facts"
LOCATION = (
    f"{RECORDED}, l.verdict, l.reason, l.ground_used, l.params, l.citation, l.records, l.unconfirmed, l.since,"
    " l.changes_on, l.judged_on, l.law_digest"
)
AGREEMENT = "id, vendor, organisation, engagement, kind, status, signed_on, signed_text, expires_on"

CONDITION = "id, vendor, organisation, engagement, text, owner, due"
NOTICE = "id, vendor, organisation, received_on, last_day, changes"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The rows of some vendors, by what they hang on."""

    organisations: dict[int, OrganisationRow]
    vendors: dict[int, VendorRow]
    engagements: dict[int, EngagementRow]
    locations: dict[int, list[LocationRow]]
    agreements: dict[int, list[AgreementRow]]
    conditions: dict[int, list[ConditionRow]]
    notices: dict[int, list[NoticeRow]]

    def pairs(self) -> dict[int, set[int]]:
        """Return each vendor with the organisations that it works for or has an agreement with."""
        found: dict[int, set[int]] = defaultdict(set)
        for engagement in self.engagements.values():
            found[engagement["vendor"]].add(engagement["organisation"])
        for agreements in self.agreements.values():
            for agreement in agreements:
                found[agreement["vendor"]].add(agreement["organisation"])
        return found


async def lock_vendors(vendors: list[int]) -> None:
    """Wait until nobody else settles these vendors; the embedded engine has one writer at a time anyway."""
    if not on_sqlite():
        await fetch_all(f"SELECT id FROM vendor WHERE id IN ({numbers(vendors)}) ORDER BY id FOR NO KEY UPDATE")


async def vendors_below(vendors: list[int]) -> set[int]:
    """Return the vendors that are sub-processors of these: their transfers start where these sit."""
    rows = await fetch_all(
        "SELECT DISTINCT below.vendor AS vendor FROM engagement below JOIN engagement above ON below.parent = above.id"
        f" WHERE above.vendor IN ({numbers(vendors)})"
    )
    return {row["vendor"] for row in rows}


async def load(vendors: list[int], on: date, *, judged: bool = True, locations: Iterable[int] | None = None) -> Loaded:
    """Return the rows of these vendors; what their parents' agreements authorise is read as it stands on a day.

    Without `judged`, locations are read without the verdicts of last time, for whoever puts others in their place;
    `locations` names those that are wanted (None: all).
    """
    inside = numbers(vendors)
    organisations = await fetch_all("SELECT id, name, country, regimes, promises FROM organisation")
    people = await fetch_all(f"SELECT {VENDOR} FROM vendor WHERE id IN ({inside})")
    engagements = await fetch_all(
        f"SELECT {ENGAGEMENT} FROM engagement e LEFT JOIN engagement up ON e.parent = up.id"
        f" LEFT JOIN vendor above ON up.vendor = above.id WHERE e.vendor IN ({inside}) ORDER BY e.id"
    )
    authorised = await fetch_all(
        f"{AUTHORISED} WHERE e.vendor IN ({inside}) AND (a.expires_on IS NULL OR a.expires_on >= {{}})", [on]
    )
    _authorise(engagements, {row["id"] for row in authorised})
    wanted = f"e.vendor IN ({inside})" if locations is None else f"l.id IN ({numbers(locations)})"
    places = await fetch_all(
        f"SELECT {LOCATION if judged else RECORDED} FROM location l JOIN engagement e ON l.engagement = e.id"
        f" WHERE {wanted} ORDER BY l.id"
    )
    agreements = await fetch_all(f"SELECT {AGREEMENT} FROM agreement WHERE vendor IN ({inside}) ORDER BY id")
    conditions = await fetch_all(
        f"SELECT {CONDITION} FROM condition WHERE vendor IN ({inside}) AND done_on IS NULL ORDER BY id"
    )
    notices = await fetch_all(
        f"SELECT {NOTICE} FROM subprocessor_notice WHERE vendor IN ({inside}) AND decision = '' ORDER BY id"
    )
    for row in notices:
        row["changes"] = in_short(row["changes"])
    return Loaded(
        organisations={row["id"]: cast("OrganisationRow", _read(row, "promises")) for row in organisations},
        vendors={row["id"]: cast("VendorRow", _read(row, "aliases", "dpf", "tags")) for row in people},
        engagements={row["id"]: cast("EngagementRow", row) for row in engagements},
        locations=cast("dict[int, list[LocationRow]]", _grouped(places, "engagement")),
        agreements=cast("dict[int, list[AgreementRow]]", _grouped(agreements, "vendor")),
        conditions=cast("dict[int, list[ConditionRow]]", _grouped(conditions, "vendor")),
        notices=cast("dict[int, list[NoticeRow]]", _grouped(notices, "vendor")),
    )


def _read(row: dict[str, Any], *names: str) -> dict[str, Any]:
    for name in names:
        row[name] = _plain(row[name])
    return row


def _plain(text: str) -> Any:
    # Most of it says nothing.
    return [] if text == "[]" else {} if text == "{}" else json.loads(text)


def _authorise(engagements: list[dict[str, Any]], authorised: set[int]) -> None:
    for row in engagements:
        row["above_country"] = row["above_country"] or ""
        row["above_authorises"] = row["id"] in authorised


def _grouped(rows: list[dict[str, Any]], name: str) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found
