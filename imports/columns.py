"""Which field a column holds: by its header in six languages, by its neighbours, and by what stands in it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from imports.asked import answers_yes_or_no, asked_field
from imports.words import folded

_FILE = Path(__file__).parent / "data" / "headers.toml"
_TOKENS = re.compile(r"[a-z0-9#]+")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_SUBS = re.compile(
    r"^(?:underbitraden|underleverantorer|underdatabehandlere|underleverandorer|sub ?processors|subcontractors"
    r"|unterauftragsverarbeiter|unterauftragnehmer|subunternehmer|sous traitants (?:ulterieurs|de rang 2)"
    r"|(?:underbitrade|underleverantor|underdatabehandler|underleverandor|sub ?processor|subcontractor"
    r"|unterauftragsverarbeiter|unterauftragnehmer|subunternehmer)(?: (?:nr|no))? \d+)$"
)
_SUB = re.compile(r"^(?:underbitr|underleveran|underdatabeh|sub ?processor|subcontractor|unterauftrag|subuntern)")
_ASKS_OUTSIDE = re.compile(
    r"^(?:\w+ ){0,3}(?:(?:outside|utanfor|utenfor|uden ?for|ausserhalb|hors)(?: \w+){1,4}"
    r"|tredje ?land\w*|third countr\w+|drittl\w+|pays tiers)"
    r" .*(?:grund|grunn|garanti|mechanism|mekanism|safeguard|basis|base|stod|skydd|encadr|mesure)"
)
_NEXT = re.compile(
    r"(^| )(next|nasta|neste|naeste|nachste[rsnm]?|prochaine?s?|suivante?s?|kommande|kommende|upcoming)( |$)"
)
_JOINT = re.compile(r"[/&,+]| (?:och|og|und|and|et|eller|or|samt|med|with|mit|avec|inkl\.?|incl\.?) ", re.IGNORECASE)
_CONTACT = re.compile(
    r"address|adress|anschrift|kontakt|contact|coordonnees|telefon|phone|mail|e ?post|courriel|ansprech|interlocuteur"
)
_NAMES = ("name", "legal_name")
_LONGEST = 160
# What a person can choose for a column; all else that a header may name is kept as a note.
FIELDS = (
    "name",
    "legal_name",
    "service",
    "purpose",
    "location",
    "seat",
    "ground",
    "transfer",
    "inside",
    "dpa",
    "dpa_date",
    "owner",
    "next_review",
    "role",
    "website",
    "registration_number",
    "status",
    "data_categories",
    "data_subjects",
)
# Labels that say little by themselves and need the heading above them.
_WEAK = frozenset(
    [
        "datum",
        "dato",
        "date",
        "status",
        "statut",
        "namn",
        "name",
        "navn",
        "nom",
        "bezeichnung",
        "typ",
        "type",
        "art",
        "nummer",
        "nr",
        "number",
        "ja",
        "nej",
        "ja/nej",
        "typ",
        "av",
        "finns",
        "nasta",
        "neste",
        "naeste",
        "next",
        "nachste",
        "prochaine",
        "senaste",
        "sist",
        "last",
        "letzte",
        "info",
        "kommentar",
        "id",
        "titel",
        "title",
        "rolle",
        "roll",
        "tecknat",
        "signed",
        "signert",
        "signerat",
        "url",
        "kategori",
        "kategorie",
        "beskrivning",
        "beskrivelse",
        "description",
        "beschreibung",
        "giltigt",
        "till",
        "land",
        "country",
        "pays",
        "email",
        "telefon",
        "lank",
        "link",
        "enhet",
        "enhed",
        "avdeling",
        "avdelning",
        "afdeling",
        "abteilung",
        "department",
        "unit",
        "team",
    ]
)


@dataclass(frozen=True, slots=True)
class _Rules:
    field: str
    rules: re.Pattern[str] | None
    forbidden: re.Pattern[str] | None


@cache
def _vocabulary() -> tuple[dict[str, str], tuple[_Rules, ...]]:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    exact: dict[str, str] = {}
    rules = []
    for field, entry in table.items():
        for header in entry.get("exact", ()):
            exact.setdefault(key_of(header), field)
        rules.append(_Rules(field, _any(entry.get("rules")), _any(entry.get("not"))))
    return exact, tuple(rules)


def _any(patterns: list[str] | None) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{p})" for p in patterns)) if patterns else None


@lru_cache(maxsize=50_000)
def key_of(header: str) -> str:
    """Return the words of a header, folded, without punctuation."""
    return " ".join(_TOKENS.findall(folded(header)))


@lru_cache(maxsize=5_000)
def about_others(header: str) -> bool:
    """Tell whether a column is about others than the vendor itself, or about where it can be reached.

    Where a sub-processor is, or where letters go, is not where the vendor has the data.
    """
    return match_header(header)[0] in ("subprocessors", "engaged_by", "contact") or is_plural_of_subs(header)


def says_next(text: str) -> bool:
    """Tell whether a header speaks of the next time."""
    return _NEXT.search(key_of(text)) is not None


@lru_cache(maxsize=5_000)
def is_plural_of_subs(header: str) -> bool:
    """Tell whether a header speaks of several sub-processors, as one over lists of them in cells does."""
    return bool(_SUBS.search(key_of(header)))


def names_a_sub(header: str) -> bool:
    """Tell whether a header speaks of a sub-processor."""
    return bool(_SUB.search(key_of(header)))


@lru_cache(maxsize=5_000)
def asks_outside(header: str) -> bool:
    """Tell whether a header asks first whether data leaves the EEA, and on which ground: "no" is no transfer."""
    return bool(_ASKS_OUTSIDE.search(key_of(header)))


@lru_cache(maxsize=20_000)
def exact_field(text: str) -> str | None:
    """Return the field whose vocabulary has this very header; quick, for telling header rows from others."""
    if len(text) > _LONGEST:
        return None
    exact, _ = _vocabulary()
    return exact.get(key_of(text)) or exact.get(key_of(_BRACKETS.sub(" ", text)))


@lru_cache(maxsize=5_000)
def names_with_contact(header: str) -> bool:
    """Tell whether a header asks for more than the name of the vendor: its address too, or how to reach it."""
    return match_header(header)[0] in _NAMES and bool(_CONTACT.search(key_of(header)))


@lru_cache(maxsize=5_000)
def match_header(text: str, group: str = "") -> tuple[str, float]:
    """Return the field that a header names and how sure that is; ("", 0) when it names none.

    `group` is the heading over several columns in a header of two rows.
    """
    text, group = text[:_LONGEST], group[:_LONGEST]
    field, sure = _match(text)
    if group and group != text and (not field or sure < 1 or key_of(text) in _WEAK or field.startswith("?")):
        over, over_sure = _match(f"{group} {text}")
        above, _ = _match(group)
        if key_of(text) in _WEAK or field.startswith("?") or not field:
            if over and above and not over.startswith("?"):
                return over, min(over_sure, 0.85)
            if not field and above:
                return above, 0.5
    return field, sure


def _match(text: str) -> tuple[str, float]:
    exact, _ = _vocabulary()
    tries = [text, _BRACKETS.sub(" ", text), text.split("\n", 1)[0]]
    for attempt in tries:
        if (field := exact.get(key_of(attempt))) is not None:
            return field, 1.0
    keys = [key_of(attempt)[:_LONGEST] for attempt in dict.fromkeys(tries)]
    asked = next(filter(None, map(asked_field, keys)), "")
    parts = [part for part in _JOINT.split(_BRACKETS.sub(" ", text)) if part.strip()]
    fields = [exact.get(key_of(part)) for part in parts]
    # "Processor or controller" asks for one of the two; "Country / safeguards" asks for both.
    if len(parts) > 1 and asked != "role" and fields[0] is not None and all(fields):
        return fields[0], 0.9
    if asked:
        return asked, 0.8
    if len(parts) > 1 and _by_rules(key_of(parts[0])) in _NAMES and all(map(_stands_beside_name, parts[1:])):
        return "name", 0.9
    if found := next(filter(None, map(_by_rules, keys)), ""):
        return ("dpa" if found == "dpa_date" and answers_yes_or_no(text) else found), 0.8
    return "", 0.0


def _stands_beside_name(part: str) -> bool:
    key = key_of(part)
    return bool(_CONTACT.search(key)) or _vocabulary()[0].get(key) in (*_NAMES, "registration_number", "website")


def _by_rules(key: str) -> str:
    """Return the field of the first rule that the words of a header match."""
    exact, rules = _vocabulary()
    if (field := exact.get(key)) is not None:
        return field
    for rule in rules:
        if rule.rules and rule.rules.search(key) and not (rule.forbidden and rule.forbidden.search(key)):
            return rule.field
    return ""
