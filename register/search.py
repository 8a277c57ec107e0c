"""The text by which things are found and the name by which they are sorted."""

from __future__ import annotations

from law.names import fold


def search_text(*parts: str) -> str:
    """Return the parts as one folded line: no case, no accents, single spaces, nothing twice."""
    return "  ".join(dict.fromkeys(fold(part) for part in parts if part.strip()))


def sort_name(name: str) -> str:
    """Return the name as it is sorted by, without case and accents."""
    return fold(name)[:300]


def like(text: str) -> str:
    """Return a LIKE pattern (ESCAPE '!') that finds the folded text anywhere, its own wildcards taken as they are."""
    escaped = fold(text).replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"
