"""Tiers: how they follow from an intake, and what an organisation asks of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import ModuleType

from litestar import get, post
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler

from accounts import i18n
from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.i18n import gettext as _
from accounts.roles import Deed, may
from accounts.web import AnyRequest, Page, flash, form_values, guard, render, see_other
from assessments import scoring, tiers
from assessments.templates import list_templates
from assessments.tier_rules import Rule, rules_of, set_rules, usual_months
from register.organisations import list_organisations
from register.pages.queries import number

PATH = "/assessments/tiers"


@dataclass(frozen=True)
class TiersPage:
    """What the page shows."""

    words: ModuleType
    remains: int
    organisations: list[tuple[str, str]]
    organisation: str
    rules: list[Rule]
    usual: Mapping[str, int]
    templates: list[tuple[str, str]]
    may_change: bool
    typed: Mapping[str, str]
    labels: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


@get(PATH, guards=[guard(Deed.READ)])
async def show(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """Show how tiers follow, and what is asked of each."""
    return await page(request, actor, number(request.query_params.get("organisation")))


@post(PATH, guards=[guard(Deed.DECIDE)])
async def change(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Change what is asked of each tier."""
    typed = await form_values(request)
    organisation = number(typed.get("organisation"))
    try:
        await set_rules(organisation, typed, actor, now)
    except Invalid as error:
        return await page(request, actor, organisation, typed, error)
    flash(
        request,
        _("What is asked of each tier is saved. It holds for what is started or scheduled from now on."),
    )
    return see_other(f"{PATH}?organisation={organisation}")


async def page(
    request: AnyRequest,
    actor: Actor,
    organisation: int,
    typed: Mapping[str, str] | None = None,
    error: Invalid | None = None,
) -> Page:
    """Return the page, for one organisation where there are several."""
    listed = [(str(row["id"]), str(row["name"])) for row in await list_organisations(actor)]
    chosen = str(organisation) if str(organisation) in dict(listed) else listed[0][0] if listed else ""
    rules = await rules_of(int(chosen), actor) if chosen else []
    stored = {
        **{f"template-{rule.tier}": str(rule.template or "") for rule in rules},
        **{f"months-{rule.tier}": str(rule.months or "") for rule in rules},
        **{f"second-{rule.tier}": "yes" if rule.second_needed else "" for rule in rules},
    }
    spoken = i18n.language.get()
    offered = [
        (str(one.id), one.title(spoken))
        for one in await list_templates(actor)
        if one.status == "active" and one.newest and str(one.organisation or chosen) == chosen
    ]
    context = TiersPage(
        words=tiers,
        remains=scoring.REMAINS,
        organisations=listed,
        organisation=chosen,
        rules=rules,
        usual={tier: usual_months(tier) for tier in tiers.TIERS},
        templates=offered,
        may_change=bool(chosen) and may(actor, Deed.DECIDE, int(chosen)),
        typed=typed if typed is not None else stored,
        labels={
            f"{name}-{tier}": f"{_(tiers.LABELS[tier])}: {label}"
            for tier in tiers.TIERS
            for name, label in (("template", _("Questionnaire")), ("months", _("Months between two")))
        },
        errors={name: _(text) for name, text in error.fields.items()} if error else {},
    )
    return render(request, "assessments/tiers.html", context, 422 if error else 200)


ROUTES: list[ControllerRouterHandler] = [show, change]
