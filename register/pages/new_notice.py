"""Enter by hand what a vendor announced: one sub-processor that comes or goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import DomainError, Invalid
from accounts.events import N_
from accounts.i18n import gettext as _
from accounts.numbers import row_number
from accounts.roles import Deed, may
from accounts.web import AnyRequest, Page, flash, guard, render, see_other
from law.store import Law
from register import sentences
from register.announced import Change, Place
from register.naming import engagement_names
from register.organisations import list_organisations
from register.pages.forms import TEXT, Form, Values, again, begin, typed
from register.pages.words import Options, countries
from register.reading import read
from register.scope import vendor_in_scope
from register.subprocessors import NoticeInput, announce, days_to_object, recorded_below, works_for

SPEC = dict.fromkeys(
    (
        *("organisation", "engagement", "what", "name", "leaves", "country", "purpose", "ground_text"),
        *("received_on", "days", "effective_on", "note"),
    ),
    TEXT,
)
NAME = N_("Name the sub-processor that the vendor wants to engage.")
LEAVES = N_("Choose the sub-processor that the vendor no longer engages.")
BY_HAND = N_("Entered by hand")


@dataclass(frozen=True)
class NewNoticePage:
    """What the form shows."""

    vendor: int
    vendor_name: str
    form: Form
    organisations: Options
    engagements: Options
    below: Options
    countries: Options
    whats: Options


@get("/vendors/{number:int}/notices/new", guards=[guard(Deed.EDIT)])
async def new_notice(
    request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor], today: NamedDependency[date]
) -> Page:
    """Show the form, with the days to object where a signed agreement says them."""
    row = await vendor_in_scope(number, actor, Deed.EDIT)
    mine = await organisations_of(number, actor)
    days = await days_to_object(number, mine[0][0]) if len(mine) == 1 else None
    values: Values = {"what": "added", "received_on": today.isoformat(), "days": "" if days is None else str(days)}
    return await page(request, row, mine, begin(values, labels()))


@post("/vendors/{number:int}/notices", guards=[guard(Deed.EDIT)])
async def add_notice(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Record the announcement, or show the form again."""
    row = await vendor_in_scope(number, actor, Deed.EDIT)
    mine = await organisations_of(number, actor)
    given = await typed(request, SPEC)
    said = {name: str(value).strip() for name, value in given.values.items()}
    try:
        organisation = chosen(said["organisation"], mine)
        one = await change_of(said, number, organisation)
        data = notice_of(said, number, organisation, source=BY_HAND)
        if data.days is None and len(mine) > 1:
            # The form could not know whose agreement it is before the organisation was chosen.
            data = data.model_copy(update={"days": await days_to_object(number, organisation)})
        new = await announce(data, [one], actor=actor, now=now, today=today, law=law)
    except DomainError as problem:
        form = again(given, problem, SPEC, labels())
        return await page(request, row, mine, form, form.status)
    flash(request, _("The announcement is recorded. It stands as a finding until somebody decides."))
    return see_other(f"/notices/{new}")


async def organisations_of(vendor: int, actor: Actor) -> list[tuple[int, str]]:
    """Return the organisations for which the vendor works and the actor may edit, or else all where they may."""
    open_ones = [
        (row["id"], row["name"]) for row in await list_organisations(actor) if may(actor, Deed.EDIT, row["id"])
    ]
    working = [(number, name) for number, name in open_ones if await works_for(vendor, number)]
    return working or open_ones


def chosen(text: str, mine: list[tuple[int, str]]) -> int:
    """Return the organisation that was chosen, or the only one there is."""
    number = row_number(text) if text else None
    if number is None and not text and len(mine) == 1:
        return mine[0][0]
    if number not in {one for one, _name in mine} or number is None:
        raise Invalid({"organisation": sentences.NO_ORGANISATION})
    return number


async def change_of(said: dict[str, str], vendor: int, organisation: int) -> Change:
    """Return the change that was typed."""
    if said["what"] == "removed":
        recorded = {str(one.engagement): one for one in await recorded_below(vendor, organisation)}
        gone = recorded.get(said["leaves"])
        if gone is None:
            raise Invalid({"leaves": LEAVES})
        return Change(kind="removed", name=gone.name, engagement=gone.engagement, service=gone.service)
    if not said["name"]:
        raise Invalid({"name": NAME})
    if len(said["name"]) > 300:
        raise Invalid({"name": sentences.TOO_LONG})
    if said["country"] and said["country"] not in dict(countries()):
        raise Invalid({"country": sentences.COUNTRY})
    places = (Place(country=said["country"]),) if said["country"] else ()
    return Change(
        kind="added", name=said["name"], places=places, purpose=said["purpose"], ground_text=said["ground_text"]
    )


def notice_of(said: dict[str, str], vendor: int, organisation: int, **more: Any) -> NoticeInput:
    """Return what is known of the announcement itself; raise `Invalid` with a sentence for each wrong field."""
    values = {name: said.get(name, "") for name in ("engagement", "received_on", "days", "effective_on", "note")}
    data = read(NoticeInput, {**values, "vendor": vendor, "organisation": organisation, **more})
    if data.received_on is None:
        raise Invalid({"received_on": sentences.MISSING})
    return data


async def page(
    request: AnyRequest, vendor: dict[str, Any], mine: list[tuple[int, str]], form: Form, status: int = 200
) -> Page:
    """Return the form as a page."""
    several = len(mine) > 1
    works, below = [], []
    for organisation, name in mine:
        end = f" ({name})" if several else ""
        names = await engagement_names(one for one, _service in await works_for(vendor["id"], organisation))
        works += [(str(one), name + end) for one, name in names.items()]
        below += [(str(one.engagement), one.name + end) for one in await recorded_below(vendor["id"], organisation)]
    context = NewNoticePage(
        vendor["id"],
        vendor["name"],
        form,
        [(str(number), name) for number, name in mine],
        works,
        below,
        countries(),
        [("added", _("It engages a new one")), ("removed", _("It no longer engages one"))],
    )
    return render(request, "register/notice_new.html", context, status)


def labels() -> dict[str, str]:
    """Return what the fields are called."""
    return {
        "organisation": _("For which organisation"),
        "engagement": _("For which service"),
        "what": _("What the vendor announced"),
        "name": _("New sub-processor"),
        "leaves": _("Sub-processor that leaves"),
        "country": _("Country"),
        "purpose": _("What it does"),
        "ground_text": _("Ground of the transfer, as written"),
        "received_on": _("Received on"),
        "days": _("Days to object"),
        "effective_on": _("Planned from"),
        "note": _("Note"),
    }


ROUTES: list[ControllerRouterHandler] = [new_notice, add_notice]
