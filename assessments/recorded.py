"""What the fields and codes of assessments, reviews and reminders are called in the audit trail and in history."""

from __future__ import annotations

from collections.abc import Mapping

from accounts import recorded
from accounts.events import N_
from assessments import evidence, words

FIELDS: Mapping[str, str] = {
    "questionnaire": N_("questionnaire"),
    "template": N_("questionnaire"),
    "number": N_("version"),
    "key": N_("short name"),
    "note": N_("note"),
    "assignees": N_("who answers here"),
    "to": N_("sent to"),
    "until": N_("until"),
    "months": N_("months between reviews"),
    "second": N_("second person needed"),
    "second_needed": N_("second person needed"),
    "hour": N_("hour"),
    "manner": N_("manner"),
    "steps": N_("days ahead"),
    "early": N_("early reminders"),
    "overdue_days": N_("days between reminders of what is late"),
    "escalation": N_("told of what stays late"),
    "escalation_days": N_("days late before others are told"),
}
MANNERS: Mapping[str, str] = {
    "digest": N_("One mail a day with everything"),
    "single": N_("A mail for each thing"),
}
MOVED: Mapping[str, str] = {
    "schedule": N_("the usual interval"),
    "imported": N_("the day of the spreadsheet"),
    "by-hand": N_("a day set by hand"),
    "agreement": N_("an agreement that expires"),
    "notice": N_("the notice period of an agreement"),
    "certificate": N_("a document that expires"),
    "finding": N_("a finding of high severity"),
}

recorded.learn(
    FIELDS,
    {
        "outcome": words.OUTCOMES,
        "assessment.kind": evidence.KINDS,
        "review.why": MOVED,
        "manner": MANNERS,
    },
)
