"""What places are called: names of countries and territories in six languages, each to its ISO 3166-1 code."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "names.toml"


def fold(text: str) -> str:
    """Return `text` casefolded, without accents, and with single spaces: the form in which names are compared."""
    if text.isascii():
        return " ".join(text.casefold().split())
    split = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in split if not unicodedata.combining(c))
    return " ".join(bare.replace("ø", "o").replace("æ", "ae").replace("’", "'").split())


@cache
def place_names() -> dict[str, str]:
    """Return each known name of a place, folded, with its alpha-2 code."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {fold(name): code for code, row in table.items() for name in [*row["names"], *row.get("also", [])]}


@cache
def codes() -> frozenset[str]:
    """Return the alpha-2 codes that name a place, with IC and EA as reserved by ISO."""
    return frozenset(tomllib.loads(_FILE.read_text(encoding="utf-8")))


@cache
def display_names() -> dict[str, str]:
    """Return each alpha-2 code with its English name."""
    return {code: row["names"][0] for code, row in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()}
