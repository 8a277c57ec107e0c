"""Which facts a ground needs, and how a person is asked for them. Pure.

A fact is asked for only where a verdict can rest on it; what was answered is kept, also when no longer asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.events import N_

YES = {"yes": N_("Yes")}
YES_NO = {"yes": N_("Yes"), "no": N_("No")}
DAY = {"date": ""}
COUNTRY = {"country": ""}
PLACE = {"country": "", "EU": ""}


@dataclass(frozen=True)
class Question:
    """One fact: its question, the answers that it takes, and a hint."""

    text: str
    answers: Mapping[str, str]
    hint: str = ""


QUESTIONS: Mapping[str, Question] = {
    "scc_signed_on": Question(N_("When were the clauses signed?"), DAY),
    "scc_set": Question(
        N_("Which set of clauses?"),
        {"2021": "2021", "2010": "2010", "2004": "2004", "2002": "2002", "2001": "2001", "none": N_("None")},
    ),
    "scc_module": Question(
        N_("Which module?"),
        {
            "1": N_("1: controller to controller"),
            "2": N_("2: controller to processor"),
            "3": N_("3: processor to processor"),
            "4": N_("4: processor to controller"),
            "2+3": N_("2 and 3"),
        },
    ),
    "contract_signed": Question(N_("Is the contract signed, or part of terms that bind?"), YES_NO),
    "contract_expired_on": Question(
        N_("When does the contract that carries the clauses end?"), DAY, N_("Leave it empty where it runs on.")
    ),
    "scc_annexes": Question(N_("Are the annexes filled in?"), {"complete": N_("Filled in"), "blank": N_("Blank")}),
    "scc_modified": Question(N_("Were the clauses altered?"), YES_NO),
    "tia": Question(
        N_("Is there a transfer impact assessment (TIA)?"),
        {
            "adequate": N_("Yes, the data is protected"),
            "inadequate": N_("Yes, but it is not thorough enough"),
            "negative": N_("Yes, the data is not protected"),
            "none": N_("No"),
        },
        N_("Clause 14; in the United Kingdom: transfer risk assessment."),
    ),
    "supplementary_measures": Question(
        N_("Are there supplementary measures?"),
        {"effective": N_("Effective ones"), "ineffective": N_("Ones that do not help"), "none": N_("None")},
    ),
    "importer_under_art3_2": Question(N_("Is the recipient's processing itself under the GDPR, Art. 3(2)?"), YES),
    "processing_changed_on": Question(N_("When did the processing change?"), DAY),
    "controller_is_party": Question(N_("Is the controller itself a party to the clauses?"), YES_NO),
    "combines_eu_data": Question(N_("Does the processor add data collected in the EU?"), YES_NO),
    "uk_addendum": Question(N_("Is the UK Addendum signed?"), YES_NO),
    "swiss_adaptations": Question(N_("Are the Swiss adaptations made?"), YES_NO),
    "idta_signed_on": Question(N_("When was the agreement signed?"), DAY),
    "adequacy_scope": Question(
        N_("Does the decision cover this recipient and this processing?"),
        {"in": N_("Yes"), "out": N_("No"), "unknown": N_("Looked into, not clear")},
        N_("For Canada: is the recipient subject to PIPEDA?"),
    ),
    "hr_data": Question(N_("Is it data about employees?"), YES),
    "hr_relation": Question(N_("Whose employees?"), {"own_group": N_("Of our own group"), "external": N_("Of others")}),
    "ps_listed": Question(N_("Was the recipient on the Privacy Shield list?"), YES_NO),
    "sh_listed": Question(N_("Was the recipient on the Safe Harbor list?"), YES_NO),
    "bcr_type": Question(N_("Which kind of rules?"), {"C": N_("For controllers"), "P": N_("For processors")}),
    "bcr_approved": Question(N_("Are the rules approved?"), YES_NO),
    "bcr_member": Question(N_("Is the recipient bound by them?"), YES_NO),
    "bcr_exporter_member": Question(N_("Is the sender bound by them?"), YES_NO),
    "bcr_lead": Question(N_("Which authority leads?"), {"EEA": N_("One in the EEA"), "UK": N_("The British one")}),
    "sa_authorised": Question(N_("Has the supervisory authority authorised it?"), YES_NO),
    "sa_notified": Question(N_("Was the supervisory authority told?"), YES_NO),
    "instrument_binding": Question(N_("Is the instrument binding?"), YES_NO),
    "exporter_public": Question(N_("Is the sender a public body?"), YES),
    "importer_public": Question(N_("Is the recipient a public body?"), YES),
    "public_powers": Question(N_("Is it an exercise of public powers?"), YES),
    "certificate": Question(
        N_("Which certificate?"),
        {
            "art42": N_("Art. 42"),
            "transfer_seal": N_("A seal approved for transfers"),
            "claimed": N_("One that is only claimed"),
        },
    ),
    "binding_commitments": Question(
        N_("Has the recipient committed itself bindingly?"), {**YES_NO, "unknown": N_("Looked into, not clear")}
    ),
    "repetition": Question(N_("How often?"), {"occasional": N_("Now and then"), "systematic": N_("Regularly")}),
    "consent_explicit": Question(N_("Is the consent explicit?"), YES_NO),
    "consent_informed": Question(N_("Were people told of the risks?"), YES_NO),
    "remote_access": Question(N_("Is the data reached from this country, without being stored there?"), YES),
    "hosting_country": Question(N_("Where is the data stored?"), PLACE),
    "third_country_access": Question(N_("Can somebody outside the EEA reach the data?"), YES_NO),
    "parent_country": Question(N_("Where is the recipient's parent company?"), COUNTRY),
    "same_legal_entity": Question(N_("Is the recipient a branch or employee of the sender?"), YES),
    "collected_directly": Question(N_("Do people send their data there themselves?"), YES),
    "subprocessors_known": Question(N_("Are all sub-processors and their places known?"), YES_NO),
    "subprocessor_authorised": Question(N_("Is the sub-processor authorised, Art. 28(2)?"), YES_NO),
    "onward_transfer": Question(N_("Does the sender itself sit in a third country?"), YES),
    "importer_is_exporters_controller": Question(N_("Does a processor return the data to its own controller?"), YES),
}
LISTING: Mapping[str, Question] = {
    "dpf_listed": Question(
        N_("Is it on the list?"),
        {**YES_NO, "unknown": N_("Looked into, not clear")},
        N_("dataprivacyframework.gov, under the legal name of the recipient."),
    ),
    "dpf_lapsed_on": Question(N_("When did the listing end?"), DAY, N_("Leave it empty while it runs.")),
    "dpf_covers_hr": Question(N_("Does it cover data about employees?"), YES_NO),
    "dpf_uk_extension": Question(
        N_("Does it have the UK Extension?"), {**YES_NO, "unknown": N_("Looked into, not clear")}
    ),
    "dpf_swiss": Question(N_("Is it on the Swiss list?"), YES_NO),
    "dpf_eligible": Question(
        N_("Can it be listed at all?"),
        YES_NO,
        N_("Only those under the FTC or the DoT can; banks, for example, cannot."),
    ),
}
ANYWHERE = (
    "remote_access",
    "hosting_country",
    "third_country_access",
    "parent_country",
    "same_legal_entity",
    "collected_directly",
    "subprocessors_known",
    "subprocessor_authorised",
    "onward_transfer",
    "importer_is_exporters_controller",
)

_CONTRACT = ("contract_signed", "contract_expired_on")
_CLAUSES = (
    "scc_signed_on",
    *_CONTRACT,
    "scc_annexes",
    "scc_modified",
    "tia",
    "supplementary_measures",
    "importer_under_art3_2",
)
_REGIMES = ("uk_addendum", "swiss_adaptations")
_OLD = ("scc_signed_on", *_CONTRACT, "processing_changed_on", "controller_is_party", "tia")
_DPF = ("hr_data", "hr_relation")
_BCR = ("bcr_approved", "bcr_member", "bcr_exporter_member", "bcr_lead", "tia", "supplementary_measures")
_PUBLIC = ("exporter_public", "importer_public", "instrument_binding", "sa_authorised", "tia")
_ART49 = ("repetition", "exporter_public", "public_powers")
NEEDS: Mapping[str, tuple[str, ...]] = {
    "ADEQUACY": ("adequacy_scope",),
    "DPF_EU_US": _DPF,
    "DPF_UK_EXT": _DPF,
    "DPF_SWISS_US": _DPF,
    "SAFE_HARBOR": ("sh_listed",),
    "PRIVACY_SHIELD_EU_US": ("ps_listed",),
    "PRIVACY_SHIELD_SWISS_US": ("ps_listed",),
    **dict.fromkeys(("SCC_2001", "SCC_2002", "SCC_2004", "SCC_2010"), _OLD),
    **dict.fromkeys(("SCC_2021_M1", "SCC_2021_M2", "SCC_2021_M3"), (*_CLAUSES, *_REGIMES)),
    "SCC_2021_M4": (*_CLAUSES, "combines_eu_data", *_REGIMES),
    "SCC_2021_UNSPECIFIED": ("scc_module", *_CLAUSES, *_REGIMES),
    "SCC_UNSPECIFIED": ("scc_set", "scc_module", *_CLAUSES, "processing_changed_on", *_REGIMES),
    "UK_IDTA": ("idta_signed_on", *_CONTRACT, "tia"),
    "UK_ADDENDUM": ("uk_addendum", "scc_set", "scc_module", "scc_signed_on", *_CONTRACT, "tia"),
    "BCR_C": _BCR,
    "BCR_P": _BCR,
    "BCR_UNSPECIFIED": ("bcr_type", *_BCR),
    "CODE_OF_CONDUCT": ("binding_commitments", "sa_authorised", "tia"),
    "CERTIFICATION": ("certificate", "binding_commitments", "tia"),
    "AD_HOC_CLAUSES": ("sa_authorised", "contract_signed", "tia"),
    "PUBLIC_BODY_INSTRUMENT": _PUBLIC,
    "PUBLIC_BODY_ARRANGEMENT": _PUBLIC,
    "ART49_CONSENT": ("consent_explicit", "consent_informed", *_ART49),
    "ART49_CONTRACT": _ART49,
    "ART49_LEGAL_CLAIMS": _ART49,
    "ART49_COMPELLING": ("sa_notified", *_ART49),
    "ART49_UNSPECIFIED": _ART49,
    "SECURITY_CERT": ("certificate",),
}
DPF = frozenset({"DPF_EU_US", "DPF_UK_EXT", "DPF_SWISS_US"})


def asked(grounds: Iterable[str], country: str, answered: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the facts to ask for: what the grounds and the country need, and what was answered already."""
    keys = [key for ground in grounds for key in NEEDS.get(ground, ())]
    if country == "CA":
        keys.append("adequacy_scope")
    known = [key for key in answered if key in QUESTIONS and key not in ANYWHERE]
    return tuple(dict.fromkeys([*keys, *known]))
