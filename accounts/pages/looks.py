"""Theme and language: kept for the person, and in a cookie for who is signed out."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from litestar import post
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler

from accounts.errors import Invalid
from accounts.i18n import LANGUAGES, gettext
from accounts.numbers import row_number
from accounts.pages.session import SMALL
from accounts.profile import THEMES, change_profile, show_organisation
from accounts.visits import YEAR, visit_of
from accounts.web import AnyRequest, Page, actor_of, form_values, see_other, way_back


@post("/theme", opt={"public": True}, request_max_body_size=SMALL)
async def theme(request: AnyRequest, now: NamedDependency[datetime]) -> Page:
    """Choose light, dark, or what the system says."""
    return await choose(request, now, "theme", THEMES)


@post("/language", opt={"public": True}, request_max_body_size=SMALL)
async def language(request: AnyRequest, now: NamedDependency[datetime]) -> Page:
    """Choose the language of the pages."""
    return await choose(request, now, "language", tuple(LANGUAGES))


async def choose(request: AnyRequest, now: datetime, name: str, options: tuple[str, ...]) -> Page:
    """Keep one choice and go back to the page it was made on."""
    value = (await form_values(request)).get(name, "")
    if value not in options:
        raise Invalid({name: gettext("This is not one of the choices. Go back and choose one on the page.")})
    visit = visit_of(request)
    visit.set_cookie(name, value, YEAR)
    if visit.signed_in:
        await change_profile(visit.signed_in.actor, now, {name: value})
    return see_other(way_back(request))


@post("/organisation", request_max_body_size=SMALL)
async def organisation(request: AnyRequest) -> Page:
    """Choose whose register is shown, and go back to the page, which then says so in its address."""
    given = (await form_values(request)).get("organisation", "")
    chosen = row_number(given)
    await show_organisation(actor_of(request), chosen)
    back = urlsplit(way_back(request))
    kept = [(name, value) for name, value in parse_qsl(back.query) if name not in {"organisation", "page"}]
    # One vendor, review or finding is what it is; only lists and overviews narrow.
    narrows = back.path.count("/") == 1
    query = urlencode([*kept, ("organisation", str(chosen) if chosen else "any")] if narrows else kept)
    return see_other(f"{back.path}?{query}" if query else back.path)


ROUTES: list[ControllerRouterHandler] = [theme, language, organisation]
