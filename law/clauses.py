"""Standard contractual clauses: which set, concluded when, for which roles, and whether anything else is missing."""

from __future__ import annotations

from datetime import date
from typing import Final

from law.assessment import defeated, unassessed, unsigned
from law.errors import LawError
from law.grounds import CLAUSES, CLAUSES_2021
from law.leg import Leg, Outcome
from law.records import Record
from law.tools import ad_hoc

_NAMED: Final = {"SCC_2001": "2001", "SCC_2002": "2002", "SCC_2004": "2004", "SCC_2010": "2010"} | dict.fromkeys(
    CLAUSES_2021, "2021"
)
_MODULE: Final = {f"SCC_2021_M{module}": module for module in "1234"}
_MODULES: Final = {None: (), "2+3": ("2", "3")} | {module: (module,) for module in "1234"}
_PROCESSORS: Final = frozenset({"processor", "sub-processor"})
_CONTROLLERS: Final = frozenset({"controller", "joint controller"})
_NEW: Final = "2021"
_OLD: Final = ("2010", "2004", "2002", "2001")


def clauses(leg: Leg, ground: str) -> Outcome:
    """Judge clauses that the register declares. Source: (EU) 2021/914; for the old sets its Art. 4."""
    facts = leg.facts
    if facts.scc_set == "none":
        return Outcome("SCC_UNSIGNED", ground)
    if facts.scc_signed_on is not None and facts.scc_signed_on > leg.on:
        return Outcome("SCC_NOT_YET", ground)
    named = _NAMED.get(ground)
    if named is None:
        named = _which_set(leg)
    elif facts.scc_set is not None and facts.scc_set != named:
        named = None
    if named is None:
        rule = leg.rule("importer_under_gdpr")
        if rule is not None and facts.importer_under_art3_2 == "yes" and facts.scc_set is None:
            return Outcome("SCC_IMPORTER_UNDER_GDPR", ground, (rule,))
        return Outcome("SCC_VERSION_UNSTATED", ground)
    return new_clauses(leg, ground) if named == _NEW else _old_clauses(leg, ground, named)


def new_clauses(leg: Leg, ground: str) -> Outcome:
    """Judge the clauses of 2021; under UK law only with the Addendum, under Swiss law only with adaptations."""
    record = _nearest(leg, _NEW)
    relied, facts = (record,), leg.facts
    if leg.regime == "UK" and facts.uk_addendum != "yes" and "UK_ADDENDUM" not in leg.grounds:
        return Outcome("SCC_NO_UK_ADDENDUM", ground, relied)
    if leg.on > record.ends:
        return Outcome("SCC_OLD_EXPIRED", ground, relied)
    if leg.on < record.starts or _signed_before(leg, record.signed_from):
        return Outcome("SCC_NOT_YET", ground, relied)
    module, wrong = _module(leg, ground)
    if module is None:
        return Outcome(wrong, ground, relied)
    if facts.scc_modified == "yes":
        return ad_hoc(leg, ground) if facts.sa_authorised == "yes" else Outcome("SCC_MODIFIED", ground, relied)
    if facts.importer_under_art3_2 == "yes" and (rule := leg.rule("importer_under_gdpr")):
        return Outcome("SCC_IMPORTER_UNDER_GDPR", ground, (record, rule))
    outcome = defeated(leg, ground, relied) or unsigned(leg, ground, relied) or _annexes(leg, ground, relied)
    if outcome is None and not (module == "4" and facts.combines_eu_data == "no"):
        # Clauses 14 and 15 bind under module 4 only if the processor combines the data with its own from the EU.
        outcome = unassessed(leg, ground, relied, "SCC_TIA_MISSING")
    if outcome is None and record.adaptations and facts.swiss_adaptations != "yes":
        outcome = Outcome("SCC_NO_SWISS_ADAPT", ground, relied)
    return outcome or Outcome("UK_ADDENDUM_OK" if leg.regime == "UK" else "SCC_OK", ground, relied)


def addendum(leg: Leg, ground: str) -> Outcome | None:
    """Judge the UK Addendum; None where the register also names the clauses that it is attached to."""
    facts = leg.facts
    if CLAUSES & set(leg.grounds):
        return None
    if facts.scc_set == _NEW or (facts.scc_set is None and facts.scc_module is not None):
        return new_clauses(leg, ground)
    if leg.regime != "UK":
        return Outcome("UK_TOOL_WRONG_REGIME", ground)
    return Outcome("SCC_VERSION_UNSTATED" if facts.scc_set is None else "UK_ADDENDUM_WITHOUT_SCC", ground)


def _old_clauses(leg: Leg, ground: str, name: str) -> Outcome:
    record = _nearest(leg, name)
    relied, facts, on = (record,), leg.facts, leg.on
    last = record.signed_until or record.ends
    if on < record.starts or _signed_before(leg, record.signed_from):
        return Outcome("SCC_NOT_YET", ground, relied)
    if facts.scc_signed_on is not None and facts.scc_signed_on > last:
        return Outcome("SCC_OLD_SIGNED_TOO_LATE", ground, relied)
    if on > record.ends:
        return Outcome("SCC_OLD_EXPIRED", ground, relied)
    if facts.processing_changed_on is not None and last < facts.processing_changed_on <= on:
        return Outcome("SCC_OLD_CHANGED", ground, relied, facts.processing_changed_on)
    wrong = _old_roles(leg, record)
    if wrong is not None:
        return Outcome(wrong, ground, relied)
    if facts.scc_modified == "yes":
        return ad_hoc(leg, ground) if facts.sa_authorised == "yes" else Outcome("SCC_MODIFIED", ground, relied)
    outcome = defeated(leg, ground, relied)
    if outcome is None and on > last and facts.scc_signed_on is None:
        outcome = Outcome("SCC_VERSION_UNSTATED", ground, relied)
    outcome = (
        outcome
        or unsigned(leg, ground, relied)
        or _annexes(leg, ground, relied)
        or unassessed(leg, ground, relied, "SCC_TIA_MISSING")
    )
    if outcome is not None:
        return outcome
    if leg.regime == "UK":
        return Outcome("UK_OLD_SCC_OK", ground, relied)
    return Outcome("SCC_OLD_TRANSITION_OK" if leg.rule("old_clauses_in_transition") else "SCC_OK", ground, relied)


def _which_set(leg: Leg) -> str | None:
    """Return the set that facts prove where the ground does not name it.

    The day of signature tells old from new; among the old sets, the roles do.
    """
    facts = leg.facts
    if facts.scc_set is not None:
        return facts.scc_set
    if facts.scc_module is not None:
        return _NEW
    signed = facts.scc_signed_on
    if signed is None:
        return None
    new = _nearest(leg, _NEW)
    parties = _parties(leg)
    old = [_nearest(leg, name) for name in _OLD]
    if all(signed > (record.signed_until or record.ends) for record in old):
        return _NEW
    open_then = [r for r in old if not _before(signed, r.signed_from) and signed <= (r.signed_until or r.ends)]
    # While both could be signed the day proves nothing; once the old have ended, whoever means the new has to say so.
    if not _before(signed, new.signed_from) and any(leg.on <= record.ends for record in open_then):
        return None
    fitting = [record for record in open_then if record.parties == parties]
    # Where the role is unknown the set is too; once all that could be signed then have ended, it no longer matters.
    if not parties and all(leg.on > record.ends for record in open_then):
        fitting = open_then
    return fitting[0].set if fitting else None


def _nearest(leg: Leg, name: str) -> Record:
    record = leg.nearest("clauses", name)
    if record is None:
        raise LawError(f"the law has no clauses of {name} for {leg.regime}")
    return record


def _parties(leg: Leg) -> str:
    if leg.importer_role in _PROCESSORS:
        return "C2P"
    return "C2C" if leg.importer_role in _CONTROLLERS else ""


def _old_roles(leg: Leg, record: Record) -> str | None:
    """Return what is wrong with the roles for an old set, or None."""
    parties = _parties(leg)
    if not parties or not leg.exporter_role:
        return "SCC_VERSION_UNSTATED"
    if record.parties != parties:
        return "SCC_MODULE_MISMATCH"
    if leg.exporter_role == "controller":
        return None
    if parties == "C2C":
        return "SCC_MODULE_MISMATCH"
    return None if leg.facts.controller_is_party == "yes" else "SCC_OLD_P2P_GAP"


def _module(leg: Leg, ground: str) -> tuple[str | None, str]:
    """Return the declared module that fits the roles; else None and what is wrong."""
    declared = _MODULES[leg.facts.scc_module]
    own = _MODULE.get(ground)
    if own is not None and declared and own not in declared:
        return None, "SCC_MODULE_UNSTATED"
    modules = (own,) if own is not None else declared or tuple(_MODULE[g] for g in leg.grounds if g in _MODULE)
    fitting, sure = _fitting(leg)
    if not modules or not fitting:
        return None, "SCC_MODULE_UNSTATED"
    if fitting not in modules:
        return None, "SCC_MODULE_MISMATCH"
    return (fitting, "") if sure else (None, "SCC_MODULE_UNSTATED")


def _fitting(leg: Leg) -> tuple[str, bool]:
    """Return the module made for these roles, blank if they are unknown, and whether all that it needs is shown."""
    to_processor, to_controller = leg.importer_role in _PROCESSORS, leg.importer_role in _CONTROLLERS
    if not leg.exporter_role or not (to_processor or to_controller):
        return "", True
    if leg.exporter_role == "controller":
        return ("2" if to_processor else "1"), True
    if to_processor:
        return "3", True
    # Module 4 is made only for the way back to the processor's own controller.
    return "4", leg.facts.importer_is_exporters_controller == "yes"


def _annexes(leg: Leg, ground: str, relied: tuple[Record, ...]) -> Outcome | None:
    return Outcome("SCC_ANNEX_MISSING", ground, relied) if leg.facts.scc_annexes == "blank" else None


def _signed_before(leg: Leg, first: date | None) -> bool:
    return leg.facts.scc_signed_on is not None and _before(leg.facts.scc_signed_on, first)


def _before(day: date, first: date | None) -> bool:
    return first is not None and day < first
