"""One person, for administrators: roles by organisation, sessions, second factor, and whether they are let in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.i18n import gettext
from accounts.inviting import send_link
from accounts.pages.people import LinkPage, organisations_of, role_names
from accounts.pages.session import SMALL
from accounts.people import Person, find_person, set_active, set_roles, sign_out_person
from accounts.roles import Deed, narrowed
from accounts.second_factor import remove_for
from accounts.sessions import Device, devices_of
from accounts.web import AnyRequest, Page, flash, form_values, guard, render, see_other

PATH = "/people/{person:int}"


@dataclass(frozen=True)
class Choice:
    """The role in one organisation: the field's name, the organisation ("" for all of them) and the present role."""

    field: str
    organisation: str
    role: str


@dataclass(frozen=True)
class PersonPage:
    """Everything about one person that an administrator sees to."""

    person: Person
    choices: list[Choice]
    role_names: list[tuple[str, str]]
    devices: list[Device]
    mail: bool
    errors: dict[str, str] = field(default_factory=dict)


@get(PATH, guards=[guard(Deed.ADMINISTER)])
async def show(
    request: AnyRequest, person: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Show one person."""
    return await page(request, person, actor, now)


@post(f"{PATH}/roles", guards=[guard(Deed.ADMINISTER)], request_max_body_size=SMALL)
async def change_roles(
    request: AnyRequest, person: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Change the roles in the organisations that the administrator looks after."""
    form = await form_values(request)
    offered = {f"role-{number}": number for number, _ in await organisations_of(actor)}
    roles: dict[int | None, str] = {number: form[name] for name, number in offered.items() if name in form}
    if "role-all" in form:
        roles[None] = form["role-all"]
    try:
        await set_roles(person, roles, actor, now)
    except Invalid as error:
        return await page(request, person, actor, now, error.fields)
    flash(request, gettext("The roles are changed. They hold from the person's next click on."))
    return see_other(f"/people/{person}")


@post(f"{PATH}/link", guards=[guard(Deed.ADMINISTER)], request_max_body_size=SMALL)
async def link(
    request: AnyRequest, person: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Send the invitation again, or a link to set a new password."""
    post_office = request.app.state.post
    found = await find_person(person, actor)
    made = await send_link(person, actor, now, post_office)
    if made:
        return render(request, "accounts/link.html", LinkPage(found.email, made, person))
    post_office.send_soon()
    flash(request, gettext("A link is on its way to %(email)s.", email=found.email))
    return see_other(f"/people/{person}")


@post(f"{PATH}/sessions/end", guards=[guard(Deed.ADMINISTER)], request_max_body_size=SMALL)
async def sign_out(
    request: AnyRequest, person: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Sign somebody out everywhere."""
    await sign_out_person(person, actor, now)
    flash(request, gettext("The person is signed out everywhere."))
    return see_other(f"/people/{person}")


@post(f"{PATH}/second-factor/removal", guards=[guard(Deed.ADMINISTER)], request_max_body_size=SMALL)
async def remove_second_factor(
    request: AnyRequest, person: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Remove somebody's second factor, as when the phone is lost."""
    await remove_for(person, actor, now)
    flash(request, gettext("The second factor is removed, and the person is signed out everywhere."))
    return see_other(f"/people/{person}")


@post(f"{PATH}/deactivation", guards=[guard(Deed.ADMINISTER)], request_max_body_size=SMALL)
async def deactivate(
    request: AnyRequest, person: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Let somebody in no longer."""
    await set_active(person, actor, now, active=False)
    flash(request, gettext("The person can no longer sign in and is signed out everywhere."))
    return see_other(f"/people/{person}")


@post(f"{PATH}/activation", guards=[guard(Deed.ADMINISTER)], request_max_body_size=SMALL)
async def activate(
    request: AnyRequest, person: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Let somebody in again."""
    await set_active(person, actor, now, active=True)
    flash(request, gettext("The person can sign in again."))
    return see_other(f"/people/{person}")


async def page(
    request: AnyRequest, number: int, actor: Actor, now: datetime, errors: dict[str, str] | None = None
) -> Page:
    """Return the page with what is wrong."""
    person = await find_person(number, actor)
    held = {one.organisation: one.role for one in person.held}
    choices = [Choice(f"role-{place}", name, held.get(place, "")) for place, name in await organisations_of(actor)]
    if narrowed(actor, Deed.ADMINISTER).scope is None:
        choices.insert(0, Choice("role-all", "", held.get(None, "")))
    context = PersonPage(
        person=person,
        choices=choices,
        role_names=[("", gettext("No role")), *role_names().items()],
        # Where somebody else's employee signs in from is not this administrator's business.
        devices=await devices_of(number, now) if person.whole else [],
        mail=request.app.state.post.set_up,
        errors=errors or {},
    )
    return render(request, "accounts/person.html", context, 422 if errors else 200)


ROUTES: list[ControllerRouterHandler] = [
    show,
    change_roles,
    link,
    sign_out,
    remove_second_factor,
    deactivate,
    activate,
]
