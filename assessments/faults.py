"""What keeps a questionnaire from being published, in sentences; a circle of shown-if is named. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from accounts.i18n import LANGUAGES
from accounts.i18n import gettext as _
from assessments.questionnaire import CHOSEN, YES_NO, Question, Questionnaire, Words

KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
MOST_QUESTIONS = 300
MOST_OPTIONS = 40
MOST_CHARACTERS = 4_000
# What a transfer impact assessment may conclude; the register takes it over as facts of the locations.
CONCLUSION = "conclusion"
CONCLUSIONS = ("adequate", "supplementary", "inadequate", "negative")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong: `where` is the key of a section or question, empty for the whole; `field` what of it."""

    where: str
    field: str
    sentence: str


def faults(questionnaire: Questionnaire) -> tuple[Fault, ...]:
    """Return everything that is wrong, in the order of the questions; nothing for what may be published."""
    return (*_of_the_whole(questionnaire), *_of_sections(questionnaire), *_of_questions(questionnaire))


def question_faults(question: Question, questionnaire: Questionnaire) -> tuple[Fault, ...]:
    """Return what is wrong with one question among the others."""
    return tuple(fault for fault in faults(questionnaire) if fault.where == question.key)


def circle(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Return the keys along a circle of shown-if, beginning and ending with the same; empty where there is none."""
    above = {question.key: question.shown_if.question for question in questionnaire.questions if question.shown_if}
    for start in above:
        walked = [start]
        while (parent := above.get(walked[-1])) is not None and parent not in walked:
            walked.append(parent)
        if parent is not None:
            return (*walked[walked.index(parent) :], parent)
    return ()


def untranslated(questionnaire: Questionnaire) -> dict[str, int]:
    """Return how many texts each language lacks that others have; none lacking is left out."""
    missing: Counter[str] = Counter()
    for words in _texts(questionnaire):
        if words.say("en"):
            missing.update(code for code in LANGUAGES if not getattr(words, code))
    return dict(missing)


def _texts(questionnaire: Questionnaire) -> Iterator[Words]:
    yield from (questionnaire.title, questionnaire.about)
    for section in questionnaire.sections:
        yield from (section.title, section.about)
    for question in questionnaire.questions:
        yield from (question.text, question.guidance, *(option.text for option in question.offered))


def _of_the_whole(questionnaire: Questionnaire) -> Iterator[Fault]:
    if not questionnaire.title.say("en"):
        yield Fault("", "title", _("The questionnaire has no title."))
    if not questionnaire.questions:
        yield Fault("", "questions", _("There is no question yet."))
    if len(questionnaire.questions) > MOST_QUESTIONS:
        yield Fault("", "questions", _("There are more than %(most)s questions.", most=MOST_QUESTIONS))
    if walked := circle(questionnaire):
        names = " → ".join(walked)
        sentence = _("These questions are shown only if each other is answered, in a circle: %(circle)s.", circle=names)
        yield Fault(walked[0], "shown_if", sentence)
    if questionnaire.purpose == "tia":
        asked = questionnaire.question(CONCLUSION)
        if asked is None or asked.kind != "single" or {option.key for option in asked.options} != set(CONCLUSIONS):
            sentence = _(
                "A transfer impact assessment needs the question %(key)s with the answers %(answers)s.",
                key=CONCLUSION,
                answers=", ".join(CONCLUSIONS),
            )
            yield Fault("" if asked is None else asked.key, "questions", sentence)
    if questionnaire.purpose == "intake" and not any(one.weight and one.worst for one in questionnaire.questions):
        yield Fault("", "questions", _("No answer of this intake counts, so that no tier would follow from it."))


def _of_sections(questionnaire: Questionnaire) -> Iterator[Fault]:
    for section in questionnaire.sections:
        yield from _of_key(section.key, [one.key for one in questionnaire.sections])
        if not section.title.say("en"):
            yield Fault(section.key, "title", _("The section has no title."))
        if not section.questions and questionnaire.questions:
            yield Fault(section.key, "questions", _("The section has no question. Add one, or take it out."))
        yield from _too_long(section.key, (section.title, section.about))


def _of_questions(questionnaire: Questionnaire) -> Iterator[Fault]:
    keys = [question.key for question in questionnaire.questions]
    for question in questionnaire.questions:
        yield from _of_key(question.key, keys)
        if not question.text.say("en"):
            yield Fault(question.key, "text", _("The question has no text."))
        yield from _too_long(question.key, (question.text, question.guidance, *(one.text for one in question.options)))
        yield from _of_weight(question)
        yield from _of_options(question)
        yield from _of_shown_if(question, questionnaire)


def _of_key(key: str, keys: list[str]) -> Iterator[Fault]:
    if not KEY.fullmatch(key):
        sentence = _("The key %(key)s can have small letters, digits and hyphens, up to 60 of them.", key=key or "“”")
        yield Fault(key, "key", sentence)
    elif keys.count(key) > 1:
        yield Fault(key, "key", _("The key %(key)s is used more than once.", key=key))


def _of_weight(question: Question) -> Iterator[Fault]:
    if not 0 <= question.weight <= 100:
        yield Fault(question.key, "weight", _("The weight is a whole number from 0 to 100."))
    elif question.weight and question.kind not in CHOSEN:
        yield Fault(question.key, "weight", _("Only questions whose answers are chosen can have a weight."))


def _of_options(question: Question) -> Iterator[Fault]:
    keys = [option.key for option in question.options]
    if question.kind not in CHOSEN:
        if keys or question.warns or question.blocks:
            yield Fault(question.key, "options", _("Only questions whose answers are chosen can have options."))
        return
    if question.kind == "yesno":
        if keys and not ({"yes", "no"} <= set(keys) <= set(YES_NO)):
            yield Fault(question.key, "options", _("A yes/no question has the options yes and no, and perhaps na."))
    elif len(keys) < 2:
        yield Fault(question.key, "options", _("A question with options needs at least two of them."))
    elif not all(option.text.say("en") for option in question.options):
        yield Fault(question.key, "options", _("Each option needs a text."))
    if len(keys) > MOST_OPTIONS:
        yield Fault(question.key, "options", _("There are more than %(most)s options.", most=MOST_OPTIONS))
    if len(set(keys)) != len(keys) or not all(KEY.fullmatch(key) for key in keys):
        sentence = _("Each option needs a key of its own: small letters, digits and hyphens.")
        yield Fault(question.key, "options", sentence)
    if not all(option.risk is None or 0 <= option.risk <= 100 for option in question.options):
        yield Fault(question.key, "options", _("The risk of an option is a whole number from 0 to 100."))
    yield from _unknown(question, {*question.warns, *question.blocks} - {one.key for one in question.offered})


def _unknown(question: Question, named: Iterable[str]) -> Iterator[Fault]:
    for key in sorted(named):
        sentence = _("The answer %(key)s is a warning or a blocker, but no option has this key.", key=key)
        yield Fault(question.key, "options", sentence)


def _of_shown_if(question: Question, questionnaire: Questionnaire) -> Iterator[Fault]:
    rule = question.shown_if
    if rule is None:
        return
    parent = questionnaire.question(rule.question)
    if parent is None:
        sentence = _("It is shown if %(key)s is answered, but there is no such question.", key=rule.question)
        yield Fault(question.key, "shown_if", sentence)
    elif parent.kind not in CHOSEN:
        sentence = _("It can be shown only if an answer is chosen, and %(key)s is no such question.", key=parent.key)
        yield Fault(question.key, "shown_if", sentence)
    elif not rule.answers or not set(rule.answers) <= {option.key for option in parent.offered}:
        sentence = _(
            "Name the answers of %(key)s that show it: %(options)s.",
            key=parent.key,
            options=", ".join(option.key for option in parent.offered),
        )
        yield Fault(question.key, "shown_if", sentence)


def _too_long(where: str, texts: Iterable[Words]) -> Iterator[Fault]:
    if any(len(getattr(words, code)) > MOST_CHARACTERS for words in texts for code in LANGUAGES):
        sentence = _("A text is too long: %(most)s characters fit.", most=MOST_CHARACTERS)
        yield Fault(where, "text", sentence)
