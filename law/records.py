"""One record of the law: what held, for whom, from when until when, and where that is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final

from law.codes import ORGANISATIONS, REGIMES
from law.errors import LawError
from law.facts import VOCABULARY
from law.grounds import GROUNDS
from law.names import codes

PLACES: Final = frozenset(
    {"member", "transition", "bridge", "territory", "outermost", "oct", "realm", "third_country", "unverified", "home"}
)
"""Kinds that say what a place is; one at a time for a place and a regime."""

_COMMON: Final = frozenset(
    {"kind", "exporter", "from", "until", "ended_by", "scope", "citation", "source", "checked_on", "confirmed", "watch"}
)
_OF_KIND: Final[Mapping[str, frozenset[str]]] = {
    **{kind: frozenset({"importers"}) for kind in (*PLACES, "efta_member", "no_adequacy", "law_enforcement")},
    "member": frozenset({"importers", "efta"}),
    "adequacy": frozenset({"importers", "scope_must_be_known"}),
    "adequacy_eea": frozenset(),
    "framework": frozenset(
        {"importers", "ground", "also_named", "listed_fact", "extension_fact", "dpf", "reasons", "doubtful_until"}
    ),
    "clauses": frozenset({"set", "parties", "signed_from", "signed_until", "adaptations"}),
    "tool": frozenset({"ground"}),
    "no_tool": frozenset({"ground"}),
    "derogation": frozenset({"ground"}),
    "rule": frozenset({"rule"}),
    "test_change": frozenset(),
}
_NEEDED: Final = ("kind", "exporter", "from", "citation", "source", "checked_on")
_NEEDED_OF_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    "framework": ("ground", "listed_fact", "reasons"),
    "clauses": ("set", "signed_from"),
    "tool": ("ground",),
    "no_tool": ("ground",),
    "derogation": ("ground",),
    "rule": ("rule",),
}
RULES: Final = (
    "efta_inside",
    "tia",
    "old_clauses_in_transition",
    "importer_under_gdpr",
    "authorisation",
    "bcr_lead",
    "bcr_p_direct",
)
"""General rules that bind from a day on; the code knows them by these names."""

_OUTCOMES: Final = ("ok", "not_yet", "ended", "not_listed", "unknown", "no_extension", "doubtful")
_FIRST: Final = date(1950, 1, 1)
_LAST: Final = date(2100, 12, 31)
NEVER: Final = date.max
"""`ends` of a record that has no known end."""


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One dated statement of law. Days are inclusive; `ends` is `NEVER` while no end is known.

    `confirmed` is False for what was not looked up again; `watch` says what may change it.
    """

    id: str
    kind: str
    exporter: tuple[str, ...]
    starts: date
    citation: str
    source: str
    checked_on: date
    file: str
    ends: date = NEVER
    importers: tuple[str, ...] = ()
    ended_by: str = ""
    scope: str = ""
    confirmed: bool = True
    watch: str = ""
    efta: bool = False
    scope_must_be_known: bool = False
    ground: tuple[str, ...] = ()
    also_named: tuple[str, ...] = ()
    listed_fact: str = ""
    extension_fact: str = ""
    dpf: bool = False
    reasons: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    doubtful_until: date | None = None
    set: str = ""
    parties: str = ""
    signed_from: date | None = None
    signed_until: date | None = None
    adaptations: bool = False
    rule: str = ""

    def holds(self, on: date) -> bool:
        """Return whether the record is in force on the day."""
        return self.starts <= on <= self.ends

    def days(self) -> tuple[date, ...]:
        """Return the days from which a verdict may differ because of this record."""
        last = [d for d in (self.ends, self.signed_until, self.doubtful_until) if d is not None and d != NEVER]
        first = [self.starts] if self.signed_from is None else [self.starts, self.signed_from]
        return (*first, *(d + timedelta(days=1) for d in last))


def read_record(name: str, row: Mapping[str, Any], file: str) -> Record:
    """Make a Record of a TOML table, refusing whatever is not understood.

    Raises LawError, in which the place in the file is still to be named.
    """
    kind = str(row.get("kind"))
    if kind not in _OF_KIND:
        raise LawError(f"kind {kind!r} is unknown; it has to be one of {', '.join(sorted(_OF_KIND))}")
    for key in row:
        if key not in _COMMON and key not in _OF_KIND[kind]:
            raise LawError(f"key {key!r} is unknown for the kind {kind}")
    needed = (*_NEEDED, *_NEEDED_OF_KIND.get(kind, ()), *(["importers"] if "importers" in _OF_KIND[kind] else []))
    for key in needed:
        if row.get(key) in (None, "", []):
            raise LawError(f"{key} is missing")
    values = {_NAMES.get(key, key): _CHECKS[key](key, value) for key, value in row.items() if key != "kind"}
    record = Record(id=name, kind=kind, file=file, **values)
    if record.ends < record.starts:
        raise LawError("until lies before from")
    if ("until" in row) != ("ended_by" in row):
        raise LawError("until and ended_by belong together: what ended it has to be said")
    return record


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise LawError(f"{key} has to be a text")
    return value


def _day(key: str, value: object) -> date:
    if type(value) is not date:
        raise LawError(f"{key} has to be a date, written as 2026-11-21 without quotes")
    if not _FIRST <= value <= _LAST:
        raise LawError(f"{key} has to lie between {_FIRST.year} and {_LAST.year}")
    return value


def _flag(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise LawError(f"{key} has to be true or false")
    return value


def _one_of(*allowed: str) -> Callable[[str, object], str]:
    def check(key: str, value: object) -> str:
        if value not in allowed:
            raise LawError(f"{key} {value!r} is unknown; it has to be one of {', '.join(allowed)}")
        return str(value)

    return check


def _list_of(allowed: Callable[[], frozenset[str]], what: str) -> Callable[[str, object], tuple[str, ...]]:
    def check(key: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            raise LawError(f"{key} has to be a list")
        for one in value:
            if not isinstance(one, str) or one not in allowed():
                raise LawError(f"{key}: {one!r} is no {what}")
        if len(set(value)) != len(value):
            raise LawError(f"{key} names something twice")
        return tuple(value)

    return check


def _reasons(key: str, value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise LawError(f"{key} has to be a table of outcomes")
    for outcome, code in value.items():
        if outcome not in _OUTCOMES:
            raise LawError(f"{key}: the outcome {outcome!r} is unknown")
        _text(key, code)
    for outcome in _OUTCOMES[:5]:
        if outcome not in value:
            raise LawError(f"{key}: the outcome {outcome!r} is missing")
    return MappingProxyType(value)


def territories() -> frozenset[str]:
    """Return the codes that an importer may have: ISO 3166-1, IC, EA, EPO and INT."""
    return codes() | frozenset(ORGANISATIONS)


_NAMES: Final = {"from": "starts", "until": "ends"}
_GROUND_LIST: Final = _list_of(lambda: frozenset(GROUNDS), "ground code")
_CHECKS: Final[Mapping[str, Callable[[str, object], Any]]] = {
    **dict.fromkeys(("ended_by", "scope", "citation", "source", "watch"), _text),
    **dict.fromkeys(("from", "until", "checked_on", "doubtful_until", "signed_from", "signed_until"), _day),
    **dict.fromkeys(("confirmed", "efta", "scope_must_be_known", "dpf", "adaptations"), _flag),
    "exporter": _list_of(lambda: frozenset(REGIMES), "regime"),
    "importers": _list_of(territories, "territory of ISO 3166-1 (nor EPO, INT, IC or EA)"),
    "ground": _GROUND_LIST,
    "also_named": _GROUND_LIST,
    "listed_fact": _one_of(*VOCABULARY),
    "extension_fact": _one_of(*VOCABULARY),
    "reasons": _reasons,
    "set": _one_of("2001", "2002", "2004", "2010", "2021"),
    "parties": _one_of("C2C", "C2P"),
    "rule": _one_of(*RULES),
}
