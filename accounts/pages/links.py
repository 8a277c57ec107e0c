"""Pages behind links from mails, and the page that asks for one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.types import ControllerRouterHandler

from accounts.errors import Conflict, Invalid, TooMany
from accounts.i18n import gettext
from accounts.links import Holder, accept_invitation, ask_for_reset, holder_of, reset_password
from accounts.pages.session import SMALL
from accounts.post import INVITATION, RESET
from accounts.visits import visit_of
from accounts.web import AnyRequest, Page, flash, form_values, render, see_other


@dataclass(frozen=True)
class ForgottenPage:
    """The form that asks for a link, or what became of it."""

    mail: bool
    email: str = ""
    sent: bool = False
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PasswordPage:
    """The form that sets a password: whose, by which link, and whether a name is asked for too."""

    holder: Holder
    token: str
    invited: bool
    name: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SpentPage:
    """What a link leads to that holds no longer, and whether it was an invitation."""

    sentence: str
    invited: bool


@get("/password/forgotten", opt={"public": True}, sync_to_thread=False)
def forgotten(request: AnyRequest) -> Page:
    """Ask for a link by mail."""
    return render(request, "accounts/forgotten.html", ForgottenPage(request.app.state.post.set_up))


@post("/password/forgotten", opt={"public": True}, request_max_body_size=SMALL)
async def ask(request: AnyRequest, now: NamedDependency[datetime]) -> Page:
    """Send a link, or seem to: the answer is the same whether the account exists or not."""
    email = (await form_values(request)).get("email", "")
    post_office, address = request.app.state.post, visit_of(request).address
    if not post_office.set_up:
        return see_other("/password/forgotten")
    try:
        await ask_for_reset(email, post_office, now, address)
    except Invalid as error:
        context = ForgottenPage(mail=True, email=email, errors=error.fields)
        return render(request, "accounts/forgotten.html", context, 422)
    except TooMany as error:
        context = ForgottenPage(mail=True, email=email, errors={"": str(error)})
        page: Page = render(request, "accounts/forgotten.html", context, 429)
        page.headers["retry-after"] = str(error.seconds)
        return page
    return render(request, "accounts/forgotten.html", ForgottenPage(mail=True, email=email.strip(), sent=True))


def reset_spent(request: AnyRequest, over: Conflict) -> Page:
    """Say that a link for a new password holds no longer, with the way to what helps."""
    return render(request, "accounts/link_spent.html", SpentPage(str(over), invited=False), 409)


def invitation_spent(request: AnyRequest, over: Conflict) -> Page:
    """Say that an invitation holds no longer, with the way to what helps."""
    return render(request, "accounts/link_spent.html", SpentPage(str(over), invited=True), 409)


@get("/password/new", opt={"public": True}, exception_handlers={Conflict: reset_spent})
async def new(request: AnyRequest, now: NamedDependency[datetime], token: FromQuery[str] = "") -> Page:
    """Show the form to whoever has the link."""
    return form_page(request, PasswordPage(await holder_of(RESET, token, now), token, invited=False))


@post(
    "/password/new",
    opt={"public": True},
    request_max_body_size=SMALL,
    exception_handlers={Conflict: reset_spent},
)
async def reset(request: AnyRequest, now: NamedDependency[datetime]) -> Page:
    """Set a new password; the person is signed out everywhere."""
    form = await form_values(request)
    token = form.get("token", "")
    try:
        await reset_password(token, form.get("password", ""), now, visit_of(request).address)
    except Invalid as error:
        holder = await holder_of(RESET, token, now)
        return form_page(request, PasswordPage(holder, token, invited=False, errors=error.fields))
    flash(request, gettext("Your new password is set, and you are signed out everywhere. Sign in with it."))
    return see_other("/sign-in")


@get("/invitation", opt={"public": True}, exception_handlers={Conflict: invitation_spent})
async def invited(request: AnyRequest, now: NamedDependency[datetime], token: FromQuery[str] = "") -> Page:
    """Show the form to whoever was invited."""
    holder = await holder_of(INVITATION, token, now)
    return form_page(request, PasswordPage(holder, token, invited=True, name=holder.name))


@post(
    "/invitation",
    opt={"public": True},
    request_max_body_size=SMALL,
    exception_handlers={Conflict: invitation_spent},
)
async def accept(request: AnyRequest, now: NamedDependency[datetime]) -> Page:
    """Set the name and the first password."""
    form = await form_values(request)
    token, name = form.get("token", ""), form.get("name", "")
    try:
        await accept_invitation(token, name, form.get("password", ""), now, visit_of(request).address)
    except Invalid as error:
        holder = await holder_of(INVITATION, token, now)
        return form_page(request, PasswordPage(holder, token, invited=True, name=name, errors=error.fields))
    flash(request, gettext("Your password is set. Sign in with it."))
    return see_other("/sign-in")


def form_page(request: AnyRequest, context: PasswordPage) -> Page:
    """Return the form without the password."""
    return render(request, "accounts/set_password.html", context, 422 if context.errors else 200)


ROUTES: list[ControllerRouterHandler] = [forgotten, ask, new, reset, invited, accept]
