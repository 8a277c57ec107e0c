"""The transfer impact assessment that every tool of Art. 46 needs since Schrems II (UK: transfer risk assessment)."""

from __future__ import annotations

from law.leg import Leg, Outcome
from law.records import Record


def defeated(leg: Leg, ground: str, relied: tuple[Record, ...]) -> Outcome | None:
    """Return SCC_TIA_NEGATIVE if the assessment says that protection fails and no measure mends it."""
    if leg.facts.tia == "negative" and leg.facts.supplementary_measures != "effective":
        return Outcome("SCC_TIA_NEGATIVE", ground, relied)
    return None


def unassessed(leg: Leg, ground: str, relied: tuple[Record, ...], missing: str) -> Outcome | None:
    """Return the reason `missing`, or that the assessment is inadequate; None if it is good, or not yet demanded.

    Source: C-311/18 para 134; EDPB Recommendations 01/2020.
    """
    rule = leg.rule("tia")
    if rule is None or leg.facts.tia in {"adequate", "negative"}:
        return None
    if leg.facts.tia == "inadequate":
        return Outcome("SCC_TIA_INADEQUATE", ground, (*relied, rule))
    return Outcome(missing if leg.regime != "UK" else "UK_TRA_MISSING", ground, (*relied, rule))


def unsigned(leg: Leg, ground: str, relied: tuple[Record, ...]) -> Outcome | None:
    """Return why no contract carries the clauses on the day, or None.

    The day on which a contract expires is its last.
    """
    facts = leg.facts
    if facts.contract_signed == "no":
        return Outcome("SCC_UNSIGNED", ground, relied)
    if facts.contract_expired_on is not None and facts.contract_expired_on < leg.on:
        return Outcome("CONTRACT_LAPSED", ground, relied, facts.contract_expired_on)
    return None
