"""The other tools of Art. 46: IDTA, binding corporate rules, codes, certificates, own clauses, public bodies."""

from __future__ import annotations

from law.assessment import defeated, unassessed, unsigned
from law.leg import Leg, Outcome
from law.records import Record


def idta(leg: Leg, ground: str) -> Outcome:
    """Judge the International Data Transfer Agreement, a tool under UK law only. Source: DPA 2018 s. 119A."""
    if leg.regime != "UK":
        return Outcome("UK_TOOL_WRONG_REGIME", ground)
    record = leg.nearest("tool", ground)
    if record is None:
        return Outcome("NOT_A_TOOL", ground)
    relied, signed = (record,), leg.facts.idta_signed_on
    if leg.on > record.ends:
        return Outcome("SCC_OLD_EXPIRED", ground, relied)
    if leg.on < record.starts or (signed is not None and not record.starts <= signed <= leg.on):
        return Outcome("SCC_NOT_YET", ground, relied)
    return (
        defeated(leg, ground, relied)
        or unsigned(leg, ground, relied)
        or unassessed(leg, ground, relied, "UK_TRA_MISSING")
        or Outcome("UK_IDTA_OK", ground, relied)
    )


def corporate_rules(leg: Leg, ground: str) -> Outcome:
    """Judge binding corporate rules. Source: GDPR Art. 47; EDPB Recommendations 1/2022, draft 1/2026."""
    record = leg.find("tool", ground)
    if record is None:
        return Outcome("NOT_A_TOOL", ground)
    facts, relied = leg.facts, (record,)
    lead = leg.rule("bcr_lead")
    if lead is not None and facts.bcr_lead == "UK":
        return Outcome("BCR_ICO_LEAD", ground, (record, lead))
    if facts.bcr_approved == "no" or (leg.regime == "UK" and facts.bcr_lead == "EEA"):
        return Outcome("BCR_NOT_APPROVED", ground, relied)
    kind = ground[-1] if ground in {"BCR_C", "BCR_P"} else facts.bcr_type
    if facts.bcr_member == "no" or (kind == "C" and facts.bcr_exporter_member == "no"):
        return Outcome("BCR_NOT_GROUP", ground, relied)
    negative = defeated(leg, ground, relied)
    if negative is not None:
        return negative
    if not _shown(leg, kind):
        return Outcome("BCR_EVIDENCE_MISSING", ground, relied)
    direct = leg.rule("bcr_p_direct")
    if direct is not None and kind == "P" and leg.exporter_role == "controller":
        return Outcome("BCR_P_DIRECT", ground, (record, direct))
    return unassessed(leg, ground, relied, "BCR_TIA_MISSING") or Outcome("BCR_OK", ground, relied)


def _shown(leg: Leg, kind: str | None) -> bool:
    """Return whether type, approval and membership are recorded, and the type fits the roles.

    Who relies on the approved rules of a group of processors from outside relies on the importer's own: it is a member.
    """
    facts = leg.facts
    if facts.bcr_approved != "yes" or not leg.exporter_role or not leg.importer_role:
        return False
    if leg.regime == "UK" and facts.bcr_lead != "UK":
        return False
    if kind == "P":
        to_processor = leg.importer_role in {"processor", "sub-processor"}
        return to_processor and (facts.bcr_member == "yes" or facts.bcr_exporter_member == "no")
    return kind == "C" and facts.bcr_member == "yes" and leg.exporter_role == "controller"


def code_of_conduct(leg: Leg, ground: str) -> Outcome:
    """Judge a code of conduct: none has been approved as a transfer tool. Source: GDPR Arts 40(3), 46(2)(e)."""
    return Outcome("COC_NOT_TRANSFER_CODE", ground, _relied(leg, ground))


def certification(leg: Leg, ground: str) -> Outcome:
    """Judge a certificate: pending at best, as no importer can be certified yet. Source: EDPB Opinion 15/2026."""
    record = leg.find("tool", ground)
    if record is None or leg.facts.certificate == "art42":
        return Outcome("CERT_NOT_TRANSFER_SEAL", ground, _relied(leg, ground))
    return Outcome("CERT_PENDING", ground, (record,))


def ad_hoc(leg: Leg, ground: str) -> Outcome:
    """Judge clauses of one's own, or altered standard clauses. Source: GDPR Art. 46(3)(a)."""
    record = leg.find("tool", "AD_HOC_CLAUSES")
    if record is None or leg.facts.sa_authorised != "yes":
        return Outcome("ADHOC_NO_AUTH", ground, _relied(leg, "AD_HOC_CLAUSES"))
    relied = (record,)
    return (
        defeated(leg, ground, relied)
        or unsigned(leg, ground, relied)
        or unassessed(leg, ground, relied, "SCC_TIA_MISSING")
        or Outcome("ADHOC_OK", ground, relied)
    )


def public_bodies(leg: Leg, ground: str) -> Outcome:
    """Judge what public bodies agreed: at best for a lawyer to read. Source: GDPR Art. 46(2)(a), 46(3)(b)."""
    facts = leg.facts
    binding = facts.instrument_binding or ("yes" if ground == "PUBLIC_BODY_INSTRUMENT" else "no")
    if leg.find("tool", ground) is None:
        return Outcome("NOT_A_TOOL", ground)
    if binding == "no" and facts.sa_authorised != "yes":
        return Outcome("PUBLIC_ARRANGEMENT_NO_AUTH", ground, _relied(leg, ground))
    return Outcome("PUBLIC_INSTRUMENT_CONTENT", ground, _relied(leg, ground))


def _relied(leg: Leg, ground: str) -> tuple[Record, ...]:
    record = leg.find("tool", ground)
    return () if record is None else (record,)
