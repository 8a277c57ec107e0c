"""Which standard contractual clauses a text means: the set by its year or number, the module by number or roles."""

from __future__ import annotations

import re
from typing import Final

from law.written.terms import CLAUSES, any_of, either
from law.written.text import pattern_text

_NUMBER: Final = {
    "1": "1",
    "one": "1",
    "ett": "1",
    "en": "1",
    "ein": "1",
    "eins": "1",
    "un": "1",
    "i": "1",
    "uno": "1",
    "2": "2",
    "two": "2",
    "tva": "2",
    "to": "2",
    "zwei": "2",
    "deux": "2",
    "ii": "2",
    "twee": "2",
    "due": "2",
    "3": "3",
    "three": "3",
    "tre": "3",
    "drei": "3",
    "trois": "3",
    "iii": "3",
    "drie": "3",
    "4": "4",
    "four": "4",
    "fyra": "4",
    "fire": "4",
    "vier": "4",
    "quatre": "4",
    "iv": "4",
    "quattro": "4",
}
_ONE: Final = "(?:" + "|".join(sorted(_NUMBER, key=len, reverse=True)) + r")(?!\w)"
_WORD: Final = r"(?:modul(?:e|es|er|en|o|i)?|moduul|mod\.?)"
_AND: Final = r"\s*(?:[+/,&-]|and|och|og|und|et|or|eller|oder|ou|en|e)?\s*(?:m|module?s?|modul\w*|moduul)?\s*"
_MODULES: Final = re.compile(
    rf"(?<!\w){_WORD}[\s\-:#.(]*(?:nr\.?|no\.?)?\s*({_ONE}(?:{_AND}{_ONE})*)|"
    r"(?<!\w)m([1-4](?:\s*[+/,&-]?\s*m?[1-4])*)(?!\w)"
)
_EACH: Final = re.compile(rf"(?<!\w)(?:{_ONE})|[1-4]")
_CONTROLLER: Final = "|".join(pattern_text(term) for term in CLAUSES["controller"])
_PROCESSOR: Final = "|".join(pattern_text(term) for term in CLAUSES["processor"])
_TO: Final = r"[\s-]*(?:to|2|till|til|an|zu|a|vers|->|>)[\s-]*"
_ROLES: Final = tuple(
    (module, re.compile(rf"(?<!\w)(?:{giver}){_TO}(?:{taker})(?!\w)"))
    for module, giver, taker in (
        ("1", _CONTROLLER, _CONTROLLER),
        ("2", _CONTROLLER, _PROCESSOR),
        ("3", _PROCESSOR, _PROCESSOR),
        ("4", _PROCESSOR, _CONTROLLER),
    )
)
_YEAR: Final = re.compile(r"(?<![\d./-])(2001|2002|2004|2010|2021)(?![\d]|[./-]\d)")
_SIGNED: Final = re.compile(rf"{either(CLAUSES['signed'])}\W*(?:\w+\W+){{0,2}}$")
_MONTH: Final = re.compile(rf"{either(CLAUSES['month'])}\s*$")
_ADOPTED: Final = re.compile(
    r"\b(?:2021-06-(?:04|07|27)|0?(?:4|7|27)\.\s?0?6\.\s?2021|0?(?:4|7|27)/0?6/2021|2021-06)\b"
)


def _day(year: str, month: str, day: str, name: str) -> re.Pattern[str]:
    """Return the pattern of a day as people write it: 2010-02-05, 05.02.2010, 5 February 2010, February 5, 2010."""
    forms = (
        f"{year}-{month}-{day}",
        rf"{day}[./]\s?{month}[./]\s?{year}",
        rf"{day}\.?\s(?:of\s)?{name}\w*\.?\s{year}",
        rf"{name}\w*\.?\s{day},?\s{year}",
    )
    return re.compile(rf"\b(?:{'|'.join(forms)})\b")


# When the earlier sets were adopted: Decisions 2001/497/EC, 2004/915/EC and 2010/87/EU.
_ADOPTED_THEN: Final = {
    "2001": _day("2001", "0?6", "15", "ju[inl]"),
    "2004": _day("2004", "12", "27", "d[eé][cszx]"),
    "2010": _day("2010", "0?2", "0?5", "f[eé][bv]"),
}
_BEFORE: Final = re.compile(rf"{either(CLAUSES['before'])}[\s-]*$")
_OLD: Final = any_of(CLAUSES["old"])
_THEN: Final = re.compile(r"(?<![\d])(?:199\d|200\d|201\d|2020)(?!\d|/\d)")
_NEW: Final = re.compile(rf"{either(CLAUSES['new'])}(?:\s+(?:the|eu|eus|eu's|european))?[\s\-:']*$")


def modules(text: str) -> list[str]:
    """Return the modules that a text names, in order, each once."""
    found: list[tuple[int, str]] = []
    for match in _MODULES.finditer(text):
        found += [(match.start(), _NUMBER[one[0]]) for one in _EACH.finditer(match[1] or match[2])]
    found += [(match.start(), module) for module, pattern in _ROLES for match in pattern.finditer(text)]
    return list(dict.fromkeys(module for _, module in sorted(found, key=lambda one: one[0])))


def names_a_module(text: str) -> bool:
    """Return whether a module is named by its number, which is enough to mean the clauses of 2021."""
    return names_its_number(text) or re.search(r"(?<!\w)[cp]2[cp](?!\w)", text) is not None


def names_its_number(text: str) -> bool:
    """Return whether a module is named by its number, which the clauses before 2021 did not have."""
    return _MODULES.search(text) is not None


def years(text: str) -> list[str]:
    """Return the years by which a text names sets of clauses.

    The year of a signature or of another date names none, nor does one before which they were made.
    """
    found = ["2021"] if _ADOPTED.search(text) else []
    found += [year for year, adopted in _ADOPTED_THEN.items() if adopted.search(text)]
    for match in _YEAR.finditer(text):
        before = text[: match.start()]
        if not any(other.search(before) for other in (_SIGNED, _MONTH, _BEFORE)):
            found.append(match[1])
    return list(dict.fromkeys(found))


def is_old(text: str) -> bool:
    """Return whether a text calls its clauses old, or says a year in which those of 2021 could not be signed."""
    return _OLD.search(text) is not None or _THEN.search(text) is not None or _before_2021(text)


def _before_2021(text: str) -> bool:
    return any(_BEFORE.search(text[: match.start()]) for match in _YEAR.finditer(text) if match[1] == "2021")


def is_new(before: str, term: str) -> bool:
    """Return whether clauses are called new, which means those of 2021.

    "New model clauses" was said of several sets.
    """
    return _NEW.search(before) is not None and not re.search("mode|muster", term)
