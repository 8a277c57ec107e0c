"""What an organisation asks of vendors of a tier: which questionnaire, how often, and whether two people decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Invalid
from accounts.events import N_, Event
from accounts.roles import Deed, demand
from assessments.assessment_tables import TierRule
from assessments.cadence import BY_TIER, LONGEST_MONTHS
from assessments.templates import Listed, list_templates
from assessments.tiers import MIDDLE_MONTHS, TIERS, USUAL_SECOND, USUAL_TEMPLATE
from register.scope import seen

NO_TEMPLATE = N_("Choose a questionnaire from the list.")
NO_MONTHS = N_("Write the months as a whole number from 1 to 60, or leave it empty for the usual.")


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked of vendors of a tier; `own` is False where the organisation has set nothing."""

    tier: str
    template: int | None
    template_name: str
    months: int | None
    second_needed: bool
    own: bool


def usual_months(tier: str) -> int:
    """Return the months between two reviews of a tier where nothing is set."""
    return BY_TIER.get(tier, MIDDLE_MONTHS)


async def rules_of(organisation: int, actor: Actor) -> list[Rule]:
    """Return what an organisation asks of each tier."""
    seen(organisation, actor)
    templates = await list_templates(actor)
    rows = {row["tier"]: row for row in await TierRule.select().where(TierRule.organisation == organisation)}
    return [_rule(tier, rows.get(tier), templates) for tier in TIERS]


def _rule(tier: str, row: Mapping[str, Any] | None, templates: list[Listed]) -> Rule:
    usual = next((one for one in templates if one.shipped and one.key == USUAL_TEMPLATE[tier]), None)
    chosen = next((one for one in templates if row and one.id == row["template"]), usual)
    return Rule(
        tier=tier,
        template=chosen.id if chosen else None,
        template_name=chosen.title("en") if chosen else "",
        months=row["months"] if row else None,
        second_needed=bool(row["second_needed"]) if row else USUAL_SECOND[tier],
        own=row is not None,
    )


async def set_rules(organisation: int, given: Mapping[str, str], actor: Actor, now: datetime) -> None:
    """Set what an organisation asks of each tier; the fields are `template-high`, `months-high`, `second-high` ..."""
    demand(actor, Deed.DECIDE)
    seen(organisation, actor)
    demand(actor, Deed.DECIDE, organisation)
    async with transaction():
        known = {
            one.id
            for one in await list_templates(actor)
            if one.status == "active" and one.newest and one.organisation in {None, organisation}
        }
        wrong: dict[str, str] = {}
        before = {rule.tier: rule for rule in await rules_of(organisation, actor)}
        for tier in TIERS:
            values = _read(tier, given, known, wrong)
            if wrong:
                continue
            rule = before[tier]
            if (rule.template, rule.months, rule.second_needed) == tuple(values.values()):
                continue
            where = (TierRule.organisation == organisation) & (TierRule.tier == tier)
            if rule.own:
                await TierRule.update(values).where(where)
            else:
                await TierRule({**values, TierRule.organisation: organisation, TierRule.tier: tier}).save()
            await record(
                Event.TIERS_CHANGED,
                actor,
                now,
                subject=("organisation", organisation),
                organisation_id=organisation,
                before={"tier": tier, "template": rule.template, "months": rule.months, "second": rule.second_needed},
                after={"tier": tier, **{column._meta.name: value for column, value in values.items()}},
            )
        if wrong:
            raise Invalid(wrong)


def _read(tier: str, given: Mapping[str, str], known: set[int], wrong: dict[str, str]) -> dict[Any, Any]:
    template = given.get(f"template-{tier}", "")
    months = given.get(f"months-{tier}", "").strip()
    if not template.isascii() or not template.isdecimal() or int(template[:10]) not in known:
        wrong[f"template-{tier}"] = NO_TEMPLATE
    fits = months.isascii() and months.isdecimal() and 1 <= int(months[:4]) <= LONGEST_MONTHS
    if months and not fits:
        wrong[f"months-{tier}"] = NO_MONTHS
    if wrong:
        return {}
    return {
        TierRule.template: int(template),
        TierRule.months: int(months) if months else None,
        TierRule.second_needed: given.get(f"second-{tier}") == "yes",
    }
