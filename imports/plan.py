"""Understood rows and the register become a plan: create, update, unchanged, needs you. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from accounts.progress import tell
from imports import differences, said
from imports.match_register import Known, Match, same_in_file
from imports.model import Problem, Row
from imports.plan_model import Change, Decision, NewVendor, Plan, Recorded, Step
from imports.wanted import Ask, ask

Where = tuple[str, int, int | None]
ALIKE_ENOUGH = 0.6
MOST_COMPARED = 2_500
TOLD = 100  # groups of rows: so often is told how far the comparison has come


@dataclass(frozen=True, slots=True)
class Last:
    """What the last import of each engagement said, and where it stood in its file."""

    engagement_id: int
    vendor_id: int
    said: str
    where: Where


@dataclass(slots=True)
class Recognised:
    """The rows that say exactly what they said the last time, and those that are to be looked at."""

    steps: dict[int, Step] = field(default_factory=dict)
    rest: list[int] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def without_doubt(rows: Iterable[Row]) -> list[Row]:
    """Return the rows without dates that can be read in two ways: they are shown, not chosen; the raw cell is kept."""
    found: list[Row] = []
    for row in rows:
        doubts = [flag for flag in row.flags if flag.endswith("_ambiguous")]
        if any(flag.startswith("next_review") for flag in doubts):
            row = replace(row, next_review=None)  # noqa: PLW2901 - the same row, with less
        if any(flag.startswith("dpa") for flag in doubts):
            row = replace(row, dpa=replace(row.dpa, date=None))  # noqa: PLW2901
        found.append(row)
    return found


def recognise(rows: Sequence[Row], last: Iterable[Last], corrected: Collection[Where] = ()) -> Recognised:
    """Set apart the rows that say word for word what the last import said of an engagement: they are unchanged.

    What a person `corrected` says something else than its cells do, so it is looked at.
    """
    spoken: dict[str, list[Last]] = defaultdict(list)
    for one in last:
        spoken[one.said].append(one)
    found = Recognised()
    for index, row in enumerate(rows):
        words = said.write(row)
        step = Step(row, words, "unchanged", "same")
        if where(row) not in corrected and (same := spoken.get(words)):
            one = same.pop(0)
            step.vendor_id, step.engagement_id = one.vendor_id, one.engagement_id
            found.used.add(one.engagement_id)
        else:
            found.rest.append(index)
        found.steps[index] = step
    return found


def match(rows: Sequence[Row], known: Known, decisions: Mapping[Where, Decision]) -> list[tuple[list[int], Match]]:
    """Return the rows that are one vendor, by index, each group with the vendor of the register that it is."""
    found: list[tuple[list[int], Match]] = []
    asked: dict[tuple[object, ...], Match] = {}

    def find(row: Row) -> Match:
        key = (row.name, row.legal_name, row.aliases, row.website, row.registration_number)
        if key not in asked:
            asked[key] = known.find(row) if known.names else Match()
        return asked[key]

    seen = 0
    for group in same_in_file(rows):
        if (seen := seen + 1) % TOLD == 0:
            tell("planning", seen, len(rows))
        decided = next((decisions[where(rows[index])] for index in group if where(rows[index]) in decisions), None)
        if decided is not None and decided.kind == "vendor":
            found.append((group, Match(decided.vendor_id)))
        elif decided is not None and decided.kind == "new":
            found.append((group, Match()))
        else:
            matches = [find(rows[index]) for index in group]
            sure = next((one for one in matches if one.vendor_id is not None), None)
            asking = next((one for one in matches if one.proposals), Match())
            found.append((group, sure or asking))
    return found


def decide(
    recognised: Recognised,
    groups: Sequence[tuple[list[int], Match]],
    rest: Sequence[Row],
    *,
    vendors: Mapping[int, dict[str, Any]],
    recorded: Mapping[int, Sequence[Recorded]],
    decisions: Mapping[Where, Decision],
    problems: Sequence[Problem],
) -> Plan:
    """Return what each row does.

    `rest` are the rows that were not recognised, `vendors` the matched vendors by id and `recorded` their engagements
    for this organisation; both are changed in place, so that a second row of a vendor meets what the first one did.
    """
    new_vendors: list[NewVendor] = []
    for group, matched in groups:
        steps = []
        for position in group:
            step = recognised.steps[recognised.rest[position]]
            step.ask = ask(rest[position])
            decided = decisions.get(where(step.row))
            if decided is not None and decided.kind == "skip":
                step.action, step.why = "skip", "left-out"
            elif matched.vendor_id is None and matched.proposals:
                step.action, step.why, step.proposals = "needs-you", "possible-duplicate", matched.proposals
            else:
                steps.append(step)
        if not steps:
            continue
        if matched.vendor_id is None:
            _add(steps, new_vendors)
        else:
            free = [one for one in recorded.get(matched.vendor_id, ()) if one.engagement["id"] not in recognised.used]
            _meet(steps, vendors[matched.vendor_id], free, decisions)
    plan = Plan([recognised.steps[index] for index in sorted(recognised.steps)], new_vendors)
    _attach(plan, problems)
    return plan


def where(row: Row) -> Where:
    """Return where a row stands in its file."""
    return row.sheet, row.row, row.column


def _add(steps: list[Step], new_vendors: list[NewVendor]) -> None:
    """Let the rows add one vendor that has the first value that any of them gives for each field."""
    asks = [step.ask for step in steps if step.ask is not None]
    names = dict.fromkeys(one.name for one in asks)
    name = next(iter(names))
    others = [*list(names)[1:], *(alias for one in asks for alias in one.aliases)]
    fields = {name: next((one.vendor[name] for one in asks if one.vendor[name]), "") for name in asks[0].vendor}
    aliases = tuple(alias for alias in dict.fromkeys(others) if alias not in {name, fields["legal_name"]})
    vendor = NewVendor(name, aliases=aliases, unnamed_group=any(one.unnamed_group for one in asks), **fields)
    new_vendors.append(vendor)
    for step in steps:
        step.action, step.why, step.new_vendor = "create", "new-vendor", len(new_vendors) - 1


def _meet(steps: list[Step], vendor: dict[str, Any], free: list[Recorded], decisions: Mapping[Where, Decision]) -> None:
    """Let rows of a vendor that is known change the engagement that each speaks of, or add one."""
    for step, found in _pairs(steps, free):
        assert step.ask is not None
        step.vendor_id = vendor["id"]
        step.engagement_id = found.engagement["id"] if found else None
        decided = decisions.get(where(step.row))
        take = decided is not None and decided.kind == "take"
        asked = _with_alias(step.ask, vendor) if decided is not None and decided.kind == "vendor" else step.ask
        try:
            done = list(differences.engagement_writes(asked, found, take=take)) if found else []
            about = differences.vendor_write(asked, vendor, found.base if found else None, take=take)
        except differences.Edited as edited:
            step.action, step.why = "needs-you", "edited"
            step.changes = (Change(edited.field, edited.recorded, edited.written),)
            continue
        if about is not None:
            done.append(about)
            vendor.update(about[1].after or {})
        step.writes = tuple(write for _, write in done)
        step.changes = tuple(change for changes, _ in done for change in changes)
        if found is None:
            step.action, step.why = "create", "new-engagement"
        elif step.writes:
            step.action, step.why = "update", "changed"


def _pairs(steps: list[Step], free: list[Recorded]) -> list[tuple[Step, Recorded | None]]:
    """Pair rows with engagements: by what is done, by place in the file, the most alike."""
    left, open_ = dict(enumerate(steps)), dict(enumerate(free))
    pairs: list[tuple[Step, Recorded | None]] = []

    def pair(step: int, found: int) -> None:
        pairs.append((left.pop(step), open_.pop(found)))

    for key, of_step in ((_content_of, _content), (_deed_of, _deed), (_place_of, _place)):
        waiting: dict[Any, list[int]] = defaultdict(list)
        for number, found in open_.items():
            waiting[key(found)].append(number)
        for number, step in list(left.items()):
            wanted = of_step(step)
            if wanted is not None and waiting.get(wanted):
                pair(number, waiting[wanted].pop(0))
    # Where hundreds of rows could each be one of hundreds, likeness says nothing and takes long.
    for number, step in list(left.items()) if len(left) * len(open_) <= MOST_COMPARED else ():
        likes = [(differences.likeness(step.ask, found), -place) for place, found in open_.items() if step.ask]
        if likes and max(likes)[0] >= ALIKE_ENOUGH:
            pair(number, -max(likes)[1])
    return pairs + [(step, None) for step in left.values()]


def _content(step: Step) -> tuple[Any, ...]:
    one = step.ask
    assert one is not None
    return one.engagement["service"], one.engagement["purposes"], frozenset(one.places), one.ground_text, str(one.notes)


def _content_of(found: Recorded) -> tuple[Any, ...]:
    held = found.engagement
    places = frozenset((one["country"], one["region"]) for one in found.locations)
    ground = found.locations[0]["ground_text"] if found.locations else ""
    return held["service"], held["purposes"], places, ground, str(held["notes"])


def _deed(step: Step) -> tuple[str, str] | None:
    one = step.ask
    assert one is not None
    deed = one.engagement["service"], one.engagement["purposes"]
    return deed if any(deed) else None


def _deed_of(found: Recorded) -> tuple[str, str]:
    return found.engagement["service"], found.engagement["purposes"]


def _place(step: Step) -> Where:
    return where(step.row)


def _place_of(found: Recorded) -> Where | None:
    return found.place


def _with_alias(asked: Ask, vendor: dict[str, Any]) -> Ask:
    """Return the row with its name as an alias of the vendor that a person said it is: known from now on."""
    if asked.name in {vendor["name"], vendor["legal_name"], *vendor["aliases"]}:
        return asked
    return replace(asked, aliases=(*asked.aliases, asked.name))


def _attach(plan: Plan, problems: Sequence[Problem]) -> None:
    by_row: dict[tuple[str, int], list[Problem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.sheet, problem.row].append(problem)
    if by_row:
        for step in plan.steps:
            step.problems = by_row.get((step.row.sheet, step.row.row), [])
