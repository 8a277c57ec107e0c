"""The rows that judging and finding work on: plain dictionaries with only the columns they need."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypedDict


class OrganisationRow(TypedDict):
    """Whose register it is."""

    id: int
    name: str
    country: str
    regimes: str
    promises: list[dict[str, str]]


class VendorRow(TypedDict):
    """Who receives data."""

    id: int
    name: str
    legal_name: str
    aliases: list[str]
    country: str
    parent_country: str
    unnamed_group: bool
    dpf: dict[str, str]
    dpf_checked_on: date | None
    tier: str
    owner: str
    status: str
    notes: str
    tags: list[str]


class EngagementRow(TypedDict):
    """What a vendor does for an organisation.

    `above_country` is the seat of the vendor it is a sub-processor of, `above_authorises` whether the DPA with that one
    holds a general authorisation of sub-processors.
    """

    id: int
    vendor: int
    organisation: int
    parent: int | None
    above_country: str
    above_authorises: bool
    service: str
    purposes: str
    role: str
    organisation_role: str
    owner: str
    status: str
    next_review: date | None
    notes: str


class LocationRow(TypedDict):
    """Where data goes, and what was judged of it last."""

    id: int
    engagement: int
    country: str
    region: str
    ground_text: str
    grounds: str
    facts: str
    verdict: str
    reason: str
    ground_used: str
    params: str
    citation: str
    records: str
    unconfirmed: bool
    since: date | None
    changes_on: date | None
    judged_on: date | None
    law_digest: str


class AgreementRow(TypedDict):
    """A contract with a vendor."""

    id: int
    vendor: int
    organisation: int
    engagement: int | None
    kind: str
    status: str
    signed_on: date | None
    signed_text: str
    expires_on: date | None


class ConditionRow(TypedDict):
    """What an approval was made to depend on."""

    id: int
    vendor: int
    organisation: int
    engagement: int | None
    text: str
    owner: str
    due: date


class NoticeRow(TypedDict):
    """What a vendor announced of its sub-processors and nobody has decided on; `changes` in a few words."""

    id: int
    vendor: int
    organisation: int
    received_on: date
    last_day: date | None
    changes: str


class FindingRow(TypedDict):
    """A finding as it is stored."""

    id: int
    organisation: int
    vendor: int
    rule: str
    subject_type: str
    subject_id: int
    severity: str
    since: date | None
    params: str
    state: str
    accepted_until: date | None


Params = Mapping[str, str]
