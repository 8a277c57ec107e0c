"""What is wrong with the register on another day: found on the spot and not stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from accounts.actor import Actor
from law.store import Law
from register.asof import snapshot
from register.findings import FindingQuery
from register.lists import Page
from register.memo import Memo
from register.rows import OrganisationRow
from register.rules.base import Found
from register.search import search_text
from register.sql import fetch_all
from register.texts import finding_text
from register.view_model import FindingView

MEMO = Memo(life=timedelta(minutes=1), room=2)
SEVERITIES = ("high", "medium", "low")


class Wrong(NamedTuple):
    """A finding with what it is about."""

    organisation: int
    vendor: int
    name: str
    rule: str
    found: Found


async def list_findings(query: FindingQuery, actor: Actor, law: Law, now: datetime, day: date) -> Page[FindingView]:
    """Return one page of the findings that fit on a day, the worst first."""
    await MEMO.refresh()

    async def look() -> list[Wrong]:
        return await _everything(law, day)

    # Whoever asks, the whole is found once; what somebody may not see is left out of the answer.
    everything = await MEMO.get((day, law.digest), now, look)
    fitting = [wrong for wrong in everything if actor.sees(wrong.organisation) and _fits(query, wrong)]
    size = max(1, min(query.size, 500))
    page = max(1, min(query.page, -(-len(fitting) // size)))
    named = {row["id"]: row for row in await fetch_all("SELECT id, name FROM organisation")}
    return Page(
        tuple(
            finding_on_day(named[wrong.organisation], wrong.vendor, wrong.name, wrong.rule, wrong.found, day)
            for wrong in fitting[(page - 1) * size : page * size]
        ),
        len(fitting),
        page,
        size,
    )


def finding_on_day(
    organisation: OrganisationRow | Mapping[str, str | int], vendor: int, name: str, rule: str, found: Found, day: date
) -> FindingView:
    """Return a finding of a day in words; it has no number, because it is stored nowhere."""
    params = {"form": found.form, **found.params}
    title, sentence, todo = finding_text(rule, params, str(organisation["name"]), found.since)
    return FindingView(
        id=0,
        organisation=int(organisation["id"]),
        vendor=vendor,
        vendor_name=name,
        rule=rule,
        title=title,
        sentence=sentence,
        todo=todo,
        severity=found.severity,
        since=found.since,
        subject_type=found.subject_type,
        subject_id=found.subject_id,
        state="open",
        accepted_until=None,
        accepted_by="",
        accepted_why="",
        found_at=datetime.combine(day, time(), UTC),
        resolved_at=None,
    )


async def _everything(law: Law, day: date) -> list[Wrong]:
    whole = await snapshot(day, law)
    return sorted(
        (
            Wrong(organisation, vendor, whole.names[vendor], rule, found)
            for (vendor, organisation), some in whole.findings.items()
            for rule, found in some
        ),
        key=_worst_first,
    )


def _worst_first(wrong: Wrong) -> tuple[int, date, int, str, int]:
    found = wrong.found
    return SEVERITIES.index(found.severity), found.since or date.max, wrong.vendor, wrong.rule, found.subject_id


def _fits(query: FindingQuery, wrong: Wrong) -> bool:
    words: Iterable[str] = search_text(query.q).split()
    return (
        (not query.rule or wrong.rule == query.rule)
        and (not query.severity or wrong.found.severity == query.severity)
        and query.state in {"", "open"}
        and all(word in search_text(wrong.name) for word in words)
    )
