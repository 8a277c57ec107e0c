"""The page of vendors that may be one, and what somebody says of a pair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import NotFound
from accounts.events import N_
from accounts.i18n import gettext as _
from accounts.numbers import row_number
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, form_values, guard, render, see_other, way_back
from imports.alike_rows import Proposed, pairs, proposals
from register.apart import tell_apart
from register.change import GONE
from register.pages.queries import PageLink, number, pager

PATH = "/vendors/alike"
SIZE = 50
SAME: Mapping[str, str] = {
    "number": N_("The same registration number"),
    "name": N_("The same name"),
    "form": N_("The same name, but for the legal form"),
    "alias": N_("One is also called what the other is called"),
    "domain": N_("The same web address"),
    "brand": N_("Both are known as the same brand"),
    "spelling": N_("Nearly the same spelling"),
}


@dataclass(frozen=True)
class Alike:
    """Two vendors that may be one, and why, in words."""

    one: Mapping[str, object]
    two: Mapping[str, object]
    why: str


@dataclass(frozen=True)
class AlikePage:
    """What the page shows."""

    pairs: tuple[Alike, ...]
    total: int
    pages: tuple[PageLink, ...]


@get(PATH, guards=[guard(Deed.EDIT)])
async def alike(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    patience: NamedDependency[float],
) -> Page:
    """Show the pairs of vendors that may be one, with the reason."""
    found = await pairs(actor, now, patience)
    last = max(-(-len(found) // SIZE), 1)
    at = min(max(number(request.query_params.get("page")), 1), last)
    shown = await proposals(found[(at - 1) * SIZE : at * SIZE])
    page = AlikePage(tuple(in_words(one) for one in shown), len(found), pager(PATH, {}, at, last))
    return render(request, "imports/alike.html", page)


@post("/vendors/{number:int}/apart", guards=[guard(Deed.EDIT)], status_code=303)
async def apart(
    request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Remember that two vendors are not the same."""
    other = row_number((await form_values(request)).get("other", ""))
    if other is None:
        raise NotFound(_(GONE))
    await tell_apart(number, other, actor, now)
    flash(request, _("It is remembered that these are two vendors. You will not be asked again."))
    return see_other(way_back(request))


def in_words(one: Proposed) -> Alike:
    """Return a pair with its reason in words."""
    return Alike(one.one, one.two, _(SAME[one.reason]))


ROUTES: list[ControllerRouterHandler] = [alike, apart]
