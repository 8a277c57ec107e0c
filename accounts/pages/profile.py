"""One's own profile."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.events import N_
from accounts.i18n import LANGUAGES, gettext
from accounts.pages.session import SMALL
from accounts.profile import change_password, change_profile
from accounts.visits import YEAR, visit_of
from accounts.web import AnyRequest, Page, flash, form_values, render, see_other

FIELDS = {"name", "language", "theme"}
THEME_NAMES = {"auto": N_("As the system"), "light": N_("Light"), "dark": N_("Dark")}


@dataclass(frozen=True)
class ProfilePage:
    """The two forms: what is typed and what is wrong."""

    name: str
    own_language: str
    own_theme: str
    errors: dict[str, str] = field(default_factory=dict)
    language_names: list[tuple[str, str]] = field(default_factory=lambda: list(LANGUAGES.items()))
    theme_names: list[tuple[str, str]] = field(
        default_factory=lambda: [(value, gettext(label)) for value, label in THEME_NAMES.items()]
    )


@get("/profile")
async def show(request: AnyRequest) -> Page:
    """Show one's own profile."""
    return page(request)


@post("/profile", request_max_body_size=SMALL)
async def change(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Change one's own name, language and theme."""
    form = await form_values(request)
    changes = {name: value for name, value in form.items() if name in FIELDS}
    try:
        await change_profile(actor, now, changes)
    except Invalid as error:
        return page(request, changes, error.fields)
    visit = visit_of(request)
    for name in ("language", "theme"):
        if name in changes:
            visit.set_cookie(name, changes[name], YEAR)
    flash(request, gettext("Your profile is saved."))
    return see_other("/profile")


@post("/profile/password", request_max_body_size=SMALL)
async def password(request: AnyRequest, now: NamedDependency[datetime]) -> Page:
    """Change one's own password; the other sessions end."""
    form = await form_values(request)
    session = visit_of(request).signed_in
    assert session is not None, "the route is closed to who is not signed in"
    try:
        await change_password(session, form.get("old", ""), form.get("new", ""), now)
    except Invalid as error:
        return page(request, {}, error.fields)
    flash(request, gettext("Your password is changed. You are signed out everywhere else."))
    return see_other("/profile")


def page(request: AnyRequest, typed: dict[str, str] | None = None, errors: dict[str, str] | None = None) -> Page:
    """Return the profile with what was typed, or with what is kept."""
    visit = visit_of(request)
    assert visit.signed_in is not None, "the route is closed to who is not signed in"
    kept = {"name": visit.signed_in.name, "language": visit.language, "theme": visit.signed_in.theme or "auto"}
    shown = {**kept, **(typed or {})}
    context = ProfilePage(shown["name"], shown["language"], shown["theme"], errors or {})
    return render(request, "accounts/profile.html", context, 422 if errors else 200)


ROUTES: list[ControllerRouterHandler] = [show, change, password]
