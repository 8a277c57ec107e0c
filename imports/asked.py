"""Headers that are questions, verb phrases or lead with a word of responsibility: which field they ask for."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from imports.words import folded

_FILE = Path(__file__).parent / "data" / "asked.toml"
_WHEN = re.compile(r"^\W*(?:when|nar|hvornar|wann|quand)\b")
_PART = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class _Asked:
    field: str
    says: re.Pattern[str]
    forbidden: re.Pattern[str] | None


@cache
def _rules() -> tuple[_Asked, ...]:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    parts: dict[str, str] = table["words"]

    def pattern(rules: list[str]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{_PART.sub(lambda m: parts[m[1]], rule)})" for rule in rules))

    return tuple(
        _Asked(rule["field"], pattern(rule["say"]), pattern(rule["not"]) if "not" in rule else None)
        for rule in table["rules"]
    )


def asked_field(key: str) -> str:
    """Return the field that a header asks for, given its folded words; "" when it is no such phrase."""
    for rule in _rules():
        if rule.says.search(key) and not (rule.forbidden and rule.forbidden.search(key)):
            return rule.field
    return ""


def answers_yes_or_no(header: str) -> bool:
    """Tell whether a header asks a question that is answered by yes or no, and not by a day."""
    return header.rstrip().endswith("?") and not _WHEN.search(folded(header))
