"""The fifth step: what is declared and is no ground, and places that nobody has named."""

from __future__ import annotations

from typing import Final

from law.frameworks import declared_framework, home_of
from law.grounds import GROUNDS
from law.leg import Leg, Outcome

_SAYS_NOTHING: Final = frozenset({"NONE", "UNKNOWN"})
_BESIDE_EEA: Final = frozenset({"EEA"}) | {
    code for code, ground in GROUNDS.items() if ground.family == "none" and code not in _SAYS_NOTHING
}
"""What may stand beside a claim that data stays inside without contradicting it."""


def claim(leg: Leg, ground: str) -> Outcome:
    """Judge what is no ground: silence is incomplete, a false claim is invalid."""
    if ground in _SAYS_NOTHING:
        under_gdpr = leg.facts.importer_under_art3_2 == "yes" and leg.regime == "EU"
        # Leaving clauses out because the importer is under the GDPR is the mistake that AP v Uber punished.
        return Outcome("NA_CLAIM_WRONG" if under_gdpr else "NO_GROUND_DECLARED", ground)
    if ground in {"EEA", "EU_STORAGE_CLAIM"} and (leg.reached_from_outside or leg.facts.remote_access == "yes"):
        return Outcome("REMOTE_ACCESS_IS_TRANSFER", ground)
    if ground == "EEA" or (ground == "NOT_A_GROUND" and leg.place is not None and leg.place.kind == "realm"):
        return Outcome("GEO_CLAIM_WRONG", ground, () if leg.place is None else (leg.place,))
    if ground == "NOT_APPLICABLE_CLAIM":
        return Outcome("NA_CLAIM_WRONG", ground)
    if ground == "ART28_CLAUSES_2021_915":
        record = leg.find("no_tool", ground)
        return Outcome("SCC_ART28_NOT_TOOL", ground, () if record is None else (record,))
    return Outcome("NOT_A_TOOL", ground)


def country_unknown(leg: Leg) -> list[Outcome]:
    """Judge each ground where no country is named: a framework names its own, and "inside the EEA" is an answer."""
    declared = frozenset(leg.grounds)
    if leg.reached_from_outside and declared <= {"EEA", "EU_STORAGE_CLAIM"}:
        return [Outcome("REMOTE_ACCESS_IS_TRANSFER", leg.grounds[0])]
    if leg.regime == "EU" and "EEA" in declared and declared <= _BESIDE_EEA and not leg.reached_from_outside:
        if leg.facts.third_country_access == "yes":
            return [Outcome("REMOTE_ACCESS_IS_TRANSFER", "EEA")]
        return [Outcome("NT_EEA_DECLARED", "EEA")]
    found = []
    for ground in leg.grounds:
        if GROUNDS[ground].family == "framework":
            leg.country = home_of(leg, ground)
            found.append(declared_framework(leg, ground))
            leg.country = ""
        else:
            found.append(Outcome("COUNTRY_UNKNOWN", ground))
    return found
