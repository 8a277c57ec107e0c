"""What a rule of the register sees and what it says; pure, so that any register can be thought through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from register.rows import (
    AgreementRow,
    ConditionRow,
    EngagementRow,
    LocationRow,
    NoticeRow,
    OrganisationRow,
    VendorRow,
)

Severity = Literal["high", "medium", "low"]
Subject = Literal["vendor", "engagement", "location", "agreement", "condition", "notice"]


@dataclass(frozen=True, slots=True)
class Case:
    """One vendor in one organisation on one day: its active engagements, their locations by engagement, its agreements."""

    vendor: VendorRow
    organisation: OrganisationRow
    engagements: list[EngagementRow]
    locations: Mapping[int, list[LocationRow]]
    agreements: list[AgreementRow]
    today: date
    inside_eea: Callable[[str], bool]
    conditions: Sequence[ConditionRow] = ()
    notices: Sequence[NoticeRow] = ()
    _covering: dict[int | None, list[AgreementRow]] = field(default_factory=dict, repr=False, compare=False)
    _places: list[tuple[EngagementRow, LocationRow]] = field(default_factory=list, repr=False, compare=False)
    # What several rules ask of the same engagement: the state of its contract of Art. 28(3), by its id.
    processing_contracts: dict[int, str | None] = field(default_factory=dict, repr=False, compare=False)

    def covering(self, engagement: int) -> list[AgreementRow]:
        """Return the agreements that cover an engagement: its own, and those of all."""
        # A list of systems has one vendor in hundreds of rows, each with its agreement: looked up, not searched.
        if not self._covering:
            self._covering[None] = []
            for agreement in self.agreements:
                self._covering.setdefault(agreement["engagement"], []).append(agreement)
        own = self._covering.get(engagement, [])
        return [*self._covering[None], *own] if self._covering[None] else own

    def places(self) -> list[tuple[EngagementRow, LocationRow]]:
        """Return each location with its engagement."""
        if not self._places:
            for engagement in self.engagements:
                self._places.extend((engagement, location) for location in self.locations.get(engagement["id"], ()))
        return self._places


@dataclass(frozen=True, slots=True)
class Found:
    """Something that is wrong: `form` picks the sentence; `since` is None where only the day of finding is known."""

    subject_type: Subject
    subject_id: int
    severity: Severity
    form: str
    since: date | None = None
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a rule is broken, in words: what is so and why it matters, and what to do."""

    sentence: str
    todo: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the register: its name is part of addresses and exports and never changes."""

    name: str
    title: str
    forms: Mapping[str, Form]
    find: Callable[[Case], Iterator[Found]]
