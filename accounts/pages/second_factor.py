"""The second factor on one's own profile: set up, new recovery codes, removal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler

from accounts import second_factor
from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.i18n import gettext
from accounts.pages.second_step import CodesPage
from accounts.pages.session import SMALL
from accounts.profile import prove
from accounts.second_factor import Offer
from accounts.visits import visit_of
from accounts.web import AnyRequest, Page, flash, form_values, render, see_other

PATH = "/profile/second-factor"


@dataclass(frozen=True)
class SecondFactorPage:
    """How the second factor stands: in use, waiting for a first code, or not begun."""

    in_use: bool
    needed: bool
    left: int
    offer: Offer | None
    errors: dict[str, str] = field(default_factory=dict)


@get(PATH)
async def show(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """Show how the second factor stands."""
    return await page(request, actor)


@post(PATH, request_max_body_size=SMALL)
async def start(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Begin the set-up, for who types the password again."""
    form = await form_values(request)
    session = visit_of(request).signed_in
    assert session is not None, "the route is closed to who is not signed in"
    try:
        await prove(session, form.get("password", ""), now, "password")
    except Invalid as error:
        return await page(request, actor, error.fields)
    await second_factor.start(actor.id or 0, request.app.state.policy)
    return see_other(PATH)


@post(f"{PATH}/confirmation", request_max_body_size=SMALL)
async def confirm(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Take the first code, and show the recovery codes."""
    form = await form_values(request)
    try:
        codes = await second_factor.confirm(actor, form.get("code", ""), request.app.state.policy, now)
    except Invalid as error:
        return await page(request, actor, error.fields)
    return render(request, "accounts/recovery_codes.html", CodesPage(codes, PATH))


@post(f"{PATH}/codes", request_max_body_size=SMALL)
async def renew(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Make new recovery codes; the earlier ones end."""
    form = await form_values(request)
    try:
        codes = await second_factor.renew_codes(actor, form.get("code", ""), request.app.state.policy, now)
    except Invalid as error:
        return await page(request, actor, error.fields)
    return render(request, "accounts/recovery_codes.html", CodesPage(codes, PATH))


@post(f"{PATH}/removal", request_max_body_size=SMALL)
async def remove(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Ask for no more codes."""
    form = await form_values(request)
    try:
        await second_factor.remove_own(actor, form.get("code", ""), request.app.state.policy, now)
    except Invalid as error:
        return await page(request, actor, error.fields)
    flash(request, gettext("You sign in with your password alone from now on."))
    return see_other(PATH)


async def page(request: AnyRequest, actor: Actor, errors: dict[str, str] | None = None) -> Page:
    """Return the page with what is wrong."""
    state, person = request.app.state, actor.id or 0
    in_use = await second_factor.is_set_up(person)
    context = SecondFactorPage(
        in_use=in_use,
        needed=state.policy.asks_second_factor(actor),
        left=await second_factor.codes_left(person) if in_use else 0,
        offer=None if in_use else await second_factor.offer(person, state.policy, state.post.host),
        errors=errors or {},
    )
    return render(request, "accounts/second_factor.html", context, 422 if errors else 200)


ROUTES: list[ControllerRouterHandler] = [show, start, confirm, renew, remove]
