"""An assessment in words: sections and questions in a language, each with its answer, for pages and for print."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.i18n import gettext as _
from assessments.asked import Asked, Given, Note, Proof
from assessments.questionnaire import CHOSEN, Question, is_answered, keys_of


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed and what could not be saved: the answer as the form sent it, and its comment."""

    values: tuple[str, ...]
    comment: str


@dataclass(frozen=True, slots=True)
class Clash:
    """An answer that somebody else gave in the meantime, in words, and who it was."""

    answer: str
    comment: str
    by: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question as a page shows it; `base` is what the form started from, to tell later what was changed."""

    key: str
    number: str
    kind: str
    text: str
    guidance: str
    reference: str
    required: bool
    shown: bool
    editable: bool
    options: tuple[tuple[str, str], ...]
    values: tuple[str, ...]
    comment: str
    version: int
    base: str
    answer: str
    answered: bool
    by: str
    from_previous: bool
    changed: bool
    before: str
    warns: bool
    blocks: bool
    notes: tuple[Note, ...]
    proofs: tuple[Proof, ...]
    problem: str = ""
    clash: Clash | None = None


@dataclass(frozen=True, slots=True)
class SectionView:
    """Questions that belong together; those that are not asked now keep their place."""

    key: str
    title: str
    about: str
    questions: tuple[QuestionView, ...]

    @property
    def shown(self) -> tuple[QuestionView, ...]:
        """Return the questions that are asked."""
        return tuple(question for question in self.questions if question.shown)


@dataclass(frozen=True)
class Failed:
    """What could not be saved of a form, by question."""

    typed: Mapping[str, Typed] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    clashes: Mapping[str, Given] = field(default_factory=dict)


def sections_of(asked: Asked, language: str, failed: Failed | None = None) -> tuple[SectionView, ...]:
    """Return the sections of an assessment in a language."""
    trouble = failed or Failed()
    asked_for = {question.key for question in asked.visible}
    return tuple(
        SectionView(
            section.key,
            section.title.say(language),
            section.about.say(language),
            tuple(
                question_view(asked, question, f"{place}.{number}", language, trouble, shown=question.key in asked_for)
                for number, question in enumerate(section.questions, 1)
            ),
        )
        for place, section in enumerate(asked.questionnaire.sections, 1)
    )


def question_view(
    asked: Asked, question: Question, number: str, language: str, failed: Failed, *, shown: bool
) -> QuestionView:
    """Return one question in a language."""
    key = question.key
    given = asked.given(key)
    typed = failed.typed.get(key)
    stored = sent_of(given.value)
    before = asked.earlier.get(key)
    proofs = tuple(proof for proof in asked.proofs if proof.question == key)
    theirs = failed.clashes.get(key)
    chosen = set(keys_of(given.value)) if question.kind in CHOSEN else set()
    return QuestionView(
        key=key,
        number=number,
        kind=question.kind,
        text=question.text.say(language),
        guidance=question.guidance.say(language),
        reference=question.reference,
        required=question.required,
        shown=shown,
        editable=asked.is_open and asked.editable(key),
        options=tuple((option.key, option.text.say(language)) for option in question.offered),
        values=typed.values if typed else stored,
        comment=typed.comment if typed else given.comment,
        version=given.version,
        base=base_of(stored, given.comment),
        answer=answer_words(question, given.value, language, asked.proofs),
        answered=is_answered(given.value),
        by=given.changed_by,
        from_previous=given.from_previous,
        changed=asked.changed(key),
        before=answer_words(question, before.value, language, ()) if before else "",
        warns=bool(chosen & set(question.warns)),
        blocks=bool(chosen & set(question.blocks)),
        notes=tuple(note for note in asked.notes if note.question == key),
        proofs=proofs,
        problem=failed.problems.get(key, ""),
        clash=Clash(answer_words(question, theirs.value, language, asked.proofs), theirs.comment, theirs.changed_by)
        if theirs
        else None,
    )


def base_of(values: tuple[str, ...], comment: str) -> str:
    """Return what a form shows at first, so that it can tell what was changed in it."""
    return json.dumps([list(values), comment], ensure_ascii=False)


def sent_of(value: Any) -> tuple[str, ...]:
    """Return an answer as the fields of a form send it."""
    if value is None or value == "":
        return ()
    return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)


def answer_words(question: Question, value: Any, language: str, proofs: tuple[Proof, ...]) -> str:
    """Return an answer as people read it; nothing for none."""
    if not is_answered(value):
        return ""
    if question.kind in CHOSEN:
        texts = {option.key: option.text.say(language) for option in question.offered}
        return ", ".join(texts.get(key, key) for key in keys_of(value))
    if question.kind == "file":
        names = {proof.document: proof.name for proof in proofs}
        return ", ".join(names.get(one, _("a document")) for one in value) if isinstance(value, list) else str(value)
    return str(value)
