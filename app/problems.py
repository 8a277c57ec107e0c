"""Refusals and failures become answers: a page for people, problem details (RFC 9457) for programs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import structlog
from litestar import Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from accounts.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    Overtaken,
    TooMany,
    VersionNeeded,
)
from accounts.events import N_
from accounts.i18n import gettext
from accounts.visits import PROGRAMS, visit_of
from accounts.web import AnyRequest, asked_for, render
from app.headers import shown_path
from imports.outcomes import LOCKED, NO_ROOM, is_full, is_locked

STATUS: dict[type[DomainError], int] = {
    Invalid: 422,
    NotFound: 404,
    NotSignedIn: 401,
    Forbidden: 403,
    Conflict: 409,
    Overtaken: 412,
    VersionNeeded: 428,
    TooMany: 429,
}
TITLES = {
    400: N_("The request cannot be read"),
    401: N_("Sign in first"),
    403: N_("Not allowed"),
    404: N_("Not found"),
    405: N_("Not possible here"),
    408: N_("Too slow"),
    409: N_("Changed by somebody else"),
    412: N_("Changed by somebody else"),
    413: N_("Too large"),
    422: N_("Something has to be mended first"),
    428: N_("Say which version you saw"),
    429: N_("Too many attempts"),
    500: N_("Something went wrong here"),
    503: N_("Not ready"),
    507: N_("No room left"),
}
UNTIMELY = N_("Not possible now")
SENTENCES = {
    400: N_("What was sent does not have the form that this address expects. Go back and try again."),
    404: N_("There is nothing at this address, or it belongs to an organisation that is not yours."),
    405: N_("This address does not take that kind of request. Go back and use the button on the page."),
    408: N_("What was sent did not arrive in time. Look at your connection and send it again."),
    413: N_("What was sent is larger than this register takes. Split it or send a smaller file."),
    500: N_("The register made a mistake; nothing was saved. Try again, or tell the administrator this reference."),
}
VENDOR_LINK = re.compile(r"/answer/[0-9a-f]{64}(?=/)")
# As the framework words it, which takes a browser that goes away for a mistake of the server.
CUT_OFF = "client disconnected prematurely"


@dataclass(frozen=True)
class Problem:
    """What an error page shows."""

    status: int
    heading: str
    sentence: str
    fields: dict[str, str]
    reference: str
    back: str = ""


def answer_domain_error(request: AnyRequest, error: DomainError) -> Response[Any]:
    """Answer a refusal of the domain."""
    if isinstance(error, NotSignedIn) and not wants_json(request):
        return to_sign_in(request)
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)
    # Sentences of the domain are marked for translation where they stand and translated here, where a person is.
    fields = {name: gettext(text) for name, text in error.fields.items()} if isinstance(error, Invalid) else {}
    headers = {"retry-after": str(error.seconds)} if isinstance(error, TooMany) else {}
    if isinstance(error, Overtaken) and error.version is not None:
        headers["etag"] = f'"{error.version}"'
    # Two versions make a conflict one between people; without them the time or the order is wrong.
    heading = UNTIMELY if isinstance(error, Conflict) and not error.current else ""
    return answer(request, status, gettext(str(error)), fields, headers, heading)


def answer_http_error(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """Answer what the framework refuses: an unknown address, a wrong method, a body that is too large."""
    if error.detail == CUT_OFF:
        return answer(request, 400, "", {}, {})
    if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return answer_failure(request, error)
    headers = {name: value for name, value in (error.headers or {}).items() if name.lower() in {"allow", "connection"}}
    return answer(request, error.status_code, "", {}, headers)


def answer_failure(request: AnyRequest, error: Exception) -> Response[Any]:
    """Answer a mistake of the program itself; the log has the details, the answer has none."""
    structlog.get_logger("art28").error("request failed", path=shown_path(request.scope["path"]), exc_info=error)
    if is_full(error):
        return answer(request, 507, gettext(NO_ROOM), {}, {})
    if is_locked(error):
        return answer(request, 503, gettext(LOCKED), {}, {"retry-after": "60"})
    return answer(request, 500, "", {}, {})


def answer(
    request: AnyRequest,
    status: int,
    sentence: str,
    fields: dict[str, str],
    headers: dict[str, str],
    heading: str = "",
) -> Response[Any]:
    """Return the page or the problem details of a status."""
    heading = gettext(heading or TITLES.get(status, TITLES[400]))
    sentence = sentence or gettext(SENTENCES.get(status, SENTENCES[400]))
    reference = visit_of(request).request_id
    if wants_json(request):
        details: dict[str, Any] = {"type": "about:blank", "title": heading, "status": status, "detail": sentence}
        details |= {"errors": fields} if fields else {}
        details["reference"] = reference
        return Response(details, status_code=status, media_type="application/problem+json", headers=headers)
    page: Response[Any] = render(
        request, "app/error.html", Problem(status, heading, sentence, fields, reference, back_of(request)), status
    )
    page.headers.update(headers)
    return page


def back_of(request: AnyRequest) -> str:
    """Return where a vendor goes on from: the start page asks it to sign in, and its questions are what it knows."""
    link = VENDOR_LINK.match(request.scope["path"])
    return link.group() if link else ""


def to_sign_in(request: AnyRequest) -> Response[Any]:
    """Send somebody to sign in, and afterwards back to where they wanted to go."""
    nowhere = request.method != "GET" or request.scope["path"] == "/"
    target = "/sign-in" if nowhere else f"/sign-in?next={quote(asked_for(request), safe='/')}"
    if request.headers.get("hx-request"):
        return Response(b"", status_code=401, headers={"hx-redirect": "/sign-in"})
    return Redirect(target, status_code=303)


def wants_json(request: AnyRequest) -> bool:
    """Return whether the one who asks is a program."""
    if request.scope["path"].startswith(PROGRAMS):
        return True
    accept = request.headers.get("accept", "")
    return "text/html" not in accept and ("application/json" in accept or "application/problem+json" in accept)
