"""What the fields and codes of the register are called in the audit trail and in the history of a vendor."""

from __future__ import annotations

from collections.abc import Mapping

from accounts import recorded
from accounts.events import N_
from accounts.i18n import gettext as _
from accounts.recorded import named
from law.reasons import REASONS
from register import list_kinds, subjects, words
from register.lawtext import place_name
from register.questions import LISTING, QUESTIONS
from register.rules import RULES

FIELDS: Mapping[str, str] = {
    "name": N_("name"),
    "legal_name": N_("legal name"),
    "aliases": N_("other names"),
    "registration_number": N_("registration number"),
    "country": N_("country"),
    "parent_name": N_("parent company"),
    "parent_country": N_("country of the parent company"),
    "website": N_("website"),
    "contact": N_("contact"),
    "unnamed_group": N_("unnamed group"),
    "dpf": N_("DPF listing"),
    "dpf_checked_on": N_("DPF listing checked on"),
    "tier": N_("tier"),
    "owner": N_("owner"),
    "status": N_("status"),
    "notes": N_("notes"),
    "tags": N_("tags"),
    "vendor": N_("vendor"),
    "organisation": N_("organisation"),
    "parent": N_("sub-processor of"),
    "service": N_("service"),
    "role": N_("role"),
    "organisation_role": N_("own role"),
    "purposes": N_("purposes"),
    "data_subjects": N_("data subjects"),
    "data_categories": N_("data categories"),
    "special_categories": N_("special categories"),
    "retention": N_("retention"),
    "started_on": N_("started on"),
    "ended_on": N_("ended on"),
    "next_review": N_("next review"),
    "next_review_text": N_("next review as written"),
    "review_months": N_("months between reviews"),
    "engagement": N_("engagement"),
    "region": N_("region"),
    "inferred": N_("country inferred"),
    "place": N_("place as written"),
    "recipient": N_("recipient"),
    "activity": N_("activity"),
    "ground_text": N_("ground as written"),
    "grounds": N_("grounds"),
    "facts": N_("facts"),
    "kind": N_("kind"),
    "text": N_("agreement as written"),
    "signed_on": N_("signed on"),
    "signed_text": N_("signing as written"),
    "expires_on": N_("expires on"),
    "notice_days": N_("days of notice"),
    "authorisation": N_("authorisation of sub-processors"),
    "objection_days": N_("days to object"),
    "checklist": N_("checklist of Art. 28(3)"),
    "clauses": N_("sections of the agreement"),
    "document": N_("document"),
    "verdict": N_("verdict"),
    "reason": N_("reason"),
    "accepted_until": N_("accepted until"),
    "accepted_why": N_("accepted because"),
    "due": N_("due"),
    "merged": N_("merged"),
    "unmerged": N_("came back"),
    "vendors": N_("vendors"),
    "why": N_("why"),
    "announced": N_("announced"),
    "received_on": N_("received on"),
    "days": N_("days"),
    "decision": N_("decision"),
    "outcome": N_("outcome"),
    "next": N_("next review"),
    "rule": N_("finding"),
    "condition": N_("condition"),
    "digest": N_("fingerprint"),
    "size": N_("bytes"),
    "list": N_("list"),
    "field": N_("field"),
    "value": N_("new value"),
    "rows": N_("rows"),
    "format": N_("format"),
    "shared": N_("shared with"),
    "regimes": N_("law"),
    "acts_as": N_("acts as"),
    "promises": N_("promises"),
    "cause": N_("cause"),
    "act": N_("legal act"),
    "day": N_("day"),
}

LISTS: Mapping[str, str] = {
    "vendors": N_("Vendors"),
    "assessments": N_("Assessments"),
    "reviews": N_("All reviews"),
    **{kind.name: kind.title for kind in (list_kinds.ENGAGEMENTS, list_kinds.LOCATIONS)},
    **{kind.name: kind.title for kind in (list_kinds.AGREEMENTS, list_kinds.FINDINGS)},
}
SHARED: Mapping[str, str] = {
    "nobody": N_("Nobody: for me alone"),
    "organisation": N_("The organisation"),
    "everybody": N_("Everybody"),
}
CAUSES: Mapping[str, str] = {
    "ended": N_("a legal act ended"),
    "began": N_("a legal act took effect"),
    "fact": N_("a recorded day came"),
    "law": N_("the records of the law were changed"),
}
DECISIONS: Mapping[str, str] = {"accept": N_("Accepted"), "object": N_("Objected")}
FACTS = {**QUESTIONS, **LISTING}


def grounds(codes: str) -> str:
    """Return grounds in words; where several stand together a bar parts them."""
    return ", ".join(named(words.GROUNDS)(code) for code in codes.split("|"))


def reason(code: str) -> str:
    """Return where the law says what a reason rests on; the whole sentence needs days that the trail does not keep."""
    return REASONS[code].citation if code in REASONS else code


def fact(key: str, value: str) -> str:
    """Return a fact as the question that asks for it, and the answer."""
    return f"{_(FACTS[key].text)} {answer(key, value)}" if key in FACTS else f"{key}: {value}"


def answer(key: str, value: str) -> str:
    """Return the answer to the question that asks for a fact."""
    answers = FACTS[key].answers
    return place_name(value) if "country" in answers else named(answers)(value)


def point(letter: str, value: str) -> str:
    """Return what is said of one letter of Art. 28(3)."""
    return f"{named(words.CHECKLIST)(letter)}: {named(words.MET)(value)}"


recorded.learn(
    FIELDS,
    {
        "verdict": words.VERDICTS,
        "reason": reason,
        "cause": CAUSES,
        "rule": lambda code: _(RULES[code].title) if code in RULES else code,
        "role": words.ROLES,
        "organisation_role": words.EXPORTERS,
        "acts_as": words.ACTS_AS,
        "regimes": words.REGIMES,
        "status": {**words.STATUS, **words.AGREEMENTS},
        "tier": words.TIERS,
        "region": words.REGIONS,
        "country": place_name,
        "parent_country": place_name,
        "grounds": grounds,
        "authorisation": words.AUTHORISATIONS,
        "agreement.kind": words.KINDS,
        "document.kind": words.DOCUMENTS,
        "promises.kind": words.PROMISES,
        "decision": DECISIONS,
        "list": LISTS,
        "shared": SHARED,
        "field": recorded.field_word,
    },
    {"facts": fact, "dpf": fact, "checklist": point, "clauses": point},
    subjects.NAMES,
)
