"""Which transfer grounds a cell declares, given what its column asks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from imports.answers import read_answer
from imports.places import read_places
from imports.words import folded, words
from law.wordings import read_grounds
from law.written.places import eea_today
from law.written.text import LONGEST

Question = Literal["ground", "transfer", "inside"]
_NAMED = (
    "SCC",
    "DPF",
    "PRIVACY_SHIELD",
    "BCR",
    "ADEQUACY",
    "SAFE_HARBOR",
    "UK_IDTA",
    "UK_ADDENDUM",
    "CODE_OF_CONDUCT",
    "AD_HOC",
)
_NOTHING = ("NONE", "UNKNOWN")
# Somebody says that data leaves the EEA, and on no ground.
WITHOUT = "transfer_without_ground"


@dataclass(frozen=True, slots=True)
class Declared:
    """The grounds that a cell declares, in order, and what to tell a person about it."""

    grounds: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@lru_cache(maxsize=20_000)
def read_declared(text: str, question: Question) -> Declared:  # noqa: PLR0911 - one return for each kind of cell
    """Return what a cell declares in a column of grounds, of "transferred outside the EU?" or of "inside the EU?"."""
    flat = folded(text)
    if not flat:
        return Declared()
    if words().links.search(flat):
        return Declared((), ("link_instead_of_ground",))
    answer = read_answer(text) if question != "ground" else None
    read = tuple(code for code in read_grounds(text) if code not in _NOTHING)
    named = tuple(code for code in read if code.startswith(_NAMED))
    if (declared := _plain_answer(text, question, answer, named)) is not None:
        return declared
    if answer == "yes" and not named:
        return Declared((), (WITHOUT,))
    if answer in ("yes", "unknown"):
        inside = ("EEA",) if answer == "unknown" and "EEA" in read and not named else ()
        return Declared((*named, *inside))
    if not named and _NO_TRANSFER.search(flat):
        return Declared(("EEA",))
    if "NOT_APPLICABLE_CLAIM" in read and {"EU", "EEA"} & set(read_places(text).regions):
        read = tuple(dict.fromkeys("EEA" if code == "NOT_APPLICABLE_CLAIM" else code for code in read))
    if read and all(code.startswith("ART28") for code in read):
        return Declared(read, ("dpa_is_not_a_transfer_ground",))
    return Declared(read)


def _plain_answer(text: str, question: Question, answer: str | None, named: tuple[str, ...]) -> Declared | None:
    """Return what yes or no says of "inside the EU?", and no of "outside the EU?"; None where it says nothing yet."""
    stays = answer == ("yes" if question == "inside" else "no") and question != "ground"
    if stays and names_third_country(text):
        return Declared(named)  # "yes, but support from the USA": the exception is a transfer
    if question == "transfer" and answer == "no":
        return Declared((*named, "EEA") if named else ("EEA",))
    if question == "inside" and answer in ("yes", "no"):
        return Declared(("EEA", *named) if answer == "yes" else named)
    return None


@lru_cache(maxsize=20_000)
def names_third_country(text: str) -> bool:
    """Tell whether a cell names a country outside the EEA."""
    places = read_places(text)
    return not eea_today().issuperset((*places.countries, *places.inferred))


@lru_cache(maxsize=20_000)
def says_no_transfer(text: str) -> bool:
    """Tell whether a remark says outright that nothing is transferred outside the EEA."""
    return bool(_NO_TRANSFER_OUT.search(folded(text[:LONGEST]))) and "EEA" in read_grounds(text)


@lru_cache(maxsize=20_000)
def named_grounds(text: str) -> tuple[str, ...]:
    """Return the grounds that a cell of another column names outright, such as "USA (SCC)".

    Hints and mere possibilities ("SCCs available on request") are not taken.
    """
    flat = folded(text)
    if not _OUTRIGHT.search(flat) or _POSSIBLE.search(flat):
        return ()
    return tuple(code for code in read_grounds(text) if code.startswith(_NAMED))


_OUTRIGHT = re.compile(
    r"\bsccs?\b|\bscc:|standard contract|contractual clause|model (?:contract )?clause|modellklausul"
    r"|standardavtalsklausul|standardklausul"
    r"|standardvertragsklausel|standarddatenschutzklausel|standardkontrakt|standard(?:iserede"
    r"|iserte)? kontrakt|standard personvern"
    r"|clauses? contractuelles?|\bccts?\b|\bdpf\b|privacy framework|privacy shield|\bbcrs?\b"
    r"|binding corporate|bindande foretag"
    r"|bindende (?:virksomhed|konsern)|verbindliche (?:interne|unternehmens)"
    r"|regles d'entreprise contraignantes|safe harbou?r|\bidta\b"
    r"|uk addendum|adequacy decision|adekvansbeslut|adequansbeslut|angemessenheitsbeschluss"
    r"|decision d'adequation|tilstraekkelighedsafg"
)
_NONE_OF = r"\b(?:no|none|ingen|inga|inget|kein\w*|aucun\w*|pas de|ikke|inte|ej|not|nicht)\b"
_MOVED = r"(?:transfer\w*|transfert\w*|overfor\w*|overfors\w*|ubermitt\w*|drittland\w*|tredjeland\w*)"
_NO_TRANSFER = re.compile(rf"^(?:{_NONE_OF} (?:data |international )?{_MOVED})\W*$")
_NO_TRANSFER_OUT = re.compile(
    rf"{_NONE_OF}[^.;\n]{{0,30}}?{_MOVED}[^.;\n]{{0,30}}?"
    r"\b(?:eu|ue|eea|eee|ees|eos|ewr|third|tredjel\w*|pays tiers|drittl\w*)\b"
)
_POSSIBLE = re.compile(
    r"\b(?:available|on request|if needed|verfugbar|auf anfrage|pa begaran|vid behov|kan tecknas"
    r"|tilgjengelig|tilgaengelig|ved behov|"
    r"disponibles?|sur demande|planned|geplant|planer\w*|planlagt)\b"
)
