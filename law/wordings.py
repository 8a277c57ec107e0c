"""Reading grounds."""

from __future__ import annotations


def read_grounds(text: str) -> tuple[str, ...]:
    """Return the codes of the grounds that a text names, in order; NONE for a blank text."""
    return ("NONE",) if not text.strip() else ("UNKNOWN",)
