"""Review what was answered and decide: notes, corrections, an outcome, a second person, and what follows from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Conflict, Forbidden, Invalid
from accounts.events import N_, Event
from accounts.roles import Deed, demand
from assessments.answers import hold
from assessments.asked import Asked, find_assessment
from assessments.assessment_tables import AnswerNote, Assessment
from assessments.cadence import LONGEST_MONTHS, add_months
from assessments.following import schedule_following, take_back_reviews, take_tier
from assessments.starting import NO_DUE, second_needed
from assessments.tia import RESULTS, apply_result, result_of, take_back
from assessments.tia_answers import overclaim
from assessments.vendor_links import open_again
from law.store import Law
from register import sentences
from register.conditions import About, NewCondition, add_conditions, withdraw_conditions
from register.settle import settle

OUTCOMES = {
    "approved": N_("Approved"),
    "conditions": N_("Approved with conditions"),
    "rejected": N_("Rejected"),
}
NOTE_LENGTH = 4000
MOST_CONDITIONS = 20
NOT_IN = N_("The answers have not been handed in, so there is nothing to decide yet.")
DECIDED = N_("Somebody else has decided or changed this in the meantime. Look at the page again before you go on.")
NO_OUTCOME = N_("Choose an outcome.")
NO_REASON = N_("Write down the reason, so that the next reviewer knows it.")
NO_CONDITIONS = N_("Name at least one condition, or approve without conditions.")
CONDITION_PARTS = N_("Each condition needs its text, a department that sees to it and a day from today on.")
NO_RESULT = N_("Choose what the transfer impact assessment comes to: the verdicts of its locations follow from it.")
NOT_PROTECTED = N_(
    "An assessment that finds the data unprotected cannot be approved as it is: set conditions or reject."
)
REJECTED_PROTECTS = N_(
    "What is rejected makes no transfer lawful. Choose the result that the rejection rests on, or approve."
)
NO_NOTE = N_("Write what is to be said about the answer.")
NO_QUESTION = N_("There is no such question in this questionnaire.")
NOTHING_TO_CORRECT = N_("Say at a question what is to be corrected first, and tick that a correction is wanted.")
SAME_PERSON = N_("Whoever decided cannot be the second person. Ask somebody else who may decide.")
NO_DECISION = N_("There is no decision that waits for a second person.")
NOT_CONCLUDED = N_("Only a concluded assessment can be opened again.")
ENDED = N_("This assessment has ended already.")


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides; `result` is a key of `assessments.tia.RESULTS`, `next_review` None for the usual day."""

    outcome: str
    note: str
    conditions: tuple[NewCondition, ...]
    result: str
    next_review: date | None


async def add_note(number: int, question: str, text: str, actor: Actor, now: datetime, *, correction: bool) -> None:
    """Write a note about an answer; with `correction` it asks for another answer."""
    text = text.strip()
    async with transaction():
        asked = await _reviewed(number, actor)
        wrong = {}
        if asked.questionnaire.question(question) is None:
            wrong["question"] = NO_QUESTION
        if not text:
            wrong["text"] = NO_NOTE
        elif len(text) > NOTE_LENGTH:
            wrong["text"] = sentences.TOO_LONG
        if wrong:
            raise Invalid(wrong)
        await AnswerNote(
            assessment=number, question=question, author=actor.label, text=text, wants_correction=correction, at=now
        ).save()
        await _tell(Event.ANSWER_NOTED, asked, actor, now, {"question": question, "text": text})


async def ask_correction(number: int, actor: Actor, now: datetime) -> int | None:
    """Open the questions with a wanted correction again; return the number of the link that works again, if any."""
    async with transaction():
        asked = await _reviewed(number, actor)
        _submitted(asked)
        if not asked.wanted:
            raise Invalid({"correction": NOTHING_TO_CORRECT})
        await _move(asked, {"state": "correction", **UNDECIDED})
        link = await open_again(number, now)
        await _tell(Event.CORRECTION_ASKED, asked, actor, now, {"questions": ", ".join(sorted(asked.wanted))})
    return link


async def decide(
    number: int, decision: Decision, version: int, actor: Actor, now: datetime, today: date, law: Law
) -> bool:
    """Decide on an assessment; return whether it is final, or waits for a second person."""
    async with transaction():
        asked = await _reviewed(number, actor)
        _submitted(asked)
        if asked.row["version"] != version or asked.row["decided_by"]:
            raise Conflict(DECIDED)
        wrong = faults(asked, decision, today)
        if wrong:
            raise Invalid(wrong)
        result = RESULTS.get(decision.result)
        # The tier may have become known, or another one, since the assessment was started.
        second = asked.row["second_needed"] or await second_needed(asked.row["organisation"], asked.row["vendor_tier"])
        values = {
            "outcome": decision.outcome,
            "outcome_note": decision.note,
            "conditions": json.dumps([asdict(one) for one in decision.conditions], default=str, ensure_ascii=False),
            "tia": result.tia if result else "",
            "measures": result.measures if result else "",
            "next_review": decision.next_review,
            "decided_by": actor.label,
            "decided_at": now,
            "second_needed": second,
        }
        await _move(asked, values)
        after = {"outcome": decision.outcome, **({"note": decision.note} if decision.note else {})}
        await _tell(Event.ASSESSMENT_DECIDED, asked, actor, now, after)
        if second:
            return False
        await _conclude(await find_assessment(number, actor), actor, now, today, law)
    return True


async def approve(number: int, actor: Actor, now: datetime, today: date, law: Law) -> None:
    """Approve a decision as the second person, which makes it final."""
    async with transaction():
        asked = await _waiting(number, actor)
        if asked.row["decided_by"] == actor.label:
            raise Forbidden(SAME_PERSON)
        await _move(asked, {"approved_by": actor.label, "approved_at": now})
        await _tell(Event.ASSESSMENT_APPROVED, asked, actor, now, {})
        await _conclude(await find_assessment(number, actor), actor, now, today, law)


async def send_back(number: int, actor: Actor, now: datetime) -> None:
    """Take a decision back that waits for a second person, so that it is taken anew."""
    async with transaction():
        asked = await _waiting(number, actor)
        await _move(asked, UNDECIDED)
        await _tell(Event.ASSESSMENT_SENT_BACK, asked, actor, now, {})


async def reopen(number: int, actor: Actor, now: datetime, today: date, law: Law) -> int:
    """Open a concluded assessment again: what followed from it is taken back, and it is decided anew.

    Returns how many reviews stay concluded, because somebody has worked with the ones that followed.
    """
    async with transaction():
        asked = await _reviewed(number, actor)
        if asked.state != "concluded":
            raise Conflict(NOT_CONCLUDED)
        result = RESULTS.get(result_of(asked.row["tia"], asked.row["measures"]))
        if result is not None:
            await take_back(number, result, actor, now, today, law)
        await withdraw_conditions(number, actor, now)
        kept = await take_back_reviews(asked, actor, now)
        await _move(asked, {"state": "submitted", "concluded_on": None, **UNDECIDED})
        await _tell(Event.ASSESSMENT_REOPENED, asked, actor, now, {}, {"outcome": asked.row["outcome"]})
        await settle([asked.row["vendor"]], today=today, now=now, law=law, actor=actor)
    return kept


async def cancel(number: int, actor: Actor, now: datetime) -> None:
    """Cancel an assessment that is not concluded; what was answered stays to be read."""
    async with transaction():
        await hold(number)
        asked = await find_assessment(number, actor)
        demand(actor, Deed.EDIT, asked.row["organisation"])
        if asked.state in {"concluded", "cancelled"}:
            raise Conflict(ENDED)
        await _move(asked, {"state": "cancelled"})
        await _tell(Event.ASSESSMENT_CANCELLED, asked, actor, now, {})


def faults(asked: Asked, decision: Decision, today: date) -> dict[str, str]:
    """Return what is wrong with a decision, by field."""
    wrong = {}
    if decision.outcome not in OUTCOMES:
        wrong["outcome"] = NO_OUTCOME
    if decision.outcome == "rejected" and not decision.note:
        wrong["note"] = NO_REASON
    elif len(decision.note) > NOTE_LENGTH:
        wrong["note"] = sentences.TOO_LONG
    wrong |= condition_faults(decision, today)
    if asked.row["purpose"] == "tia":
        result = RESULTS.get(decision.result)
        if result is None:
            wrong["result"] = NO_RESULT
        elif not result.protects and decision.outcome == "approved":
            wrong["result"] = NOT_PROTECTED
        elif result.protects and decision.outcome == "rejected":
            wrong["result"] = REJECTED_PROTECTS
        elif why := overclaim(decision.result, {one.key: asked.given(one.key).value for one in asked.visible}):
            wrong["result"] = why
    return wrong | following_faults(decision.next_review, today)


def condition_faults(decision: Decision, today: date) -> dict[str, str]:
    """Return what is wrong with the conditions of a decision."""
    if decision.outcome != "conditions":
        return {}
    if not decision.conditions:
        return {"conditions": NO_CONDITIONS}
    whole = all(
        one.text and len(one.text) <= NOTE_LENGTH and one.owner and one.due >= today for one in decision.conditions
    )
    return {} if whole and len(decision.conditions) <= MOST_CONDITIONS else {"conditions": CONDITION_PARTS}


def following_faults(day: date | None, today: date) -> dict[str, str]:
    """Return what is wrong with the day of the next review."""
    return {} if day is None or today <= day <= add_months(today, LONGEST_MONTHS) else {"next": NO_DUE}


async def _conclude(asked: Asked, actor: Actor, now: datetime, today: date, law: Law) -> None:
    """Make a decision final, in the open transaction: conditions, facts of locations, the next review."""
    row = asked.row
    await _move(asked, {"state": "concluded", "concluded_on": today})
    if row["outcome"] == "conditions":
        about = About(row["organisation"], row["vendor"], row["engagement"], asked.id)
        made = [NewCondition(c["text"], c["owner"], date.fromisoformat(c["due"])) for c in row["conditions"]]
        await add_conditions(about, made, actor, now)
    result = RESULTS.get(result_of(row["tia"], row["measures"])) if row["purpose"] == "tia" else None
    if result is not None:
        await apply_result(asked.id, result, actor, now, today, law)
    if row["purpose"] == "intake" and row["outcome"] != "rejected":
        await take_tier(row, actor, now, today, law)
    await schedule_following(asked, actor, now, today, law)
    await settle([row["vendor"]], today=today, now=now, law=law, actor=actor)


async def _reviewed(number: int, actor: Actor) -> Asked:
    await hold(number)
    asked = await find_assessment(number, actor)
    demand(actor, Deed.DECIDE, asked.row["organisation"])
    return asked


async def _waiting(number: int, actor: Actor) -> Asked:
    asked = await _reviewed(number, actor)
    if asked.state != "submitted" or not asked.row["decided_by"]:
        raise Conflict(NO_DECISION)
    return asked


def _submitted(asked: Asked) -> None:
    if asked.state != "submitted":
        raise Conflict(ENDED if asked.state in {"concluded", "cancelled"} else NOT_IN)


UNDECIDED: Mapping[str, Any] = {
    "outcome": "",
    "outcome_note": "",
    "tia": "",
    "measures": "",
    "decided_by": "",
    "decided_at": None,
    "approved_by": "",
    "approved_at": None,
}


async def _move(asked: Asked, values: Mapping[str, Any]) -> None:
    changed: dict[Any, Any] = {**values, "version": Assessment.version + 1}
    await Assessment.update(changed).where(Assessment.id == asked.id)


async def _tell(
    event: Event,
    asked: Asked,
    actor: Actor,
    now: datetime,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
) -> None:
    await record(
        event,
        actor,
        now,
        subject=("assessment", asked.id),
        organisation_id=asked.row["organisation"],
        vendor_id=asked.row["vendor"],
        before=before,
        after=after,
    )
