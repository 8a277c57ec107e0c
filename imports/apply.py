"""Do what a plan says, in the open transaction: a few statements for all rows, and the way back with each."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from piccolo.table import Table

from accounts.audit import Entry, record_many
from accounts.bulk import Behind, delete_rows, take_ids, update_rows
from accounts.events import Event
from accounts.progress import counted, tell
from assessments import reviews
from assessments.reviews import Due
from assessments.tables import Review
from imports.additions import (
    AGREEMENT,
    ENGAGEMENT,
    LOCATION,
    VENDOR,
    Setting,
    agreement_row,
    engagement_row,
    location_row,
    organisation_row,
    vendor_row,
)
from imports.plan_model import Plan, Step, Write
from imports.said import as_json
from imports.wanted import Ask
from register.search import search_text
from register.settle import JUDGED, settle
from register.settle_new import Newcomers, settle_new
from register.tables import Agreement, Engagement, Location, Vendor

TABLES: dict[str, type[Table]] = {
    "vendor": Vendor,
    "engagement": Engagement,
    "location": Location,
    "agreement": Agreement,
    "review": Review,
}
AT_ONCE = 2_000  # engagements: while these are written, the next are made
# What judging sees of a new row, beside its numbers.
SEEN_OF_VENDOR = ("name", "legal_name", "country", "unnamed_group")
SEEN_OF_ENGAGEMENT = ("service", "role", "organisation_role", "purposes", "owner", "status", "next_review", "notes")
SEEN_OF_LOCATION = ("country", "region", "ground_text", "grounds")
SEEN_OF_AGREEMENT = ("kind", "status", "signed_on", "signed_text")
_judgement = itemgetter(*JUDGED)
_seen_of_engagement = itemgetter(*map(ENGAGEMENT.index, SEEN_OF_ENGAGEMENT))
_seen_of_location = itemgetter(*map(LOCATION.index, SEEN_OF_LOCATION))
_seen_of_agreement = itemgetter(*map(AGREEMENT.index, SEEN_OF_AGREEMENT))


@dataclass(slots=True)
class Done:
    """What is to be written: rows to add by table, and how each row of the file is undone."""

    added: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    reviews: list[tuple[int, Due, str]] = field(default_factory=list)
    review_ids: list[int] = field(default_factory=list)
    undo: list[dict[str, Any]] = field(default_factory=list)
    vendors: set[int] = field(default_factory=set)
    judged: list[Mapping[str, Any]] = field(default_factory=list)

    def review(self, number: int, engagement: int, due: Due, one: Ask) -> int:
        """Add a review and return its number."""
        self.review_ids.append(number)
        self.reviews.append((engagement, due, one.engagement["owner"]))
        return number


async def apply(plan: Plan, setting: Setting, behind: Behind) -> list[str]:
    """Write all that a plan adds and changes, and return for each step how it is undone, as text.

    Steps get the ids of the vendor and engagement that they made. Runs in the caller's transaction, with what is added
    still being written `behind` its back.
    """
    done = Done(undo=[{} for _ in plan.steps])
    new = Newcomers(organisation_row(setting.organisation))
    tell("writing")
    ids = await _ids(plan)
    _add_vendors(plan, list(ids["vendor"]), done, new, setting)
    await behind.insert(Vendor, VENDOR, done.added["vendor"])
    for place, step in enumerate(counted(plan.steps, "writing")):
        if step.action == "create":
            _add_engagement(place, step, ids, done, new, setting)
            if len(done.added["engagement"]) == AT_ONCE:
                await behind.insert(Engagement, ENGAGEMENT, done.added.pop("engagement"))
    await behind.insert(Engagement, ENGAGEMENT, done.added["engagement"])
    _add_to_engagements(plan, ids, done, setting)
    await behind.insert(Agreement, AGREEMENT, done.added["agreement"])
    await behind.insert(Review, reviews.COLUMNS, reviews.rows(done.review_ids, done.reviews, setting.now))
    await settle_new(new, today=setting.today, now=setting.now, law=setting.law, behind=behind)
    judged = [(*row, *_judgement(place)) for row, place in zip(done.added["new location"], done.judged, strict=True)]
    await behind.insert(Location, (*LOCATION, *JUDGED), judged)
    await behind.insert(Location, LOCATION, done.added["location"])
    await _change(plan, done, setting)
    await _record(plan, setting)
    known = done.vendors - set(new.loaded.vendors)
    await settle(known, today=setting.today, now=setting.now, law=setting.law, actor=setting.actor)
    return [as_json(one) if one else "{}" for one in done.undo]


async def _ids(plan: Plan) -> dict[str, Iterator[int]]:
    """Return ids for all that will be added, asked for at once because what is not yet written has not used its id."""
    creating = [_ask(step) for step in plan.steps if step.action == "create"]
    alone = Counter(write.table for step in plan.steps for write in step.writes if write.id is None)
    wanted = {
        "vendor": len(plan.new_vendors),
        "engagement": len(creating),
        "location": sum(len(one.places) for one in creating) + alone["location"],
        "agreement": sum(one.agreement is not None for one in creating) + alone["agreement"],
        "review": len(creating) + alone["review"],  # at most: one that is not used costs nothing
    }
    return {table: iter(await take_ids(TABLES[table], count)) for table, count in wanted.items()}


def _add_vendors(plan: Plan, ids: list[int], done: Done, new: Newcomers, setting: Setting) -> None:
    for number, vendor in zip(ids, plan.new_vendors, strict=True):
        done.added["vendor"].append(vendor_row(number, vendor, setting.now))
        said = {name: getattr(vendor, name) for name in SEEN_OF_VENDOR}
        new.vendor(number, **said, aliases=list(vendor.aliases))
    seen: set[int] = set()
    for place, step in enumerate(plan.steps):
        if step.new_vendor is not None:
            step.vendor_id = ids[step.new_vendor]
            if step.vendor_id not in seen:
                seen.add(step.vendor_id)
                done.undo[place]["new"] = {"vendor": step.vendor_id}
        if step.vendor_id is not None and step.action in {"create", "update"}:
            done.vendors.add(step.vendor_id)


def _add_engagement(
    place: int, step: Step, ids: dict[str, Iterator[int]], done: Done, new: Newcomers, setting: Setting
) -> None:
    one, number = _ask(step), next(ids["engagement"])
    assert step.vendor_id is not None
    step.engagement_id = number
    due = one.review(setting.today, setting.organisation["review_months"])
    row = engagement_row(number, step.vendor_id, one, due, setting)
    done.added["engagement"].append(row)
    undo = done.undo[place].setdefault("new", {})
    undo["engagement"] = number
    undo["locations"] = [next(ids["location"]) for _ in one.places]
    places = [
        location_row(n, number, where, one, setting.now) for n, where in zip(undo["locations"], one.places, strict=True)
    ]
    agreed = None
    if one.agreement is not None:
        undo["agreement"] = next(ids["agreement"])
        agreed = agreement_row(undo["agreement"], step.vendor_id, number, one.agreement, setting)
        done.added["agreement"].append(agreed)
    if step.new_vendor is None:
        done.added["location"] += places
    else:
        _judge_later(new, row, places, agreed, done)
    if due is not None:
        undo["review"] = done.review(next(ids["review"]), number, due, one)


def _judge_later(
    new: Newcomers,
    engagement: tuple[Any, ...],
    places: list[tuple[Any, ...]],
    agreement: tuple[Any, ...] | None,
    done: Done,
) -> None:
    """Let the rows of a new vendor be judged before they are written."""
    number, vendor = engagement[:2]
    new.engagement(number, vendor, **dict(zip(SEEN_OF_ENGAGEMENT, _seen_of_engagement(engagement), strict=True)))
    for place in places:
        said = dict(zip(SEEN_OF_LOCATION, _seen_of_location(place), strict=True))
        done.judged.append(new.location(place[0], number, **said))
    done.added["new location"] += places
    if agreement is not None:
        said = dict(zip(SEEN_OF_AGREEMENT, _seen_of_agreement(agreement), strict=True))
        new.agreement(agreement[0], vendor, number, **said)


def _add_to_engagements(plan: Plan, ids: dict[str, Iterator[int]], done: Done, setting: Setting) -> None:
    """Add the places, agreements and reviews that a row gives to an engagement that was there before."""
    for place, step in enumerate(plan.steps):
        for write in step.writes:
            if write.id is not None or step.vendor_id is None or step.engagement_id is None:
                continue
            one, after = _ask(step), write.after or {}
            new = done.undo[place].setdefault("new", {})
            if write.table == "location":
                new.setdefault("locations", []).append(next(ids["location"]))
                row = location_row(new["locations"][-1], step.engagement_id, after["place"], one, setting.now)
                done.added["location"].append(row)
            elif write.table == "agreement":
                new["agreement"] = next(ids["agreement"])
                row = agreement_row(new["agreement"], step.vendor_id, step.engagement_id, after, setting)
                done.added["agreement"].append(row)
            else:
                due = Due(after["due"], one.cadence or None, "imported")
                new["review"] = done.review(next(ids["review"]), step.engagement_id, due, one)


async def _change(plan: Plan, done: Done, setting: Setting) -> None:
    versions: dict[tuple[str, int], int] = {}
    updates: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = defaultdict(list)
    removed: dict[str, list[int]] = defaultdict(list)
    for place, step in enumerate(plan.steps):
        for write in step.writes:
            if write.id is None:
                continue
            was = {"table": write.table, "id": write.id, "before": write.before}
            if write.after is None:
                removed[write.table].append(write.id)
                was["gone"] = True
            else:
                after = _columns(write)
                if write.table != "review":
                    version = versions.get((write.table, write.id), write.version) + 1
                    versions[write.table, write.id] = was["version"] = version
                    after |= {"version": version, "updated_at": setting.now}
                updates[write.table, tuple(after)].append((*after.values(), write.id))
            done.undo[place].setdefault("was", []).append(was)
    for (table, columns), rows in updates.items():
        await update_rows(TABLES[table], columns, rows)
    for table, ids in removed.items():
        await delete_rows(TABLES[table], ids)
    await refresh_search([key[1] for key in versions if key[0] == "vendor"])


def _columns(write: Write) -> dict[str, Any]:
    values = dict(write.after or {})
    for name in ("aliases", "notes"):
        if not isinstance(values.get(name, ""), str):
            values[name] = as_json(values[name])
    return values


async def refresh_search(vendor_ids: list[int]) -> None:
    """Bring the text by which vendors are found up to date with their names."""
    if not vendor_ids:
        return
    fields = (Vendor.id, Vendor.name, Vendor.legal_name, Vendor.aliases)
    rows = await Vendor.select(*fields).where(Vendor.id.is_in(sorted(set(vendor_ids))))
    found = [(search_text(row["name"], row["legal_name"], *json.loads(row["aliases"])), row["id"]) for row in rows]
    await update_rows(Vendor, ("search",), found)


async def _record(plan: Plan, setting: Setting) -> None:
    entries: list[Entry] = []
    told: set[int] = set()
    organisation = setting.organisation["id"]
    for step in plan.steps:
        if step.action not in {"create", "update"} or step.vendor_id is None:
            continue
        if step.new_vendor is not None:
            if step.vendor_id in told:
                continue
            told.add(step.vendor_id)
        event = Event.VENDOR_IMPORTED if step.new_vendor is not None else Event.VENDOR_UPDATED_BY_IMPORT
        after: dict[str, Any] = {one.field: one.after for one in step.changes}
        before = {one.field: one.before for one in step.changes}
        subject = ("vendor", step.vendor_id)
        after |= {"sheet": step.row.sheet, "row": step.row.row}
        entries.append(Entry(event, setting.actor, setting.now, subject, organisation, step.vendor_id, before, after))
    await record_many(entries)


def _ask(step: Step) -> Ask:
    assert step.ask is not None
    return step.ask
