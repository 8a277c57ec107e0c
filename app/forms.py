"""No change without proof that the form came from here: the check of every request that is not a plain read."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType, ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from accounts.csrf import FIELD, HEADER, holds
from accounts.errors import Forbidden
from accounts.i18n import gettext
from accounts.visits import PROGRAMS, visit_of

SAFE = {"GET", "HEAD", "OPTIONS"}
FORMS = {RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART}


class FormsFromHere:
    """ASGI layer inside the routing, where the limit on the body of each route is known."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a read pass, and a change whose token belongs to the browser's cookie."""
        # A route whose address is the secret says so: a mail program that unsubscribes has no page and no cookie.
        proven_otherwise = scope["route_handler"].opt.get("proven_by_address", False)
        # To programs no browser speaks: their token comes with each request, and a cookie counts for nothing.
        proven_otherwise = proven_otherwise or scope["path"].startswith(PROGRAMS)
        if scope["type"] == ScopeType.HTTP and scope["method"] not in SAFE and not proven_otherwise:
            request: Request[Any, Any, Any] = Request(scope, receive, send)
            visit = visit_of(request)
            given = request.headers.get(HEADER) or await _field(request)
            if not holds(visit.secret, visit.proof, given):
                await _drop_files(request)
                raise Forbidden(
                    gettext("This form is no longer valid here. Go back, load the page again and send it once more.")
                )
        await self.app(scope, receive, send)


async def _field(request: Request[Any, Any, Any]) -> str:
    if request.content_type[0] not in FORMS:
        return ""
    # Litestar keeps the parsed form for the handler, so the body is read once.
    value = (await request.form()).get(FIELD, "")
    return value if isinstance(value, str) else ""


async def _drop_files(request: Request[Any, Any, Any]) -> None:
    """Close the uploaded files of a form that no handler will see, as the framework does after a handler."""
    if request.content_type[0] == RequestEncodingType.MULTI_PART:
        for _, value in (await request.form()).multi_items():
            if isinstance(value, UploadFile):
                await value.close()
