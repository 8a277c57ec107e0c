"""The second step: adequacy of a whole country or organisation, which works by operation of law."""

from __future__ import annotations

from law.leg import Leg, Outcome
from law.place import INSIDE
from law.records import Record


def adequate(leg: Leg) -> Outcome | None:
    """Return ADQ_OK if the destination is adequate for this recipient, whatever the register declares.

    Otherwise what stays open is left in `leg.pending`. Source: GDPR Art. 45; UK GDPR Art. 45A; FADP Art. 16(1).
    """
    record = _decision(leg)
    if record is None:
        leg.pending = _open_place(leg)
        return None
    scope = leg.facts.adequacy_scope
    if scope == "out":
        leg.out_of_scope = record
        return None
    if scope == "unknown" or (scope is None and record.scope_must_be_known):
        leg.pending = Outcome("ADQ_SCOPE_UNKNOWN", "ADEQUACY", (record,))
        return None
    return Outcome("ADQ_OK", "ADEQUACY", (record,))


def declared_adequacy(leg: Leg) -> Outcome:
    """Judge the ground ADEQUACY where the destination is not adequate for this recipient on the day."""
    if leg.out_of_scope is not None:
        return Outcome("ADQ_OUT_OF_SCOPE", "ADEQUACY", (leg.out_of_scope,))
    decisions = leg.law.all_of("adequacy", leg.regime, leg.country)
    past = [record for record in decisions if record.ends < leg.on]
    if past:
        return Outcome("ADQ_EXPIRED", "ADEQUACY", (past[-1],))
    if decisions:
        return Outcome("ADQ_NOT_YET", "ADEQUACY", (decisions[0],))
    if leg.regime == "CH" and leg.find("no_adequacy", leg.country) is None and _adequate_elsewhere(leg):
        return Outcome("ADQ_UNVERIFIED", "ADEQUACY")
    return Outcome("ADQ_NONE", "ADEQUACY")


def _decision(leg: Leg) -> Record | None:
    if leg.regime != "EU" and _inside_the_eea(leg):
        return leg.find("adequacy_eea", "")
    return leg.find("adequacy", leg.country)


def _open_place(leg: Leg) -> Outcome | None:
    place = leg.place
    if place is not None and place.kind == "oct":
        return Outcome("OCT_STATUS", "", (place,))
    if place is not None and place.kind == "unverified":
        return Outcome("TERRITORY_UNVERIFIED", "", (place,))
    if leg.regime == "CH" and _listed_later(leg):
        return Outcome("ADQ_UNVERIFIED", "ADEQUACY")
    return None


def _listed_later(leg: Leg) -> bool:
    """Return whether the place stands on the Swiss list that binds only from a later day: before, it was indicative."""
    kind, about = ("adequacy_eea", "") if _inside_the_eea(leg) else ("adequacy", leg.country)
    return any(record.starts > leg.on for record in leg.law.all_of(kind, leg.regime, about))


def _inside_the_eea(leg: Leg) -> bool:
    place = leg.law.find("place", "EU", leg.country, leg.on)
    return place is not None and place.kind in INSIDE and place.kind != "bridge"


def _adequate_elsewhere(leg: Leg) -> bool:
    return leg.law.find("adequacy", "EU", leg.country, leg.on) is not None
