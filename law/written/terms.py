"""The vocabulary of grounds, and where its terms stand in a text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from law.written.articles import articles
from law.written.text import Mender, pattern_text

_TABLE: Final[Mapping[str, Any]] = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "wordings.toml").read_text(encoding="utf-8")
)


class Mention(NamedTuple):
    """A term where it stands: what it means (a concept, or a ground code), and from where to where."""

    concept: str
    start: int
    end: int


def either(terms: Iterable[str]) -> str:
    """Return the regular expression of any of the terms as whole words."""
    return rf"(?<!\w)(?:{'|'.join(pattern_text(term) for term in terms)})(?!\w)"


def any_of(terms: Iterable[str]) -> re.Pattern[str]:
    """Return one pattern that finds any of the terms as whole words."""
    return re.compile(either(terms))


TERMS: Final = {concept: any_of(terms) for concept, terms in _TABLE["terms"].items()}
DENIAL: Final[Mapping[str, list[str]]] = _TABLE["denial"]
STANDING: Final[Mapping[str, list[str]]] = _TABLE["standing"]
CLAUSES: Final[Mapping[str, list[str]]] = _TABLE["clauses"]
WORDS: Final[Mapping[str, list[str]]] = _TABLE["words"]
PLACES: Final = {kind: any_of(terms) for kind, terms in _TABLE["places"].items()}
NOTHING: Final = frozenset(_TABLE["nothing"]["words"])
NO: Final = re.compile(f"(?:{'|'.join(_TABLE['answers']['no'])})[.!]?")
YES: Final = re.compile(f"(?:{'|'.join(_TABLE['answers']['yes'])})[.!]?")
mend: Final = Mender(term for terms in _TABLE["terms"].values() for term in terms)


def mentions(text: str) -> list[Mention]:
    """Return the terms of a text in order; of overlapping ones the longest."""
    found = [Mention(concept, m.start(), m.end()) for concept, pattern in TERMS.items() for m in pattern.finditer(text)]
    found += [Mention(code, start, end) for code, start, end in articles(text)]
    taken: list[Mention] = []
    for one in sorted(found, key=lambda m: (m.start - m.end, m.start)):
        if all(one.end <= other.start or one.start >= other.end for other in taken):
            taken.append(one)
    return sorted(taken, key=lambda m: m.start)
