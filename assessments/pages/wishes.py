"""One's own reminders and calendars, and doing without early reminders by a link in a mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import Invalid, NotFound
from accounts.i18n import LANGUAGES
from accounts.i18n import gettext as _
from accounts.keys import same
from accounts.people import tidy_email
from accounts.tables import Organisation
from accounts.web import AnyRequest, Page, flash, form_values, render, see_other
from assessments import links, wishes
from assessments.letters import stop_proof
from assessments.links import Link, list_links
from register.change import GONE
from register.pages.queries import number

PATH = "/profile/reminders"
STOP = "/reminders/stop"


@dataclass(frozen=True)
class WishesPage:
    """One's own wishes as typed or kept, what holds without them, and one's calendars."""

    values: Mapping[str, Any]
    usual_hour: int
    links: list[Link]
    organisations: list[tuple[str, str]]
    language_names: list[tuple[str, str]]
    manners: list[tuple[str, str]]
    new_link: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StopPage:
    """The page behind the link in a mail."""

    address: str
    href: str
    early: bool


@get(PATH)
async def show(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """Show how one is reminded."""
    return await page(request, actor)


@post(PATH)
async def change(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Change how one is reminded."""
    typed = await form_values(request)
    try:
        await wishes.change_own(actor, typed, now)
    except Invalid as error:
        return await page(request, actor, typed, error.fields)
    flash(request, _("Your reminders are saved."))
    return see_other(PATH)


@post("/profile/calendars")
async def subscribe(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Make a link to a calendar, and show it this once."""
    typed = await form_values(request)
    token = await links.make_link(number(typed.get("organisation")) or None, actor, now)
    address = f"{request.app.state.office.post.url}/calendar/{token}.ics"
    return await page(request, actor, new_link=address)


@post("/profile/calendars/{link:int}/revocation")
async def revoke(
    request: AnyRequest, link: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Let a link work no longer."""
    await links.revoke_link(link, actor, now)
    flash(request, _("The link works no longer. Calendars that use it stay as they are and are not updated."))
    return see_other(f"{PATH}#calendars")


@get(STOP, opt={"public": True})
async def stop_page(request: AnyRequest) -> Page:
    """Ask before anything changes: programs that look at links in mails follow them too."""
    address = proven(request)
    kept = await wishes.wishes_of(address)
    return render(request, "assessments/stop.html", StopPage(address, link(request), bool(kept.get("early", True))))


@post(STOP, opt={"public": True, "proven_by_address": True})
async def stop(request: AnyRequest, now: NamedDependency[datetime]) -> Page:
    """Send no early reminders to an address any more, or send them again; a mail program may ask by one click."""
    address = proven(request)
    early = (await form_values(request)).get("early") == "yes"
    await wishes.want_early(address, now, early=early)
    return render(request, "assessments/stop.html", StopPage(address, link(request), early))


async def page(
    request: AnyRequest,
    actor: Actor,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    new_link: str = "",
) -> Page:
    """Return the page, with what was typed and what is wrong with it."""
    kept = await wishes.wishes_of(tidy_email(actor.label))
    stored = {name: "" if kept.get(name) is None else kept[name] for name in wishes.FIELDS}
    stored["early"] = "yes" if kept.get("early", True) else ""
    rows = await Organisation.select(Organisation.id, Organisation.name).order_by(Organisation.name)
    context = WishesPage(
        values=stored if typed is None else {**dict.fromkeys(wishes.FIELDS, ""), **typed},
        usual_hour=await wishes.usual_hour(),
        links=await list_links(actor),
        organisations=[
            ("", _("All organisations")),
            *((str(row["id"]), row["name"]) for row in rows if actor.sees(row["id"])),
        ],
        language_names=list(LANGUAGES.items()),
        manners=manners(),
        new_link=new_link,
        errors=errors or {},
    )
    return render(request, "assessments/wishes.html", context, 422 if errors else 200)


def manners() -> list[tuple[str, str]]:
    """Return the ways in which reminders come."""
    return [("digest", _("One mail a day with everything")), ("single", _("A mail for each thing"))]


def proven(request: AnyRequest) -> str:
    """Return the address that a link speaks of; raise `NotFound` where this register did not make the link."""
    address = request.query_params.get("address", "")
    proof = request.query_params.get("proof", "")
    if not same(proof, stop_proof(address, request.app.state.office.post.secret)):
        raise NotFound(_(GONE))
    return tidy_email(address)


def link(request: AnyRequest) -> str:
    """Return the address of this very page."""
    return f"{STOP}?{request.url.query}"


ROUTES: list[ControllerRouterHandler] = [show, change, subscribe, revoke, stop_page, stop]
