"""The fourth step: the derogations of Art. 49, restrictively."""

from __future__ import annotations

from typing import Final

from law.leg import Leg, Outcome

_CLOSED_TO_AUTHORITIES: Final = frozenset({"ART49_CONSENT", "ART49_CONTRACT", "ART49_COMPELLING"})


def derogation(leg: Leg, ground: str) -> Outcome:
    """Judge a derogation; a condition that is not recorded makes it incomplete.

    Source: GDPR Art. 49; EDPB GL 2/2018.
    """
    record = leg.find("derogation", ground)
    if record is None:
        return Outcome("NOT_A_TOOL", ground)
    facts, relied = leg.facts, (record,)
    if ground in _CLOSED_TO_AUTHORITIES and (facts.public_powers == "yes" or facts.exporter_public == "yes"):
        return Outcome("ART49_PUBLIC_AUTHORITY", ground, relied)
    if ground == "ART49_CONSENT" and "no" in {facts.consent_explicit, facts.consent_informed}:
        return Outcome("ART49_CONSENT_NOT_EXPLICIT", ground, relied)
    if ground == "ART49_COMPELLING" and facts.sa_notified == "no":
        return Outcome("ART49_COMPELLING_NO_NOTICE", ground, relied)
    if facts.repetition == "systematic":
        return Outcome("ART49_SYSTEMATIC", ground, relied)
    if facts.repetition is None or not _named_in_full(leg, ground):
        return Outcome("ART49_UNSPECIFIED", ground, relied)
    return Outcome("ART49_OK", ground, relied)


def _named_in_full(leg: Leg, ground: str) -> bool:
    facts = leg.facts
    if ground == "ART49_CONSENT":
        return facts.consent_explicit == "yes" and facts.consent_informed == "yes"
    if ground == "ART49_COMPELLING":
        return facts.sa_notified == "yes"
    return ground != "ART49_UNSPECIFIED"
