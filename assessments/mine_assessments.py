"""The assessments that wait for somebody: those given to them to answer, and those that they may decide."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from accounts.actor import Actor
from accounts.people import tidy_email
from accounts.roles import Deed, may, narrowed
from assessments.mine import names_of
from assessments.templates import loaded
from register.sql import Where, fetch_all, numbers

FROM = (
    "FROM assessment a JOIN vendor v ON v.id = a.vendor JOIN template_version tv ON tv.id = a.template_version"
    " JOIN template t ON t.id = tv.template"
)
ANSWER, DECIDE, APPROVE = "answer", "decide", "approve"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An assessment and what it waits for: to be answered, decided, or approved by a second person."""

    id: int
    deed: str
    vendor_name: str
    name: str
    titles: Mapping[str, str]
    due: date | None

    def title(self, language: str) -> str:
        """Return what its questionnaire is called."""
        return self.titles.get(language) or self.titles.get("en") or self.name


async def waiting_for(actor: Actor, most: int) -> tuple[list[Waiting], int]:
    """Return the first `most` assessments that wait for an actor, and how many there are.

    To answer are those of which they are the owner or which were given to their address; to decide and to approve are
    those whose answers are in, where their role decides.
    """
    open_ones, to_answer = await _given(actor, await names_of(actor), most)
    handed_in, to_decide = await _to_decide(actor, most)
    found = sorted([*open_ones, *handed_in], key=lambda one: (one.due or date.max, one.id))
    return found[:most], to_answer + to_decide


async def _given(actor: Actor, names: Collection[str], most: int) -> tuple[list[Waiting], int]:
    if not may(actor, Deed.ANSWER):
        return [], 0
    where = Where()
    where.add("a.state IN ('open', 'correction') AND v.status = 'active'")
    _within(where, narrowed(actor, Deed.ANSWER))
    email = json.dumps(tidy_email(actor.label))
    sign = "".join(f"!{char}" if char in "!%_" else char for char in email)
    marks = ", ".join("{}" for _name in names) or "NULL"
    where.add(f"(CAST(a.assignees AS TEXT) LIKE {{}} ESCAPE '!' OR a.owner IN ({marks}))", f"%{sign}%", *names)
    return await _rows(where, f"'{ANSWER}'", most)


async def _to_decide(actor: Actor, most: int) -> tuple[list[Waiting], int]:
    if not may(actor, Deed.DECIDE):
        return [], 0
    where = Where()
    where.add("a.state = 'submitted' AND v.status = 'active'")
    _within(where, narrowed(actor, Deed.DECIDE))
    where.add("a.decided_by <> {}", actor.label)
    return await _rows(where, f"CASE WHEN a.decided_by = '' THEN '{DECIDE}' ELSE '{APPROVE}' END", most)


def _within(where: Where, actor: Actor) -> None:
    if actor.scope is not None:
        where.add(f"a.organisation IN ({numbers(actor.scope)})")


async def _rows(where: Where, deed: str, most: int) -> tuple[list[Waiting], int]:
    rows = await fetch_all(
        f"SELECT a.id, {deed} AS deed, v.name AS vendor_name, t.name, t.titles, a.due, count(*) OVER () AS number"
        f" {FROM}{where} ORDER BY a.due NULLS LAST, a.id LIMIT {int(most)}",
        where.values,
    )
    number = rows[0]["number"] if rows else 0
    return [
        Waiting(row["id"], row["deed"], row["vendor_name"], row["name"], loaded(row["titles"]), row["due"])
        for row in rows
    ], number
