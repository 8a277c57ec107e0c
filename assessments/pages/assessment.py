"""The page of one assessment: what is asked, what was answered, what it weighs, and what is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from accounts import i18n
from accounts.actor import Actor
from accounts.events import N_
from accounts.i18n import gettext as _
from accounts.roles import Deed, may
from accounts.web import AnyRequest, Page, guard, render
from assessments.answers import score_of
from assessments.asked import Asked, find_assessment, may_answer
from assessments.deciding import OUTCOMES
from assessments.evidence import KINDS
from assessments.following import following_review
from assessments.scoring import Score
from assessments.sheet import Failed, SectionView, sections_of
from assessments.tia import RESULTS, result_of
from assessments.tia_places import covered
from assessments.tiers import LABELS
from assessments.vendor_links import LinkView, links_of
from register.filetypes import ACCEPT
from register.sql import fetch_all
from register.words import TIERS

STATES = {
    "open": N_("Being answered"),
    "submitted": N_("Handed in"),
    "correction": N_("Being corrected"),
    "concluded": N_("Concluded"),
    "cancelled": N_("Cancelled"),
}
LINK_DAYS = 30
BLANK_CONDITIONS = 3


@dataclass(frozen=True, slots=True)
class PointView:
    """One point of the score: the question, the answer behind it, and what it adds of what it could."""

    key: str
    question: str
    answer: str
    state: str
    points: str
    possible: str
    warns: bool
    blocks: bool


@dataclass(frozen=True)
class AssessmentPage:
    """What the page shows; `typed` and `errors` belong to the one form that was refused, named by `form`."""

    asked: Asked
    row: Mapping[str, Any]
    title: str
    state: str
    sections: tuple[SectionView, ...]
    answered: int
    total: int
    missing: tuple[tuple[str, str], ...]
    score: Score
    points: tuple[PointView, ...]
    tier: str
    vendor_tier: str
    links: tuple[LinkView, ...]
    now: datetime
    places: tuple[dict[str, Any], ...]
    conditions: tuple[dict[str, Any], ...]
    outcome: str
    result: str
    outcomes: list[tuple[str, str]]
    results: list[tuple[str, str]]
    kinds: list[tuple[str, str]]
    languages_offered: list[tuple[str, str]]
    following: date
    until: date
    accept: str
    action: str
    may_answer: bool
    may_edit: bool
    may_decide: bool
    may_export: bool
    may_second: bool
    form: str = ""
    typed: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    new_link: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    outside: bool = False


@get("/assessments/{number:int}", guards=[guard(Deed.READ)])
async def show(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Page:
    """Show an assessment."""
    return await page(request, number, actor, now, today)


async def page(
    request: AnyRequest,
    number: int,
    actor: Actor,
    now: datetime,
    today: date,
    *,
    failed: Failed | None = None,
    form: str = "",
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    new_link: str = "",
    status: int = 200,
) -> Page:
    """Return the page, with what was typed into one of its forms and what is wrong with it."""
    asked = await find_assessment(number, actor)
    context = await context_of(asked, actor, now, today, failed, form, typed, errors, new_link)
    return render(request, "assessments/assessment.html", context, status)


async def context_of(
    asked: Asked,
    actor: Actor,
    now: datetime,
    today: date,
    failed: Failed | None = None,
    form: str = "",
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    new_link: str = "",
) -> AssessmentPage:
    """Return an assessment in words."""
    language = i18n.language.get()
    row = asked.row
    organisation = row["organisation"]
    sections = sections_of(asked, language, failed)
    score = await score_of(asked)
    shown = [question for section in sections for question in section.shown]
    decides = may(actor, Deed.DECIDE, organisation)
    return AssessmentPage(
        asked=asked,
        row=row,
        title=asked.questionnaire.title.say(language),
        state=_(STATES[asked.state]),
        sections=sections,
        answered=sum(question.answered for question in shown),
        total=len(shown),
        missing=tuple((q.key, q.text) for q in shown if q.required and not q.answered),
        score=score,
        points=points_of(score, sections),
        tier=_(LABELS.get(score.tier, score.tier)),
        vendor_tier=_(TIERS.get(row["vendor_tier"], row["vendor_tier"])),
        links=tuple(await links_of(asked.id)),
        now=now,
        places=tuple(await covered(asked.id)) if row["purpose"] == "tia" else (),
        conditions=tuple(await conditions_of(asked.id)),
        outcome=_(OUTCOMES[row["outcome"]]) if row["outcome"] in OUTCOMES else "",
        result=_(RESULTS[key].text) if (key := result_of(row["tia"], row["measures"])) else "",
        outcomes=[(code, _(text)) for code, text in OUTCOMES.items()],
        results=[(code, _(one.text)) for code, one in RESULTS.items()],
        kinds=[(code, _(text)) for code, text in KINDS.items()],
        languages_offered=list(i18n.LANGUAGES.items()),
        following=row["next_review"] or await following_review(row, today),
        until=max(row["due"] or today, today) + timedelta(days=LINK_DAYS),
        accept=ACCEPT,
        action=f"/assessments/{asked.id}",
        may_answer=asked.is_open and await may_answer(asked, actor),
        may_edit=may(actor, Deed.EDIT, organisation),
        may_decide=decides,
        may_export=may(actor, Deed.EXPORT, organisation),
        may_second=decides and row["decided_by"] != actor.label,
        form=form,
        typed=typed or {},
        errors={name: _(sentence) for name, sentence in (errors or {}).items()},
        new_link=new_link,
        labels=labels_of(sections),
    )


def points_of(score: Score, sections: tuple[SectionView, ...]) -> tuple[PointView, ...]:
    """Return the points of a score, each with the question and the answer that it rests on."""
    views = {question.key: question for section in sections for question in section.questions}
    return tuple(
        PointView(
            point.question,
            f"{views[point.question].number} {views[point.question].text}",
            views[point.question].answer,
            point.state,
            f"{(point.possible if point.state == 'unanswered' else point.points) / 100:g}",
            f"{point.possible / 100:g}",
            point.warns,
            point.blocks,
        )
        for point in score.points
        if point.possible or point.state == "not-applicable" or point.warns or point.blocks
    )


def labels_of(sections: tuple[SectionView, ...]) -> dict[str, str]:
    """Return what fields are called in a summary of what is wrong."""
    questions = {f"a-{q.key}": f"{q.number} {q.text}" for section in sections for q in section.questions}
    return questions | {
        "outcome": _("Outcome"),
        "note": _("Note"),
        "conditions": _("Conditions"),
        "result": _("What the assessment comes to"),
        "next": _("Next review"),
        "email": _("E-mail address"),
        "language": _("Language"),
        "until": _("Works until"),
        "text": _("Note"),
        "file": _("File"),
        "question": _("Question"),
        "kind": _("What it is"),
        "expires_on": _("Expires on"),
        "owner": _("Owner"),
        "due": _("Due"),
        "assignees": _("Who answers here"),
    }


async def conditions_of(number: int) -> list[dict[str, Any]]:
    """Return the conditions that an assessment made, the earliest first."""
    return await fetch_all(
        "SELECT id, text, owner, due, done_on, done_by FROM condition WHERE assessment_id = {} ORDER BY due, id",
        [number],
    )
