"""Numbers of rows, as an address or a form may name them."""

from __future__ import annotations

# The largest number that a row can have on either engine; of a larger one a database makes an error, not nothing.
LARGEST = 2**31 - 1


def row_number(text: str) -> int | None:
    """Return the number that a text names, or None for what is none of a row."""
    fits = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST)) and int(text) <= LARGEST
    return int(text) if fits else None
