"""What vendors announce of their sub-processors: recorded with the day received and the days to object."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Conflict, Invalid, NotFound
from accounts.events import N_, Event
from accounts.roles import Deed, demand
from law.store import Law
from register import change, sentences
from register.announced import Change, Place, Recorded, in_short, read_changes, written
from register.inputs import Count, Day, Id, Input, Key, Line, Long
from register.scope import seen, vendor_in_scope
from register.settle import settle
from register.sql import Where, fetch_all
from register.tables import Engagement, SubprocessorNotice

NOTHING = N_("Nothing is announced yet. Name at least one sub-processor.")
LATER_THAN_TODAY = N_("This day is still to come. Write the day on which the vendor told you.")
DECIDED = N_("This change has been decided already. The page shows what was decided.")
NOT_BELOW = N_("This is no engagement of the vendor with this organisation. Choose one from the list.")
OVERTAKEN = N_("Somebody else changed this while you were looking. Look at it again, then decide.")
# Later days are slips of the pen; earlier ones may have lain in a mailbox.
LONGEST_DAYS = 366


class NoticeInput(Input):
    """What is known of an announcement beside its changes; days to object that nobody knows stay unknown."""

    vendor: Key
    organisation: Key
    engagement: Id = None
    received_on: Day
    days: Count = None
    effective_on: Day = None
    source: Line = ""
    note: Long = ""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """An announcement with what its page shows of the vendor and the organisation."""

    id: int
    vendor: int
    vendor_name: str
    organisation: int
    organisation_name: str
    engagement: int | None
    received_on: date
    days: int | None
    last_day: date | None
    effective_on: date | None
    changes: tuple[Change, ...]
    source: str
    digest: str
    note: str
    decision: str
    why: str
    decided_by: str
    decided_at: datetime | None
    undo: str
    created_at: datetime
    version: int

    @property
    def in_short(self) -> str:
        """Return whom it is about, in a few words."""
        return in_short(written(self.changes))


COLUMNS = (
    "n.id, n.vendor, v.name AS vendor_name, n.organisation, o.name AS organisation_name, n.engagement, n.received_on,"
    " n.days, n.last_day, n.effective_on, n.changes, n.source, n.digest, n.note, n.decision, n.why, n.decided_by,"
    " n.decided_at, n.undo, n.created_at, n.version"
)
SOURCE = "subprocessor_notice n JOIN vendor v ON v.id = n.vendor JOIN organisation o ON o.id = n.organisation"


async def announce(
    data: NoticeInput,
    changes: Iterable[Change],
    *,
    digest: str = "",
    actor: Actor,
    now: datetime,
    today: date,
    law: Law,
) -> int:
    """Record what a vendor announced and return its number; a finding stands until it is decided."""
    change.may_edit(actor)
    told = list(changes)
    if not told:
        raise Invalid({"": NOTHING})
    if data.received_on is None:
        raise Invalid({"received_on": sentences.MISSING})
    if data.received_on > today:
        raise Invalid({"received_on": LATER_THAN_TODAY})
    async with transaction():
        await vendor_in_scope(data.vendor, actor)
        seen(data.organisation, actor, Deed.EDIT)
        await _check_above(data)
        row = SubprocessorNotice(
            **change.columns(data),
            last_day=last_day(data.received_on, data.days),
            changes=written(told),
            digest=digest,
            created_at=now,
        )
        await row.save()
        number = int(row.id)
        after = {"announced": in_short(written(told)), "received_on": data.received_on, "days": data.days}
        await _record(Event.SUBPROCESSORS_ANNOUNCED, number, data.vendor, data.organisation, actor, now, {}, after)
        await settle([data.vendor], today=today, now=now, law=law, actor=actor)
    return number


async def set_days(
    number: int, received_on: date, days: int | None, actor: Actor, now: datetime, today: date, law: Law
) -> None:
    """Correct the day received or the days to object of an announcement that nobody has decided on."""
    change.may_edit(actor)
    if received_on > today:
        raise Invalid({"received_on": LATER_THAN_TODAY})
    async with transaction():
        notice = await find_notice(number, actor)
        demand(actor, Deed.EDIT, notice.organisation)
        if notice.decision:
            raise Conflict(DECIDED)
        before = {"received_on": notice.received_on, "days": notice.days}
        after = {"received_on": received_on, "days": days}
        if before == after:
            return
        values: dict[Any, Any] = {**after, "last_day": last_day(received_on, days), "version": notice.version + 1}
        await SubprocessorNotice.update(values).where(SubprocessorNotice.id == number)
        event = Event.SUBPROCESSOR_DATES_CHANGED
        await _record(event, number, notice.vendor, notice.organisation, actor, now, before, after)
        await settle([notice.vendor], today=today, now=now, law=law, actor=actor)


def last_day(received_on: date, days: int | None) -> date | None:
    """Return the last day to object: the day of receipt itself does not count (Regulation 1182/71, Art. 3(1))."""
    return None if days is None else received_on + timedelta(days=days)


async def find_notice(number: int, actor: Actor) -> NoticeView:
    """Return an announcement; raise `accounts.errors.NotFound` where there is none that the actor may see."""
    where = Where()
    where.add("n.id = {}", number)
    rows = await fetch_all(f"SELECT {COLUMNS} FROM {SOURCE}{where}", where.values)
    if not rows or not actor.sees(rows[0]["organisation"]):
        raise NotFound(change.GONE)
    return _view(rows[0])


async def notices_of(vendor: int, actor: Actor) -> tuple[NoticeView, ...]:
    """Return what a vendor announced, what is open first, then the newest."""
    where = Where()
    where.add("n.vendor = {}", vendor)
    if actor.scope is not None:
        where.add_in("n.organisation", sorted(actor.scope))
    order = "ORDER BY CASE WHEN n.decision = '' THEN 0 ELSE 1 END, n.received_on DESC, n.id DESC"
    rows = await fetch_all(f"SELECT {COLUMNS} FROM {SOURCE}{where} {order}", where.values)
    return tuple(_view(row) for row in rows)


async def recorded_below(vendor: int, organisation: int) -> list[Recorded]:
    """Return the active sub-processors of a vendor for an organisation, by name, with where they work."""
    rows = await fetch_all(
        "SELECT e.id AS engagement, e.vendor, v.name, e.service, e.purposes FROM engagement e"
        " JOIN engagement up ON up.id = e.parent JOIN vendor v ON v.id = e.vendor WHERE up.vendor = {}"
        " AND e.organisation = {} AND e.status = 'active' AND v.status = 'active' ORDER BY v.search, e.id",
        [vendor, organisation],
    )
    places: dict[int, dict[int, Place]] = defaultdict(dict)
    for row in await fetch_all(
        "SELECT l.id, l.engagement, l.country, l.region, l.place FROM location l"
        " JOIN engagement e ON e.id = l.engagement JOIN engagement up ON up.id = e.parent"
        " WHERE up.vendor = {} AND e.organisation = {} ORDER BY l.id",
        [vendor, organisation],
    ):
        places[row["engagement"]][row["id"]] = Place(country=row["country"], region=row["region"], text=row["place"])
    return [Recorded(**row, locations=places[row["engagement"]]) for row in rows]


async def works_for(vendor: int, organisation: int) -> list[tuple[int, str]]:
    """Return the active engagements of a vendor with an organisation: number and service."""
    rows = await fetch_all(
        "SELECT id, service FROM engagement WHERE vendor = {} AND organisation = {} AND status = 'active' ORDER BY id",
        [vendor, organisation],
    )
    return [(row["id"], row["service"]) for row in rows]


async def days_to_object(vendor: int, organisation: int) -> int | None:
    """Return the days to object by the signed data processing agreement; the fewest where several say it."""
    rows = await fetch_all(
        "SELECT min(objection_days) AS days FROM agreement WHERE vendor = {} AND organisation = {} AND kind = 'dpa'"
        " AND status = 'signed'",
        [vendor, organisation],
    )
    days: int | None = rows[0]["days"]
    return days


async def _check_above(data: NoticeInput) -> None:
    if data.engagement is None:
        return
    row = await Engagement.select().where(Engagement.id == data.engagement).first()
    if row is None or (row["vendor"], row["organisation"]) != (data.vendor, data.organisation):
        raise Invalid({"engagement": NOT_BELOW})


def _view(row: dict[str, Any]) -> NoticeView:
    return NoticeView(**{**row, "changes": tuple(read_changes(row["changes"]))})


async def _record(
    event: Event,
    number: int,
    vendor: int,
    organisation: int,
    actor: Actor,
    now: datetime,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    await record(
        event,
        actor,
        now,
        subject=("notice", number),
        organisation_id=organisation,
        vendor_id=vendor,
        before=before,
        after=after,
    )
