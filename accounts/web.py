"""What every page uses: rendering, redirects, messages, guards, and the things that handlers ask for by name."""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler
from litestar.response import Redirect, Template
from markupsafe import Markup

from accounts.actor import Actor
from accounts.csrf import FIELD
from accounts.errors import NotFound, NotSignedIn
from accounts.i18n import LANGUAGES, gettext
from accounts.moments import local_day
from accounts.numbers import LARGEST, row_number
from accounts.roles import Deed, demand, may
from accounts.visits import visit_of

Page = Response[Any]
AnyRequest = Request[Any, Any, Any]
AnyConnection = ASGIConnection[Any, Any, Any, Any]
FLASH_SECONDS = 60
MESSAGES = 2
MESSAGE = 360


def render(request: AnyRequest, template: str, context: Any = None, status: int = 200) -> Template:
    """Return a page; the fields of `context`, a frozen dataclass, are the names that the template knows.

    Every template also knows `actor`, `path`, `nav`, `theme`, `group`, `language`, `languages`, `messages`, `settings`,
    `law_mark`, `zone`, in which moments are shown, and `covers`, which says whether the actor may do a deed, in an
    organisation or in any.
    """
    names = {} if context is None else {f.name: getattr(context, f.name) for f in dataclasses.fields(context)}
    return Template(template, context={**surroundings(request), **names}, status_code=status, media_type="text/html")


def fragment(request: AnyRequest, template: str, **names: Any) -> Markup:
    """Return a part of a page, for one that keeps it; it knows the given names and nothing of the person."""
    return Markup(_template(request, template).render(**names))  # noqa: S704 - escaped by the template


def template_module(request: AnyRequest, template: str, **names: Any) -> Any:
    """Return a template whose macros can be called, in the person's language; it knows the given names."""
    return _template(request, template).make_module(names)


def _template(request: AnyRequest, template: str) -> Any:
    engine = request.app.template_engine
    assert engine is not None
    return engine.get_template(template)


def surroundings(request: AnyConnection) -> dict[str, Any]:
    """Return what the frame of every page shows."""
    visit = visit_of(request)
    path = request.scope["path"]
    return {
        "actor": visit.signed_in.actor if visit.signed_in else None,
        "path": path,
        "nav": path.split("/")[1],
        "theme": visit.theme,
        "group": group_of(request),
        "language": visit.language,
        "languages": list(LANGUAGES.items()),
        "messages": [*visit.messages, *_taken(request)],
        "settings": request.app.state.settings,
        "covers": lambda deed, organisation=None: (
            visit.signed_in is not None and may(visit.signed_in.actor, Deed(deed), organisation)
        ),
        "law_mark": request.app.state.law_mark,
        "zone": request.app.state.settings.zone,
    }


@dataclasses.dataclass(frozen=True)
class Group:
    """The organisations that somebody can switch between, and the one whose register is shown (None: all)."""

    organisations: tuple[tuple[int, str], ...]
    shown: int | None
    name: str


def group_of(request: AnyConnection) -> Group | None:
    """Return what the switch in the frame shows; None where there is nothing to switch between."""
    signed_in = visit_of(request).signed_in
    if signed_in is None or len(signed_in.organisations) < 2:
        return None
    asked = str(request.query_params.get("organisation", ""))
    shown = row_number(asked) if asked else signed_in.shown
    names = dict(signed_in.organisations)
    return Group(signed_in.organisations, shown if shown in names else None, names.get(shown or 0, ""))


def flash(request: AnyConnection, message: str) -> None:
    """Show a message on the next page that this browser sees."""
    visit = visit_of(request)
    visit.messages.append(message)
    # Browsers drop a cookie of more than 4 kB, and a message may name what somebody typed.
    short = [message[:MESSAGE] for message in visit.messages[-MESSAGES:]]
    packed = base64.urlsafe_b64encode(json.dumps(short, ensure_ascii=False).encode()).decode()
    visit.set_cookie("flash", packed, FLASH_SECONDS)


def asked_for(request: AnyRequest) -> str:
    """Return the path and the query that a request asks for."""
    query = request.scope["query_string"].decode("latin-1")
    return request.scope["path"] + (f"?{query}" if query else "")


def see_other(path: str) -> Redirect:
    """Send the browser on to another page after a change."""
    return Redirect(path, status_code=303)


async def form_values(request: AnyRequest) -> dict[str, str]:
    """Return the text fields of a form, the last of each name, without its proof and without NUL, which no text has."""
    form = await request.form()
    values = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    return {name: value.replace("\0", "") for name, value in values.items() if name != FIELD}


def way_back(request: AnyRequest) -> str:
    """Return the page of this register from which a form was sent, or the start page."""
    parts = split(request.headers.get("referer", ""))
    if parts is None or parts.netloc != request.headers.get("host", ""):
        return "/"
    return safe_path(parts.path + (f"?{parts.query}" if parts.query else ""))


def safe_path(path: str) -> str:
    """Return a path of this register, or the start page: a way back never leads to another site."""
    parts = split(path)
    ours = parts is not None and not parts.scheme and not parts.netloc and path.startswith("/")
    # Browsers read a backslash as a slash and skip tabs and line ends, so neither has a place in a way back.
    return path if ours and path.isprintable() and "\\" not in path and not path.startswith("//") else "/"


def split(address: str) -> SplitResult | None:
    """Return the parts of an address, or None for what is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return None


def guard(deed: Deed) -> Callable[[AnyConnection, BaseRouteHandler], None]:
    """Return a guard for routes that need this deed; the route tells it to the test of who may do what."""

    def check(connection: AnyConnection, _: BaseRouteHandler) -> None:
        demand(actor_of(connection), deed)

    check.deed = deed  # type: ignore[attr-defined]
    return check


def closed(connection: AnyConnection, handler: BaseRouteHandler) -> None:
    """Close every route to those who are not signed in, unless the route says `opt={"public": True}`."""
    if not handler.opt.get("public"):
        demand(actor_of(connection), Deed.READ)


def reachable(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Answer for a number in the address that no row can have as for one that no row has."""
    if any(isinstance(value, int) and not 0 <= value <= LARGEST for value in connection.path_params.values()):
        raise NotFound(gettext("There is nothing at this address, or it belongs to an organisation that is not yours."))


def actor_of(connection: AnyConnection) -> Actor:
    """Return who asks; raise `NotSignedIn` for nobody."""
    actor = connection.scope["user"]
    if actor is None:
        raise NotSignedIn(gettext("Sign in to see this page."))
    assert isinstance(actor, Actor)
    return actor


def provide_actor(request: AnyRequest) -> Actor:
    """Give a handler its `actor`."""
    return actor_of(request)


def provide_now(request: AnyRequest) -> datetime:
    """Give a handler `now`, in UTC."""
    now: datetime = request.app.state.clock()
    return now


def provide_today(request: AnyRequest) -> date:
    """Give a handler `today`."""
    return local_day(provide_now(request))


def provide_law(request: AnyRequest) -> Any:
    """Give a handler the `law` that was loaded at start."""
    return request.app.state.law


def provide_patience(request: AnyRequest) -> float:
    """Give a handler the `patience`: how many seconds a page waits for long work before it says how far that is."""
    return float(request.app.state.patience)


DEPENDENCIES = {
    "actor": Provide(provide_actor, sync_to_thread=False),
    "now": Provide(provide_now, sync_to_thread=False),
    "today": Provide(provide_today, sync_to_thread=False),
    "law": Provide(provide_law, sync_to_thread=False),
    "patience": Provide(provide_patience, sync_to_thread=False),
}


def _taken(request: AnyConnection) -> list[str]:
    """Return the messages that the page before left, once."""
    visit = visit_of(request)
    packed = request.cookies.get(visit.cookies.name("flash"), "")
    if packed or "flash" in visit.pending:
        # This page shows them, so the next one does not.
        visit.set_cookie("flash", "", 0)
    if not packed:
        return []
    try:
        left = json.loads(base64.urlsafe_b64decode(packed))
    except (ValueError, RecursionError):
        return []
    return [str(message) for message in left[:MESSAGES]] if isinstance(left, list) else []
