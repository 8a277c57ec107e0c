"""Cases for the rules, made by hand: everything is in order but what a test says."""

from __future__ import annotations

from datetime import date
from typing import Any

from register.rows import AgreementRow, ConditionRow, EngagementRow, LocationRow, OrganisationRow, VendorRow
from register.rules import RULES, find
from register.rules.base import Case, Found

TODAY = date(2026, 11, 21)
INSIDE = frozenset({"SE", "NO", "IE"})


def organisation(*promises: str) -> OrganisationRow:
    made = [{"kind": kind, "text": "As we say in public"} for kind in promises]
    return {"id": 1, "name": "Example AB", "country": "SE", "regimes": "EU", "promises": made}


def vendor(**more: Any) -> VendorRow:
    row = {
        "id": 1,
        "name": "Example Hosting",
        "legal_name": "",
        "aliases": [],
        "country": "SE",
        "parent_country": "",
        "unnamed_group": False,
        "dpf": {},
        "dpf_checked_on": None,
        "tier": "",
        "owner": "IT",
        "status": "active",
        "notes": "",
        "tags": [],
    }
    return VendorRow(**{**row, **more})


def engagement(role: str = "processor", **more: Any) -> EngagementRow:
    row = {
        "id": 1,
        "vendor": 1,
        "organisation": 1,
        "parent": None,
        "above_country": "",
        "above_authorises": False,
        "service": "Hosting",
        "purposes": "",
        "role": role,
        "organisation_role": "controller",
        "owner": "IT",
        "status": "active",
        "next_review": date(2027, 1, 31),
        "notes": "{}",
    }
    return EngagementRow(**{**row, **more})


def location(verdict: str = "no-transfer", reason: str = "NT_EEA", country: str = "SE", **more: Any) -> LocationRow:
    row = {
        "id": 1,
        "engagement": 1,
        "country": country,
        "region": "",
        "ground_text": "",
        "grounds": "NONE",
        "facts": "{}",
        "verdict": verdict,
        "reason": reason,
        "ground_used": "",
        "params": "{}",
        "citation": "",
        "unconfirmed": False,
        "since": None,
        "changes_on": None,
        "judged_on": TODAY,
        "law_digest": "",
    }
    return LocationRow(**{**row, **more})


def agreement(kind: str = "dpa", status: str = "signed", **more: Any) -> AgreementRow:
    row = {
        "id": 1,
        "vendor": 1,
        "organisation": 1,
        "engagement": None,
        "kind": kind,
        "status": status,
        "signed_on": None,
        "signed_text": "",
        "expires_on": None,
    }
    return AgreementRow(**{**row, **more})


def condition(due: date, **more: Any) -> ConditionRow:
    row = {"id": 1, "vendor": 1, "organisation": 1, "engagement": None, "text": "Sign the annexes", "owner": "IT"}
    return ConditionRow(**{**row, "due": due, **more})


def case(
    *,
    of: OrganisationRow | None = None,
    who: VendorRow | None = None,
    does: EngagementRow | None = None,
    where: LocationRow | None = None,
    signed: list[AgreementRow] | None = None,
    on: list[ConditionRow] | None = None,
) -> Case:
    """Return a case in which nothing is wrong but what is given."""
    one = does or engagement()
    return Case(
        vendor=who or vendor(),
        organisation=of or organisation(),
        engagements=[one],
        locations={one["id"]: [where or location()]},
        agreements=[agreement()] if signed is None else signed,
        today=TODAY,
        inside_eea=lambda country: country in INSIDE,
        conditions=on or [],
    )


def found(case: Case) -> dict[str, Found]:
    whole = dict(find(case))
    assert all(one.form in RULES[name].forms for name, one in whole.items())
    return whole
