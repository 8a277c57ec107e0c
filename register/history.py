"""The history of a vendor: what the audit trail says of it, in sentences."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import register.recorded  # noqa: F401 - tells what fields and codes are called
from accounts import recorded
from accounts.actor import Actor
from accounts.events import N_, SENTENCES
from accounts.i18n import gettext as _
from accounts.recorded import Reading
from register.sql import Where, fetch_all, numbers
from register.unmerging import merged_into
from register.view_model import HistoryLine

LINES = 50
EVENTS = "SELECT at, actor, event, subject_type, subject_id, vendor_id, before, after FROM audit_event"
# Fields that hold the number of a row: it says nothing to a person.
NUMBERS = frozenset({"vendor", "organisation", "engagement", "parent", "document"})
# What moved a verdict is part of its sentence.
CAUSES: Mapping[str, str] = {
    "ended": N_("judged a location again because %(act)s ended on %(day)s"),
    "began": N_("judged a location again because %(act)s holds from %(day)s"),
    "fact": N_("judged a location again because of a recorded day, %(day)s"),
    "law": N_("judged a location again because the records of the law were changed"),
}
TOLD = frozenset({"cause", "act", "day"})
_SENTENCES = {event.value: sentence for event, sentence in SENTENCES.items()}


async def history(vendor: int, actor: Actor, lines: int = LINES, skip: int = 0) -> tuple[HistoryLine, ...]:
    """Return what was done to a vendor, newest first, without what concerns organisations the actor may not see."""
    where = Where()
    # What went into this vendor by a merge is part of its history.
    where.add(f"vendor_id IN ({numbers([vendor, *await merged_into(vendor)])})")
    if actor.scope is not None:
        mine = ", ".join("{}" for _number in actor.scope) or "NULL"
        where.add(f"(organisation_id IS NULL OR organisation_id IN ({mine}))", *sorted(actor.scope))
    rows = await fetch_all(
        f"{EVENTS}{where} ORDER BY id DESC LIMIT {int(lines)} OFFSET {int(skip)}",
        where.values,
    )
    return await lines_of(rows)


async def lines_of(rows: Sequence[Mapping[str, Any]]) -> tuple[HistoryLine, ...]:
    """Return events of the trail as lines: who did what, to what, and what changed."""
    reading = await recorded.read(rows)
    return tuple(_line(row, reading) for row in rows)


def _line(row: Mapping[str, Any], reading: Reading) -> HistoryLine:
    after = json.loads(row["after"])
    told = TOLD if "cause" in after else frozenset()
    return HistoryLine(
        at=row["at"],
        actor=row["actor"],
        event=row["event"],
        sentence=_sentence(row["event"], after),
        subject_type=row["subject_type"],
        subject_id=row["subject_id"],
        # On the page of a vendor its name says nothing.
        subject=reading.subject(row) if row["subject_type"] != "vendor" else "",
        changes=reading.changes(row, NUMBERS | told),
    )


def _sentence(event: str, after: Mapping[str, Any]) -> str:
    if after.get("cause") in CAUSES:
        return _(CAUSES[after["cause"]], act=after.get("act", ""), day=after.get("day", ""))
    return _(_SENTENCES[event]) if event in _SENTENCES else event
