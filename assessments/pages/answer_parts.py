"""What htmx puts into a page after one answer was saved: its state, the counter, and questions that come or go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.errors import NotFound
from accounts.web import AnyRequest, Page, render
from assessments.answers import Saved
from assessments.asked import Asked
from assessments.pages.answer_form import failed_of
from assessments.sheet import QuestionView, Typed, sections_of
from register.change import GONE
from register.filetypes import ACCEPT


@dataclass(frozen=True)
class SavedPart:
    """What changed: the question that was answered, those that came or went, and how many are answered now."""

    question: QuestionView
    flipped: tuple[QuestionView, ...]
    answered: int
    total: int
    saved_at: datetime
    done: bool
    action: str
    outside: bool
    may_answer: bool = True
    accept: str = ACCEPT


def saved_part(
    request: AnyRequest,
    before: Asked,
    saved: Saved,
    typed: Mapping[str, Typed],
    key: str,
    action: str,
    now: datetime,
    language: str,
    *,
    outside: bool = False,
) -> Page:
    """Return the parts of the page that saving one answer changed."""
    views = {
        question.key: question
        for section in sections_of(saved.asked, language, failed_of(saved, typed))
        for question in section.questions
    }
    was = {question.key for question in before.visible}
    question = views.get(key)
    if question is None:
        raise NotFound(GONE)
    shown = [one for one in views.values() if one.shown]
    context = SavedPart(
        question=question,
        flipped=tuple(one for one in views.values() if one.shown != (one.key in was)),
        answered=sum(one.answered for one in shown),
        total=len(shown),
        saved_at=now,
        done=not saved.problems and not saved.clashes,
        action=action,
        outside=outside,
    )
    return render(request, "assessments/saved_part.html", context)
