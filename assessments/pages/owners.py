"""Where reminders go, for administrators: the addresses of owners, and what holds for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.i18n import LANGUAGES
from accounts.i18n import gettext as _
from accounts.roles import Deed, narrowed
from accounts.tables import Organisation
from accounts.web import AnyRequest, Page, flash, form_values, guard, render, see_other
from assessments import owners, wishes
from assessments.owners import Owner, list_owners
from assessments.pages.wishes import manners
from assessments.recipients import EVERYBODY
from register.pages.queries import number

PATH = "/administration/owners"


@dataclass(frozen=True)
class OwnersPage:
    """What the page shows."""

    owners: list[Owner]
    without: int
    organisations: list[tuple[str, str]]
    language_names: list[tuple[str, str]]
    manners: list[tuple[str, str]]
    common: Mapping[str, Any]
    usual_hour: int
    may_change_common: bool
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    common_errors: Mapping[str, str] = field(default_factory=dict)


@get(PATH, guards=[guard(Deed.ADMINISTER)])
async def show(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """Show where reminders go."""
    return await page(request, actor)


@post(PATH, guards=[guard(Deed.ADMINISTER)])
async def put(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Write down the address of an owner."""
    typed = await form_values(request)
    organisation = number(typed.get("organisation")) or None
    try:
        await owners.set_address(organisation, typed.get("owner", ""), typed.get("email", ""), actor, now)
    except Invalid as error:
        return await page(request, actor, typed=typed, errors=error.fields)
    flash(request, _("Reminders for this owner go to %(email)s.", email=typed["email"].strip()))
    return see_other(PATH)


@post("/administration/owners/{address:int}/removal", guards=[guard(Deed.ADMINISTER)])
async def remove(
    request: AnyRequest, address: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Forget the address of an owner."""
    await owners.remove_address(address, actor, now)
    flash(request, _("The address is forgotten."))
    return see_other(PATH)


@post("/administration/defaults", guards=[guard(Deed.ADMINISTER)])
async def change_common(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Change what holds for everybody."""
    typed = await form_values(request)
    try:
        await wishes.change_common(actor, typed, now)
    except Invalid as error:
        return await page(request, actor, common=typed, common_errors=error.fields)
    flash(request, _("What holds for everybody is saved."))
    return see_other(PATH)


async def page(
    request: AnyRequest,
    actor: Actor,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    common: Mapping[str, str] | None = None,
    common_errors: Mapping[str, str] | None = None,
) -> Page:
    """Return the page, with what was typed and what is wrong with it."""
    actor = narrowed(actor, Deed.ADMINISTER)
    found = await list_owners(actor)
    rows = await Organisation.select(Organisation.id, Organisation.name).order_by(Organisation.name)
    kept = await wishes.wishes_of(EVERYBODY)
    stored = {name: "" if kept.get(name) is None else kept[name] for name in wishes.FIELDS}
    everywhere = [("", _("All organisations"))] if actor.scope is None else []
    context = OwnersPage(
        owners=found,
        without=sum(not one.email for one in found),
        organisations=[*everywhere, *((str(row["id"]), row["name"]) for row in rows if actor.sees(row["id"]))],
        language_names=list(LANGUAGES.items()),
        manners=manners(),
        common=stored if common is None else {**dict.fromkeys(wishes.FIELDS, ""), **common},
        usual_hour=await wishes.usual_hour(),
        may_change_common=actor.scope is None,
        typed=typed or {},
        errors=errors or {},
        common_errors=common_errors or {},
    )
    return render(request, "assessments/owners.html", context, 422 if errors or common_errors else 200)


ROUTES: list[ControllerRouterHandler] = [show, put, remove, change_common]
