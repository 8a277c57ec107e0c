"""Which transfer grounds a cell declares, given what its column asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from imports.answers import read_answer
from imports.places import read_places
from imports.words import folded, words
from law.wordings import read_grounds

Question = Literal["ground", "transfer", "inside"]
_NAMED = ("SCC", "DPF", "PRIVACY_SHIELD", "BCR", "ADEQUACY", "SAFE_HARBOR", "UK_IDTA", "UK_ADDENDUM", "CODE_OF_CONDUCT", "AD_HOC")
_NOTHING = ("NONE", "UNKNOWN")


@dataclass(frozen=True, slots=True)
class Declared:
    """The grounds that a cell declares, in order, and what to tell a person about it."""

    grounds: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@lru_cache(maxsize=20_000)
def read_declared(text: str, question: Question) -> Declared:
    """Return what a cell declares in a column of grounds, of "transferred outside the EU?" or of "inside the EU?"."""
    flat = folded(text)
    if not flat:
        return Declared()
    if words().links.search(flat):
        return Declared((), ("link_instead_of_ground",))
    answer = read_answer(text) if question != "ground" else None
    read = tuple(code for code in read_grounds(text) if code not in _NOTHING)
    named = tuple(code for code in read if code.startswith(_NAMED))
    if question == "transfer" and answer == "no":
        return Declared((*named, "EEA") if named else ("EEA",))
    if question == "inside" and answer in ("yes", "no"):
        return Declared(("EEA", *named) if answer == "yes" else named)
    if answer == "yes" and not named:
        return Declared((), ("transfer_without_ground",))
    if answer in ("yes", "unknown"):
        return Declared(named)
    if "NOT_APPLICABLE_CLAIM" in read and {"EU", "EEA"} & set(read_places(text).regions):
        read = tuple(dict.fromkeys("EEA" if code == "NOT_APPLICABLE_CLAIM" else code for code in read))
    if read and all(code.startswith("ART28") for code in read):
        return Declared(read, ("dpa_is_not_a_transfer_ground",))
    return Declared(read)


@lru_cache(maxsize=20_000)
def named_grounds(text: str) -> tuple[str, ...]:
    """Return the grounds that a cell of another column names outright, such as "USA (SCC)"; hints are not taken."""
    if len(text) < 3:  # noqa: PLR2004 - no ground is named so shortly
        return ()
    flat = folded(text)
    if not any(hint in flat for hint in _HINTS):
        return ()
    return tuple(code for code in read_grounds(text) if code.startswith(_NAMED))


_HINTS = (
    "scc", "clause", "klausul", "klausel", "dpf", "privacy", "shield", "bcr", "corporate rules", "adequa", "adekv", "angemessen",
    "safe harbor", "idta", "addendum", "bindande", "bindende", "verbindlich", "contraignant", "standardavtal", "standardvertrag",
    "standardkontrakt", "kontraktbestemmelse", "kontraktsbestemmelse", "cct", "tilstrekkelig", "tilstraekkelig", "code of conduct",
)  # fmt: skip
