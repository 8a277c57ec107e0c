"""What looks at the whole register may take longer than a page: then a page says how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from litestar import Response, get
from litestar.params import FromPath

from accounts.events import N_
from accounts.i18n import gettext as _
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, asked_for, guard, render, see_other
from register.memo import Unfinished, Work, work_called

STEPS: Mapping[str, str] = {
    "": N_("Looking through the register"),
    "judging": N_("Judging the transfers"),
    "comparing": N_("Comparing the names"),
}


@dataclass(frozen=True)
class WorkingPage:
    """Work on the whole register: the name under which it is followed, its step, and how much of a hundred is done.

    A share and no number: how many vendors there are is nothing that somebody of one organisation should learn here.
    """

    name: str
    step: str
    percent: int | None


def answer_unfinished(request: AnyRequest, error: Unfinished) -> Response[bytes] | Page:
    """Say how far the work has come that a page waits for; a part of a page is asked for again as the whole page."""
    if request.headers.get("hx-request"):
        return Response(b"", headers={"hx-redirect": asked_for(request)})
    return render(request, "app/working.html", page_of(error.work))


@get("/working/{name:str}", guards=[guard(Deed.READ)])
async def how_far(request: AnyRequest, name: FromPath[str]) -> Page:
    """Show how far work on the whole register has come; once it has ended, let the page that waits ask again."""
    if not request.headers.get("hx-request"):
        return see_other("/")
    work = work_called(name)
    if work is None:
        return Response(b"", headers={"hx-refresh": "true"})
    return render(request, "app/how_far.html", page_of(work))


def page_of(work: Work) -> WorkingPage:
    """Return how far work has come, in words."""
    percent = 100 * work.done // work.total if work.total else None
    return WorkingPage(work.name, _(STEPS.get(work.step, STEPS[""])), percent)
