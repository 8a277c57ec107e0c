"""The facts on which a verdict rests: what somebody has found out about one transfer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias, get_args, get_type_hints

from law.errors import FactError
from law.names import codes

Yes: TypeAlias = Literal["yes"]
YesNo: TypeAlias = Literal["yes", "no"]
YesNoUnknown: TypeAlias = Literal["yes", "no", "unknown"]

FIRST_DAY: Final = date(1995, 1, 1)
LAST_DAY: Final = date(2100, 12, 31)
"""Days outside these two are refused: they are slips of the pen, and no law here speaks of them."""

DATE: Final = "date"
COUNTRY: Final = "country"
COUNTRY_OR_EU: Final = "country or EU"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about one transfer; None means that nobody knows, which is neither yes nor no.

    Some facts can be "unknown" by a value of their own, as `dpf_listed`: somebody looked and could not tell.
    """

    same_legal_entity: Yes | None = None
    collected_directly: Yes | None = None
    parent_country: str | None = None
    third_country_access: YesNo | None = None
    remote_access: Yes | None = None
    hosting_country: str | None = None
    onward_transfer: Yes | None = None
    subprocessors_known: YesNo | None = None
    subprocessor_authorised: YesNo | None = None
    adequacy_scope: Literal["in", "out", "unknown"] | None = None
    dpf_listed: YesNoUnknown | None = None
    dpf_lapsed_on: date | None = None
    dpf_covers_hr: YesNo | None = None
    dpf_uk_extension: YesNoUnknown | None = None
    dpf_swiss: YesNo | None = None
    dpf_eligible: YesNo | None = None
    hr_data: Yes | None = None
    hr_relation: Literal["own_group", "external"] | None = None
    ps_listed: YesNo | None = None
    sh_listed: YesNo | None = None
    scc_signed_on: date | None = None
    scc_set: Literal["2001", "2002", "2004", "2010", "2021", "none"] | None = None
    scc_module: Literal["1", "2", "3", "4", "2+3"] | None = None
    scc_modified: YesNo | None = None
    scc_annexes: Literal["complete", "blank"] | None = None
    contract_signed: YesNo | None = None
    contract_expired_on: date | None = None
    processing_changed_on: date | None = None
    controller_is_party: YesNo | None = None
    importer_is_exporters_controller: Yes | None = None
    combines_eu_data: YesNo | None = None
    importer_under_art3_2: Yes | None = None
    swiss_adaptations: YesNo | None = None
    uk_addendum: YesNo | None = None
    idta_signed_on: date | None = None
    tia: Literal["adequate", "none", "inadequate", "negative"] | None = None
    supplementary_measures: Literal["effective", "ineffective", "none"] | None = None
    bcr_type: Literal["C", "P"] | None = None
    bcr_approved: YesNo | None = None
    bcr_member: YesNo | None = None
    bcr_exporter_member: YesNo | None = None
    bcr_lead: Literal["EEA", "UK"] | None = None
    sa_authorised: YesNo | None = None
    sa_notified: YesNo | None = None
    instrument_binding: YesNo | None = None
    exporter_public: Yes | None = None
    importer_public: Yes | None = None
    public_powers: Yes | None = None
    certificate: Literal["art42", "transfer_seal", "claimed"] | None = None
    binding_commitments: YesNoUnknown | None = None
    repetition: Literal["occasional", "systematic"] | None = None
    consent_explicit: YesNo | None = None
    consent_informed: YesNo | None = None

    def items(self) -> Iterator[tuple[str, str | date]]:
        """Yield each known fact with its value, in the order of the vocabulary."""
        for key in VOCABULARY:
            value = getattr(self, key)
            if value is not None:
                yield key, value

    def __str__(self) -> str:
        """Return the facts as `parse_facts` reads them: key=value;key=value."""
        return ";".join(f"{key}={value}" for key, value in self.items())


def _vocabulary() -> dict[str, tuple[str, ...] | str]:
    hints = get_type_hints(Facts)
    allowed: dict[str, tuple[str, ...] | str] = {}
    for field in fields(Facts):
        kinds = get_args(hints[field.name])
        if date in kinds:
            allowed[field.name] = DATE
        elif str in kinds:
            allowed[field.name] = COUNTRY_OR_EU if field.name == "hosting_country" else COUNTRY
        else:
            allowed[field.name] = tuple(v for kind in kinds for v in get_args(kind))
    return allowed


VOCABULARY: Final[Mapping[str, tuple[str, ...] | str]] = MappingProxyType(_vocabulary())
"""Each key with its allowed values, or the word `date`, `country` or `country or EU`."""

NO_FACTS: Final = Facts()


@lru_cache(maxsize=65536)
def parse_facts(text: str) -> Facts:
    """Read facts written as `key=value;key=value`; blank parts are passed over.

    Raises FactError for a key or value that the vocabulary does not have, and for a key that stands twice.
    """
    known: dict[str, str] = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        key, _, value = part.partition("=")
        key, value = key.strip(), value.strip()
        if key in known:
            raise FactError(key, value, "each fact once")
        known[key] = value
    return make_facts(known)


def make_facts(known: Mapping[str, object]) -> Facts:
    """Make Facts of strings or dates, checking each against the vocabulary; None stays unknown.

    Raises FactError.
    """
    checked: dict[str, Any] = {key: check_fact(key, value) for key, value in known.items() if value is not None}
    return Facts(**checked) if checked else NO_FACTS


def check_fact(key: str, value: object) -> str | date:
    """Return the value of one fact as Facts holds it, or raise FactError."""
    allowed = VOCABULARY.get(key)
    if allowed is None:
        raise FactError(key, str(value), "a fact of the vocabulary")
    if allowed == DATE:
        return day(key, value)
    text = str(value)
    if isinstance(allowed, tuple):
        if text in allowed:
            return text
        raise FactError(key, text, " or ".join(allowed))
    if text in codes() or (allowed == COUNTRY_OR_EU and text == "EU"):
        return text
    or_eu = " or EU" if allowed == COUNTRY_OR_EU else ""
    raise FactError(key, text, f"a country by its two letters (ISO 3166-1){or_eu}")


def day(key: str, value: object) -> date:
    """Return a day given as a date or as YYYY-MM-DD, or raise FactError; `key` says in the message where it stands."""
    try:
        found = value if isinstance(value, date) else _iso(str(value))
    except ValueError:
        raise FactError(key, str(value), "a date as YYYY-MM-DD") from None
    if not FIRST_DAY <= found <= LAST_DAY:
        raise FactError(key, str(value), "a day from 1995 to 2100")
    return found


@cache
def _iso(text: str) -> date:
    if len(text) != len("2026-11-21"):
        raise ValueError(text)
    return date.fromisoformat(text)
