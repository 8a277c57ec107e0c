"""The text by which things are found and the name by which they are sorted."""

from __future__ import annotations

from functools import lru_cache

from law.names import fold

# Services and owners repeat throughout a register.
_folded = lru_cache(maxsize=20_000)(fold)


def search_text(*parts: str) -> str:
    """Return the parts as one folded line: no case, no accents, single spaces, nothing twice."""
    return "  ".join(dict.fromkeys(_folded(part) for part in parts if part.strip()))


def sort_name(name: str) -> str:
    """Return the name as it is sorted by, without case and accents."""
    return _folded(name)[:300]


def like(text: str) -> str:
    """Return a LIKE pattern (ESCAPE '!') that finds the folded text anywhere, its own wildcards taken as they are."""
    escaped = fold(text).replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"
