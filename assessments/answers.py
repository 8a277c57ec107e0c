"""Give answers: several people and the vendor, question by question, and nobody's answer is lost to another's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import one_at_a_time, transaction
from accounts.errors import Conflict, Forbidden, Invalid
from accounts.events import N_, Event
from assessments.asked import Asked, Given, find_assessment, load_assessment, may_answer
from assessments.assessment_tables import Answer, AnswerNote, Assessment
from assessments.questionnaire import Question, is_answered, problems_of, unanswered, visible
from assessments.scoring import Score, packed_score, score
from register.sql import fetch_all

CLOSED = N_(
    "The answers have been handed in, so they cannot be changed now. Whoever reviews them can ask for a correction."
)
OVER = N_("This assessment has ended, so nothing can be answered any more.")
NOT_YOURS = N_("This assessment was not given to you. Ask its owner to give it to you.")
LONG_COMMENT = N_("The comment is longer than 10,000 characters. Shorten it, or upload a document.")
MISSING = N_("This question has to be answered before the answers are handed in.")
COMMENT_LENGTH = 10_000


@dataclass(frozen=True, slots=True)
class Change:
    """A new answer to one question; `version` is that of the answer which the person saw."""

    value: Any
    comment: str
    version: int


@dataclass(frozen=True)
class Saved:
    """What came of some changes: what is saved now, what somebody else was faster with, and what cannot be taken."""

    asked: Asked
    keys: tuple[str, ...] = ()
    clashes: Mapping[str, Given] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


async def save_answers(number: int, changes: Mapping[str, Change], actor: Actor, now: datetime) -> Saved:
    """Save answers of somebody who is signed in."""
    async with transaction():
        await hold(number)
        asked = await find_assessment(number, actor)
        await demand_answering(asked, actor)
        return await write_answers(asked, changes, actor, now)


async def write_answers(asked: Asked, changes: Mapping[str, Change], actor: Actor, now: datetime) -> Saved:
    """Save answers in the open transaction; each question for itself: one that fails holds up no other."""
    still_open(asked)
    answers = asked.values
    asked_for = {key: change for key, change in changes.items() if asked.questionnaire.question(key)}
    shown = {q.key for q in visible(asked.questionnaire, {**answers, **{k: c.value for k, c in asked_for.items()}})}
    saved: dict[str, Change] = {}
    clashes: dict[str, Given] = {}
    problems: dict[str, str] = {}
    for question in asked.questionnaire.questions:
        change = asked_for.get(question.key)
        # What a question above hides is not asked, whatever an old page still sends.
        if change is None or question.key not in shown or not asked.editable(question.key):
            continue
        before = asked.given(question.key)
        if _same(change, before) and not before.from_previous:
            continue
        problem = fault(question, change)
        if problem:
            problems[question.key] = problem
        elif change.version != before.version and not _same(change, before):
            clashes[question.key] = before
        else:
            saved[question.key] = change
    for key, change in saved.items():
        await _write(asked, key, change, actor, now)
    if saved:
        await record(
            Event.ANSWERS_CHANGED,
            actor,
            now,
            subject=("assessment", asked.id),
            organisation_id=asked.row["organisation"],
            before={key: asked.given(key).value for key in saved},
            after={key: change.value for key, change in saved.items()},
        )
        await refresh_score(asked.id)
    return Saved(await load_assessment(asked.id), tuple(saved), clashes, problems)


async def submit_answers(number: int, actor: Actor, now: datetime) -> None:
    """Hand in the answers; raise `Invalid` naming each question that has to be answered first."""
    async with transaction():
        await hold(number)
        asked = await find_assessment(number, actor)
        await demand_answering(asked, actor)
        await write_submission(asked, actor, now)


async def write_submission(asked: Asked, actor: Actor, now: datetime) -> None:
    """Hand in the answers in the open transaction."""
    still_open(asked)
    missing = unanswered(asked.questionnaire, asked.values, required=True)
    if missing:
        raise Invalid({f"a-{question.key}": MISSING for question in missing})
    done: dict[Any, Any] = {
        Assessment.state: "submitted",
        Assessment.submitted_at: now,
        Assessment.version: asked.row["version"] + 1,
    }
    await Assessment.update(done).where(Assessment.id == asked.id)
    wanted = (AnswerNote.assessment == asked.id) & AnswerNote.settled_at.is_null()
    await AnswerNote.update({AnswerNote.settled_at: now}).where(wanted & (AnswerNote.wants_correction == True))  # noqa: E712 - a condition in SQL
    await record(
        Event.ASSESSMENT_SUBMITTED,
        actor,
        now,
        subject=("assessment", asked.id),
        organisation_id=asked.row["organisation"],
        vendor_id=asked.row["vendor"],
    )


async def hold(number: int) -> None:
    """Wait, in the open transaction, until nobody else changes this assessment."""
    await one_at_a_time(f"assessment {number}")


async def demand_answering(asked: Asked, actor: Actor) -> None:
    """Raise `Forbidden` unless somebody may answer this assessment."""
    if not await may_answer(asked, actor):
        raise Forbidden(NOT_YOURS)


def still_open(asked: Asked) -> None:
    """Raise `Conflict` where answers can no longer be given."""
    if not asked.is_open:
        raise Conflict(CLOSED if asked.state == "submitted" else OVER)


def fault(question: Question, change: Change) -> str:
    """Return what is wrong with an answer, or nothing."""
    if len(change.comment) > COMMENT_LENGTH:
        return LONG_COMMENT
    return " ".join(problems_of(question, change.value))


async def inherent_of(vendor: int, organisation: int, engagement: int | None) -> int | None:
    """Return the inherent risk by the intake that fits best of those concluded, None where there is none.

    Of an engagement its own counts, then that of the vendor as a whole, then the newest of another engagement; of the
    vendor as a whole its own, then the newest of an engagement.
    """
    rows = await fetch_all(
        "SELECT a.inherent FROM assessment a JOIN template_version tv ON tv.id = a.template_version"
        " JOIN template t ON t.id = tv.template WHERE a.vendor = {} AND a.organisation = {} AND t.purpose = 'intake'"
        " AND a.state = 'concluded' AND a.inherent IS NOT NULL ORDER BY"
        " CASE WHEN a.engagement = {} THEN 0 WHEN a.engagement IS NULL THEN 1 ELSE 2 END,"
        " a.concluded_on DESC, a.id DESC LIMIT 1",
        # No engagement has the number 0.
        [vendor, organisation, engagement or 0],
    )
    return rows[0]["inherent"] if rows else None


async def score_of(asked: Asked) -> Score:
    """Return the score of the answers as they stand."""
    row = asked.row
    inherent = await inherent_of(row["vendor"], row["organisation"], row["engagement"])
    return score(asked.questionnaire, asked.values, inherent)


async def refresh_score(number: int) -> None:
    """Bring the stored score in step with the answers, in the open transaction."""
    found = await score_of(await load_assessment(number))
    values: dict[Any, Any] = {
        Assessment.score: packed_score(found),
        Assessment.inherent: found.inherent,
        Assessment.residual: found.residual,
        Assessment.tier: found.tier,
    }
    await Assessment.update(values).where(Assessment.id == number)


def _same(change: Change, before: Given) -> bool:
    empty = not is_answered(change.value) and not is_answered(before.value)
    return (empty or change.value == before.value) and change.comment == before.comment


async def _write(asked: Asked, key: str, change: Change, actor: Actor, now: datetime) -> None:
    before = asked.given(key)
    values: dict[Any, Any] = {
        Answer.value: json.dumps(change.value, ensure_ascii=False),
        Answer.comment: change.comment,
        Answer.from_previous: False,
        Answer.changed_at: now,
        Answer.changed_by: actor.label,
        Answer.version: before.version + 1,
    }
    if before.version:
        await Answer.update(values).where((Answer.assessment == asked.id) & (Answer.question == key))
    else:
        await Answer({Answer.assessment: asked.id, Answer.question: key, **values}).save()
