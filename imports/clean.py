"""Characters that a cell must not carry into the register: controls, and marks that hide or turn text around."""

from __future__ import annotations

import re

# Controls but tab and line feed; zero-width characters, bidirectional marks, byte order marks, lone surrogates.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")


def clean(text: str) -> tuple[str, bool]:
    """Return `text` with plain line breaks and without unwanted characters, and whether any had to go."""
    if text.isascii() and text.isprintable():
        return text, False
    text = _BREAKS.sub("\n", text)
    bare = _UNWANTED.sub("", text)
    return bare, len(bare) != len(text)
