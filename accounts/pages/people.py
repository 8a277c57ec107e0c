"""The people of the register, for its administrators."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.events import N_
from accounts.i18n import gettext
from accounts.numbers import row_number
from accounts.pages.session import SMALL
from accounts.people import Person, add_person, list_people, set_active
from accounts.roles import Deed, Role
from accounts.tables import Organisation
from accounts.web import AnyRequest, Page, flash, form_values, guard, render, see_other

ROLE_NAMES = {
    Role.READER: N_("Reader: reads and exports"),
    Role.CONTRIBUTOR: N_("Contributor: reads and answers what is assigned"),
    Role.PROCUREMENT: N_("Procurement: edits and imports"),
    Role.PRIVACY: N_("Privacy: edits, imports and decides on law"),
    Role.ADMINISTRATOR: N_("Administrator: everything, and people"),
}


@dataclass(frozen=True)
class PeoplePage:
    """The list."""

    people: list[Person]
    role_names: dict[str, str]


@dataclass(frozen=True)
class NewPersonPage:
    """The form for one more person."""

    role_names: list[tuple[str, str]]
    organisations: list[tuple[str, str]]
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@get("/people", guards=[guard(Deed.ADMINISTER)])
async def show(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """List the people."""
    names = {role.value: gettext(name) for role, name in ROLE_NAMES.items()}
    return render(request, "accounts/people.html", PeoplePage(await list_people(actor), names))


@get("/people/new", guards=[guard(Deed.ADMINISTER)])
async def new(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """Show the form for one more person."""
    return await form_page(request, actor, {}, {})


@post("/people", guards=[guard(Deed.ADMINISTER)], request_max_body_size=SMALL)
async def add(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Add a person."""
    form = await form_values(request)
    chosen = form.get("organisation", "")
    try:
        await add_person(
            form.get("email", ""),
            form.get("role", ""),
            form.get("password", ""),
            actor,
            now,
            name=form.get("name", ""),
            organisations=[row_number(chosen) or 0] if chosen else [],
        )
    except Invalid as error:
        return await form_page(request, actor, form, error.fields)
    flash(request, gettext("%(email)s can sign in now. Hand over the password in person.", email=form["email"].strip()))
    return see_other("/people")


@post("/people/{person:int}/deactivation", guards=[guard(Deed.ADMINISTER)], request_max_body_size=SMALL)
async def deactivate(
    request: AnyRequest, person: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Let somebody in no longer."""
    await set_active(person, actor, now, active=False)
    flash(request, gettext("The person can no longer sign in and is signed out everywhere."))
    return see_other("/people")


@post("/people/{person:int}/activation", guards=[guard(Deed.ADMINISTER)], request_max_body_size=SMALL)
async def activate(
    request: AnyRequest, person: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Let somebody in again."""
    await set_active(person, actor, now, active=True)
    flash(request, gettext("The person can sign in again."))
    return see_other("/people")


async def form_page(request: AnyRequest, actor: Actor, typed: dict[str, str], errors: dict[str, str]) -> Page:
    """Return the form with what was typed, but for the password."""
    rows = await Organisation.select(Organisation.id, Organisation.name).order_by(Organisation.name)
    open_ones = [(str(row["id"]), row["name"]) for row in rows if actor.sees(row["id"])]
    everywhere = [("", gettext("All organisations"))] if actor.scope is None else []
    roles = [(role.value, gettext(name)) for role, name in ROLE_NAMES.items()]
    shown = {name: value for name, value in typed.items() if name != "password"}
    context = NewPersonPage(roles, [*everywhere, *open_ones], shown, errors)
    return render(request, "accounts/new_person.html", context, 422 if errors else 200)


ROUTES: list[ControllerRouterHandler] = [show, new, add, deactivate, activate]
