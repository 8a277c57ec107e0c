"""What the API answers with: the fields of the inputs as they are stored, with what the register derives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, create_model

from register.inputs import AgreementInput, EngagementInput, Id, Input, LocationInput, VendorInput


class VendorNew(VendorInput):
    """A vendor to be created; `organisation` may be left out where only one is open to the token."""

    organisation: Id = None


class VendorListed(BaseModel):
    """A vendor in one organisation, with the worst verdict of its locations and its open findings."""

    id: int
    organisation: int
    name: str
    legal_name: str
    service: str
    role: str
    countries: tuple[str, ...]
    locations: int
    verdict: str
    verdict_count: int
    reason: str
    ground: str
    dpa: str
    dpa_on: str
    tier: str
    owner: str
    status: str
    next_review: date | None
    findings: int
    rules: tuple[str, ...]
    tags: tuple[str, ...]


class FindingOut(BaseModel):
    """Something that is wrong: what, since when, what to do, and what became of it."""

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


class Acceptance(BaseModel):
    """Until when, and why, a finding is accepted: at most 12 months."""

    until: date
    why: str


class ReviewListed(BaseModel):
    """A review of an engagement: due, or concluded with an outcome."""

    id: int
    engagement: int
    organisation: int
    vendor: int
    vendor_name: str
    service: str
    due: date
    why: str
    owner: str
    outcome: str
    note: str
    concluded_on: date | None


class Conclusion(BaseModel):
    """How a review ended: `outcome` approved, conditions or rejected; `next` is the day of the next, if by hand."""

    outcome: str
    note: str = ""
    next: str = ""


class AssessmentOut(BaseModel):
    """An assessment of a vendor: its questionnaire, state, score and outcome; empty is not decided."""

    id: int
    organisation: int
    vendor: int
    vendor_name: str
    questionnaire: str
    state: str
    tier: str
    owner: str
    due: date | None
    outcome: str
    submitted_at: datetime | None
    concluded_on: date | None


class ImportOut(BaseModel):
    """An uploaded list and what became of it: `working` says how far the work has come while it lasts."""

    id: int
    organisation: int
    file_name: str
    digest: str
    size: int
    state: str
    counts: dict[str, Any]
    error: str
    created_at: datetime
    committed_at: datetime | None
    undone_at: datetime | None
    working: dict[str, Any] | None = None


class ImportRowOut(BaseModel):
    """One row of an uploaded list: every raw cell, what it does, and what is doubtful."""

    sheet: str
    row: int
    action: str
    why: str
    cells: Any
    problems: Any
    vendor: int | None


class Expected(BaseModel):
    """How many vendors the import is expected to create and to change, as its counts said."""

    create: int
    update: int


def out_of(model: type[Input], name: str, **derived: Any) -> type[BaseModel]:
    """Return the answer for an input: its fields as stored, its number and version, and what is derived."""
    fields: dict[str, Any] = {key: (field.annotation, ...) for key, field in model.model_fields.items()}
    fields |= {"id": (int, ...), "version": (int, ...), "created_at": (datetime, ...), "updated_at": (datetime, ...)}
    fields |= {key: (kind, ...) for key, kind in derived.items()}
    return create_model(name, __doc__=model.__doc__, **fields)


VendorOut = out_of(VendorInput, "Vendor")
EngagementOut = out_of(EngagementInput, "Engagement")
LocationOut = out_of(
    LocationInput,
    "Location",
    verdict=str,
    reason=str,
    ground_used=str,
    citation=str,
    unconfirmed=bool,
    since=date | None,
    changes_on=date | None,
    judged_on=date | None,
)
AgreementOut = out_of(AgreementInput, "Agreement")
