"""Add, edit and remove a place where data goes; facts are asked for only where the ground needs them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from accounts.actor import Actor
from accounts.errors import DomainError
from accounts.i18n import gettext as _
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, guard, render, see_other
from law.store import Law
from register import change, words
from register.inputs import LocationInput, VendorInput
from register.lawtext import because, todo
from register.locations import create_location, remove_location, update_location
from register.pages.asking import Asked, ask
from register.pages.forms import SEVERAL, TEXT, Form, Typed, Values, again, begin, parsed, shown, typed
from register.pages.vendor_words import in_short
from register.pages.words import Options, countries, grounds, options
from register.questions import ANYWHERE, DPF, QUESTIONS, asked
from register.reading import read
from register.scope import engagement_in_scope, location_in_scope, vendor_in_scope

FIELDS = {
    **dict.fromkeys(("country", "region", "place", "recipient", "activity", "ground_text"), TEXT),
    "grounds": SEVERAL,
}
SPEC = {**FIELDS, **dict.fromkeys(QUESTIONS, TEXT)}


@dataclass(frozen=True)
class Stands:
    """How a location is judged as it is recorded, why, and what to do."""

    verdict: str
    because: str
    citation: str
    todo: str


@dataclass(frozen=True)
class LocationFormPage:
    """What the form of a location shows; `number` is 0 for a new one."""

    number: int
    engagement: int
    service: str
    vendor: int
    vendor_name: str
    form: Form
    countries: Options
    regions: Options
    grounds: list[tuple[str, Options]]
    chosen: tuple[str, ...]
    asked: tuple[Asked, ...]
    elsewhere: tuple[Asked, ...]
    answered: bool
    dpf: bool
    listing: str
    stands: Stands | None


@get("/engagements/{engagement:int}/locations/new", guards=[guard(Deed.EDIT)])
async def new_location(request: AnyRequest, engagement: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show the empty form."""
    above = await engagement_in_scope(engagement, actor, Deed.EDIT)
    return await page(request, actor, above, None, begin({}, labels()))


@post("/engagements/{engagement:int}/locations", guards=[guard(Deed.EDIT)])
async def add_location(
    request: AnyRequest,
    engagement: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Add a location, or show the form again: with the questions of the chosen grounds, or with what is wrong."""
    above = await engagement_in_scope(engagement, actor, Deed.EDIT)
    given = await typed(request, SPEC)
    if "ask" in given.more:
        return await page(request, actor, above, None, asking(given))
    try:
        data = read(LocationInput, {**fields(given.values), "facts": facts({}, given.values), "engagement": engagement})
        number = await create_location(data, actor, now, today, law)
    except DomainError as problem:
        return await page(request, actor, above, None, again(given, problem, SPEC, labels()), 422)
    flash(request, _("The location is recorded and judged."))
    return see_other(f"/vendors/{above['vendor']}#location-{number}")


@get("/locations/{number:int}/edit", guards=[guard(Deed.EDIT)])
async def edit_location(request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show the form with what is recorded."""
    row, above = await location_in_scope(number, actor, Deed.EDIT)
    stored = change.stored(row, LocationInput)
    return await page(request, actor, above, row, begin(shown(SPEC, recorded(stored)), labels(), row["version"]))


@post("/locations/{number:int}", guards=[guard(Deed.EDIT)])
async def change_location(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Write what was changed, which judges the location again, or show the form again."""
    row, above = await location_in_scope(number, actor, Deed.EDIT)
    given = await typed(request, SPEC)
    if "ask" in given.more:
        return await page(request, actor, above, row, asking(given))
    changed = given.changed()
    changes = fields({name: value for name, value in changed.items() if name in FIELDS})
    if changed.keys() & QUESTIONS.keys():
        changes["facts"] = facts(change.stored(row, LocationInput)["facts"], changed)
    try:
        await update_location(number, changes, given.version, actor, now, today, law)
    except DomainError as problem:
        form = again(given, flattened(problem), SPEC, labels())
        return await page(request, actor, above, row, form, form.status)
    flash(request, _("The location is saved and judged again."))
    return see_other(f"/vendors/{above['vendor']}#location-{number}")


@post("/locations/{number:int}/removal", guards=[guard(Deed.EDIT)])
async def remove(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Remove a location to which no data goes any more."""
    _row, above = await location_in_scope(number, actor, Deed.EDIT)
    given = await typed(request, {})
    await remove_location(number, given.version, actor, now, today, law)
    flash(request, _("The location is removed. The history keeps what it was."))
    return see_other(f"/vendors/{above['vendor']}#transfers")


async def page(
    request: AnyRequest, actor: Actor, above: dict[str, Any], row: dict[str, Any] | None, form: Form, status: int = 200
) -> Page:
    """Return the form as a page, or for htmx the questions alone."""
    vendor = await vendor_in_scope(above["vendor"], actor)
    chosen = tuple(code for code in form["grounds"] if code)
    answered = [key for key in QUESTIONS if form[key]]
    wanted = asked(chosen, str(form["country"]), [*answered, *(key for key in QUESTIONS if form.error(key))])
    context = LocationFormPage(
        number=row["id"] if row else 0,
        engagement=above["id"],
        service=in_short(above["service"], above["purposes"]),
        vendor=vendor["id"],
        vendor_name=vendor["name"],
        form=form,
        countries=countries(),
        regions=options(words.REGIONS),
        grounds=grounds(),
        chosen=chosen,
        asked=questions(form, wanted),
        elsewhere=questions(form, ANYWHERE),
        answered=any(form[key] for key in ANYWHERE),
        dpf=bool(DPF.intersection(chosen)),
        listing=change.stored(vendor, VendorInput)["dpf"].get("dpf_listed", ""),
        stands=stands(row) if row else None,
    )
    part = "hx-request" in request.headers
    return render(
        request, "register/location_questions.html" if part else "register/location_form.html", context, status
    )


def stands(row: Mapping[str, Any]) -> Stands:
    """Return how a location is judged, in words."""
    told = (row["reason"], json.loads(row["params"]), row["citation"])
    return Stands(row["verdict"], because(*told), row["citation"], todo(*told))


def questions(form: Form, keys: tuple[str, ...]) -> tuple[Asked, ...]:
    """Return the questions with what was answered."""
    return tuple(ask(QUESTIONS, key, str(form[key]), form.error(key)) for key in keys)


def asking(given: Typed) -> Form:
    """Return the form as it was typed, to ask what its grounds need."""
    return Form(given.values, given.version, given.more.get("base", "{}"), {}, labels())


def fields(values: Values) -> dict[str, Any]:
    """Return what the fields mean; where nobody chose a ground, it is read from what was written."""
    found = parsed(FIELDS, values)
    if not found.get("grounds", True):
        found["grounds"] = None
    return found


def facts(stored: Mapping[str, str], values: Values) -> dict[str, str]:
    """Return the facts as they become: an emptied answer is unknown again."""
    merged = {**stored, **{key: str(value) for key, value in values.items() if key in QUESTIONS}}
    return {key: value for key, value in merged.items() if value}


def recorded(stored: dict[str, Any]) -> dict[str, Any]:
    """Return a location with its facts beside the other fields, as the form has them."""
    known = [code for code in stored["grounds"] if code not in {"NONE", "UNKNOWN"}]
    return {**stored, "grounds": known, **{key: stored["facts"].get(key, "") for key in QUESTIONS}}


def flattened(problem: DomainError) -> DomainError:
    """Return a conflict with its facts beside the other fields."""
    current = getattr(problem, "current", None)
    if current:
        current |= recorded(current)
    return problem


def labels() -> dict[str, str]:
    """Return what the fields are called."""
    return {
        "country": _("Country"),
        "region": _("Region, where no country is named"),
        "place": _("Place as written"),
        "recipient": _("Who receives it there"),
        "activity": _("What happens there"),
        "ground_text": _("Ground as written"),
        "grounds": _("Ground of the transfer"),
        "facts": _("Facts"),
        **{key: _(question.text) for key, question in QUESTIONS.items()},
    }
