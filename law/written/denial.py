"""Grounds that a text names only to deny them: "no Privacy Shield", "kein DPF", "SCC (not on the DPF list)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from law.written.terms import DENIAL, Mention, either

_BOUNDARY: Final = re.compile(rf"[;,.!?]|{either(DENIAL['boundary'])}")
_BEFORE: Final = re.compile(rf"{either(DENIAL['before'])}(?:[\s\-('\"]+[\w'/:.]+){{0,5}}[\s\-('\"]*$")
_IS: Final = (
    r"^[\s:=()\-]*(?:(?:is|are|er|ar|ist|est|sind|was|now|nu|nun|gilt|galler|gjelder|galder|applies|vaut)\b)?\s*"
)
_AFTER: Final = re.compile(rf"{_IS}{either(DENIAL['after'])}(?!\s*{either(DENIAL['open'])})")
_DEAD: Final = re.compile(rf"{_IS}{either(DENIAL['dead'])}")
_REPLACED: Final = re.compile(
    rf"(?:{either(DENIAL['replaced'])})\W*(?:(?:the|den|det|die|das|le|la|les|nya|nye|new)\b)?\W*$"
)
_WEAK: Final = frozenset({"NO_GROUND", "DONT_KNOW", "BARE_CONTRACT"})
"""Words that neither deny nor divide: "not certified under the DPF"."""
_CARRIES_ON: Final = re.compile(
    r"^[\s,/]*(?:or|nor|eller|oder|ou|noch|and|och|og|und|et)?[\s,/]*(?:the|den|eu-us|swiss-us)?[\s\-]*$"
)


def affirmed(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that the text does not deny; what is only called dead stays if nothing else is named."""
    kept: list[Mention] = []
    dead: list[Mention] = []
    denied_before = False
    weak = [one for one in found if one.concept in _WEAK]
    found = [one for one in found if one.concept not in _WEAK]
    for place, one in enumerate(found):
        previous = found[place - 1].end if place else 0
        following = found[place + 1].start if place + 1 < len(found) else len(text)
        before, after = text[previous : one.start], text[one.end : following]
        if _REPLACED.search(after):
            denied = True
        elif denied_before and before.strip(" ") == "utan":
            denied = False  # Swedish "inte X utan Y": not X but Y
        elif denied_before and _CARRIES_ON.match(before) and not before.strip(" ").startswith(","):
            denied = True
        else:
            denied = _denied(before, text[one.start : one.end])
        if not denied and _DEAD.match(after):
            dead.append(one)
        elif not denied and not _AFTER.match(after):
            kept.append(one)
        denied_before = denied
    return sorted([*(kept or dead), *weak], key=lambda one: one.start)


def _denied(before: str, term: str) -> bool:
    cut = list(_BOUNDARY.finditer(before))
    clause = before[cut[-1].end() :] if cut else before
    if term[:1].isdigit() and re.search(r"\bno?\.?\s*$|\bnr\.?\s*$", clause):
        return False  # "Decision No 2010/87" counts, it does not deny
    return _BEFORE.search(clause) is not None
