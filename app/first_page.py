"""The page behind the one-time link: the first administrator and, while there is none, the first organisation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.types import ControllerRouterHandler

from accounts.database import transaction
from accounts.errors import Invalid
from accounts.events import N_
from accounts.first import create_first_administrator, first_faults, first_token_holds, spent
from accounts.i18n import country_name, gettext
from accounts.pages.session import SMALL
from accounts.sessions import open_session
from accounts.tables import Organisation
from accounts.visits import sign_browser_in, visit_of
from accounts.web import AnyRequest, Page, form_values, render, see_other
from law.names import codes
from register.inputs import OrganisationInput
from register.organisations import create_organisation
from register.reading import read

REGIMES = {"GB": ("UK",), "CH": ("CH",)}
FIELDS = ("email", "password", "name", "country", "acts_as", "regimes")
ACTS_AS = {"controller": N_("Controller"), "processor": N_("Processor"), "both": N_("Both")}


@dataclass(frozen=True)
class FirstPage:
    """The form, with what was typed and what is wrong with it."""

    token: str
    countries: list[tuple[str, str]]
    acts_as_names: list[tuple[str, str]]
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    asks_organisation: bool = True


@get("/first-administrator", opt={"public": True})
async def show(request: AnyRequest, now: NamedDependency[datetime], token: FromQuery[str] = "") -> Page:
    """Show the form to whoever has the link."""
    if not await first_token_holds(token, now):
        raise await spent()
    return await form_page(request, token, {}, {})


@post("/first-administrator", opt={"public": True}, request_max_body_size=SMALL)
async def create(request: AnyRequest, now: NamedDependency[datetime]) -> Page:
    """Create the first administrator and organisation, and sign in.

    An organisation may be here already, by a command; then the form asks for none.
    """
    form = await form_values(request)
    visit = visit_of(request)
    token, email, password = form.get("token", ""), form.get("email", ""), form.get("password", "")
    try:
        wrong = first_faults(email, password)
        organisation = read_form(form, wrong, asks_organisation=not await Organisation.exists())
    except Invalid as error:
        return await form_page(request, token, form, error.fields)
    async with transaction():
        actor = await create_first_administrator(token, email, password, now, visit.address)
        if organisation is not None:
            await create_organisation(organisation, actor, now)
        assert actor.id is not None, "the first administrator is a person"
        session = await open_session(actor.id, now, visit.address, request.headers.get("user-agent", ""))
    sign_browser_in(visit, session)
    return see_other("/")


def read_form(form: dict[str, str], wrong: dict[str, str], *, asks_organisation: bool) -> OrganisationInput | None:
    """Return the organisation where the form asks for one; raise `Invalid` with all faults together."""
    organisation = read_organisation(form, wrong) if asks_organisation else None
    if wrong:
        raise Invalid(wrong)
    return organisation


def read_organisation(form: dict[str, str], wrong: dict[str, str]) -> OrganisationInput:
    """Return the organisation of the form; raise `Invalid` with its faults and those found before, together."""
    country = form.get("country", "")
    given: dict[str, Any] = {
        "name": form.get("name", ""),
        "country": country,
        "acts_as": form.get("acts_as", "controller"),
        "regimes": REGIMES.get(country, ("EU",)),
    }
    if not country:
        wrong["country"] = gettext("The country decides which law applies. Choose it from the list.")
    try:
        organisation = read(OrganisationInput, given)
    except Invalid as error:
        raise Invalid({**wrong, **{name: gettext(sentence) for name, sentence in error.fields.items()}}) from error
    return organisation


async def form_page(request: AnyRequest, token: str, typed: dict[str, str], errors: dict[str, str]) -> Page:
    """Return the form with what was typed, but for the password."""
    countries = sorted(((code, country_name(code)) for code in codes()), key=lambda pair: pair[1])
    roles = [(value, gettext(label)) for value, label in ACTS_AS.items()]
    shown = {name: value for name, value in typed.items() if name != "password"}
    in_order = dict(sorted(errors.items(), key=lambda error: FIELDS.index(error[0])))
    context = FirstPage(token, countries, roles, shown, in_order, not await Organisation.exists())
    return render(request, "app/first_administrator.html", context, 422 if errors else 200)


ROUTES: list[ControllerRouterHandler] = [show, create]
