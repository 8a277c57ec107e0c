"""The text by which things are found and the name by which they are sorted."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from accounts.database import containing
from law.names import fold

# Services and owners repeat throughout a register.
_folded = lru_cache(maxsize=20_000)(fold)
# One order for readers of all languages: å, then ä and æ, then ö and ø, all after z. No name in use begins like these.
_AFTER_Z = str.maketrans({"å": "zz1", "ä": "zz2", "æ": "zz2", "ö": "zz3", "ø": "zz3"})


def search_text(*parts: str) -> str:
    """Return the parts as one folded line: no case, no accents, single spaces, nothing twice."""
    return "  ".join(dict.fromkeys(_folded(part) for part in parts if part.strip()))


def sort_name(name: str) -> str:
    """Return the name as it is sorted by: without case and accents, but å, ä, æ, ö and ø as letters after z.

    Swedish has å, ä, ö and Norwegian æ, ø, å at the end; a register in several languages has one order for both.
    """
    if name.isascii():
        return _folded(name)[:300]
    return _folded(unicodedata.normalize("NFC", name.casefold()).translate(_AFTER_Z))[:300]


def like(text: str) -> str:
    """Return a LIKE pattern (ESCAPE '!') that finds the folded text anywhere, its own wildcards taken as they are."""
    return containing(fold(text))
