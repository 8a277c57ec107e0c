"""The second step of signing in: a code of the authenticator app, or its set-up where a role needs one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.types import ControllerRouterHandler

from accounts import second_factor
from accounts.errors import Conflict, DomainError, Invalid, TooMany
from accounts.i18n import gettext
from accounts.pages.session import SMALL, sign_in_page
from accounts.second_factor import Offer
from accounts.signin import finish, finish_set_up, sign_out, waiting
from accounts.visits import Visit, sign_browser_in, visit_of
from accounts.web import AnyRequest, Page, form_values, render, safe_path, see_other


@dataclass(frozen=True)
class CodePage:
    """The form for a code; with an offer, the app is set up first."""

    next: str
    offer: Offer | None = None
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CodesPage:
    """The recovery codes, which are shown this once, and where to go on."""

    codes: list[str]
    next: str


@get("/sign-in/code", opt={"public": True})
async def ask(request: AnyRequest, now: NamedDependency[datetime], next: FromQuery[str] = "") -> Page:  # noqa: A002 - the word in the address
    """Ask for a code."""
    if gone := await _too_late(request, now):
        return gone
    return render(request, "accounts/code.html", CodePage(safe_path(next)))


@post("/sign-in/code", opt={"public": True}, request_max_body_size=SMALL)
async def give(request: AnyRequest, now: NamedDependency[datetime]) -> Page:
    """Take a code and sign in."""
    form = await form_values(request)
    visit, target = visit_of(request), safe_path(form.get("next", ""))
    agent = request.headers.get("user-agent", "")
    try:
        token = await finish(_step(request), form.get("code", ""), now, visit.address, agent, request.app.state.policy)
    except Conflict as error:
        return _begin_again(request, error)
    except (Invalid, TooMany) as error:
        return _refused(request, CodePage(target, None, _faults(error)), "accounts/code.html", error)
    await _enter(visit, token, now)
    return see_other(target)


@get("/sign-in/set-up", opt={"public": True})
async def show(request: AnyRequest, now: NamedDependency[datetime], next: FromQuery[str] = "") -> Page:  # noqa: A002 - as above
    """Show what the authenticator app is given."""
    if gone := await _too_late(request, now):
        return gone
    offer = await _offer(request, now)
    if offer is None:
        return see_other("/sign-in")
    return render(request, "accounts/set_up.html", CodePage(safe_path(next), offer))


@post("/sign-in/set-up", opt={"public": True}, request_max_body_size=SMALL)
async def set_up(request: AnyRequest, now: NamedDependency[datetime]) -> Page:
    """Take the first code of the app, sign in, and show the recovery codes."""
    form = await form_values(request)
    visit, target = visit_of(request), safe_path(form.get("next", ""))
    agent = request.headers.get("user-agent", "")
    try:
        token, codes = await finish_set_up(
            _step(request), form.get("code", ""), now, visit.address, agent, request.app.state.policy
        )
    except Conflict as error:
        return _begin_again(request, error)
    except (Invalid, TooMany) as error:
        return _refused(
            request, CodePage(target, await _offer(request, now), _faults(error)), "accounts/set_up.html", error
        )
    await _enter(visit, token, now)
    return render(request, "accounts/recovery_codes.html", CodesPage(codes, target))


async def _offer(request: AnyRequest, now: datetime) -> Offer | None:
    actor = await waiting(_step(request), now)
    state = request.app.state
    return await second_factor.offer(actor.id or 0, state.policy, state.post.host)


async def _enter(visit: Visit, token: str, now: datetime) -> None:
    if visit.signed_in:
        await sign_out(visit.signed_in, now)
    visit.set_cookie("step", "", 0)
    sign_browser_in(visit, token)


async def _too_late(request: AnyRequest, now: datetime) -> Page | None:
    try:
        await waiting(_step(request), now)
    except Conflict as error:
        return _begin_again(request, error)
    return None


def _begin_again(request: AnyRequest, error: Conflict) -> Page:
    visit_of(request).set_cookie("step", "", 0)
    return sign_in_page(request, errors={"": gettext(str(error))}, status=409)


def _refused(request: AnyRequest, context: CodePage, template: str, error: DomainError) -> Page:
    page: Page = render(request, template, context, 429 if isinstance(error, TooMany) else 422)
    if isinstance(error, TooMany):
        page.headers["retry-after"] = str(error.seconds)
    return page


def _faults(error: DomainError) -> dict[str, str]:
    return error.fields if isinstance(error, Invalid) else {"": str(error)}


def _step(request: AnyRequest) -> str:
    return request.cookies.get(visit_of(request).cookies.name("step"), "")


ROUTES: list[ControllerRouterHandler] = [ask, give, show, set_up]
