"""What a good ground does not settle: onward transfers, authorised sub-processors, and the chain behind them."""

from __future__ import annotations

from typing import Final

from law.grounds import CLAUSES, GROUNDS
from law.leg import Leg, Outcome
from law.reasons import REASONS

_NO_EXPORT: Final = frozenset({"NT_SAME_ENTITY", "NT_DIRECT_COLLECTION"})
_PROCESSORS: Final = frozenset({"processor", "sub-processor"})


def afterwards(leg: Leg, outcome: Outcome) -> Outcome:
    """Return the outcome, or what is still missing although a ground holds.

    Source: GDPR Art. 28(2), (4); EDPB Opinion 22/2024.
    """
    verdict = REASONS[outcome.reason].verdict
    if verdict == "valid":
        if leg.facts.onward_transfer == "yes" or _reached_from_elsewhere(leg) or _handed_on(leg, outcome):
            return outcome._replace(reason="ONWARD_TRANSFER")
        if _unauthorised(leg, outcome):
            return outcome._replace(reason="ART28_SUBPROC_AUTH_MISSING")
    elif verdict != "no-transfer" or outcome.reason in _NO_EXPORT:
        return outcome
    if leg.facts.subprocessors_known == "no" and leg.importer_role in _PROCESSORS:
        return outcome._replace(reason="ONWARD_CHAIN_UNKNOWN")
    return outcome


def _reached_from_elsewhere(leg: Leg) -> bool:
    """Return whether data that an exporter of the UK or CH sends into the EEA can be reached from a third place."""
    return leg.regime != "EU" and leg.facts.third_country_access == "yes"


def _handed_on(leg: Leg, outcome: Outcome) -> bool:
    """Return whether an importer inside hands the data on, which no clauses between exporter and importer cover."""
    return leg.goes_on and GROUNDS[outcome.ground].family not in {"adequacy", "framework"}


def _unauthorised(leg: Leg, outcome: Outcome) -> bool:
    if leg.importer_role not in _PROCESSORS or leg.rule("authorisation") is None:
        return False
    if leg.facts.subprocessor_authorised == "no":
        return leg.importer_role == "sub-processor" or leg.exporter_role == "processor"
    if leg.facts.subprocessor_authorised == "yes" or not leg.exports_as_processor():
        return False
    # A controller that signs the clauses with the sub-processor has authorised it.
    return not (outcome.ground in CLAUSES and leg.facts.controller_is_party == "yes")
