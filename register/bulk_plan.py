"""What changing many rows at once would do: which rows, from what to what, and what is left alone and why."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from typing import Any

from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.events import N_
from accounts.roles import Deed, may
from law.names import fold
from register import sentences
from register.days import months_after
from register.inputs import MOST_TAGS, VendorInput
from register.reading import read
from register.sql import chunks, fetch_all, numbers

# What can be changed in which list.
FIELDS = {
    "vendors": ("owner", "tier", "status", "next_review", "tag", "untag"),
    "engagements": ("owner", "status", "next_review"),
    # A review is picked by the engagement that it is of.
    "reviews": ("next_review",),
}
LATEST_MONTHS = 60
ALREADY = N_("stands like that already")
CLOSED = N_("your role does not cover this in its organisation")
SHARED = N_("works for other organisations too, where your role does not cover this")
IDLE = N_("has no active engagement that could be reviewed")
ENDED = N_("has ended, so nothing of it is reviewed")
FULL = N_("has as many tags as a vendor can have")
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be changed: in which list, which field, to what; as `checked` returned it."""

    kind: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Step:
    """One row that is written: its columns before and after, in values that JSON can hold."""

    table: str
    id: int
    version: int
    vendor: int
    organisation: int | None
    name: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done: the steps, how many rows of the list they change, and who is left alone (name, why)."""

    wish: Wish
    steps: tuple[Step, ...]
    rows: int
    left: tuple[tuple[str, str], ...]

    @property
    def digest(self) -> str:
        """Return what tells this plan from one made after somebody else changed something."""
        said = [(step.table, step.id, step.before, step.after) for step in self.steps]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]

    def reasons(self) -> tuple[tuple[str, int], ...]:
        """Return why rows are left alone, with how many, the most frequent first."""
        return tuple(Counter(why for _name, why in self.left).most_common())


def checked(kind: str, field: str, value: str, today: date) -> Wish:
    """Return the wish with its value tidied; raise `accounts.errors.Invalid` for one that the field cannot take."""
    if field not in FIELDS.get(kind, ()):
        raise Invalid({"field": sentences.NO_CHOICE})
    text = " ".join(value.split())
    if field in {"tag", "untag"}:
        tags = _input(field, {"tags": (text,)}).tags
        if not tags:
            raise Invalid({field: sentences.MISSING})
        return Wish(kind, field, tags[0])
    if field == "next_review":
        return Wish(kind, field, _day(text, today).isoformat())
    if field == "status" and text not in {"active", "ended"}:
        raise Invalid({field: sentences.NO_CHOICE})
    _input(field, {field: text})
    return Wish(kind, field, text)


async def plan(wish: Wish, picked: Sequence[Pair] | Sequence[int], actor: Actor) -> Plan:
    """Return what the wish would do to the picked rows: vendors with their organisation, or engagements."""
    if wish.kind == "vendors":
        return await _vendors(wish, [one for one in picked if isinstance(one, tuple)], actor)
    return await _engagements(wish, [one for one in picked if isinstance(one, int)], actor)


def _input(field: str, values: dict[str, Any]) -> VendorInput:
    try:
        return read(VendorInput, {"name": "-", **values})
    except Invalid as error:
        raise Invalid({field: next(iter(error.fields.values()))}) from error


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Invalid({"next_review": sentences.NO_DATE}) from error
    if not today <= day <= months_after(today, LATEST_MONTHS):
        raise Invalid({"next_review": sentences.REVIEW_DAY})
    return day


async def _vendors(wish: Wish, picked: Sequence[Pair], actor: Actor) -> Plan:
    steps: dict[tuple[str, int], Step] = {}
    left: list[tuple[str, str]] = []
    rows = 0
    wanted = set(picked)
    for part in chunks(vendor for vendor, _organisation in wanted):
        inside = numbers(part)
        vendors = await fetch_all(
            f"SELECT id, name, owner, tier, status, tags, version FROM vendor WHERE id IN ({inside})"
        )
        stood = await fetch_all(f"SELECT vendor, organisation FROM standing WHERE vendor IN ({inside})")
        homes: dict[int, set[int]] = defaultdict(set)
        for row in stood:
            homes[row["vendor"]].add(row["organisation"])
        work = await fetch_all(
            "SELECT id, vendor, organisation, owner, next_review, next_review_text, version, service, purposes"
            f" FROM engagement WHERE status = 'active' AND vendor IN ({inside}) ORDER BY id"
        )
        active: dict[Pair, list[dict[str, Any]]] = defaultdict(list)
        for row in work:
            active[row["vendor"], row["organisation"]].append(row)
        for vendor in vendors:
            for organisation in sorted(homes[vendor["id"]]):
                pair = (vendor["id"], organisation)
                if pair not in wanted or not actor.sees(organisation):
                    continue
                why = _barred(wish, homes[vendor["id"]], organisation, actor)
                made = [] if why else list(_vendor_steps(wish, vendor, active[pair], organisation))
                why = why or ("" if made else _reason(wish, vendor, active[pair]))
                if why:
                    left.append((vendor["name"], why))
                    continue
                rows += 1
                steps |= {(step.table, step.id): step for step in made}
    return Plan(wish, tuple(steps[key] for key in sorted(steps)), rows, tuple(left))


def _barred(wish: Wish, homes: Iterable[int], organisation: int, actor: Actor) -> str:
    if not may(actor, Deed.EDIT, organisation):
        return CLOSED
    # Ending a shared vendor, or taking it up again, does so for all organisations that it works for.
    if wish.field == "status" and not all(may(actor, Deed.EDIT, home) for home in homes):
        return SHARED
    return ""


def _vendor_steps(
    wish: Wish, vendor: dict[str, Any], work: Sequence[dict[str, Any]], organisation: int
) -> Iterator[Step]:
    if wish.field == "next_review":
        for row in work:
            yield from _engagement_step(row, _named(vendor["name"], row), _review(wish), organisation)
        return
    column, value = _wanted(wish, vendor)
    if value is not None and value != vendor[column]:
        tags = column == "tags"
        before, after = ({column: json.loads(one) if tags else one} for one in (vendor[column], value))
        yield Step("vendor", vendor["id"], vendor["version"], vendor["id"], None, vendor["name"], before, after)
    if wish.field == "owner":
        # The owner of an engagement goes before the vendor's own, so it has to change for the list to say so.
        for row in work:
            if row["owner"]:
                yield from _engagement_step(row, _named(vendor["name"], row), {"owner": wish.value}, organisation)


def _wanted(wish: Wish, vendor: dict[str, Any]) -> tuple[str, str | None]:
    if wish.field not in {"tag", "untag"}:
        return wish.field, wish.value
    tags: list[str] = json.loads(vendor["tags"])
    others = [tag for tag in tags if fold(tag) != fold(wish.value)]
    if wish.field == "untag":
        return "tags", _json(others) if len(others) < len(tags) else None
    if len(others) < len(tags) or len(tags) >= MOST_TAGS:
        return "tags", None
    return "tags", _json(sorted([*tags, wish.value], key=fold))


def _reason(wish: Wish, vendor: dict[str, Any], work: Sequence[dict[str, Any]]) -> str:
    if wish.field == "next_review" and not work:
        return IDLE
    full = wish.field == "tag" and len(json.loads(vendor["tags"])) >= MOST_TAGS
    return FULL if full and fold(wish.value) not in map(fold, json.loads(vendor["tags"])) else ALREADY


async def _engagements(wish: Wish, picked: Sequence[int], actor: Actor) -> Plan:
    steps: list[Step] = []
    left: list[tuple[str, str]] = []
    for part in chunks(picked):
        found = await fetch_all(
            "SELECT e.id, e.vendor, e.organisation, e.owner, e.status, e.next_review, e.next_review_text, e.version,"
            " v.name, e.service, e.purposes FROM engagement e JOIN vendor v ON v.id = e.vendor"
            f" WHERE e.id IN ({numbers(part)}) ORDER BY e.id"
        )
        for row in found:
            if not actor.sees(row["organisation"]):
                continue
            name = _named(row["name"], row)
            why = "" if may(actor, Deed.EDIT, row["organisation"]) else CLOSED
            if wish.field == "next_review" and row["status"] != "active":
                why = why or ENDED
            values = _review(wish) if wish.field == "next_review" else {wish.field: wish.value}
            made = [] if why else list(_engagement_step(row, name, values, row["organisation"]))
            if made:
                steps += made
            else:
                left.append((name, why or ALREADY))
    return Plan(wish, tuple(steps), len(steps), tuple(left))


def _review(wish: Wish) -> dict[str, Any]:
    return {"next_review": wish.value, "next_review_text": ""}


def _engagement_step(row: dict[str, Any], name: str, values: dict[str, Any], organisation: int) -> Iterator[Step]:
    before = {column: _plain(row[column]) for column in values}
    if before != values:
        yield Step("engagement", row["id"], row["version"], row["vendor"], organisation, name, before, values)


def _named(vendor: str, row: dict[str, Any]) -> str:
    """Return what an engagement is called: its vendor, and what it does."""
    return ": ".join(text for text in (vendor, shorten(row["service"] or row["purposes"], 60, placeholder="…")) if text)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _json(tags: list[str]) -> str:
    return json.dumps(tags, ensure_ascii=False)
