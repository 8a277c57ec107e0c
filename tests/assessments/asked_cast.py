"""Questionnaires made by hand, and short ways to ask and answer them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from accounts.actor import Actor
from accounts.roles import Role
from accounts.tables import Organisation
from assessments.answers import Change, Saved, save_answers, submit_answers
from assessments.asked import Asked, find_assessment
from assessments.assessment_tables import Template, TemplateVersion
from assessments.deciding import Decision, decide
from assessments.questionnaire import Question, Questionnaire, Section, ShownIf, Words
from assessments.starting import Start, start_assessment
from law.store import Law, default_law
from register.conditions import NewCondition
from tests.register.cast import PRIVACY
from tests.support import builders
from tests.support.clock import START

SECRET = "secret of this installation"
DUE = START.date() + timedelta(days=30)
SECOND = Actor(id=None, label="Data protection officer", role=Role.PRIVACY, organisations=None)


def words(english: str, swedish: str = "") -> Words:
    return Words(en=english, sv=swedish)


QUESTIONS = (
    Question(
        key="breach", kind="yesno", text=words("Are breaches told?", "Anmäls incidenter?"), required=True, weight=2
    ),
    Question(
        key="hours",
        kind="number",
        text=words("Within how many hours?"),
        required=True,
        shown_if=ShownIf(question="breach", answers=("yes",)),
    ),
    Question(key="about", kind="text", text=words("Describe the measures.", "Beskriv åtgärderna.")),
    Question(key="audit", kind="date", text=words("When was the last audit?")),
    Question(key="proof", kind="file", text=words("Upload the certificate.")),
)


async def template(purpose: str = "guarantees", key: str = "", organisation: int | None = None, **more: Any) -> int:
    """Save a published questionnaire and return its version."""
    title = {"guarantees": "Guarantees", "tia": "Transfer impact assessment", "intake": "Intake"}[purpose]
    asked = Questionnaire(
        title=words(title),
        purpose=purpose,
        sections=(Section(key="one", title=words("Security", "Säkerhet"), questions=QUESTIONS),),
    )
    made = await builders.save(
        Template(
            key=key or f"own-{purpose}",
            organisation=organisation,
            name=title,
            titles=json.dumps({"en": title}),
            purpose=purpose,
            created_at=START,
        )
    )
    version = {"template": made.id, "number": 1, "digest": asked.digest, "content": asked.packed()}
    saved = await builders.save(TemplateVersion(**{**version, "published_at": START, "created_at": START, **more}))
    return int(saved.id)


@dataclass
class Office:
    """Somebody who asks, answers and decides on a day."""

    actor: Actor = PRIVACY
    now: datetime = START
    law: Law = field(default_factory=default_law)

    @property
    def today(self) -> date:
        """The day."""
        return self.now.date()

    async def start(self, organisation: Organisation, vendor: int, version: int, **more: Any) -> int:
        """Start an assessment."""
        usual: dict[str, Any] = {
            "engagement": None,
            "language": "en",
            "owner": "Privacy",
            "due": self.today + timedelta(days=30),
            "assignees": (),
            "take_over": True,
            "locations": (),
        }
        start = Start(organisation=int(organisation.id), template_version=version, **{**usual, **more})
        return await start_assessment(vendor, start, self.actor, self.now, self.today)

    async def see(self, number: int) -> Asked:
        """Return an assessment."""
        return await find_assessment(number, self.actor)

    async def answer(self, number: int, **values: Any) -> Saved:
        """Answer questions, as somebody who sees what stands there now."""
        asked = await self.see(number)
        changes = {key: Change(value, "", asked.given(key).version) for key, value in values.items()}
        return await save_answers(number, changes, self.actor, self.now)

    async def hand_in(self, number: int, **values: Any) -> None:
        """Answer and hand in."""
        await self.answer(number, **{"breach": "no", **values})
        await submit_answers(number, self.actor, self.now)

    async def decide(self, number: int, outcome: str = "approved", **more: Any) -> bool:
        """Decide."""
        usual: dict[str, Any] = {"note": "", "conditions": (), "result": "", "next_review": None}
        version = (await self.see(number)).row["version"]
        decision = Decision(outcome=outcome, **{**usual, **more})
        return await decide(number, decision, version, self.actor, self.now, self.today, self.law)


def condition(days: int = 30, text: str = "Sign the annexes") -> NewCondition:
    """Return a condition that is due in some days."""
    return NewCondition(text, "IT", START.date() + timedelta(days=days))
