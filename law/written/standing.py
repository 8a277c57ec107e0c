"""Contracts that a text speaks of as still to come: "SCC planned", "SCC (ej signerat)", "SCC geplant"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Final

from law.facts import Facts
from law.written.terms import STANDING, Mention, any_of, mend, mentions
from law.written.text import LONGEST, plain

_CONTRACTS: Final = frozenset({"SCC", "IDTA", "ADDENDUM", "ADDENDUM_TO_SCC", "BARE_ADDENDUM", "AD_HOC"})
_NO_CONTRACT: Final = frozenset({"NO_GROUND", "DONT_KNOW", "NOT_APPLICABLE", "BARE_CONTRACT"})
_UNSIGNED: Final = any_of(STANDING["unsigned"])
_TO_COME: Final = any_of(STANDING["to_come"])
_SIGNED: Final = any_of(STANDING["signed"])
_SUCCESSOR: Final = any_of(STANDING["successor"])
_PARTS: Final = re.compile(r"[;.,()\[\]]+")


@lru_cache(maxsize=32768)
def is_to_come(text: str) -> bool:
    """Tell whether a text names a contract as a ground, and says that it is not concluded: planned, or not signed.

    A word of what is to come counts for what stands with it ("SCC, TIA planned" speaks of the assessment), and not
    where the text also says that the contract is signed ("SCC signed 2022, new version planned").
    Source: GDPR Art. 46(2)(c), (d) with Art. 28(3): only clauses that bind are a safeguard.
    """
    said = plain(text[:LONGEST])
    markers = [*_UNSIGNED.finditer(said), *_TO_COME.finditer(said)]
    if not markers:
        return False
    said = mend(said, [*((one.start, one.end) for one in mentions(said)), *(marker.span() for marker in markers)])
    found = mentions(said)
    if not any(_is_contract(one) for one in found):
        return False
    if any(_about_contract(said, found, marker) for marker in _UNSIGNED.finditer(said)):
        return True
    rest = _UNSIGNED.sub(" ", _TO_COME.sub(" ", said))
    return not _SIGNED.search(rest) and any(_about_contract(said, found, one) for one in _TO_COME.finditer(said))


def as_written(facts: Facts, ground_text: str) -> Facts:
    """Return the facts with what the wording of the ground says of its contract, where no fact says it already."""
    told = facts.contract_signed or facts.scc_signed_on or facts.idta_signed_on
    return facts if told or not is_to_come(ground_text) else replace(facts, contract_signed="no")


def _about_contract(said: str, found: list[Mention], marker: re.Match[str]) -> bool:
    """Return whether what is to come is the contract: named in the same part of the text, or before without another."""
    start, end = _part(said, marker)
    if _SUCCESSOR.search(said[start:end]):
        return False
    here = [one for one in found if one.start < end and one.end > start and one.concept not in _NO_CONTRACT]
    if here:
        return any(_is_contract(one) for one in here)
    before = [one for one in found if one.end <= start and one.concept not in _NO_CONTRACT]
    return not before or _is_contract(before[-1])


def _part(said: str, marker: re.Match[str]) -> tuple[int, int]:
    cuts = [(one.start(), one.end()) for one in _PARTS.finditer(said)]
    start = max((end for _, end in cuts if end <= marker.start()), default=0)
    end = min((first for first, _ in cuts if first >= marker.end()), default=len(said))
    return start, end


def _is_contract(one: Mention) -> bool:
    return one.concept in _CONTRACTS or one.concept.startswith("SCC_20")
