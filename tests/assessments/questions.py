"""Small questionnaires for tests, and strategies that make them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from assessments.questionnaire import Option, Question, Questionnaire, Section, ShownIf, Words


def words(text: str = "Text") -> Words:
    return Words(en=text)


def options(*risks: int | None) -> tuple[Option, ...]:
    """Return options a, b, c ... with these risks."""
    return tuple(Option(key="abcdefgh"[place], text=words(), risk=risk) for place, risk in enumerate(risks))


def question(key: str, kind: str = "yesno", **more: Any) -> Question:
    """Return a question; a single or multiple one has options of risk 0, 50 and 100."""
    if kind in {"single", "multiple"}:
        more = {"options": options(0, 50, 100), **more}
    return Question(key=key, kind=kind, text=words(key), **more)


def asking(*questions: Question, **more: Any) -> Questionnaire:
    """Return a questionnaire of one section."""
    section = Section(key="all", title=words(), questions=questions)
    return Questionnaire(title=words("Title"), sections=(section,), **more)


def shown_if(key: str, *answers: str) -> ShownIf:
    return ShownIf(question=key, answers=answers)


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    """Make questionnaires in which a question may hang on any before it."""
    made: list[Question] = []
    for place in range(draw(st.integers(1, 7))):
        kind = draw(st.sampled_from(["single", "multiple", "yesno", "text"]))
        rule = None
        parents = [one for one in made if one.offered]
        if parents and draw(st.booleans()):
            parent = draw(st.sampled_from(parents))
            rule = ShownIf(question=parent.key, answers=(draw(st.sampled_from(parent.offered)).key,))
        risks = draw(st.lists(st.one_of(st.none(), st.integers(0, 100)), min_size=2, max_size=4))
        more = {"options": options(*risks)} if kind in {"single", "multiple"} else {}
        weight = draw(st.integers(0, 20)) if kind != "text" else 0
        made.append(question(f"q{place}", kind, weight=weight, shown_if=rule, **more))
    purpose = draw(st.sampled_from(["intake", "guarantees"]))
    return asking(*made, purpose=purpose)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Questionnaire, dict[str, Any]]:
    """Make a questionnaire with answers to some of its questions."""
    made = draw(questionnaires())
    answers: dict[str, Any] = {}
    for one in made.questions:
        if not draw(st.booleans()):
            continue
        keys = [option.key for option in one.offered]
        if one.kind == "multiple":
            answers[one.key] = draw(st.lists(st.sampled_from(keys), min_size=1, unique=True))
        else:
            answers[one.key] = draw(st.sampled_from(keys)) if keys else "something"
    return made, answers
