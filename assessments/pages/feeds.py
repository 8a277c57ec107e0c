"""The calendars that programs read: the secret in the address is all the proof there is."""

from __future__ import annotations

from datetime import datetime

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.errors import NotFound
from accounts.i18n import gettext as _
from accounts.web import AnyRequest
from assessments.links import feed
from register.change import GONE

ENDING = ".ics"


@get("/calendar/{name:str}", opt={"public": True})
async def show(request: AnyRequest, name: FromPath[str], now: NamedDependency[datetime]) -> Response[bytes]:
    """Return a calendar."""
    if not name.endswith(ENDING):
        raise NotFound(_(GONE))
    made = await feed(name.removesuffix(ENDING), now, request.app.state.office.post)
    headers = {"content-disposition": 'inline; filename="art28.ics"', "x-robots-tag": "noindex"}
    return Response(made, media_type="text/calendar; charset=utf-8", headers=headers)


ROUTES: list[ControllerRouterHandler] = [show]
