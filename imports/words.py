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
    totals: re.Pattern[str]
    note_starts: tuple[str, ...]
    sections: re.Pattern[str]
    groups: re.Pattern[str]
    archive: re.Pattern[str]
    manuals: re.Pattern[str]
    choices: re.Pattern[str]
    manual_headers: frozenset[str]
    kinds: dict[str, tuple[str, ...]]
    roles: dict[str, tuple[str, ...]]
    links: re.Pattern[str]
    departments: frozenset[str]


@cache
def words() -> Words:
    """Return the vocabulary."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    answers: dict[str, str] = {}
    for kind in ("yes", "pending", "no", "unknown"):
        answers |= {fold(word): kind for word in table["answers"][kind]}

    def pattern(name: str) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{rule})" for rule in table[name]["rules"]))

    return Words(
        answers=answers,
        totals=pattern("totals"),
        note_starts=tuple(fold(start) for start in table["notes"]["starts"]),
        sections=pattern("sections"),
        groups=pattern("groups"),
        archive=pattern("archive"),
        manuals=pattern("manuals"),
        choices=pattern("choices"),
        manual_headers=frozenset(table["manual_headers"]["exact"]),
        kinds={kind: tuple(table["kinds"][kind]) for kind in ("joint", "dpa", "nda", "security", "other")},
        roles={role: tuple(terms) for role, terms in table["roles"].items()},
        links=pattern("links"),
        departments=frozenset(table["departments"]["exact"]),
    )


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """Return `fold(text)`, remembered: the same few texts come again and again in a list."""
    return fold(text)
