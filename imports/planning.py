"""Make the plan of a file: read what the register holds, and compare."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from accounts.actor import Actor
from accounts.progress import tell
from imports import plan, snapshot
from imports.corrections import correct
from imports.match_register import Known
from imports.model import Understood
from imports.own import is_own
from imports.own_export import plan_export
from imports.plan_model import Decision, Plan


async def make_plan(
    understood: Understood,
    organisation: int,
    actor: Actor,
    decisions: Mapping[plan.Where, Decision],
    corrections: Mapping[plan.Where, Mapping[str, str]] = MappingProxyType({}),
) -> Plan:
    """Return what an import of this file would do to the register of an organisation, as it stands now."""
    tell("planning")
    if any(map(is_own, understood.vendors)):
        return await plan_export(understood, organisation, actor, decisions)
    last = await snapshot.last_said(organisation)
    rows = plan.without_doubt(understood.vendors)
    recognised = plan.recognise(rows, last, corrections)
    for step in recognised.steps.values():
        step.corrected = corrections.get(plan.where(step.row), {})
    rest = [correct(step.row, step.corrected) for step in map(recognised.steps.__getitem__, recognised.rest)]
    if not rest:
        return plan.decide(
            recognised, [], rest, vendors={}, recorded={}, decisions=decisions, problems=understood.problems
        )
    vendors = await snapshot.all_vendors(organisation)
    known = Known(vendors, await snapshot.shown_vendors(actor))
    groups = plan.match(rest, known, decisions)
    matched = {found.vendor_id for _, found in groups if found.vendor_id is not None}
    return plan.decide(
        recognised,
        groups,
        rest,
        vendors={vendor["id"]: vendor for vendor in vendors if vendor["id"] in matched},
        recorded=await snapshot.recorded(matched, organisation, last),
        decisions=decisions,
        problems=understood.problems,
    )
