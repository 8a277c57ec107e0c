"""What the fields and codes of assessments, reviews and reminders are called in the audit trail and in history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from accounts import i18n, recorded
from accounts.events import N_, Event
from accounts.recorded import Inside
from assessments import evidence, words
from assessments.questionnaire import Questionnaire, unpacked
from assessments.sheet import answer_words
from assessments.words import title_of
from register.naming import engagement_names
from register.sql import fetch_all, numbers

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

TITLES = "SELECT id, titles, name FROM template WHERE id IN ({})"
ASKED = (
    "SELECT a.id, t.titles, t.name, v.name AS vendor FROM assessment a JOIN vendor v ON v.id = a.vendor"
    " JOIN template_version tv ON tv.id = a.template_version JOIN template t ON t.id = tv.template WHERE a.id IN ({})"
)
VERSIONS = "SELECT id, template_version FROM assessment WHERE id IN ({})"
CONTENTS = "SELECT id, content FROM template_version WHERE id IN ({})"


async def templates(ids: Collection[int]) -> dict[int, str]:
    """Return the titles of questionnaires."""
    return {row["id"]: title_of(row) for row in await fetch_all(TITLES.format(numbers(ids)))}


async def assessments(ids: Collection[int]) -> dict[int, str]:
    """Return the titles of what assessments ask, and whom: not each event of theirs names the vendor."""
    return {row["id"]: f"{title_of(row)}, {row['vendor']}" for row in await fetch_all(ASKED.format(numbers(ids)))}


async def reviews(ids: Collection[int]) -> dict[int, str]:
    """Return which engagements reviews look at."""
    rows = await fetch_all(f"SELECT id, engagement FROM review WHERE id IN ({numbers(ids)})")  # noqa: S608 - integers
    names = await engagement_names(row["engagement"] for row in rows if row["engagement"])
    return {row["id"]: names[row["engagement"]] for row in rows if row["engagement"] in names}


async def questions(ids: Collection[int]) -> dict[int, Inside]:
    """Return for assessments how their questions and answers read; each version of a questionnaire is read once."""
    rows = await fetch_all(VERSIONS.format(numbers(ids)))
    contents = await fetch_all(CONTENTS.format(numbers({row["template_version"] for row in rows})))
    asked = {row["id"]: _inside(unpacked(row["content"])) for row in contents}
    return {row["id"]: asked[row["template_version"]] for row in rows}


def _inside(questionnaire: Questionnaire) -> Inside:
    language = i18n.language.get()
    known = {question.key: question for question in questionnaire.questions}

    def inside(key: str, value: Any) -> tuple[str, str]:
        if key not in known:
            return recorded.field_word(key), recorded.say("assessment", key, value)
        return known[key].text.say(language), answer_words(known[key], value, language, ())

    return inside


recorded.learn(
    FIELDS,
    {
        "outcome": words.OUTCOMES,
        "assessment.kind": evidence.KINDS,
        "review.why": MOVED,
        "manner": MANNERS,
    },
    names={"template": templates, "assessment": assessments, "review": reviews},
    insides={Event.ANSWERS_CHANGED.value: questions},
)
