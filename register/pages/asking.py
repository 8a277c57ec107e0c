"""Questions about facts, as fields of a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.i18n import gettext as _
from register.pages.words import Options, countries
from register.questions import Question


@dataclass(frozen=True)
class Asked:
    """One question with its answer; without options it asks for a day."""

    name: str
    label: str
    hint: str
    value: str
    error: str
    options: Options


def ask(questions: Mapping[str, Question], key: str, value: str, error: str) -> Asked:
    """Return a question in words; an answer that is not offered any more is offered still, so that it is not lost."""
    question = questions[key]
    return Asked(
        key, _(question.text), _(question.hint) if question.hint else "", value, error, answers(question, value)
    )


def answers(question: Question, value: str) -> Options:
    """Return what can be answered, the unknown first; nothing where the answer is a day."""
    if "date" in question.answers:
        return []
    if "country" in question.answers:
        extra = [("EU", _("Somewhere in the EU"))] if "EU" in question.answers else []
        return [*countries(), *extra]
    offered = [("", _("Unknown")), *((code, _(text)) for code, text in question.answers.items())]
    return offered if value in dict(offered) else [*offered, (value, value)]
