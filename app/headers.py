"""What every answer carries: security headers, its number, and the cookies that were set on the way."""

from __future__ import annotations

import time

import structlog
from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from accounts.visits import ANONYMOUS, Visit

POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"
SECRET = ("/calendar/", "/answer/")
access_log = structlog.get_logger("art28.access")


async def finish_headers(message: Message, scope: Scope) -> None:
    """Complete the head of an answer; the rest of it passes as it is."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    visit: Visit | None = scope["state"].get("visit")
    if visit is None:
        return
    if visit.cookies.secure:
        headers.setdefault("strict-transport-security", STRICT_TRANSPORT)
    # A page holds what one person may see; no cache on the way may keep it.
    headers.setdefault("cache-control", "no-store")
    headers["x-request-id"] = visit.request_id
    for cookie in visit.pending.values():
        headers.add("set-cookie", cookie.to_header(header=""))
    if not scope["path"].startswith(ANONYMOUS):
        log_access(scope, message["status"], visit)


def shown_path(path: str) -> str:
    """Return a path as the log may show it: the name of a calendar and of a vendor's questions is its secret."""
    return next((f"{secret}..." for secret in SECRET if path.startswith(secret)), path)


def log_access(scope: Scope, status: int, visit: Visit) -> None:
    """Write one line for one request: no query, no name, no address, only the number of the person."""
    access_log.info(
        "request",
        method=scope.get("method", ""),
        path=shown_path(scope["path"]),
        status=status,
        milliseconds=round((time.perf_counter() - visit.began) * 1000, 1),
        person=visit.signed_in.actor.id if visit.signed_in else visit.program.id if visit.program else None,
    )
