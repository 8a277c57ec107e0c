"""What the page of one vendor shows: plain frozen values, sentences already in the person's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class LocationView:
    """A place where data goes, with the verdict on it."""

    id: int
    version: int
    engagement: int
    country: str
    region: str
    inferred: bool
    place: str
    recipient: str
    activity: str
    ground_text: str
    grounds: tuple[str, ...]
    facts: Mapping[str, str]
    verdict: str
    reason: str
    ground_used: str
    because: str
    todo: str
    citation: str
    since: date | None
    changes_on: date | None
    unconfirmed: bool
    judged_on: date | None


@dataclass(frozen=True, slots=True)
class EngagementView:
    """What the vendor does for one organisation; `parent_*` names the engagement above it, `children` those below."""

    id: int
    version: int
    organisation: int
    organisation_name: str
    parent: int | None
    parent_vendor: int | None
    parent_name: str
    children: tuple[ChildView, ...]
    service: str
    role: str
    organisation_role: str
    purposes: str
    data_subjects: str
    data_categories: str
    special_categories: bool | None
    retention: str
    owner: str
    status: str
    started_on: date | None
    ended_on: date | None
    next_review: date | None
    next_review_text: str
    review_months: int | None
    notes: Mapping[str, str]
    locations: tuple[LocationView, ...]


@dataclass(frozen=True, slots=True)
class ChildView:
    """A sub-processor below an engagement, with the worst verdict of its locations; `depth` 1 is right below."""

    engagement: int
    vendor: int
    name: str
    service: str
    verdict: str
    depth: int
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementView:
    """A contract with the vendor; `state` is its status on the day: a signed one whose end has passed is expired."""

    id: int
    version: int
    organisation: int
    engagement: int | None
    kind: str
    status: str
    state: str
    text: str
    signed_on: date | None
    signed_text: str
    expires_on: date | None
    notice_days: int | None
    authorisation: str
    objection_days: int | None
    checklist: Mapping[str, str]
    clauses: Mapping[str, str]
    document: int | None


@dataclass(frozen=True, slots=True)
class FindingView:
    """Something that is wrong, in words: what, since when, what to do."""

    id: int
    organisation: int
    vendor: int
    vendor_name: str
    rule: str
    title: str
    sentence: str
    todo: str
    severity: str
    since: date | None
    subject_type: str
    subject_id: int
    state: str
    accepted_until: date | None
    accepted_by: str
    accepted_why: str
    found_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that was done: who, what in words, to what by its name, and which fields changed from what to what."""

    at: datetime
    actor: str
    event: str
    sentence: str
    subject_type: str
    subject_id: int | None
    subject: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class VendorView:
    """A vendor with all that the actor may see of it; `as_of` is the day for which the verdicts hold."""

    id: int
    version: int
    name: str
    legal_name: str
    aliases: tuple[str, ...]
    registration_number: str
    country: str
    parent_name: str
    parent_country: str
    website: str
    contact: str
    unnamed_group: bool
    dpf: Mapping[str, str]
    dpf_checked_on: date | None
    tier: str
    owner: str
    status: str
    notes: str
    tags: tuple[str, ...]
    as_of: date
    verdict: str
    verdict_count: int
    location_count: int
    ground: str
    countries: tuple[str, ...]
    worst_link: ChildView | None
    dpa: str
    dpa_on: str
    next_review: date | None
    engagements: tuple[EngagementView, ...]
    agreements: tuple[AgreementView, ...]
    findings: tuple[FindingView, ...]
    history: tuple[HistoryLine, ...]
    below: Mapping[int, tuple[ChildView, ...]] = field(default_factory=dict)
