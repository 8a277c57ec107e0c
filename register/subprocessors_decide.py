"""Decide on an announced change: accept what is ticked, which the register then holds, or object and say why."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.bulk import on_sqlite
from accounts.database import transaction
from accounts.errors import Conflict, Invalid
from accounts.events import N_, Event
from accounts.roles import Deed, demand
from law.store import Law
from register import change
from register.announced import Change, in_short, written
from register.engagements import create_engagement, end_engagement, update_engagement
from register.inputs import EngagementInput, Input, LocationInput, VendorInput
from register.locations import create_location, remove_location
from register.reading import read
from register.search import sort_name
from register.settle import settle
from register.sql import fetch_all
from register.stored_rows import as_json
from register.subprocessors import DECIDED, OVERTAKEN, NoticeView, find_notice, works_for
from register.subprocessors_effect import brought
from register.tables import Engagement, Location, SubprocessorNotice, Vendor
from register.unmerging import standing_for
from register.vendors import create_vendor

ACCEPT, OBJECT = "accept", "object"
WHY = N_("Say why you object: the vendor has to be told, and whoever reads this later has to be able to follow it.")
LONGEST = 4000
TOO_LONG = N_("The reason is longer than 4,000 characters. Shorten it.")
NO_PARENT = N_("The vendor has no active engagement with this organisation under which a sub-processor could work.")
# A review that is planned by itself is no change that anybody made.
PLANNED = frozenset({"next_review", "next_review_text"})


class Done:
    """What accepting wrote, and what stood before, for the way back."""

    def __init__(self) -> None:
        self.made: list[list[Any]] = []
        self.changed: list[list[Any]] = []
        self.removed: list[dict[str, Any]] = []

    @property
    def text(self) -> str:
        """Return it as the notice keeps it."""
        return as_json({"made": self.made, "changed": self.changed, "removed": self.removed})


async def accept(
    number: int,
    ticked: Collection[int],
    why: str,
    version: int,
    *,
    actor: Actor,
    now: datetime,
    today: date,
    law: Law,
) -> None:
    """Accept an announced change: what is ticked, by its place in the list, becomes so in the register."""
    async with transaction():
        notice = await _open(number, version, why, actor)
        done = Done()
        for place, one in enumerate(notice.changes):
            if place in ticked:
                await _do(one, notice, done, actor=actor, now=now, today=today, law=law)
        chosen = [one.model_copy(update={"take": place in ticked}) for place, one in enumerate(notice.changes)]
        values: dict[Any, Any] = {"changes": written(chosen), "undo": done.text}
        await _decide(notice, ACCEPT, why, values, actor, now)
        await settle([notice.vendor], today=today, now=now, law=law, actor=actor)


async def object_to(number: int, why: str, version: int, *, actor: Actor, now: datetime, today: date, law: Law) -> None:
    """Object to an announced change, with the reason; the register stays as it is."""
    async with transaction():
        notice = await _open(number, version, why, actor)
        if not why.strip():
            raise Invalid({"why": WHY})
        await _decide(notice, OBJECT, why, {}, actor, now)
        await settle([notice.vendor], today=today, now=now, law=law, actor=actor)


async def _open(number: int, version: int, why: str, actor: Actor) -> NoticeView:
    """Return a notice that waits for its decision, and hold it: whoever comes second is told."""
    demand(actor, Deed.DECIDE)
    if not on_sqlite():
        await fetch_all("SELECT id FROM subprocessor_notice WHERE id = {} FOR UPDATE", [number])
    notice = await find_notice(number, actor)
    demand(actor, Deed.DECIDE, notice.organisation)
    if notice.decision:
        raise Conflict(DECIDED)
    if notice.version != version:
        raise Conflict(OVERTAKEN)
    if len(why) > LONGEST:
        raise Invalid({"why": TOO_LONG})
    return notice


async def _decide(
    notice: NoticeView, decision: str, why: str, more: dict[Any, Any], actor: Actor, now: datetime
) -> None:
    values: dict[Any, Any] = {"decision": decision, "why": why.strip(), "decided_by": actor.label, "decided_at": now}
    await SubprocessorNotice.update({**values, **more, "version": notice.version + 1}).where(
        SubprocessorNotice.id == notice.id
    )
    taken = in_short(more["changes"]) if "changes" in more else notice.in_short
    await record(
        Event.SUBPROCESSORS_ACCEPTED if decision == ACCEPT else Event.SUBPROCESSORS_OBJECTED,
        actor,
        now,
        subject=("notice", notice.id),
        organisation_id=notice.organisation,
        vendor_id=notice.vendor,
        after={"announced": taken} | ({"why": why.strip()} if why.strip() else {}),
    )


async def _do(one: Change, notice: NoticeView, done: Done, **how: Any) -> None:
    """Write one change by the verbs of the register, each with its own event."""
    if one.kind == "added":
        await _add(one, notice, done, how)
    elif one.kind == "place" and one.engagement is not None:
        await _add_places(one, one.engagement, done, how)
    elif one.kind == "left" and one.location is not None:
        row = await Location.select().where(Location.id == one.location).first()
        if row is not None:
            await remove_location(one.location, row["version"], **how)
            done.removed.append(row)
    elif one.engagement is not None:
        before = await change.fetch(Engagement, one.engagement)
        if one.kind == "purpose":
            await update_engagement(one.engagement, {"purposes": one.purpose}, before["version"], **how)
        elif before["status"] == "active":
            ended = notice.effective_on or how["today"]
            await end_engagement(one.engagement, before["version"], min(ended, how["today"]), **how)
        await _note_change(before, done)


async def _add(one: Change, notice: NoticeView, done: Done, how: dict[str, Any]) -> None:
    above = notice.engagement
    if above is None:
        works = await works_for(notice.vendor, notice.organisation)
        if not works:
            raise Invalid({"": NO_PARENT})
        above = works[0][0]
    vendor = await _vendor(one, notice.organisation)
    if vendor is None:
        data = read(VendorInput, {"name": one.name, "country": one.seat, "website": one.website})
        vendor = await create_vendor(data, organisation=notice.organisation, **how)
        await _note_made(Vendor, VendorInput, vendor, done)
    work = {"vendor": vendor, "organisation": notice.organisation, "parent": above, "role": "sub-processor"}
    about = {"service": one.service, "purposes": one.purpose, "started_on": notice.effective_on}
    engagement = await create_engagement(read(EngagementInput, {**work, **about}), **how, found=True)
    await _note_made(Engagement, EngagementInput, engagement, done)
    await _add_places(one, engagement, done, how)


async def _add_places(one: Change, engagement: int, done: Done, how: dict[str, Any]) -> None:
    for where in brought(one):
        values = {"country": where.country, "region": where.region, "place": where.text}
        grounds = {"ground_text": one.ground_text, "grounds": one.grounds or None}
        made = await create_location(read(LocationInput, {"engagement": engagement, **values, **grounds}), **how)
        await _note_made(Location, LocationInput, made, done)


async def _vendor(one: Change, organisation: int) -> int | None:
    """Return the vendor of the register that a new sub-processor is: the one that was found, or one of its name."""
    if one.vendor is not None and (there := await standing_for(one.vendor)) is not None:
        return there
    rows = await fetch_all(
        "SELECT vendor FROM standing WHERE organisation = {} AND sort_name = {} ORDER BY vendor",
        [organisation, sort_name(one.name)],
    )
    return rows[0]["vendor"] if rows else None


async def _note_made(table: Any, model: type[Input], number: int, done: Done) -> None:
    done.made.append([table._meta.tablename, number, held(await change.fetch(table, number), model)])


async def _note_change(before: dict[str, Any], done: Done) -> None:
    after = held(await change.fetch(Engagement, before["id"]), EngagementInput)
    earlier = next((row for row in done.changed if row[1] == before["id"]), None)
    if earlier is None:
        done.changed.append(["engagement", before["id"], held(before, EngagementInput), after])
    else:
        # What stood before the first of several changes is what comes back.
        earlier[3] = after


def held(row: dict[str, Any], model: type[Input]) -> dict[str, Any]:
    """Return the fields of a row as somebody wrote them, in values that JSON can hold."""
    whole = read(model, change.stored(row, model)).model_dump(mode="json")
    return {name: value for name, value in whole.items() if name not in PLANNED}
