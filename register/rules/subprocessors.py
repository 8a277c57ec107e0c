"""The rule about what a vendor announces of its sub-processors: silence until the last day is a decision too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from accounts.events import N_
from register.rules.base import Case, Form, Found, Rule, Severity

# From how many days before the last one it is more than an open question.
SOON_DAYS = 14
URGENT_DAYS = 3


def subprocessor_change_open(case: Case) -> Iterator[Found]:
    """Find announced changes of sub-processors that nobody has decided on; worse as the last day to object nears."""
    for notice in case.notices:
        last = notice["last_day"]
        params = {"changes": notice["changes"], "date": last.isoformat() if last else ""}
        if last is None:
            yield Found("notice", notice["id"], "medium", "unknown", notice["received_on"], params)
            continue
        left = (last - case.today).days
        severity: Severity = "high" if left <= URGENT_DAYS else "medium" if left <= SOON_DAYS else "low"
        form = "passed" if left < 0 else "open"
        since = last + timedelta(days=1) if left < 0 else notice["received_on"]
        yield Found("notice", notice["id"], severity, form, since, params)


_DECIDE = N_("Look at what it does to the transfers, then accept it or object and say why.")

RULES = (
    Rule(
        "subprocessor_change_open",
        N_("Announced change of sub-processors"),
        {
            "open": Form(
                N_(
                    "The vendor announced a change of its sub-processors ({changes}). The last day to object is {date}"
                    " (GDPR Art. 28(2))."
                ),
                _DECIDE,
            ),
            "passed": Form(
                N_(
                    "The vendor announced a change of its sub-processors ({changes}), and the last day to object, {date},"
                    " passed without a decision (GDPR Art. 28(2))."
                ),
                N_("Decide now, and ask the vendor whether the change can still be held up."),
            ),
            "unknown": Form(
                N_(
                    "The vendor announced a change of its sub-processors ({changes}), and it is not recorded how many days"
                    " there are to object (GDPR Art. 28(2))."
                ),
                N_("Look up the days to object in the data processing agreement, record them, and decide in time."),
            ),
        },
        subprocessor_change_open,
    ),
)
