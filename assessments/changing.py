"""Change who sees to an assessment, who answers it here, and by when."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Conflict, Invalid
from accounts.events import Event
from accounts.people import tidy_email
from accounts.roles import Deed, demand
from assessments.answers import OVER, hold
from assessments.asked import find_assessment
from assessments.assessment_tables import Assessment
from assessments.cadence import LONGEST_MONTHS, add_months
from assessments.starting import NO_DUE, people_faults


async def change_assessment(
    number: int, *, owner: str, due: date, assignees: tuple[str, ...], actor: Actor, now: datetime, today: date
) -> None:
    """Change an assessment that has not ended; raise `Invalid` with a sentence for each wrong field."""
    async with transaction():
        await hold(number)
        asked = await find_assessment(number, actor)
        demand(actor, Deed.EDIT, asked.row["organisation"])
        if asked.state in {"concluded", "cancelled"}:
            raise Conflict(OVER)
        wrong = people_faults(owner, assignees)
        if due != asked.row["due"] and not today <= due <= add_months(today, LONGEST_MONTHS):
            wrong["due"] = NO_DUE
        if wrong:
            raise Invalid(wrong)
        new = {"owner": owner, "due": due, "assignees": [tidy_email(one) for one in assignees]}
        changed = {name: value for name, value in new.items() if value != asked.row[name]}
        if not changed:
            return
        values: dict[Any, Any] = {
            Assessment.owner: owner,
            Assessment.due: due,
            Assessment.assignees: json.dumps(new["assignees"]),
        }
        await Assessment.update(values).where(Assessment.id == number)
        await record(
            Event.ASSESSMENT_CHANGED,
            actor,
            now,
            subject=("assessment", number),
            organisation_id=asked.row["organisation"],
            vendor_id=asked.row["vendor"],
            before={name: asked.row[name] for name in changed},
            after=changed,
        )
