"""Rules about the record itself: who answers for it, who the vendor is, and when it is looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from accounts.events import N_
from register.rows import EngagementRow
from register.rules.base import Case, Form, Found, Rule
from register.rules.roles import INDEPENDENT, JOINT, PROCESSORS


def no_owner(case: Case) -> Iterator[Found]:
    """Find vendors for which, or for some of whose engagements, no department answers."""
    if not case.vendor["owner"]:
        yield from _lacking(case, [e for e in case.engagements if not e["owner"]])


def no_role(case: Case) -> Iterator[Found]:
    """Find vendors with engagements without a role: whether a DPA is needed depends on it."""
    yield from _lacking(case, [e for e in case.engagements if not e["role"]])


def unnamed_group(case: Case) -> Iterator[Found]:
    """Find groups of vendors that are not named, unless they are controllers of their own."""
    if case.vendor["unnamed_group"] and any(e["role"] not in {INDEPENDENT, JOINT} for e in case.engagements):
        yield Found("vendor", case.vendor["id"], "medium", "group", None, {})


def review_overdue(case: Case) -> Iterator[Found]:
    """Find processors whose review is past its day."""
    for engagement in case.engagements:
        due = engagement["next_review"]
        if due and due < case.today:
            params = {**_params(engagement), "date": due.isoformat()}
            yield Found("engagement", engagement["id"], "medium", "overdue", due + timedelta(days=1), params)


def no_review(case: Case) -> Iterator[Found]:
    """Find processors for which no next review is planned."""
    for engagement in case.engagements:
        if engagement["role"] in PROCESSORS and engagement["next_review"] is None:
            yield Found("engagement", engagement["id"], "low", "none", None, _params(engagement))


def _lacking(case: Case, lacking: list[EngagementRow]) -> Iterator[Found]:
    """Find once for a vendor what its engagements lack: a list of systems has one vendor in hundreds of rows."""
    if not lacking:
        return
    counts = {"count": str(len(lacking)), "all": str(len(case.engagements))}
    some = len(lacking) < len(case.engagements)
    yield Found("vendor", case.vendor["id"], "low", "some" if some else "all", None, counts if some else {})


def _params(engagement: EngagementRow) -> dict[str, str]:
    return {"service": engagement["service"][:120]}


_ASK_ROLE = N_(
    "Find out who decides why and how the data is used: a vendor that only follows instructions is a processor."
)

RULES = (
    Rule(
        "no_owner",
        N_("No owner"),
        {
            "all": Form(
                N_("No department answers for this vendor, so nobody is asked when something has to be done."),
                N_("Name the department that ordered the service as the owner of the vendor, or of each service."),
            ),
            "some": Form(
                N_("No department answers for {count} of the {all} services of this vendor."),
                N_("Name the department that ordered the service as its owner."),
            ),
        },
        no_owner,
    ),
    Rule(
        "no_role",
        N_("Unknown role"),
        {
            "all": Form(
                N_(
                    "It is not recorded whether the vendor acts as a processor or as a controller: whether a DPA is needed depends on it."
                ),
                _ASK_ROLE,
            ),
            "some": Form(
                N_(
                    "It is not recorded for {count} of the {all} services of this vendor whether it acts as a processor or as a controller."
                ),
                _ASK_ROLE,
            ),
        },
        no_role,
    ),
    Rule(
        "unnamed_group",
        N_("Unnamed group of vendors"),
        {
            "group": Form(
                N_(
                    "This stands for several vendors that are not named. The record may name categories (GDPR Art. 30(1)(d)), but the name,"
                    " address and contact of every processor have to be at hand (EDPB Opinion 22/2024)."
                ),
                N_("Ask who they are, and record each as a vendor of its own."),
            ),
        },
        unnamed_group,
    ),
    Rule(
        "review_overdue",
        N_("Review overdue"),
        {
            "overdue": Form(
                N_(
                    "The review was due on {date} and is not concluded: guarantees have to be sufficient all the time (GDPR Art. 28(1))."
                ),
                N_("Hold the review, record its outcome, and set the day of the next."),
            ),
        },
        review_overdue,
    ),
    Rule(
        "no_review",
        N_("No review planned"),
        {
            "none": Form(
                N_(
                    "No next review of this processor is planned, so a change at the vendor would go unseen (GDPR Art. 28(1))."
                ),
                N_("Set the day of the next review, at least once a year where the data is sensitive."),
            ),
        },
        no_review,
    ),
)
