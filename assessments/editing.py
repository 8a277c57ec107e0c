"""Change a questionnaire: put, move and take out sections and questions. Pure; each returns a new one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TypeVar

from assessments.faults import circle
from assessments.questionnaire import Purpose, Question, Questionnaire, Section, Words

Item = TypeVar("Item", Section, Question)
MOVES = {"up": -1, "down": 1}


class NotThere(LookupError):
    """The section or question that was to be changed is not in the questionnaire."""


class Circle(ValueError):
    """Questions that are shown only if each other is answered; `keys` walks around."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(" → ".join(keys))
        self.keys = tuple(keys)


def free_key(text: str, taken: Iterable[str], usual: str) -> str:
    """Return a key made of a text that is not taken yet; `usual` where the text has no letters."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate({ord("ø"): "o", ord("æ"): "ae", ord("ß"): "ss"}))
    base = "-".join(re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode()))[:40].strip("-") or usual
    used = set(taken)
    if base not in used:
        return base
    number = 2
    while f"{base}-{number}" in used:
        number += 1
    return f"{base}-{number}"


def with_details(questionnaire: Questionnaire, title: Words, about: Words, purpose: Purpose) -> Questionnaire:
    """Return the questionnaire with another title, introduction and purpose."""
    return questionnaire.model_copy(update={"title": title, "about": about, "purpose": purpose})


def put_section(questionnaire: Questionnaire, section: Section) -> Questionnaire:
    """Return the questionnaire with a section's title and introduction changed, or the section added at the end."""
    kept = []
    found = False
    for old in questionnaire.sections:
        found = found or old.key == section.key
        kept.append(section.model_copy(update={"questions": old.questions}) if old.key == section.key else old)
    return _with_sections(questionnaire, kept if found else [*kept, section])


def put_question(questionnaire: Questionnaire, section: str, question: Question) -> Questionnaire:
    """Return the questionnaire with a question changed where it stands, moved to another section, or added at its end.

    Raises `NotThere` for an unknown section and `Circle` where questions would show each other in a circle.
    """
    place_of(questionnaire.sections, section)
    changed = []
    for old in questionnaire.sections:
        here = list(old.questions)
        at = next((place for place, one in enumerate(here) if one.key == question.key), None)
        if at is not None and old.key == section:
            here[at] = question
        elif at is not None:
            del here[at]
        elif old.key == section:
            here.append(question)
        changed.append(old.model_copy(update={"questions": tuple(here)}))
    made = _with_sections(questionnaire, changed)
    if walked := circle(made):
        raise Circle(walked)
    return made


def move_section(questionnaire: Questionnaire, key: str, direction: str) -> Questionnaire:
    """Return the questionnaire with a section one place up or down; at the end it stays."""
    place = place_of(questionnaire.sections, key)
    return _with_sections(questionnaire, _moved(questionnaire.sections, place, direction))


def move_question(questionnaire: Questionnaire, key: str, direction: str) -> Questionnaire:
    """Return the questionnaire with a question one place up or down, across the border of its section too."""
    sections = list(questionnaire.sections)
    at = next((n for n, one in enumerate(sections) if key in {question.key for question in one.questions}), None)
    if at is None:
        raise NotThere(key)
    here = sections[at].questions
    place = place_of(here, key)
    step = MOVES[direction]
    beyond = at + step
    if 0 <= place + step < len(here) or not 0 <= beyond < len(sections):
        sections[at] = sections[at].model_copy(update={"questions": tuple(_moved(here, place, direction))})
        return _with_sections(questionnaire, sections)
    next_door = sections[beyond].questions
    joined = (*next_door, here[place]) if step < 0 else (here[place], *next_door)
    sections[at] = sections[at].model_copy(update={"questions": tuple(one for one in here if one.key != key)})
    sections[beyond] = sections[beyond].model_copy(update={"questions": joined})
    return _with_sections(questionnaire, sections)


def take_out(questionnaire: Questionnaire, key: str) -> Questionnaire:
    """Return the questionnaire without a question; what was shown because of it is asked always."""
    if questionnaire.question(key) is None:
        raise NotThere(key)
    return _without(questionnaire, questionnaire.sections, {key})


def take_out_section(questionnaire: Questionnaire, key: str) -> Questionnaire:
    """Return the questionnaire without a section and its questions."""
    gone = questionnaire.sections[place_of(questionnaire.sections, key)]
    kept = [section for section in questionnaire.sections if section.key != key]
    return _without(questionnaire, kept, {question.key for question in gone.questions})


def place_of(items: Sequence[Item], key: str) -> int:
    """Return where a section or question stands; raise `NotThere` where it does not."""
    place = next((number for number, item in enumerate(items) if item.key == key), None)
    if place is None:
        raise NotThere(key)
    return place


def _without(questionnaire: Questionnaire, sections: Iterable[Section], gone: set[str]) -> Questionnaire:
    def freed(question: Question) -> Question:
        hangs = question.shown_if is not None and question.shown_if.question in gone
        return question.model_copy(update={"shown_if": None}) if hangs else question

    kept = [
        section.model_copy(update={"questions": tuple(freed(one) for one in section.questions if one.key not in gone)})
        for section in sections
    ]
    return _with_sections(questionnaire, kept)


def _moved(items: Sequence[Item], place: int, direction: str) -> list[Item]:
    moved = list(items)
    other = place + MOVES[direction]
    if 0 <= other < len(moved):
        moved[place], moved[other] = moved[other], moved[place]
    return moved


def _with_sections(questionnaire: Questionnaire, sections: Iterable[Section]) -> Questionnaire:
    return questionnaire.model_copy(update={"sections": tuple(sections)})
