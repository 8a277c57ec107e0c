"""What the parts of questionnaires and assessments are called, for pages and files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from accounts import i18n
from accounts.events import N_

KINDS = {
    "yesno": N_("Yes, no or not applicable"),
    "single": N_("One of several answers"),
    "multiple": N_("Several answers"),
    "text": N_("Text"),
    "number": N_("Number"),
    "date": N_("Day"),
    "file": N_("File"),
}
PURPOSES = {
    "intake": N_("Intake: gives the inherent risk and the tier"),
    "guarantees": N_("Guarantees of a processor"),
    "tia": N_("Transfer impact assessment"),
    "yearly": N_("Yearly review"),
    "other": N_("Something else"),
}
STATES = {
    "open": N_("Being answered"),
    "submitted": N_("Handed in"),
    "correction": N_("Being corrected"),
    "concluded": N_("Concluded"),
    "cancelled": N_("Cancelled"),
}
OUTCOMES = {
    "approved": N_("Approved"),
    "conditions": N_("Approved with conditions"),
    "rejected": N_("Rejected"),
    "": N_("Not decided"),
}
EFFECTS = {"": N_("None"), "warns": N_("Warning"), "blocks": N_("Blocker")}
LANGUAGE_NAMES = {"en": N_("English"), "sv": N_("Swedish"), "nb": N_("Norwegian")}


def title_of(row: Mapping[str, Any]) -> str:
    """Return what the questionnaire of a row with `titles` and `name` is called in the language that is spoken."""
    titles = json.loads(row["titles"]) if isinstance(row["titles"], str) else row["titles"]
    return titles.get(i18n.language.get()) or titles.get("en") or str(row["name"])
