"""Texts in a CSV that a spreadsheet program would compute: made harmless on the way out, and taken back."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutral(text: str) -> str:
    """Return a text that no spreadsheet program computes when it opens a CSV; `plain` takes it back."""
    rest = text.lstrip("'")
    return f"'{text}" if rest.startswith(FORMULA_STARTS) and rest.strip() else text


def plain(text: str) -> str:
    """Return a text of an exported CSV without the quote that `neutral` put before it."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS) else text
