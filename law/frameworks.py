"""Adequacy that depends on the recipient: Safe Harbor, Privacy Shield, the Data Privacy Framework."""

from __future__ import annotations

from law.codes import REGIMES
from law.leg import Leg, Outcome
from law.records import Record

_YES = "yes"


def declared_framework(leg: Leg, ground: str) -> Outcome:
    """Judge a framework that the register names."""
    record = leg.nearest("framework_named", ground)
    if record is None:
        return _foreign(leg, ground)
    outcome = _judge(leg, record, ground)
    return outcome if ground in record.ground else _named(outcome, record)


def _named(outcome: Outcome, record: Record) -> Outcome:
    """Return the outcome, or that the record has to name the framework that really holds."""
    if outcome.reason != record.reasons["ok"]:
        return outcome
    return Outcome("STALE_LABEL_REAL_GROUND_EXISTS", record.ground[0], (record,))


def declared_adequacy_by_list(leg: Leg) -> Outcome | None:
    """Judge the ground ADEQUACY where a framework in force covers some recipients in the country."""
    record = leg.find("framework", leg.country)
    return None if record is None else _named(_judge(leg, record, "ADEQUACY"), record)


def covering(leg: Leg) -> Record | None:
    """Return the framework that covers this recipient on the day by the facts, whatever the register declares."""
    record = leg.find("framework", leg.country)
    if record is None or _judge(leg, record, record.ground[0]).reason != record.reasons["ok"]:
        return None
    return record


def home_of(leg: Leg, ground: str) -> str:
    """Return the country whose organisations a framework lists, in any regime."""
    named = (record for regime in REGIMES for record in leg.law.all_of("framework_named", regime, ground))
    return next((record.importers[0] for record in named), "")


def _judge(leg: Leg, record: Record, ground: str) -> Outcome:
    relied = (record,)
    reasons, facts = record.reasons, leg.facts
    if leg.on > record.ends and not (record.doubtful_until and leg.on <= record.doubtful_until):
        return Outcome(reasons["ended"], ground, relied)
    if leg.country not in record.importers:
        return Outcome("GEO_CLAIM_WRONG", ground, relied)
    if leg.on < record.starts:
        return Outcome(reasons["not_yet"], ground, relied)
    if record.dpf and facts.dpf_eligible == "no":
        return Outcome("DPF_INELIGIBLE", ground, relied)
    if record.dpf and facts.dpf_lapsed_on is not None and facts.dpf_lapsed_on <= leg.on:
        # The listing ends like a decision that is annulled: the last good day is the day before.
        return Outcome("DPF_LAPSED", ground, relied, facts.dpf_lapsed_on)
    return Outcome(_listing(leg, record), ground, relied)


def _listing(leg: Leg, record: Record) -> str:
    """Return the reason that the listing gives."""
    listed = getattr(leg.facts, record.listed_fact)
    if listed == "no":
        return record.reasons["not_listed"]
    extended = getattr(leg.facts, record.extension_fact) if record.extension_fact else _YES
    if extended == "no":
        return record.reasons["no_extension"]
    if listed != _YES or extended != _YES:
        return record.reasons["unknown"]
    if record.dpf and leg.facts.hr_data == _YES and leg.facts.dpf_covers_hr != _YES:
        return _human_resources(leg, record)
    return record.reasons["ok" if leg.on <= record.ends else "doubtful"]


def _human_resources(leg: Leg, record: Record) -> str:
    """Return the reason for HR data under a listing that is not known to cover it. Source: Supplemental Principle 9."""
    if leg.facts.dpf_covers_hr is None:
        return record.reasons["unknown"]
    return "DPF_HR_NOT_COVERED" if leg.facts.hr_relation == "own_group" else "DPF_HR_DISPUTED"


def _foreign(leg: Leg, ground: str) -> Outcome:
    """Judge a framework of another regime: dead where it is dead at home, and never binding here."""
    for regime in REGIMES:
        for record in leg.law.all_of("framework_named", regime, ground):
            if leg.on > record.ends:
                return Outcome(record.reasons["ended"], ground, (record,))
    return Outcome("DPF_WRONG_REGIME", ground)
