"""Rules about contracts: the DPA of Art. 28(3), what is signed in its place, Art. 26, and what has run out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from accounts.events import N_
from register.rows import EngagementRow
from register.rules.base import Case, Form, Found, Rule
from register.rules.roles import INDEPENDENT, JOINT, PROCESSORS, contract, covering, processing_contract, state

INSTEAD = ("nda", "security")
RUN_OUT = frozenset({"dpa", "joint", "scc"})


def no_dpa(case: Case) -> Iterator[Found]:
    """Find processors without a signed DPA; that nothing is known and that there is none are said differently."""
    for engagement in case.engagements:
        if engagement["role"] not in PROCESSORS or _signed_instead(case, engagement):
            continue
        found = processing_contract(case, engagement)
        if found in {"signed", "expired"}:
            continue
        form = found or "unknown"
        if engagement["role"] == "sub-processor" and form in {"unknown", "missing"}:
            form = f"sub_{form}"
        yield Found("engagement", engagement["id"], "medium", form, None, _params(engagement))


def nda_instead_of_dpa(case: Case) -> Iterator[Found]:
    """Find confidentiality and security agreements where Art. 28(3) asks for a DPA; a role that is unknown may ask for it."""
    if not any(agreement["kind"] in INSTEAD for agreement in case.agreements):
        return
    for engagement in case.engagements:
        if engagement["role"] in {INDEPENDENT, JOINT}:
            continue
        instead = _signed_instead(case, engagement)
        if instead:
            yield Found("engagement", engagement["id"], "medium", instead, None, _params(engagement))


def no_joint_arrangement(case: Case) -> Iterator[Found]:
    """Find joint controllers without the arrangement of Art. 26."""
    for engagement in case.engagements:
        if engagement["role"] != JOINT:
            continue
        found = contract(case, engagement, "joint")
        if found not in {"signed", "expired"}:
            yield Found(
                "engagement", engagement["id"], "medium", "missing" if found else "unknown", None, _params(engagement)
            )


def agreement_expired(case: Case) -> Iterator[Found]:
    """Find contracts that have run out and that no later one of their kind replaces."""
    if not case.engagements:
        return
    for agreement in case.agreements:
        if agreement["kind"] not in RUN_OUT or state(agreement, case) != "expired":
            continue
        covered = [e for e in case.engagements if agreement["engagement"] in {None, e["id"]}]
        if agreement["kind"] == "dpa":
            covered = [e for e in covered if e["role"] not in {INDEPENDENT, JOINT}]
        if not any(contract(case, engagement, agreement["kind"]) == "expired" for engagement in covered):
            continue
        last = agreement["expires_on"]
        since = last + timedelta(days=1) if last and last < case.today else None
        form = agreement["kind"] if since else f"{agreement['kind']}_undated"
        yield Found(
            "agreement", agreement["id"], "medium", form, since, {"date": last.isoformat()} if since and last else {}
        )


def _signed_instead(case: Case, engagement: EngagementRow) -> str:
    # Only where nothing better is on its way: a DPA that is being negotiated is the smaller finding.
    if processing_contract(case, engagement) in {"signed", "negotiating", "requested", "expired"}:
        return ""
    for agreement in covering(case, engagement, INSTEAD):
        if state(agreement, case) not in {"missing", "terminated", "expired"}:
            return agreement["kind"]
    return ""


def _params(engagement: EngagementRow) -> dict[str, str]:
    return {"service": engagement["service"][:120]}


_ASK = N_(
    "Ask for a contract with all of Art. 28(3): subject, duration, nature and purpose, kinds of data and data subjects; and (a)"
    " documented instructions, also for transfers, (b) confidentiality of the staff, (c) security under Art. 32, (d) sub-processors"
    " only with authorisation, (e) help with data subjects' rights, (f) help with Arts 32 to 36, (g) deletion or return at the end,"
    " (h) proof and audits."
)
_CHASE = N_("Remind the vendor, and record the day of signing when it is there.")
_RENEW = N_("Ask the vendor for a new one or for proof that it was renewed, and record its dates.")

RULES = (
    Rule(
        "no_dpa",
        N_("No DPA"),
        {
            "unknown": Form(
                N_(
                    "It is not recorded whether there is a data processing agreement with this processor (GDPR Art. 28(3))."
                ),
                N_("Find the agreement and record it, or ask the vendor for one."),
            ),
            "missing": Form(
                N_("There is no data processing agreement with this processor, which GDPR Art. 28(3) demands."), _ASK
            ),
            "requested": Form(
                N_(
                    "A data processing agreement was asked for and is not signed, and the data is already processed (GDPR Art. 28(3))."
                ),
                _CHASE,
            ),
            "negotiating": Form(
                N_(
                    "A data processing agreement is being negotiated and is not signed, and the data is already processed (GDPR Art. 28(3))."
                ),
                _CHASE,
            ),
            "terminated": Form(
                N_(
                    "The data processing agreement was terminated, and the engagement is still active (GDPR Art. 28(3))."
                ),
                N_("End the engagement, with the data deleted or returned, or sign a new agreement."),
            ),
            "sub_unknown": Form(
                N_(
                    "It is not recorded whether the processor above has a data processing agreement with this sub-processor (GDPR Art. 28(4))."
                ),
                N_("Ask the processor to show that the same duties were passed on, and record it."),
            ),
            "sub_missing": Form(
                N_("There is no data processing agreement with this sub-processor, which GDPR Art. 28(4) demands."),
                N_("Ask the processor to pass on the same duties by contract before the data goes further."),
            ),
        },
        no_dpa,
    ),
    Rule(
        "nda_instead_of_dpa",
        N_("Other agreement instead of a DPA"),
        {
            "nda": Form(
                N_(
                    "A confidentiality agreement is recorded and no DPA: it keeps secrets, but is no contract under GDPR Art. 28(3)."
                ),
                _ASK,
            ),
            "security": Form(
                N_(
                    "A security agreement is recorded and no DPA: it covers Art. 32 at most, and is no contract under GDPR Art. 28(3)."
                ),
                _ASK,
            ),
        },
        nda_instead_of_dpa,
    ),
    Rule(
        "no_joint_arrangement",
        N_("No joint-controller arrangement"),
        {
            "unknown": Form(
                N_("It is not recorded whether there is an arrangement with this joint controller (GDPR Art. 26)."),
                N_("Find the arrangement and record it, or agree on who answers data subjects and who informs them."),
            ),
            "missing": Form(
                N_("No arrangement with this joint controller is signed, which GDPR Art. 26 demands."),
                N_(
                    "Agree on who answers data subjects and who informs them, and make the essence of it available to them."
                ),
            ),
        },
        no_joint_arrangement,
    ),
    Rule(
        "agreement_expired",
        N_("Agreement expired"),
        {
            "dpa": Form(
                N_(
                    "The data processing agreement ran out after {date}, and no later one is recorded (GDPR Art. 28(3))."
                ),
                _RENEW,
            ),
            "dpa_undated": Form(
                N_("The data processing agreement has expired, and no later one is recorded (GDPR Art. 28(3))."), _RENEW
            ),
            "joint": Form(
                N_(
                    "The joint-controller arrangement ran out after {date}, and no later one is recorded (GDPR Art. 26)."
                ),
                _RENEW,
            ),
            "joint_undated": Form(
                N_("The joint-controller arrangement has expired, and no later one is recorded (GDPR Art. 26)."), _RENEW
            ),
            "scc": Form(
                N_(
                    "The contract with the standard clauses ran out after {date}, and no later one is recorded (GDPR Art. 46)."
                ),
                _RENEW,
            ),
            "scc_undated": Form(
                N_("The contract with the standard clauses has expired, and no later one is recorded (GDPR Art. 46)."),
                _RENEW,
            ),
        },
        agreement_expired,
    ),
)
