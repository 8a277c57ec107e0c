"""Yes, no, not yet and unknown in many spellings, and what a cell about an agreement says. Blank is never "no"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from imports.dates import NOTHING, Order, Read, read_date
from imports.model import Kind, Role, Value
from imports.words import folded, words

Answer = Literal["yes", "no", "pending", "unknown"]

_EDGE = " .,;:!()[]{}\"'“”»«*\ufe0f\u2013\u2014-"
_MARKS = {
    "✅": "yes",
    "✓": "yes",
    "✔": "yes",
    "☑": "yes",
    "☒": "yes",
    "√": "yes",
    "❌": "no",
    "✗": "no",
    "✘": "no",
    "✖": "no",
    "☐": "no",
    "🟢": "yes",
    "🔴": "no",
    "🟡": "pending",
    "⏳": "pending",
    "⚠": "pending",
    "👍": "yes",
    "👎": "no",
    "⛔": "no",
}
_WORD = re.compile(r"[^\s,;:()/–—-]+")
_NEGATED = re.compile(
    r"\b(?:saknas|mangler|mangelt|fehlt|manque|manquant|missing|lacking|not|ikke|inte|ej|nicht|icke"
    r"|unsigned|kein\w*|ingen|inget|aucun\w*|no|without|utan|uten|uden|ohne|sans|pas)\b"
)
# What is to be done is not done: "soll abgeschlossen werden", "bør signeres", "à faire signer".
_TO_DO = re.compile(
    r"^(?:soll(?:en)?|muss|mussen|ska|skall|skal|bor|boer|ma|behover|needs?|should|must|to be|doit|devra|will be"
    r"|wird)\b"
    r"(?! (?:ej|inte|ikke|icke|nicht|not)\b)"
)
_PREFIXES = 4
_NUMBERING = re.compile(r"^(?:\d{1,2}|[a-h])(?:[.)] ?| )")
_HEADING_WORDS = 5


@lru_cache(maxsize=20_000)
def read_answer(text: str) -> Answer | None:
    """Return the answer that a text gives; None when it gives none."""
    known = words().answers
    flat = folded(text).replace("\ufe0f", "").strip()
    bare = flat.strip(_EDGE)
    if (answer := known.get(flat) or known.get(bare)) is not None:
        return _answer(answer)
    if _TO_DO.search(bare) and _inside(flat, _WORD.findall(flat)) in ("yes", "pending"):
        return "pending"
    if flat and flat[0] in _MARKS:
        return _answer(_MARKS[flat[0]])
    parts = _WORD.findall(flat)
    for size in range(min(_PREFIXES, len(parts)), 0, -1):
        start = " ".join(parts[:size]).strip(_EDGE)
        if (answer := known.get(start)) is not None and (len(start) > 1 or _ends(flat, start)):
            return _answer(answer)
    return _inside(flat, parts)


def _inside(flat: str, parts: list[str]) -> Answer | None:
    """Return the answer that stands somewhere in the text: what is missing, not yet there, or done."""
    known = words().answers
    said = {known[word] for part in parts if len(word := part.strip(_EDGE)) > 3 and word in known}
    if "pending" in said or any(
        phrase in flat for phrase, answer in known.items() if answer == "pending" and " " in phrase
    ):
        return "pending"
    if _NEGATED.search(flat):
        return "no" if said or any(term in flat for terms in words().kinds.values() for term in terms) else None
    return "no" if "no" in said else "yes" if "yes" in said else None


def _ends(flat: str, start: str) -> bool:
    """Tell whether a single letter stands by itself: "x 2021", "j, 2021", but not "x-ray"."""
    after = flat[flat.find(start) + len(start) :]
    return not after or (after[0] in " ,;:(" and not after[1:2].isalpha())


def _answer(word: str) -> Answer:
    for answer in ("yes", "no", "pending"):
        if word == answer:
            return answer
    return "unknown"


@dataclass(frozen=True, slots=True)
class AgreementCell:
    """What one cell says about an agreement."""

    signed: bool | None = None
    date: Read = NOTHING
    kind: Kind | None = None
    flags: tuple[str, ...] = ()
    understood: bool = True


def read_agreement(value: Value, order: Order = "day first") -> AgreementCell:
    """Return what a cell in the column of agreements says: an answer, a date, a kind of agreement, or several."""
    if isinstance(value, bool):
        return AgreementCell(signed=value)
    if isinstance(value, int) and value in (0, 1):
        return AgreementCell(signed=bool(value))
    if not isinstance(value, str):
        date = read_date(value, order)
        return AgreementCell(signed=True, date=date) if date.iso else AgreementCell(understood=value is None)
    return _agreement(value, order)


@lru_cache(maxsize=20_000)
def _agreement(text: str, order: Order) -> AgreementCell:  # noqa: PLR0911 - one return for each kind of cell
    answer = words().answers.get(folded(text).strip())
    date = NOTHING if answer else read_date(text, order)
    rest = date.rest if date.iso or date.choices else text
    answer = answer or read_answer(rest)
    if answer == "unknown" and (date.iso or date.choices):
        answer = None  # "(2021)": what is left beside the date is only brackets
    kind = kind_of(text)
    if answer == "no":
        return AgreementCell(signed=False, kind=kind)
    if answer == "pending":
        return AgreementCell(signed=False, kind=kind, flags=("dpa_pending",))
    if kind in ("nda", "security", "joint"):
        return AgreementCell(kind=kind, flags=(f"agreement_is_{kind}",))
    if answer == "unknown":
        return AgreementCell(flags=("dpa_not_applicable",) if _not_applicable(text) else ())
    if answer == "yes" or date.iso or date.choices:
        return AgreementCell(signed=True, date=date, kind=kind)
    if words().links.search(folded(text)):
        return AgreementCell(kind=kind, flags=("link_instead_of_answer",))
    if kind == "dpa":
        return AgreementCell(signed=True, kind=kind, flags=("dpa_named",))
    return AgreementCell(kind=kind, understood=False)


def _not_applicable(text: str) -> bool:
    """Tell whether a cell says that no agreement is needed: it is unknown still, but somebody thought of it."""
    return not words().not_applicable.isdisjoint((folded(text).strip(), folded(text).strip(_EDGE)))


@lru_cache(maxsize=20_000)
def kind_of(text: str) -> Kind | None:
    """Return which kind of agreement a text names; a DPA outranks what else stands beside it."""
    flat = folded(text)
    return next((kind for kind, pattern in _kind_patterns() if pattern.search(flat)), None)


@lru_cache(maxsize=5_000)
def other_kind_of(header: str) -> Kind | None:
    """Return the kind of agreement that a header asks for when it is none for processors, such as one of Art. 26."""
    flat = folded(header)
    named = [kind for kind, pattern in _kind_patterns() if pattern.search(flat)]
    return named[0] if named and "dpa" not in named and named[0] != "other" else None


@cache
def _kind_patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    """Return a pattern for each kind of agreement; long terms are found within words too."""
    return tuple(
        (_KINDS[kind], re.compile("|".join(re.escape(t) if len(t) > 5 else rf"\b{re.escape(t)}\b" for t in terms)))
        for kind, terms in words().kinds.items()
    )


_KINDS: dict[str, Kind] = {"joint": "joint", "dpa": "dpa", "nda": "nda", "security": "security", "other": "other"}
_ROLES: dict[str, Role] = {
    "sub-processor": "sub-processor",
    "joint controller": "joint controller",
    "controller": "controller",
    "processor": "processor",
}


@cache
def _role_patterns() -> tuple[tuple[Role, re.Pattern[str]], ...]:
    """Return a pattern for each role, the narrower ones first, so that a sub-processor is not taken for a processor."""
    return tuple(
        (_ROLES[role], re.compile(rf"\b(?:{'|'.join(map(re.escape, terms))})\w*"))
        for role, terms in words().roles.items()
    )


@lru_cache(maxsize=2_000)
def role_of_heading(text: str) -> Role | None:
    """Return the role that a heading gives to all under it: one that says the role and nothing else."""
    flat = _NUMBERING.sub("", folded(text)).strip(_EDGE)
    if len(flat.split()) > _HEADING_WORDS:
        return None
    role = read_role(flat)
    rest = next(pattern for its, pattern in _role_patterns() if its == role).sub(" ", flat) if role else flat
    return role if not rest.strip(_EDGE) else None


@lru_cache(maxsize=2_000)
def read_role(text: str) -> Role | None:
    """Return the role that a text gives the vendor; None when it gives none, or several."""
    flat = folded(text)
    distinct: list[Role] = []
    for role, pattern in _role_patterns():
        flat, times = pattern.subn(" ", flat)
        if times:
            distinct.append(role)
    if distinct[:1] == ["joint controller"]:
        return "joint controller"
    return distinct[0] if len(distinct) == 1 else None


def role_of_cell(text: str) -> Role | None:
    """Return the role that a cell under "Role" gives: in words, or as a code such as "AV" or "ST"."""
    coded = words().role_codes.get(folded(text).strip(" .()"))
    return _ROLES[coded] if coded else read_role(text)
