"""Signing in and out through the identity provider."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from accounts.errors import NotFound
from accounts.events import N_
from accounts.i18n import gettext
from accounts.keys import same, signed
from accounts.pages.session import sign_in_page
from accounts.provider import NOT_BELIEVED, Begun, NotIdentified, Provider
from accounts.provider_people import LIFE, enter_by_provider, refuse_provider, use_state
from accounts.signin import sign_out
from accounts.visits import sign_browser_in, visit_of
from accounts.web import AnyRequest, Page, render, safe_path, see_other

PATH = "/sign-in/provider"
COOKIE = "provider"
NOBODY = N_("The identity provider signed nobody in. Try again from here.")


@dataclass(frozen=True)
class Waiting:
    """What a browser carries while it is at the provider."""

    state: str
    nonce: str
    verifier: str
    next: str


@dataclass(frozen=True)
class EndPage:
    """That somebody is signed out here, and where to sign out at the provider too ("" for nowhere)."""

    name: str
    href: str


@get(PATH, opt={"public": True})
async def begin(request: AnyRequest, now: NamedDependency[datetime]) -> Page:
    """Send the browser to the provider."""
    provider = provider_of(request)
    target = safe_path(request.query_params.get("next", ""))
    try:
        begun = await provider.begin(now)
    except NotIdentified as error:
        return await refused(request, error, now)
    visit_of(request).set_cookie(COOKIE, pack(request, begun, target, now), int(LIFE.total_seconds()))
    return Redirect(begun.url, status_code=303)


@get(f"{PATH}/callback", opt={"public": True})
async def come_back(request: AnyRequest, now: NamedDependency[datetime]) -> Page:
    """Take the provider's answer, and sign in."""
    provider, visit = provider_of(request), visit_of(request)
    waiting = unpack(request, request.cookies.get(visit.cookies.name(COOKIE), ""), now)
    visit.set_cookie(COOKIE, "", 0)
    claims: dict[str, Any] = {}
    try:
        code = await code_of(request, provider, waiting, now)
        assert waiting is not None, "there is no code without a sign-in of this browser"
        claims = await provider.identify(code, waiting.nonce, waiting.verifier, now)
        agent = request.headers.get("user-agent", "")
        token = await enter_by_provider(claims, provider.settings, now, visit.address, agent)
    except NotIdentified as error:
        return await refused(request, error, now, str(claims.get("email") or ""))
    if visit.signed_in:
        await sign_out(visit.signed_in, now)
    sign_browser_in(visit, token)
    return see_other(waiting.next)


async def code_of(request: AnyRequest, provider: Provider, waiting: Waiting | None, now: datetime) -> str:
    """Return the code of an answer that belongs to a sign-in of this browser, once; raise `NotIdentified`."""
    given, issuer = request.query_params, provider.settings.issuer
    if waiting is None or not same(waiting.state, given.get("state", "")):
        raise NotIdentified(NOT_BELIEVED, "the answer belongs to no sign-in of this browser")
    await use_state(waiting.state, now)
    # RFC 9207: a provider that names itself in the answer has to be the one that was asked.
    if given.get("iss", issuer).rstrip("/") != issuer.rstrip("/"):
        raise NotIdentified(NOT_BELIEVED, "another provider answered")
    code: str = given.get("code", "")
    if not code:
        raise NotIdentified(NOBODY, "no code")
    return code


@get(f"{PATH}/end", opt={"public": True})
async def end(request: AnyRequest, now: NamedDependency[datetime]) -> Page:
    """Say that the person is signed out here, and lead on to the provider's own sign-out."""
    provider = provider_of(request)
    try:
        href = await provider.end_address(now, f"{request.app.state.post.url}/sign-in")
    except NotIdentified:
        href = ""
    return render(request, "accounts/provider_end.html", EndPage(provider.settings.name, href))


def provider_of(request: AnyRequest) -> Provider:
    """Return the provider of this installation; raise `NotFound` where there is none."""
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise NotFound(gettext("People sign in with a password here."))
    return provider


async def refused(request: AnyRequest, error: NotIdentified, now: datetime, email: str = "") -> Page:
    """Show the sign-in with the reason, and put it on the trail."""
    await refuse_provider(error, now, visit_of(request).address, email)
    return sign_in_page(request, errors={"": gettext(str(error))}, status=403)


def pack(request: AnyRequest, begun: Begun, target: str, now: datetime) -> str:
    """Return what the browser carries, signed, so that only this register can have given it."""
    path = base64.urlsafe_b64encode(target[:1000].encode()).decode()
    parts = [str(int(now.timestamp())), begun.state, begun.nonce, begun.verifier, path]
    return ".".join([*parts, signed(request.app.state.csrf_secret, COOKIE, *parts)])


def unpack(request: AnyRequest, carried: str, now: datetime) -> Waiting | None:
    """Return what a browser carried for less than ten minutes, or None."""
    *parts, proof = carried.split(".")
    if len(parts) != 5 or not same(signed(request.app.state.csrf_secret, COOKIE, *parts), proof):
        return None
    if not 0 <= now.timestamp() - int(parts[0]) <= LIFE.total_seconds():
        return None
    try:
        target = base64.urlsafe_b64decode(parts[4]).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return Waiting(parts[1], parts[2], parts[3], safe_path(target))


ROUTES: list[ControllerRouterHandler] = [begin, come_back, end]
