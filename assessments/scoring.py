"""The risk that answers show, point by point. Pure; the formula is published in docs/assessments.md.

A question weighs what its `weight` says, and its answer has a risk from 0 to 100. Points are weight times risk;
the risk of a questionnaire is its points as a share of the most that its counted questions could bring. A question
without an answer counts as its worst answer; one that is not applicable counts on neither side.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assessments.questionnaire import CHOSEN, Answers, Question, Questionnaire, is_answered, keys_of, visible
from assessments.tiers import level

# What no guarantee takes away: a fifth of the inherent risk remains behind perfect answers.
REMAINS = 20
# Taken where a vendor has no intake: what is not known is not called harmless.
UNKNOWN_INHERENT = 100

State = Literal["counted", "unanswered", "not-applicable", "unweighted"]


@dataclass(frozen=True, slots=True)
class Point:
    """What one question adds: `answer` names the options behind it, `points` of at most `possible`, in hundredths."""

    section: str
    question: str
    state: State
    answer: tuple[str, ...]
    weight: int
    risk: int | None
    points: int
    possible: int
    warns: bool
    blocks: bool


@dataclass(frozen=True, slots=True)
class Score:
    """What the answers say: every question that is asked stands in `points`, answered or not.

    `risk` counts what is unanswered as its worst, `lowest` as its best; both are 0 to 100, or None where nothing
    counts. An intake gives `inherent`; the other questionnaires `residual`, of the inherent risk that is known, or of
    the highest where `assumed`. `tier` is high, medium, low, or empty where nothing counts.
    """

    points: tuple[Point, ...]
    risk: int | None
    lowest: int | None
    inherent: int | None
    residual: int | None
    assumed: bool
    tier: str
    unanswered: tuple[str, ...]
    warnings: tuple[str, ...]
    blockers: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Return whether every question that is asked has an answer."""
        return not self.unanswered

    @property
    def begun(self) -> bool:
        """Return whether anything that weighs is answered: before that, the score says nothing of the vendor."""
        return any(point.state in {"counted", "not-applicable"} for point in self.points)


def score(questionnaire: Questionnaire, answers: Answers, inherent: int | None = None) -> Score:
    """Return the score of the answers; `inherent` is the vendor's risk before guarantees, None where it is unknown."""
    asked = {question.key for question in visible(questionnaire, answers)}
    points = tuple(
        _point(section.key, question, answers.get(question.key))
        for section in questionnaire.sections
        for question in section.questions
        if question.key in asked
    )
    counted = [point for point in points if point.state in {"counted", "unanswered"}]
    possible = sum(point.possible for point in counted)
    open_points = sum(point.possible for point in counted if point.state == "unanswered")
    sure = sum(point.points for point in counted)
    risk, lowest = _share(sure + open_points, possible), _share(sure, possible)
    warnings = tuple(point.question for point in points if point.warns)
    blockers = tuple(point.question for point in points if point.blocks)
    intake = questionnaire.purpose == "intake"
    before = risk if intake else inherent
    assumed = before is None and not intake
    left = None if intake else remaining(UNKNOWN_INHERENT if before is None else before, risk)
    return Score(
        points=points,
        risk=risk,
        lowest=lowest,
        inherent=before,
        residual=left,
        assumed=assumed,
        tier=level(risk if intake else left, warns=bool(warnings), blocks=bool(blockers)),
        unanswered=tuple(point.question for point in points if point.state == "unanswered"),
        warnings=warnings,
        blockers=blockers,
    )


def remaining(inherent: int, weakness: int | None) -> int | None:
    """Return the residual risk: a fifth of the inherent risk, and of the rest the share that the answers leave open."""
    if weakness is None:
        return None
    return _share(inherent * (REMAINS * 100 + (100 - REMAINS) * weakness), 1_000_000)


def packed_score(found: Score) -> str:
    """Return a score as JSON, as an assessment keeps it."""
    return json.dumps(asdict(found), ensure_ascii=False)


def unpacked_score(content: str | Mapping[str, Any]) -> Score | None:
    """Return the score that an assessment keeps, None where it keeps none."""
    kept = json.loads(content) if isinstance(content, str) else content
    if not kept:
        return None
    points = tuple(Point(**{**point, "answer": tuple(point["answer"])}) for point in kept["points"])
    lists = {name: tuple(kept[name]) for name in ("unanswered", "warnings", "blockers")}
    return Score(**{**kept, **lists, "points": points})


def _point(section: str, question: Question, value: Any) -> Point:
    chosen = keys_of(value) if question.kind in CHOSEN else ()
    weight = question.weight if question.kind in CHOSEN else 0
    possible = weight * question.worst
    risks = [option.risk for option in question.offered if option.key in chosen and option.risk is not None]
    risk = max(risks, default=None)
    state: State
    if not is_answered(value):
        state = "unanswered"
    elif not possible:
        state = "unweighted"
    else:
        state = "not-applicable" if risk is None else "counted"
    answer = chosen or (("answered",) if is_answered(value) else ())
    return Point(
        section=section,
        question=question.key,
        state=state,
        answer=answer,
        weight=weight,
        risk=risk if state == "counted" else None,
        points=weight * risk if state == "counted" and risk is not None else 0,
        possible=possible if state in {"counted", "unanswered"} else 0,
        warns=bool(set(chosen) & set(question.warns)),
        blocks=bool(set(chosen) & set(question.blocks)),
    )


def _share(part: int, whole: int) -> int | None:
    """Return a share in per cent, rounded half up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None
