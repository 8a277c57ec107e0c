"""What is known of a request before any handler runs: who it is, in which language, and proof for its forms."""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import structlog
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

from accounts import i18n, moments
from accounts.actor import Actor
from accounts.csrf import csrf_token
from accounts.keys import new_token
from accounts.sessions import LONGEST, SignedIn, find_session
from accounts.tokens import bearer

YEAR = 365 * 24 * 3600
PROGRAMS = "/api/"
# What these answer does not depend on who asks.
ANONYMOUS = ("/static/", "/health", "/ready")


@dataclass(frozen=True)
class Cookies:
    """The cookies of this installation; behind TLS their names forbid everybody else to set them."""

    secure: bool
    port: int

    def name(self, purpose: str) -> str:
        """Return the name of a cookie; registers on several ports of one host keep apart."""
        return f"{'__Host-' if self.secure else ''}art28-{self.port}-{purpose}"

    def make(self, purpose: str, value: str, seconds: int | None) -> Cookie:
        """Return a cookie that scripts cannot read and other sites cannot send; 0 seconds delete it."""
        return Cookie(
            self.name(purpose),
            path="/",
            value=value,
            max_age=seconds,
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )


@dataclass
class Visit:
    """One request: its person and looks, and the cookies that its answer will set."""

    cookies: Cookies
    secret: str
    address: str
    language: str
    theme: str = ""
    request_id: str = field(default_factory=lambda: secrets.token_hex(8))
    began: float = field(default_factory=time.perf_counter)
    signed_in: SignedIn | None = None
    program: Actor | None = None
    proof: str = ""
    messages: list[str] = field(default_factory=list)
    pending: dict[str, Cookie] = field(default_factory=dict)

    def set_cookie(self, purpose: str, value: str, seconds: int | None) -> None:
        """Set a cookie with the answer."""
        self.pending[purpose] = self.cookies.make(purpose, value, seconds)

    def csrf_token(self) -> str:
        """Return the token for the forms of this browser, which gets a visitor's cookie if it has none."""
        if not self.proof:
            self.proof = new_token()
            self.set_cookie("visitor", self.proof, None)
        return csrf_token(self.secret, self.proof)


current: ContextVar[Visit] = ContextVar("visit")


class Visits:
    """ASGI layer around the whole app, so that also an unknown address is answered to a known person."""

    def __init__(
        self,
        app: ASGIApp,
        cookies: Cookies,
        clock: Callable[[], datetime],
        finish: Callable[[Message, Scope], Awaitable[None]],
    ) -> None:
        """Keep what completes the head of an answer that no handler gives."""
        self.app = app
        self.cookies = cookies
        self.clock = clock
        self.finish = finish

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find out who asks, then let the app answer; HEAD is answered like GET, without the body."""
        if scope.get("method") == "HEAD":
            # The server's own copy stays as it is: it has to know that no body follows.
            scope, send = cast("Scope", {**scope, "method": "GET"}), without_body(send)
        connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
        visit = self.begin(connection)
        scope["state"]["visit"] = visit
        scope["user"] = None
        scope["auth"] = None
        current.set(visit)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=visit.request_id)
        path = scope["path"]
        try:
            if not path.startswith(ANONYMOUS):
                await self.recognise(connection, visit)
        except Exception:  # noqa: BLE001 - outside of every handler; without an answer the connection would just break
            structlog.get_logger("art28").exception("The session could not be read")
            await self.fail(send, scope, visit.request_id)
            return
        i18n.language.set(visit.language)
        moments.zone.set(connection.app.state.settings.zone)
        await self.app(scope, receive, send)

    async def fail(self, send: Send, scope: Scope, request_id: str) -> None:
        """Answer in plain words when not even a page can be made."""
        body = f"The register cannot reach its database. Try again in a minute. Reference: {request_id}\n".encode()
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
        start: HTTPResponseStartEvent = {"type": "http.response.start", "status": 503, "headers": headers}
        await self.finish(start, scope)
        await send(start)
        await send({"type": "http.response.body", "body": body, "more_body": False})

    def begin(self, connection: ASGIConnection[Any, Any, Any, Any]) -> Visit:
        """Return what the request itself says."""
        given = connection.cookies
        chosen = given.get(self.cookies.name("language"), "")
        theme = given.get(self.cookies.name("theme"), "")
        return Visit(
            cookies=self.cookies,
            secret=connection.app.state.csrf_secret,
            address=connection.client.host[:64] if connection.client else "",
            language=chosen
            if chosen in i18n.LANGUAGES
            else i18n.best_language(connection.headers.get("accept-language", "")),
            theme=theme if theme in {"light", "dark"} else "",
            proof=given.get(self.cookies.name("visitor"), "")[:64],
        )

    async def recognise(self, connection: ASGIConnection[Any, Any, Any, Any], visit: Visit) -> None:
        """Add the person, if the session in the cookie holds; for programs, if their token does."""
        if connection.scope["path"].startswith(PROGRAMS):
            # A cookie has no say here, so no other site can make a browser change anything through it.
            given = connection.headers.get("authorization", "")
            visit.program = await bearer(given.removeprefix("Bearer ").strip(), self.clock(), visit.address)
            connection.scope["user"] = visit.program
            return
        token = connection.cookies.get(self.cookies.name("session"), "")
        if not token:
            return
        found = await find_session(token, self.clock(), visit.address)
        if found is None:
            visit.set_cookie("session", "", 0)
            return
        visit.signed_in = found
        visit.proof = token
        visit.language = found.language or visit.language
        visit.theme = found.theme if found.theme in {"light", "dark"} else "" if found.theme else visit.theme
        connection.scope["user"] = found.actor
        connection.scope["auth"] = found


def visit_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Visit:
    """Return the visit that a request belongs to."""
    return cast("Visit", connection.scope["state"]["visit"])


def sign_browser_in(visit: Visit, token: str) -> None:
    """Give the browser its session with the answer, and forget what it was before."""
    visit.set_cookie("session", token, int(LONGEST.total_seconds()))
    visit.set_cookie("visitor", "", 0)


def without_body(send: Send) -> Send:
    """Return a way to send that leaves out the body of an answer."""

    async def head_only(message: Message) -> None:
        if message["type"] == "http.response.body":
            message["body"] = b""
        await send(message)

    return head_only
