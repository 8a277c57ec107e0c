"""What a person or an import may write into the register, field by field."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from accounts.numbers import LARGEST, row_number
from law.grounds import GROUNDS
from law.names import codes, fold
from register import facts, sentences

Status = Literal["active", "ended"]
Role = Literal["", "processor", "sub-processor", "joint controller", "controller"]
Tier = Literal["", "high", "medium", "low"]
Region = Literal["", "EU", "EEA", "EUROPE", "GLOBAL", "VARIES"]
AgreementKind = Literal["dpa", "joint", "nda", "security", "scc", "other"]
AgreementStatus = Literal["", "missing", "requested", "negotiating", "signed", "expired", "terminated"]
Met = Literal["met", "partly", "missing"]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
FIRST_YEAR, LAST_YEAR = 1900, 2199
MOST_TAGS = 20
LETTERS = frozenset("abcdefgh")
ORGANISATIONS_NOT_STATES = frozenset({"EPO", "INT"})


def wrong(sentence: str) -> PydanticCustomError:
    """Return the error that carries a sentence to the person."""
    return PydanticCustomError("sentence", "{sentence}", {"sentence": sentence})


def _country(value: str) -> str:
    code = value.upper()
    if code and code not in codes() and code not in ORGANISATIONS_NOT_STATES:
        raise wrong(sentences.COUNTRY)
    return code


def _blank_is_unknown(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _day(value: date | None) -> date | None:
    # Days are counted on and back from; a slip of the pen far away would stop the nightly work of everybody.
    if value is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise wrong(sentences.FAR_DAY)
    return value


def _storable(value: Any) -> Any:
    # Characters that nobody typed and that PostgreSQL or a spreadsheet cannot hold.
    return _CONTROL.sub("", value) if isinstance(value, str) else value


def _website(value: str) -> str:
    if value and not value.startswith(("https://", "http://")):
        raise wrong(sentences.WEBSITE)
    return value


def _name(value: str) -> str:
    if not value:
        raise wrong(sentences.NAME)
    return value


def _key(value: Any) -> Any:
    number = row_number(value.strip()) if isinstance(value, str) else value
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= LARGEST:
        raise wrong(sentences.NO_CHOICE)
    return number


def _tag(value: str) -> str:
    # A bar parts tags where they are stored, a comma where they are typed.
    if "|" in value or "," in value or ";" in value:
        raise wrong(sentences.TAG)
    return " ".join(value.split())


def _tags(values: tuple[str, ...]) -> tuple[str, ...]:
    once = {fold(tag): tag for tag in reversed(values) if tag}
    if len(once) > MOST_TAGS:
        raise wrong(sentences.TAGS)
    return tuple(sorted(once.values(), key=fold))


def _ground(value: str) -> str:
    if value not in GROUNDS:
        raise wrong(sentences.GROUND)
    return value


Text = Annotated[str, BeforeValidator(_storable)]
Line = Annotated[Text, StringConstraints(strip_whitespace=True, max_length=300)]
Short = Annotated[Text, StringConstraints(strip_whitespace=True, max_length=120)]
Number = Annotated[Text, StringConstraints(strip_whitespace=True, max_length=60)]
Brief = Annotated[Text, StringConstraints(strip_whitespace=True, max_length=40)]
Clause = Annotated[Text, StringConstraints(strip_whitespace=True, max_length=80)]
Long = Annotated[Text, StringConstraints(strip_whitespace=True, max_length=40_000)]
Country = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_country)]
Day = Annotated[date | None, BeforeValidator(_blank_is_unknown), AfterValidator(_day)]
YesNo = Annotated[bool | None, BeforeValidator(_blank_is_unknown)]
Count = Annotated[Annotated[int, Field(ge=1, le=1200)] | None, BeforeValidator(_blank_is_unknown)]
Key = Annotated[int, BeforeValidator(_key)]
Id = Annotated[Key | None, BeforeValidator(_blank_is_unknown)]
Tag = Annotated[Brief, AfterValidator(_tag)]
Ground = Annotated[str, AfterValidator(_ground)]


class Input(BaseModel):
    """The common rule of all inputs: no field that is not named, no value that is not understood."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class VendorInput(Input):
    """A legal entity that receives personal data."""

    name: Annotated[Line, AfterValidator(_name)]
    legal_name: Line = ""
    aliases: tuple[Line, ...] = ()
    registration_number: Number = ""
    country: Country = ""
    parent_name: Line = ""
    parent_country: Country = ""
    website: Annotated[Line, AfterValidator(_website)] = ""
    contact: Long = ""
    unnamed_group: bool = False
    dpf: dict[str, str] = Field(default_factory=dict)
    dpf_checked_on: Day = None
    tier: Tier = ""
    owner: Short = ""
    status: Status = "active"
    notes: Long = ""
    tags: Annotated[tuple[Tag, ...], AfterValidator(_tags)] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not facts.known(self.dpf) or not self.dpf.keys() <= facts.DPF_KEYS:
            raise field_error("dpf", sentences.DPF_FACT)
        return self


class EngagementInput(Input):
    """What a vendor does for an organisation."""

    vendor: Key
    organisation: Key
    parent: Id = None
    service: Long = ""
    role: Role = ""
    organisation_role: Literal["controller", "processor"] = "controller"
    purposes: Long = ""
    data_subjects: Long = ""
    data_categories: Long = ""
    special_categories: YesNo = None
    retention: Long = ""
    owner: Short = ""
    status: Status = "active"
    started_on: Day = None
    ended_on: Day = None
    next_review: Day = None
    next_review_text: Brief = ""
    review_months: Count = None
    notes: dict[Line, Long] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.started_on and self.ended_on and self.ended_on < self.started_on:
            raise field_error("ended_on", sentences.ENDED_FIRST)
        return self


class LocationInput(Input):
    """One place where data goes, and on which ground; `grounds` left out are read from `ground_text`."""

    engagement: Key
    country: Country = ""
    region: Region = ""
    inferred: bool = False
    place: Long = ""
    recipient: Line = ""
    activity: Short = ""
    ground_text: Long = ""
    grounds: tuple[Ground, ...] | None = None
    facts: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.country and self.region:
            raise field_error("region", sentences.REGION_AND_COUNTRY)
        if not facts.known(self.facts):
            raise field_error("facts", sentences.FACT)
        return self


class AgreementInput(Input):
    """A contract with a vendor; with an engagement it covers that one, without it all of the organisation's."""

    vendor: Key
    organisation: Key
    engagement: Id = None
    kind: AgreementKind = "dpa"
    status: AgreementStatus = ""
    text: Long = ""
    signed_on: Day = None
    signed_text: Brief = ""
    expires_on: Day = None
    notice_days: Count = None
    authorisation: Literal["", "specific", "general"] = ""
    objection_days: Count = None
    checklist: dict[str, Met] = Field(default_factory=dict)
    clauses: dict[str, Clause] = Field(default_factory=dict)
    document: Id = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.signed_on and self.expires_on and self.expires_on < self.signed_on:
            raise field_error("expires_on", sentences.EXPIRED_FIRST)
        if not self.checklist.keys() <= LETTERS:
            raise field_error("checklist", sentences.CHECKLIST)
        if not self.clauses.keys() <= LETTERS:
            raise field_error("clauses", sentences.CLAUSES)
        return self

    @field_validator("clauses")
    @classmethod
    def _named(cls, value: dict[str, str]) -> dict[str, str]:
        return {letter: clause for letter, clause in value.items() if clause}


class Promise(Input):
    """What an organisation says in public about where data goes.

    `eea_only`: all of it inside the EU/EEA. `eea_or_ground`: inside, or on a ground that holds. `eea_preferred`:
    outside is avoided; kept for the record, broken by nothing. `other`: kept for the record.
    """

    kind: Literal["eea_only", "eea_or_ground", "eea_preferred", "other"]
    text: Annotated[Text, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    recorded_on: Day = None


class OrganisationInput(Input):
    """A legal entity whose register this is."""

    name: Annotated[Text, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_name)]
    country: Country = ""
    regimes: tuple[Literal["EU", "UK", "CH"], ...] = ("EU",)
    acts_as: Literal["controller", "processor", "both"] = "controller"
    promises: tuple[Promise, ...] = ()
    review_months: Annotated[int, Field(ge=1, le=120)] = 12
    parent: Id = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.regimes:
            raise field_error("regimes", sentences.REGIMES)
        return self


MODELS: dict[Literal["vendor", "engagement", "location", "agreement"], type[Input]] = {
    "vendor": VendorInput,
    "engagement": EngagementInput,
    "location": LocationInput,
    "agreement": AgreementInput,
}


def field_error(field: str, sentence: str) -> PydanticCustomError:
    """Return the error of one field that only shows when several are seen together."""
    return PydanticCustomError("sentence", "{sentence}", {"sentence": sentence, "field": field})
