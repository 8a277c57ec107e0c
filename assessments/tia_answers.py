"""What the answers of a transfer impact assessment allow to conclude: no result is better than what was answered.

Pure. It reads the questions of the shipped questionnaire by their keys, also in copies of it; a questionnaire without
them sets no limit.
"""

from __future__ import annotations

from typing import Any

from accounts.events import N_
from assessments.questionnaire import Answers, keys_of

# From best to worst; the options of the question `conclusion` beside the keys of `assessments.tia.RESULTS`.
ORDER = ("adequate", "measures", "inadequate", "negative")
CONCLUDED = {"adequate": "adequate", "supplementary": "measures", "inadequate": "inadequate", "negative": "negative"}

BETTER = N_(
    "This is better than what the answers conclude. Choose what they conclude, or ask for a correction of the answers."
)
NEEDED = N_(
    "The answers say that supplementary measures are needed, so the protection is not adequate without them. Choose"
    " another result, or ask for a correction."
)
NOT_IN_PLACE = N_(
    "The answers do not say that effective measures are in place. Until they are, the transfer has no protection to"
    " rely on: choose another result, or ask for a correction once they are in place."
)
NOTHING_AGAINST = N_(
    "The answers name a law that may reach this data, and no technical measure against it. Choose another result, or"
    " ask for a correction."
)


def overclaim(result: str, answers: Answers) -> str:
    """Return why the answers do not bear a result, a key of `assessments.tia.RESULTS`; blank where they do.

    Source: EDPB Recommendations 01/2020, paras 43.3, 50-58; C-311/18 paras 134-135.
    """
    concluded = CONCLUDED.get(_one(answers, "conclusion"))
    if concluded is not None and ORDER.index(result) < ORDER.index(concluded):
        return BETTER
    if result not in ORDER[:2]:
        return ""
    needed = _one(answers, "measures-needed") == "yes"
    if result == "adequate" and needed:
        return NEEDED
    if needed and _one(answers, "effective") in {"no", "partly"}:
        return NOT_IN_PLACE
    reaches = _one(answers, "law-quality") in {"problematic", "unknown"}
    reaches = reaches and _one(answers, "importer-in-scope") in {"yes", "unknown"}
    technical = set(keys_of(answers.get("technical"))) - {"none"} if needed else set()
    return NOTHING_AGAINST if reaches and not technical else ""


def _one(answers: Answers, key: str) -> str:
    value: Any = answers.get(key)
    return value if isinstance(value, str) else ""
