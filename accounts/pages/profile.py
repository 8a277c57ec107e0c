"""One's own profile."""

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
from accounts.i18n import LANGUAGES, gettext
from accounts.pages.session import SMALL
from accounts.profile import change_password, change_profile, end_own_session
from accounts.sessions import Device, devices_of
from accounts.tables import User
from accounts.visits import YEAR, visit_of
from accounts.web import AnyRequest, Page, flash, form_values, render, see_other

FIELDS = {"name", "language", "theme"}
THEME_NAMES = {"auto": N_("As the system"), "light": N_("Light"), "dark": N_("Dark")}


@dataclass(frozen=True)
class ProfilePage:
    """The forms, with what is typed and what is wrong, and the sessions."""

    name: str
    own_language: str
    own_theme: str
    has_password: bool
    second_factor: bool
    devices: list[Device]
    this_device: int
    errors: dict[str, str] = field(default_factory=dict)
    language_names: list[tuple[str, str]] = field(default_factory=lambda: list(LANGUAGES.items()))
    theme_names: list[tuple[str, str]] = field(
        default_factory=lambda: [(value, gettext(label)) for value, label in THEME_NAMES.items()]
    )


@get("/profile")
async def show(request: AnyRequest, now: NamedDependency[datetime]) -> Page:
    """Show one's own profile."""
    return await page(request, now)


@post("/profile", request_max_body_size=SMALL)
async def change(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Change one's own name, language and theme."""
    form = await form_values(request)
    changes = {name: value for name, value in form.items() if name in FIELDS}
    try:
        await change_profile(actor, now, changes)
    except Invalid as error:
        return await page(request, now, changes, error.fields)
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
        return await page(request, now, {}, error.fields)
    flash(
        request,
        gettext(
            "Your password is changed. You are signed out everywhere else, and your tokens for programs have ended."
        ),
    )
    return see_other("/profile")


@post("/profile/sessions/{number:int}/end", request_max_body_size=SMALL)
async def end_one(request: AnyRequest, number: FromPath[int], now: NamedDependency[datetime]) -> Page:
    """Sign out on another device."""
    session = visit_of(request).signed_in
    assert session is not None, "the route is closed to who is not signed in"
    await end_own_session(session, number, now)
    flash(request, gettext("The session has ended. Whoever used it has to sign in again."))
    return see_other("/profile#sessions")


@post("/profile/sessions/end", request_max_body_size=SMALL)
async def end_others(request: AnyRequest, now: NamedDependency[datetime]) -> Page:
    """Sign out on all other devices."""
    session = visit_of(request).signed_in
    assert session is not None, "the route is closed to who is not signed in"
    await end_own_session(session, None, now)
    flash(request, gettext("You are signed out everywhere else."))
    return see_other("/profile#sessions")


async def page(
    request: AnyRequest, now: datetime, typed: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> Page:
    """Return the profile with what was typed, or with what is kept."""
    visit = visit_of(request)
    assert visit.signed_in is not None, "the route is closed to who is not signed in"
    row = (
        await User.select(User.password_hash, User.totp_since).where(User.id == visit.signed_in.actor.id).first()
    ) or {}
    kept = {"name": visit.signed_in.name, "language": visit.language, "theme": visit.signed_in.theme or "auto"}
    shown = {**kept, **(typed or {})}
    context = ProfilePage(
        shown["name"],
        shown["language"],
        shown["theme"],
        has_password=bool(row.get("password_hash")),
        second_factor=row.get("totp_since") is not None,
        devices=await devices_of(visit.signed_in.actor.id or 0, now),
        this_device=visit.signed_in.session_id,
        errors=errors or {},
    )
    return render(request, "accounts/profile.html", context, 422 if errors else 200)


ROUTES: list[ControllerRouterHandler] = [show, change, password, end_others, end_one]
