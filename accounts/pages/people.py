"""The people of the register, for its administrators: the list, and inviting one more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from litestar import get, post
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.events import N_
from accounts.i18n import gettext
from accounts.inviting import invite
from accounts.numbers import row_number
from accounts.pages.session import SMALL
from accounts.people import Person, page_of_people, tidy_email
from accounts.roles import Deed, Role, narrowed
from accounts.tables import Organisation
from accounts.web import AnyRequest, Page, flash, form_values, guard, render, see_other

SIZE = 50
ROLE_NAMES = {
    Role.READER: N_("Reader: reads and exports"),
    Role.CONTRIBUTOR: N_("Contributor: reads and answers what is assigned"),
    Role.PROCUREMENT: N_("Procurement: edits and imports"),
    Role.PRIVACY: N_("Privacy: edits, imports and decides on law"),
    Role.ADMINISTRATOR: N_("Administrator: everything, and people"),
}


@dataclass(frozen=True)
class PeoplePage:
    """A page of the list, what was searched for, and the way on."""

    people: list[Person]
    total: int
    q: str
    first: str
    more: str
    role_names: dict[str, str]


@dataclass(frozen=True)
class NewPersonPage:
    """The form for one more person."""

    role_names: list[tuple[str, str]]
    organisations: list[tuple[str, str]]
    mail: bool
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LinkPage:
    """A link to hand over, which is shown this once."""

    email: str
    link: str
    person: int | None = None


@get("/people", guards=[guard(Deed.ADMINISTER)])
async def show(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """List the people, by address."""
    q, after = (str(request.query_params.get(name, "")).replace("\0", "")[:254] for name in ("q", "after"))
    people, total = await page_of_people(actor, q, after, SIZE + 1)
    said = {"q": q} if q else {}
    more = f"/people?{urlencode({**said, 'after': people[SIZE - 1].email})}" if len(people) > SIZE else ""
    first = f"/people?{urlencode(said)}" if after else ""
    return render(request, "accounts/people.html", PeoplePage(people[:SIZE], total, q, first, more, role_names()))


@get("/people/new", guards=[guard(Deed.ADMINISTER)])
async def new(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """Show the form for one more person."""
    return await form_page(request, actor, {}, {})


@post("/people", guards=[guard(Deed.ADMINISTER)], request_max_body_size=SMALL)
async def add(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Invite a person."""
    form = await form_values(request)
    chosen = form.get("organisation", "")
    roles = {row_number(chosen) or 0 if chosen else None: form.get("role", "")}
    post_office = request.app.state.post
    try:
        link = await invite(form.get("email", ""), roles, actor, now, post_office, name=form.get("name", ""))
    except Invalid as error:
        return await form_page(request, actor, form, error.fields)
    email = tidy_email(form["email"])
    if link:
        return render(request, "accounts/link.html", LinkPage(email, link))
    post_office.send_soon()
    flash(request, gettext("An invitation is on its way to %(email)s. It holds for seven days.", email=email))
    return see_other("/people")


def role_names() -> dict[str, str]:
    """Return what the roles are called."""
    return {role.value: gettext(name) for role, name in ROLE_NAMES.items()}


async def organisations_of(actor: Actor) -> list[tuple[int, str]]:
    """Return the organisations that the actor administers, by name."""
    actor = narrowed(actor, Deed.ADMINISTER)
    rows = await Organisation.select(Organisation.id, Organisation.name).order_by(Organisation.name)
    return [(row["id"], row["name"]) for row in rows if actor.sees(row["id"])]


async def form_page(request: AnyRequest, actor: Actor, typed: Mapping[str, str], errors: dict[str, str]) -> Page:
    """Return the form with what was typed."""
    everywhere = narrowed(actor, Deed.ADMINISTER).scope is None
    open_ones = [(str(number), name) for number, name in await organisations_of(actor)]
    context = NewPersonPage(
        list(role_names().items()),
        [*([("", gettext("All organisations"))] if everywhere else []), *open_ones],
        request.app.state.post.set_up,
        dict(typed),
        errors,
    )
    return render(request, "accounts/new_person.html", context, 422 if errors else 200)


ROUTES: list[ControllerRouterHandler] = [show, new, add]
