"""A questionnaire: sections, questions, what may be answered, and which questions an answer brings up. Pure."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, field_validator

from accounts.i18n import gettext as _

Kind = Literal["single", "multiple", "yesno", "text", "number", "date", "file"]
Purpose = Literal["intake", "guarantees", "tia", "yearly", "other"]
CHOSEN: frozenset[str] = frozenset({"single", "multiple", "yesno"})
LONGEST_TEXT = 20_000
LARGEST_NUMBER = 10**15
Answers = Mapping[str, Any]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Frozen):
    """A text in the languages of the register; an empty one is not translated yet."""

    en: str = ""
    sv: str = ""
    nb: str = ""

    def say(self, language: str) -> str:
        """Return the text in a language, else in the first that it has."""
        return {"sv": self.sv, "nb": self.nb}.get(language) or self.en or self.sv or self.nb


class Option(_Frozen):
    """An answer to choose; `risk` is 0 to 100, all that the question can bring, or None where it does not count."""

    key: str
    text: Words = Words()
    risk: int | None = 0

    @field_validator("risk", mode="before")
    @classmethod
    def _none_in_words(cls, value: Any) -> Any:
        # TOML has no null.
        return None if value == "none" else value


class ShownIf(_Frozen):
    """A question is asked only where another one has one of these answers."""

    question: str
    answers: tuple[str, ...]


YES = Option(key="yes", text=Words(en="Yes", sv="Ja", nb="Ja"), risk=0)
NO = Option(key="no", text=Words(en="No", sv="Nej", nb="Nei"), risk=100)
NOT_APPLICABLE = Option(key="na", text=Words(en="Not applicable", sv="Inte tillämpligt", nb="Ikke relevant"), risk=None)
YES_NO = {option.key: option for option in (YES, NO, NOT_APPLICABLE)}


class Question(_Frozen):
    """One question; `weight` is what it counts, 0 for nothing, and only where an answer is chosen.

    `warns` and `blocks` name the options that hold the level of risk at medium or at high, whatever the sum says.
    """

    key: str
    kind: Kind
    text: Words
    guidance: Words = Words()
    options: tuple[Option, ...] = ()
    weight: int = 0
    required: bool = False
    shown_if: ShownIf | None = None
    reference: str = ""
    warns: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()

    @property
    def offered(self) -> tuple[Option, ...]:
        """Return what can be chosen; a yes/no question offers yes, no and not applicable unless it says otherwise."""
        if self.kind != "yesno":
            return self.options if self.kind in CHOSEN else ()
        if not self.options:
            return tuple(YES_NO.values())
        named = (YES_NO.get(option.key) for option in self.options)
        return tuple(
            option.model_copy(update={"text": usual.text}) if usual and not option.text.say("en") else option
            for option, usual in zip(self.options, named, strict=True)
        )

    @property
    def worst(self) -> int:
        """Return the highest risk that an answer can bring."""
        return max((option.risk or 0 for option in self.offered), default=0)


class Section(_Frozen):
    """Questions that belong together."""

    key: str
    title: Words
    about: Words = Words()
    questions: tuple[Question, ...] = ()


class Questionnaire(_Frozen):
    """All that is asked; what is left out in a draft is found by `assessments.faults`."""

    title: Words
    about: Words = Words()
    purpose: Purpose = "other"
    sections: tuple[Section, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """Return the questions of all sections, in order."""
        return tuple(question for section in self.sections for question in section.questions)

    def question(self, key: str) -> Question | None:
        """Return a question by its key."""
        return next((question for question in self.questions if question.key == key), None)

    def packed(self) -> str:
        """Return the questionnaire as JSON, without what goes without saying."""
        return json.dumps(self.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False, sort_keys=True)

    @property
    def digest(self) -> str:
        """Return what tells this content from every other."""
        return hashlib.sha256(self.packed().encode()).hexdigest()


def unpacked(content: str | Mapping[str, Any]) -> Questionnaire:
    """Return the questionnaire that a version holds."""
    if isinstance(content, str):
        return Questionnaire.model_validate_json(content)
    return Questionnaire.model_validate(content)


def is_answered(value: Any) -> bool:
    """Return whether a value is an answer; 0 is one."""
    return value is not None and value not in ("", [], ())


def keys_of(value: Any) -> tuple[str, ...]:
    """Return the options that an answer chose."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(str(key) for key in value) if isinstance(value, list | tuple) else ()


def visible(questionnaire: Questionnaire, answers: Answers) -> tuple[Question, ...]:
    """Return the questions to be asked, in order, given the answers so far.

    A question that hangs on one that does not exist, or on itself around a circle, is asked: a mistake hides nothing.
    """
    by_key = {question.key: question for question in questionnaire.questions}
    return tuple(question for question in questionnaire.questions if _is_asked(question, by_key, answers))


def unanswered(questionnaire: Questionnaire, answers: Answers, *, required: bool = False) -> tuple[Question, ...]:
    """Return the questions that are asked and not answered; only those that must be where `required`."""
    return tuple(
        question
        for question in visible(questionnaire, answers)
        if not is_answered(answers.get(question.key)) and (question.required or not required)
    )


def read_value(question: Question, sent: list[str]) -> Any:
    """Return what a form's field means for a question; what cannot be read stays as typed, for `problems_of`."""
    given = [text.replace("\0", "").strip() for text in sent]
    if question.kind == "multiple":
        return [text for text in given if text]
    if question.kind == "file":
        return [int(text) if text.isascii() and text.isdecimal() else text for text in given if text]
    text = given[0] if given else ""
    if question.kind == "number" and text:
        return _number(text)
    return text or None


def problems_of(question: Question, value: Any) -> tuple[str, ...]:
    """Return a sentence for each thing that is wrong with an answer; none for a good one and for no answer."""
    if not is_answered(value):
        return ()
    problem = _PROBLEMS[question.kind](question, value)
    return (problem,) if problem else ()


def _is_asked(question: Question, by_key: Mapping[str, Question], answers: Answers) -> bool:
    above = {question.key}
    fits = True
    while (rule := question.shown_if) is not None and (parent := by_key.get(rule.question)) is not None:
        if parent.key in above:
            return True
        above.add(parent.key)
        fits = fits and bool(set(rule.answers) & set(keys_of(answers.get(parent.key))))
        question = parent
    return fits


def _number(text: str) -> Any:
    tidy = text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "").replace(",", ".")
    for kind in (int, float):
        try:
            return kind(tidy)
        except ValueError:
            continue
    return text


def _chosen_problem(question: Question, value: Any) -> str:
    single = question.kind != "multiple"
    if single != isinstance(value, str):
        return _("Choose one of the answers offered.") if single else _("Choose from the answers offered.")
    keys = keys_of(value)
    if not set(keys) <= {option.key for option in question.offered}:
        return _("Choose one of the answers offered.") if single else _("Choose from the answers offered.")
    return _("Each answer can be chosen once.") if len(set(keys)) != len(keys) else ""


def _text_problem(_question: Question, value: Any) -> str:
    if not isinstance(value, str):
        return _("Write the answer as text.")
    if len(value) > LONGEST_TEXT:
        return _("The answer is too long: it has %(n)s characters, and %(most)s fit.", n=len(value), most=LONGEST_TEXT)
    return ""


def _number_problem(_question: Question, value: Any) -> str:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return "" if fits and abs(value) <= LARGEST_NUMBER else _("Write a number, such as 250 or 12.5.")


def _date_problem(_question: Question, value: Any) -> str:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return _("Write the day as year-month-day, for example 2026-03-31.")
    return ""


def _file_problem(_question: Question, value: Any) -> str:
    fits = isinstance(value, list) and all(isinstance(number, int) and number > 0 for number in value)
    return "" if fits else _("Upload a file.")


_PROBLEMS = {
    "single": _chosen_problem,
    "multiple": _chosen_problem,
    "yesno": _chosen_problem,
    "text": _text_problem,
    "number": _number_problem,
    "date": _date_problem,
    "file": _file_problem,
}
