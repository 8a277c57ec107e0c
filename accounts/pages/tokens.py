"""One's own tokens, by which programs reach the register."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.csrf import FIELD
from accounts.errors import Invalid
from accounts.events import N_
from accounts.i18n import gettext
from accounts.numbers import row_number
from accounts.pages.session import SMALL
from accounts.roles import Deed, may
from accounts.tokens import GRANTED, LIVES, TokenView, make_token, revoke_token, tokens_of
from accounts.web import AnyRequest, Page, flash, render, see_other

DEED_NAMES = {
    Deed.READ: N_("Read"),
    Deed.EDIT: N_("Change vendors, engagements, locations, agreements and reviews"),
    Deed.IMPORT: N_("Import lists"),
    Deed.EXPORT: N_("Export"),
    Deed.DECIDE: N_("Accept findings and decide"),
}


@dataclass(frozen=True)
class TokensPage:
    """The tokens, the form for one more, and the one that was just made, which is shown this once."""

    tokens: list[TokenView]
    deed_names: dict[str, str]
    offered: list[tuple[str, str]]
    lives: list[tuple[str, str]]
    made: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()
    errors: dict[str, str] = field(default_factory=dict)


@get("/profile/tokens")
async def show(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Show one's own tokens."""
    return render(request, "accounts/tokens.html", await contents(actor, now))


@post("/profile/tokens", request_max_body_size=SMALL)
async def make(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Make a token and show it, this once."""
    form = await request.form()
    given = [(name, value) for name, value in form.multi_items() if isinstance(value, str) and name != FIELD]
    typed, chosen = dict(given), frozenset(value for name, value in given if name == "deed")
    try:
        secret = await make_token(typed.get("name", ""), chosen, row_number(typed.get("days", "")) or 0, actor, now)
    except Invalid as error:
        wrong = {name: gettext(text) for name, text in error.fields.items()}
        page = await contents(actor, now, typed=typed, chosen=chosen, errors=wrong)
        return render(request, "accounts/tokens.html", page, status=422)
    return render(request, "accounts/tokens.html", await contents(actor, now, made=secret))


@post("/profile/tokens/{token:int}/revocation", request_max_body_size=SMALL)
async def revoke(
    request: AnyRequest, token: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Revoke one of one's own tokens."""
    await revoke_token(token, actor, now)
    flash(request, gettext("The token is revoked. Programs that use it are refused from now on."))
    return see_other("/profile/tokens")


async def contents(
    actor: Actor,
    now: datetime,
    *,
    made: str = "",
    typed: dict[str, str] | None = None,
    chosen: frozenset[str] = frozenset(),
    errors: dict[str, str] | None = None,
) -> TokensPage:
    """Return what the page shows."""
    names = {deed.value: gettext(name) for deed, name in DEED_NAMES.items()}
    return TokensPage(
        tokens=await tokens_of(actor, now),
        deed_names=names,
        offered=[(deed.value, names[deed.value]) for deed in GRANTED if may(actor, deed)],
        lives=[(str(days), gettext("%(days)s days", days=days)) for days in LIVES],
        made=made,
        typed=typed or {},
        chosen=chosen,
        errors=errors or {},
    )


ROUTES: list[ControllerRouterHandler] = [show, make, revoke]
