"""Signing in and out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.types import ControllerRouterHandler

from accounts.errors import Invalid, TooMany
from accounts.i18n import gettext
from accounts.sessions import PROVIDER
from accounts.signin import STEP_LIFE, SecondStep, sign_in, sign_out
from accounts.tables import User
from accounts.visits import sign_browser_in, visit_of
from accounts.web import AnyRequest, Page, flash, form_values, render, safe_path, see_other

SMALL = 64 * 1024


@dataclass(frozen=True)
class SignInPage:
    """The form, with what was typed and what is wrong with it."""

    email: str = ""
    next: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    nobody_yet: bool = False
    provider: str = ""
    provider_href: str = ""


@get("/sign-in", opt={"public": True})
async def show(request: AnyRequest, next: FromQuery[str] = "") -> Page:  # noqa: A002 - the word in the address
    """Show the form; who is signed in already goes on."""
    if visit_of(request).signed_in:
        return see_other(safe_path(next))
    return sign_in_page(request, next=next, nobody_yet=not await User.exists())


@post("/session", opt={"public": True}, request_max_body_size=SMALL)
async def begin(request: AnyRequest, now: NamedDependency[datetime]) -> Page:
    """Sign in."""
    form = await form_values(request)
    visit = visit_of(request)
    email, target = form.get("email", ""), form.get("next", "")
    agent, policy = request.headers.get("user-agent", ""), request.app.state.policy
    try:
        token = await sign_in(email, form.get("password", ""), now, visit.address, agent, policy)
    except SecondStep as step:
        visit.set_cookie("step", step.token, int(STEP_LIFE.total_seconds()))
        way = "/sign-in/set-up" if step.set_up else "/sign-in/code"
        return see_other(f"{way}?{urlencode({'next': safe_path(target)})}")
    except Invalid as error:
        return sign_in_page(request, email, target, error.fields, status=422)
    except TooMany as error:
        page = sign_in_page(request, email, target, {"": str(error)}, status=429)
        page.headers["retry-after"] = str(error.seconds)
        return page
    if visit.signed_in:
        await sign_out(visit.signed_in, now)
    sign_browser_in(visit, token)
    return see_other(safe_path(target))


@post("/session/end", opt={"public": True}, request_max_body_size=SMALL)
async def end(request: AnyRequest, now: NamedDependency[datetime]) -> Page:
    """Sign out; a session that has ended already is no mistake."""
    visit = visit_of(request)
    by_provider = visit.signed_in is not None and visit.signed_in.method == PROVIDER
    if visit.signed_in:
        await sign_out(visit.signed_in, now)
    visit.set_cookie("session", "", 0)
    if by_provider and request.app.state.provider is not None:
        return see_other("/sign-in/provider/end")
    flash(request, gettext("You are signed out."))
    return see_other("/sign-in")


def sign_in_page(
    request: AnyRequest,
    email: str = "",
    next: str = "",  # noqa: A002 - the word in the address
    errors: dict[str, str] | None = None,
    *,
    status: int = 200,
    nobody_yet: bool = False,
) -> Page:
    """Return the form with what was typed and what is wrong with it."""
    provider = request.app.state.provider
    href = f"/sign-in/provider?{urlencode({'next': safe_path(next)})}"
    name = provider.settings.name if provider else ""
    page = SignInPage(email, next, errors or {}, nobody_yet, name, href)
    return render(request, "accounts/sign_in.html", page, status)


ROUTES: list[ControllerRouterHandler] = [show, begin, end]
