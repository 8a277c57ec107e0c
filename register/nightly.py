"""Judge again what time or a change of law may have moved: at start and every night."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from accounts.actor import Actor
from accounts.audit import Entry, record_many
from accounts.database import transaction
from accounts.events import Event
from law.store import Law
from register.causes import cause_of
from register.days import DPF_MONTHS, months_after
from register.rules.subprocessors import SOON_DAYS
from register.settle import Moved, settle
from register.sql import Where, chunks, fetch_all

# One transaction each, so that nobody who edits waits for the whole register.
BATCH = 500
PLACES = "FROM location l JOIN engagement e ON l.engagement = e.id"


async def rejudge_all(
    today: date, law: Law, actor: Actor, now: datetime, more: Callable[[], bool] = lambda: True
) -> list[Moved]:
    """Judge again what was judged by another law or is due to change, and bring findings that hang on dates up to date.

    Each location whose verdict moved gets an audit event that says what moved it. Before each batch `more` is asked
    whether to go on; what is left waits for the next time. Returns what moved.
    """
    moved: list[Moved] = []
    for part in chunks(await due(today, law), BATCH):
        if not more():
            break
        async with transaction():
            batch = await settle(part, today=today, now=now, law=law, actor=actor)
            await record_many([_entry(one, actor, now, today, law) for one in batch])
        moved += batch
    return moved


async def due(today: date, law: Law) -> set[int]:
    """Return the vendors of which something may have moved."""
    found: set[int] = set()
    for sql, values in _questions(today, law):
        found |= {row["vendor"] for row in await fetch_all(sql, values)}
    return found


def _questions(today: date, law: Law) -> list[tuple[str, list[object]]]:
    places = Where()
    places.add("(l.law_digest <> {} OR l.changes_on <= {})", law.digest, today)
    reviews = Where()
    reviews.add("e.next_review < {} AND e.status = 'active'", today)
    reviews.add(_unfound("review_overdue", "e.id"))
    agreements = Where()
    agreements.add("a.status = 'signed' AND a.expires_on < {}", today)
    agreements.add(_unfound("agreement_expired", "a.id"))
    conditions = Where()
    conditions.add("c.due < {} AND c.done_on IS NULL", today)
    conditions.add(_unfound("condition_open", "c.id", "high"))
    notices = Where()
    # How bad it is that nobody has decided moves with each of the last days.
    notices.add("n.decision = '' AND n.last_day <= {}", today + timedelta(days=SOON_DAYS))
    accepted = Where()
    accepted.add("state = 'accepted' AND accepted_until < {}", today)
    listings = Where()
    listings.add("l.ground_used LIKE 'DPF!_%' ESCAPE '!' AND v.dpf_checked_on < {}", months_after(today, -DPF_MONTHS))
    listings.add(_unfound("stale_dpf", "v.id"))
    return [
        (f"SELECT DISTINCT e.vendor {PLACES}{places}", places.values),
        (f"SELECT DISTINCT e.vendor FROM engagement e{reviews}", reviews.values),
        (f"SELECT DISTINCT a.vendor FROM agreement a{agreements}", agreements.values),
        (f"SELECT DISTINCT c.vendor FROM condition c{conditions}", conditions.values),
        (f"SELECT DISTINCT n.vendor FROM subprocessor_notice n{notices}", notices.values),
        (f"SELECT DISTINCT vendor FROM finding{accepted}", accepted.values),
        (f"SELECT DISTINCT e.vendor {PLACES} JOIN vendor v ON e.vendor = v.id{listings}", listings.values),
    ]


def _unfound(rule: str, subject: str, severity: str = "") -> str:
    so_severe = f" AND severity = '{severity}'" if severity else ""
    # Found once for all subjects: asked of each, SQLite would walk through all findings of the rule each time.
    return f"{subject} NOT IN (SELECT subject_id FROM finding WHERE rule = '{rule}' AND state <> 'resolved'{so_severe})"


def _entry(moved: Moved, actor: Actor, now: datetime, today: date, law: Law) -> Entry:
    return Entry(
        Event.LOCATION_JUDGED_AGAIN,
        actor,
        now,
        subject=("location", moved.location),
        organisation_id=moved.organisation,
        vendor_id=moved.vendor,
        before={"verdict": moved.before},
        after={"verdict": moved.after, "reason": moved.reason, **cause_of(moved, today, law)},
    )
