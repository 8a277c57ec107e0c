"""The first step: is it a transfer to a third country at all?"""

from __future__ import annotations

from typing import Final

from law.leg import Leg, Outcome
from law.records import Record

INSIDE: Final = frozenset({"member", "territory", "outermost", "transition", "bridge"})
"""Kinds of places to which data flows as inside the EU."""

_REASON: Final = {"outermost": "NT_OUTERMOST_REGION", "transition": "NT_UK_TRANSITION", "bridge": "NT_UK_BRIDGE"}


def no_transfer(leg: Leg) -> Outcome | None:
    """Return why Chapter V is not engaged, or None; find out on the way where the data really goes.

    Source: EDPB Guidelines 05/2021; GDPR Art. 44.
    """
    if leg.facts.same_legal_entity == "yes":
        return Outcome("NT_SAME_ENTITY")
    if leg.facts.collected_directly == "yes":
        return Outcome("NT_DIRECT_COLLECTION")
    place = leg.place = leg.find("place", leg.country)
    if place is None:
        return None
    if place.kind == "home":
        return Outcome("NT_EEA", "", (place,))
    if leg.regime != "EU" or place.kind not in INSIDE:
        return None
    if not _inside_for_exporter(leg, place):
        leg.place = None
        return None
    if _goes_on(leg):
        leg.place = leg.find("place", leg.country)
        return None
    reason = _REASON.get(place.kind)
    if reason is None:
        parent = leg.facts.parent_country
        reason = "NT_EU_ENTITY_US_PARENT" if parent and _outside(leg, parent) else "NT_EEA"
    return Outcome(reason, "", (place,))


def _inside_for_exporter(leg: Leg, place: Record) -> bool:
    """Return whether the place is inside also where an EEA-EFTA State, which joined the Directive later, takes part."""
    efta, exporter = leg.law.efta, leg.exporter_country
    if leg.country == exporter or (exporter not in efta and not place.efta):
        return True
    if leg.rule("efta_inside") is None:
        return False
    return exporter not in efta or _reached_the_eea_agreement(leg)


def _reached_the_eea_agreement(leg: Leg) -> bool:
    enlargements = leg.law.all_of("efta_member", leg.regime, leg.country)
    return not enlargements or any(record.holds(leg.on) for record in enlargements)


def _goes_on(leg: Leg) -> bool:
    """Return whether data of an importer inside is reached or kept outside, and make that the place to judge."""
    facts = leg.facts
    if facts.third_country_access == "yes":
        leg.reached_from_outside = leg.goes_on = True
        leg.country = facts.parent_country if facts.parent_country and _outside(leg, facts.parent_country) else ""
        return True
    if facts.hosting_country and facts.hosting_country != "EU" and _outside(leg, facts.hosting_country):
        leg.goes_on = True
        leg.country = facts.hosting_country
        return True
    return False


def _outside(leg: Leg, country: str) -> bool:
    place = leg.find("place", country)
    return place is None or place.kind not in INSIDE
