"""What codes are called on pages: roles, grounds, verdicts, agreements; each word marked for translation."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.events import N_

VERDICTS: Mapping[str, str] = {
    "invalid": N_("Invalid"),
    "incomplete": N_("Incomplete"),
    "review": N_("Review"),
    "valid": N_("Valid"),
    "no-transfer": N_("No transfer"),
}
ROLES: Mapping[str, str] = {
    "": N_("Unknown"),
    "processor": N_("Processor"),
    "sub-processor": N_("Sub-processor"),
    "joint controller": N_("Joint controller"),
    "controller": N_("Independent controller"),
}
EXPORTERS: Mapping[str, str] = {"controller": N_("Controller"), "processor": N_("Processor, for its own customers")}
ACTS_AS: Mapping[str, str] = {"controller": N_("Controller"), "processor": N_("Processor"), "both": N_("Both")}
STATUS: Mapping[str, str] = {"active": N_("Active"), "ended": N_("Ended")}
TIERS: Mapping[str, str] = {"": N_("Unknown"), "high": N_("High"), "medium": N_("Medium"), "low": N_("Low")}
REGIMES: Mapping[str, str] = {
    "EU": N_("EU and EEA: GDPR"),
    "UK": N_("United Kingdom: UK GDPR"),
    "CH": N_("Switzerland: FADP"),
}
REGIONS: Mapping[str, str] = {
    "": N_("None named"),
    "EU": N_("The EU"),
    "EEA": N_("The EU and EEA"),
    "EUROPE": N_("Europe"),
    "GLOBAL": N_("Worldwide"),
    "VARIES": N_("Varies"),
}
KINDS: Mapping[str, str] = {
    "dpa": N_("Data processing agreement"),
    "joint": N_("Joint controller arrangement"),
    "nda": N_("Confidentiality agreement"),
    "security": N_("Security agreement"),
    "scc": N_("Standard contractual clauses"),
    "other": N_("Other agreement"),
}
AGREEMENTS: Mapping[str, str] = {
    "": N_("Unknown"),
    "missing": N_("Missing"),
    "requested": N_("Requested"),
    "negotiating": N_("In negotiation"),
    "signed": N_("Signed"),
    "expired": N_("Expired"),
    "terminated": N_("Terminated"),
}
DOCUMENTS: Mapping[str, str] = {
    "dpa": N_("Data processing agreement"),
    "scc": N_("Standard contractual clauses"),
    "joint": N_("Joint controller arrangement"),
    "nda": N_("Confidentiality agreement"),
    "certificate": N_("Certificate"),
    "report": N_("Audit report"),
    "tia": N_("Transfer impact assessment"),
    "evidence": N_("Evidence for an assessment"),
    "other": N_("Other document"),
}
DPA: Mapping[str, str] = {**AGREEMENTS, "not-needed": N_("Not needed")}
AUTHORISATIONS: Mapping[str, str] = {
    "": N_("Unknown"),
    "specific": N_("Specific: each one is approved"),
    "general": N_("General: announced, we may object"),
}
CHECKLIST: Mapping[str, str] = {
    "a": N_("Processes only on our documented instructions"),
    "b": N_("People who handle the data are bound to confidentiality"),
    "c": N_("Security measures under Art. 32"),
    "d": N_("Conditions for engaging sub-processors"),
    "e": N_("Helps us answer data subjects"),
    "f": N_("Helps with Arts 32 to 36: breaches, impact assessments"),
    "g": N_("Deletes or returns the data at the end"),
    "h": N_("Lets us audit and gives us what we need to show compliance"),
}
MET: Mapping[str, str] = {"": N_("Not checked"), "met": N_("Met"), "partly": N_("Partly"), "missing": N_("Missing")}
PROMISES: Mapping[str, str] = {
    "eea_only": N_("All data stays inside the EU and EEA"),
    "eea_or_ground": N_("Inside the EU and EEA, or on a ground that holds"),
    "eea_preferred": N_("Outside the EU and EEA is avoided"),
    "other": N_("Something else, kept for the record"),
}
SEVERITIES: Mapping[str, str] = {"high": N_("Act now"), "medium": N_("Act soon"), "low": N_("Tidy up")}

IN_FORCE: Mapping[str, str] = {
    "EEA": N_("Stays in the EU and EEA"),
    "ADEQUACY": N_("Adequacy decision"),
    "DPF_EU_US": N_("EU–US Data Privacy Framework"),
    "DPF_UK_EXT": N_("UK Extension to the Data Privacy Framework"),
    "DPF_SWISS_US": N_("Swiss–US Data Privacy Framework"),
    "SCC_2021_M1": N_("SCC 2021, module 1"),
    "SCC_2021_M2": N_("SCC 2021, module 2"),
    "SCC_2021_M3": N_("SCC 2021, module 3"),
    "SCC_2021_M4": N_("SCC 2021, module 4"),
    "SCC_2021_UNSPECIFIED": N_("SCC 2021, module not stated"),
    "SCC_UNSPECIFIED": N_("SCC, version not stated"),
    "UK_IDTA": N_("UK International Data Transfer Agreement"),
    "UK_ADDENDUM": N_("UK Addendum to the SCC"),
    "BCR_C": N_("Binding corporate rules, controllers"),
    "BCR_P": N_("Binding corporate rules, processors"),
    "BCR_UNSPECIFIED": N_("Binding corporate rules, kind not stated"),
    "CODE_OF_CONDUCT": N_("Code of conduct"),
    "CERTIFICATION": N_("Certification"),
    "AD_HOC_CLAUSES": N_("Ad hoc clauses"),
    "PUBLIC_BODY_INSTRUMENT": N_("Instrument between public bodies"),
    "PUBLIC_BODY_ARRANGEMENT": N_("Administrative arrangement between public bodies"),
    "ART49_CONSENT": N_("Art. 49: explicit consent"),
    "ART49_CONTRACT": N_("Art. 49: contract with the data subject"),
    "ART49_LEGAL_CLAIMS": N_("Art. 49: legal claims"),
    "ART49_COMPELLING": N_("Art. 49: compelling legitimate interests"),
    "ART49_UNSPECIFIED": N_("Art. 49, which letter is not stated"),
}
ENDED: Mapping[str, str] = {
    "SAFE_HARBOR": N_("Safe Harbor"),
    "PRIVACY_SHIELD_EU_US": N_("Privacy Shield"),
    "PRIVACY_SHIELD_SWISS_US": N_("Swiss–US Privacy Shield"),
    "SCC_2001": N_("SCC 2001"),
    "SCC_2002": N_("SCC 2002"),
    "SCC_2004": N_("SCC 2004"),
    "SCC_2010": N_("SCC 2010"),
}
NO_GROUND: Mapping[str, str] = {
    "ART28_DPA_ONLY": N_("Only a data processing agreement"),
    "ART28_CLAUSES_2021_915": N_("Art. 28 clauses, (EU) 2021/915"),
    "ART6_BASIS_NOT_TRANSFER": N_("A legal basis of Art. 6"),
    "SECURITY_CERT": N_("A security certificate"),
    "SUPPLEMENTARY_MEASURE_ONLY": N_("Supplementary measures alone"),
    "EU_STORAGE_CLAIM": N_("“Stored in the EU”"),
    "NOT_APPLICABLE_CLAIM": N_("“Not applicable”"),
    "NOT_A_GROUND": N_("Something that is no ground"),
    "UNKNOWN": N_("Written, but not understood"),
    "NONE": N_("None recorded"),
}
GROUNDS: Mapping[str, str] = {**IN_FORCE, **ENDED, **NO_GROUND}
# In lists, where there is room for few words.
SHORT: Mapping[str, str] = {
    **GROUNDS,
    "DPF_EU_US": N_("EU–US DPF"),
    "DPF_UK_EXT": N_("UK Extension to the DPF"),
    "DPF_SWISS_US": N_("Swiss–US DPF"),
    "UK_IDTA": N_("UK IDTA"),
    "BCR_C": N_("BCR, controllers"),
    "BCR_P": N_("BCR, processors"),
    "BCR_UNSPECIFIED": N_("BCR, kind not stated"),
    "ART28_DPA_ONLY": N_("DPA only"),
    "NONE": N_("No ground recorded"),
}
