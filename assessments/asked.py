"""One assessment as it stands: what is asked, what was answered, by whom, and what was said about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.errors import NotFound
from accounts.people import tidy_email
from accounts.roles import Deed, demand, may
from assessments.assessment_tables import Answer, AnswerNote
from assessments.questionnaire import Question, Questionnaire, is_answered, unpacked, visible
from assessments.recipients import load_directory, owner_key
from register.change import GONE
from register.sql import fetch_all

OPEN = frozenset({"open", "correction"})


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it is kept; `version` 0 is one that nobody has given."""

    value: Any = None
    comment: str = ""
    from_previous: bool = False
    changed_at: datetime | None = None
    changed_by: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """What a reviewer said about an answer."""

    id: int
    question: str
    author: str
    text: str
    wants_correction: bool
    at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Proof:
    """A document beside an answer; `accepted_by` is empty while nobody has looked at it."""

    id: int
    question: str
    document: int
    name: str
    kind: str
    expires_on: date | None
    accepted_by: str
    accepted_at: datetime | None
    removed_at: datetime | None


@dataclass(frozen=True)
class Asked:
    """An assessment with everything that belongs to it; `row` holds its columns and the names around it."""

    row: Mapping[str, Any]
    questionnaire: Questionnaire
    answers: Mapping[str, Given]
    notes: tuple[Note, ...] = ()
    proofs: tuple[Proof, ...] = ()
    earlier: Mapping[str, Given] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """Return its number."""
        return int(self.row["id"])

    @property
    def state(self) -> str:
        """Return open, submitted, correction, concluded or cancelled."""
        return str(self.row["state"])

    @property
    def is_open(self) -> bool:
        """Return whether answers may be given."""
        return self.state in OPEN

    @property
    def values(self) -> dict[str, Any]:
        """Return the answers by question."""
        return {key: given.value for key, given in self.answers.items()}

    @property
    def visible(self) -> tuple[Question, ...]:
        """Return the questions to be asked, given the answers so far."""
        return visible(self.questionnaire, self.values)

    @property
    def wanted(self) -> frozenset[str]:
        """Return the questions of which a correction is asked and not given."""
        return frozenset(note.question for note in self.notes if note.wants_correction and note.settled_at is None)

    def editable(self, key: str) -> bool:
        """Return whether a question may be answered now; in a correction only what it is about, and what is missing."""
        if self.state == "correction":
            return key in self.wanted or not is_answered(self.given(key).value)
        return self.state == "open"

    def given(self, key: str) -> Given:
        """Return the answer to a question, an empty one where there is none."""
        return self.answers.get(key, NOTHING)

    def changed(self, key: str) -> bool:
        """Return whether the answer differs from the one of the assessment before."""
        before = self.earlier.get(key)
        now = self.given(key)
        if before is None or not is_answered(now.value):
            return False
        return (now.value, now.comment) != (before.value, before.comment)


NOTHING = Given()
ROW = (
    "SELECT a.*, v.name AS vendor_name, v.tier AS vendor_tier, v.owner AS vendor_owner, o.name AS organisation_name,"
    " o.review_months, e.service, tv.number, tv.content, tv.template, t.key AS template_key, t.purpose,"
    " (SELECT max(n.number) FROM template_version n WHERE n.template = tv.template AND n.published_at IS NOT NULL)"
    " AS newest FROM assessment a JOIN vendor v ON v.id = a.vendor JOIN organisation o ON o.id = a.organisation"
    " JOIN template_version tv ON tv.id = a.template_version JOIN template t ON t.id = tv.template"
    " LEFT JOIN engagement e ON e.id = a.engagement WHERE a.id = {}"
)


async def find_assessment(number: int, actor: Actor) -> Asked:
    """Return an assessment; raise `accounts.errors.NotFound` where there is none that the actor may see."""
    found = await load_assessment(number)
    if not actor.sees(found.row["organisation"]):
        raise NotFound(GONE)
    return found


async def demand_on(number: int, actor: Actor, deed: Deed) -> None:
    """Raise `Forbidden` unless somebody may do a deed to an assessment: asked before a form is read."""
    demand(actor, deed, (await find_assessment(number, actor)).row["organisation"])


async def load_assessment(number: int) -> Asked:
    """Return an assessment, whoever asks; raise `accounts.errors.NotFound` where there is none."""
    rows = await fetch_all(ROW, [number])
    if not rows:
        raise NotFound(GONE)
    row = dict(rows[0])
    for name in ("assignees", "conditions", "score"):
        row[name] = json.loads(row[name]) if isinstance(row[name], str) else row[name]
    return Asked(
        row=row,
        questionnaire=unpacked(row.pop("content")),
        answers=await answers_of(number),
        notes=await _notes(number),
        proofs=await _proofs(number),
        earlier=await answers_of(row["previous"]) if row["previous"] else {},
    )


async def answers_of(number: int) -> dict[str, Given]:
    """Return the answers of an assessment by question."""
    rows = await Answer.select().where(Answer.assessment == number).order_by(Answer.id)
    return {
        row["question"]: Given(
            json.loads(row["value"]) if isinstance(row["value"], str) else row["value"],
            row["comment"],
            row["from_previous"],
            row["changed_at"],
            row["changed_by"],
            row["version"],
        )
        for row in rows
    }


async def may_answer(asked: Asked, actor: Actor) -> bool:
    """Return whether somebody may answer: who edits the register, and who it was given to."""
    organisation = asked.row["organisation"]
    if may(actor, Deed.EDIT, organisation):
        return True
    if not may(actor, Deed.ANSWER, organisation):
        return False
    email = tidy_email(actor.label)
    if email in asked.row["assignees"]:
        return True
    owner = asked.row["owner"]
    return bool(owner_key(owner)) and (await load_directory()).address(owner, organisation) == email


async def _notes(number: int) -> tuple[Note, ...]:
    rows = await AnswerNote.select().where(AnswerNote.assessment == number).order_by(AnswerNote.id)
    names = Note.__slots__
    return tuple(Note(**{name: row[name] for name in names}) for row in rows)


async def _proofs(number: int) -> tuple[Proof, ...]:
    rows = await fetch_all(
        "SELECT p.id, p.question, p.document, d.name, p.kind, p.expires_on, p.accepted_by, p.accepted_at,"
        " d.removed_at FROM evidence p JOIN document d ON d.id = p.document WHERE p.assessment = {} ORDER BY p.id",
        [number],
    )
    return tuple(Proof(**row) for row in rows)
