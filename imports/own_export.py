"""An exported file that comes back: its rows with numbers edit what they name, those that were added to it are new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from accounts.actor import Actor
from accounts.events import N_
from imports import own_new, plan, snapshot
from imports.match_register import Known
from imports.model import Problem, Row, Understood
from imports.own import title_of
from imports.own_plan import plan_own
from imports.plan_model import Decision, Plan
from register.editable import PARTS
from register.sql import chunks, fetch_all, numbers

Said = dict[plan.Where, Decision]
THERE = "SELECT vendor, service, purposes FROM engagement WHERE organisation = {}"
A_NUMBER = N_("its number, or something that the register does not have yet")
TWIN = N_(
    "The register has this engagement already. Put its number back to edit it, or say in the row what is different."
)


async def plan_export(
    understood: Understood, organisation: int, actor: Actor, decisions: Mapping[plan.Where, Decision]
) -> Plan:
    """Return what an exported file would do to the register of an organisation."""
    added = [row for row in understood.vendors if own_new.is_new(row)]
    kept = [row for row in understood.vendors if not own_new.is_new(row)]
    edits = await plan_own(kept, organisation, decisions, added)
    refused = {plan.where(step.row) for step in edits.steps}
    new = [row for row in added if plan.where(row) not in refused]
    if not new:
        return edits
    more = await _plan_new(new, organisation, actor, decisions)
    order = {plan.where(row): at for at, row in enumerate(understood.vendors)}
    return Plan(sorted([*edits.steps, *more.steps], key=lambda step: order[plan.where(step.row)]), more.new_vendors)


async def _plan_new(new: list[Row], organisation: int, actor: Actor, decisions: Mapping[plan.Where, Decision]) -> Plan:
    told = [own_new.read_new(row) for row in new]
    elsewhere = own_new.told_elsewhere(told)
    rows = own_new.completed(told, elsewhere)
    recognised = plan.recognise(rows, await snapshot.last_said(organisation))
    recognised.rest = [at for at in recognised.rest if at not in elsewhere]
    rest = [rows[at] for at in recognised.rest]
    vendors = await snapshot.all_vendors(organisation)
    shown = await snapshot.shown_vendors(actor)
    here = [vendor["id"] for vendor in vendors if shown is None or vendor["id"] in shown]
    said = {**own_new.whose(rest, here), **decisions}
    known = Known(vendors, shown)
    groups = plan.match(rest, known, said)
    matched = {found.vendor_id for _, found in groups if found.vendor_id is not None}
    there = await _there(matched, organisation)
    twins = {
        plan.where(rest[at])
        for group, found in groups
        for at in group
        if (found.vendor_id, rest[at].service, rest[at].purpose) in there
    }
    found = plan.decide(
        recognised,
        groups,
        rest,
        vendors={vendor["id"]: vendor for vendor in vendors if vendor["id"] in matched},
        # The engagements that the register has stand in the file with their numbers: these are others.
        recorded={},
        decisions={**said, **dict.fromkeys(twins, Decision("skip"))},
        problems=(),
    )
    for step in found.steps:
        if plan.where(step.row) in twins:
            heading = PARTS[title_of(step.row)][-1].number
            step.why = "refused"
            step.problems = [Problem(step.row.sheet, step.row.row, heading, "", A_NUMBER, TWIN)]
    return found


async def _there(vendors: Iterable[int], organisation: int) -> set[tuple[int | None, str, str]]:
    """Return what these vendors do for the organisation already."""
    found: set[tuple[int | None, str, str]] = set()
    for some in chunks(vendors):
        sql = f"{THERE} AND vendor IN ({numbers(some)})"
        found |= {(row["vendor"], row["service"], row["purposes"]) for row in await fetch_all(sql, [organisation])}
    return found
