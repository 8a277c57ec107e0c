"""Rules about what approvals of a vendor were made to depend on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from accounts.events import N_
from register.rules.base import Case, Form, Found, Rule

LONGEST = 200


def condition_open(case: Case) -> Iterator[Found]:
    """Find conditions of an approval that nobody has met; one that is past its day is worse than one with time left."""
    running = {engagement["id"] for engagement in case.engagements}
    for condition in case.conditions:
        if condition["engagement"] is not None and condition["engagement"] not in running:
            continue
        late = condition["due"] < case.today
        yield Found(
            "condition",
            condition["id"],
            "high" if late else "medium",
            "overdue" if late else "open",
            condition["due"] + timedelta(days=1) if late else None,
            {"condition": condition["text"][:LONGEST], "date": condition["due"].isoformat()},
        )


_MEET = N_("See to it that the vendor meets it, and record on the page of the assessment that it is met.")

RULES = (
    Rule(
        "condition_open",
        N_("Condition of an approval"),
        {
            "open": Form(
                N_(
                    "The vendor was approved on a condition that has to be met by {date}: “{condition}”"
                    " (GDPR Art. 28(1))."
                ),
                _MEET,
            ),
            "overdue": Form(
                N_(
                    "The vendor was approved on a condition that had to be met by {date} and is not: “{condition}”."
                    " Its guarantees are not shown to be sufficient (GDPR Art. 28(1))."
                ),
                N_(
                    "Have the condition met, or decide on the vendor again: an approval does not outlive its conditions."
                ),
            ),
        },
        condition_open,
    ),
)
