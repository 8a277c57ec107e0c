"""Jump anywhere: to a vendor, a page or a command, by typing a part of its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from litestar import get
from litestar.di import NamedDependency

from accounts.actor import Actor
from accounts.events import N_
from accounts.i18n import gettext as _
from accounts.roles import Deed, may
from accounts.web import AnyRequest, Page, guard, render
from law.names import fold
from register.jumping import Jump, vendors_like
from register.pages.queries import wants_part

PATH = "/jump"
LONGEST = 100
# Where to go and what to do, each with the deed that it needs.
PLACES: tuple[tuple[str, str, Deed], ...] = (
    ("/", N_("What needs you"), Deed.READ),
    ("/vendors", N_("Vendors"), Deed.READ),
    ("/engagements", N_("Engagements"), Deed.READ),
    ("/locations", N_("Locations"), Deed.READ),
    ("/agreements", N_("Agreements"), Deed.READ),
    ("/findings", N_("Findings"), Deed.READ),
    ("/reviews", N_("What is due"), Deed.READ),
    ("/assessments", N_("Assessments"), Deed.READ),
    ("/imports", N_("Imports"), Deed.READ),
    ("/organisations", N_("Organisations"), Deed.READ),
    ("/law", N_("Law"), Deed.READ),
    ("/what-if", N_("What if a ground fell"), Deed.READ),
    ("/audit", N_("Audit trail"), Deed.EXPORT),
    ("/people", N_("People"), Deed.ADMINISTER),
    ("/administration/reminders", N_("Reminders"), Deed.ADMINISTER),
    ("/profile", N_("Profile"), Deed.READ),
    ("/profile/reminders", N_("Your reminders and calendars"), Deed.READ),
)
COMMANDS: tuple[tuple[str, str, Deed], ...] = (
    ("/vendors/new", N_("Add a vendor"), Deed.EDIT),
    ("/imports/new", N_("Import a spreadsheet"), Deed.IMPORT),
    ("/export.xlsx", N_("Export the register as a workbook"), Deed.EXPORT),
    ("/export.json", N_("Export the register as JSON"), Deed.EXPORT),
    ("/organisations/new", N_("Add an organisation"), Deed.ADMINISTER),
    ("/people/new", N_("Add a person"), Deed.ADMINISTER),
)


@dataclass(frozen=True)
class JumpPage:
    """What was typed, and what fits."""

    q: str
    vendors: tuple[Jump, ...]
    places: tuple[tuple[str, str], ...]
    commands: tuple[tuple[str, str], ...]


@get(PATH, guards=[guard(Deed.READ)])
async def jump(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """Show where somebody can jump to."""
    q = str(request.query_params.get("q", ""))[:LONGEST].strip()
    there = {route.path for route in request.app.routes}
    page = JumpPage(
        q,
        await vendors_like(q, actor),
        tuple(_fitting(((p, t, d) for p, t, d in PLACES if p in there), q, actor)),
        tuple(_fitting(COMMANDS, q, actor)),
    )
    return render(request, "app/jump_found.html" if wants_part(request) else "app/jump.html", page)


def _fitting(offers: Iterable[tuple[str, str, Deed]], q: str, actor: Actor) -> Iterable[tuple[str, str]]:
    words = fold(q).split()
    for path, text, deed in offers:
        said = _(text)
        if may(actor, deed) and all(word in fold(said) for word in words):
            yield path, said
