"""The vocabulary of cells and rows, loaded once from data/words.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from law.names import fold

_FILE = Path(__file__).parent / "data" / "words.toml"


@dataclass(frozen=True, slots=True)
class Words:
    """Sets to look up whole cells in, and patterns to search in them; all folded."""

    answers: dict[str, str]
    not_applicable: frozenset[str]
    totals: re.Pattern[str]
    note_starts: tuple[str, ...]
    examples: re.Pattern[str]
    example_names: re.Pattern[str]
    sections: re.Pattern[str]
    groups: re.Pattern[str]
    archive: re.Pattern[str]
    manuals: re.Pattern[str]
    choices: re.Pattern[str]
    manual_headers: frozenset[str]
    kinds: dict[str, tuple[str, ...]]
    roles: dict[str, tuple[str, ...]]
    role_codes: dict[str, str]
    links: re.Pattern[str]
    departments: frozenset[str]


@cache
def words() -> Words:
    """Return the vocabulary."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    answers: dict[str, str] = {}
    for kind in ("yes", "pending", "no", "unknown"):
        answers |= {fold(word): kind for word in table["answers"][kind]}

    not_applicable = frozenset(map(fold, table["answers"]["not_applicable"]))
    answers |= dict.fromkeys(not_applicable, "unknown")

    def pattern(name: str, entry: str = "rules") -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{rule})" for rule in table[name][entry]))

    return Words(
        answers=answers,
        not_applicable=not_applicable,
        totals=pattern("totals"),
        note_starts=tuple(fold(start) for start in table["notes"]["starts"]),
        examples=pattern("examples"),
        example_names=pattern("examples", "names"),
        sections=pattern("sections"),
        groups=pattern("groups"),
        archive=pattern("archive"),
        manuals=pattern("manuals"),
        choices=pattern("choices"),
        manual_headers=frozenset(table["manual_headers"]["exact"]),
        kinds={kind: tuple(table["kinds"][kind]) for kind in ("joint", "dpa", "nda", "security", "other")},
        roles={role: tuple(terms) for role, terms in table["roles"].items()},
        role_codes={code: role for role, its in table["role_codes"].items() for code in its},
        links=pattern("links"),
        departments=frozenset(table["departments"]["exact"]),
    )


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """Return `fold(text)`, remembered: the same few texts come again and again in a list."""
    return fold(text)
