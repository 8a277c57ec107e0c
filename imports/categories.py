"""Names that say only what a service does, such as "Chatbot" or "Signering": they name no product and no vendor."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

from imports.words import folded

_FILE = Path(__file__).parent / "data" / "categories.toml"
_WORD = re.compile(r"[^\W_]+")
_COINED = re.compile(r"\d|[a-z][A-Z]|[A-Z]{2}[a-z]")  # "BankID", "Office 365": nobody writes a common word like that
_INFLECTED = r"(?:e?s|e?[nrt]|a|ar|or|erna|arna|erne|ene|ns|na)?"


@lru_cache(maxsize=20_000)
def is_category(name: str) -> bool:
    """Tell whether a name holds nothing but common words for what a service does."""
    words, joints = _categories()
    found = [word for word in _WORD.findall(folded(name)) if word not in joints]
    return bool(found) and not _COINED.search(name) and all(map(words.fullmatch, found))


@cache
def _categories() -> tuple[re.Pattern[str], frozenset[str]]:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    words, ends = "|".join(table["words"]), "|".join(table["ends"])
    return re.compile(rf"(?:{words}|\w*(?:{ends})){_INFLECTED}"), frozenset(table["joints"])
