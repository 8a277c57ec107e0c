"""Add a vendor by one short form: who, what and where; the rest is completed later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from litestar import get, post
from litestar.di import NamedDependency
from markupsafe import Markup

from accounts.actor import Actor
from accounts.errors import DomainError, Invalid
from accounts.i18n import gettext as _
from accounts.roles import Deed, narrowed
from accounts.web import AnyRequest, Page, flash, guard, render, see_other
from law.store import Law
from register import words
from register.adding import add_vendor
from register.organisations import list_organisations
from register.pages.forms import TEXT, Form, Typed, again, begin, typed
from register.pages.queries import number
from register.pages.words import Options, countries, grounds, options
from register.vendors import Twin

VENDOR = ("name", "legal_name", "country", "website")
ENGAGEMENT = ("service", "role", "purposes", "owner")
PLACE = {
    "place_country": "country",
    "place_recipient": "recipient",
    "place_ground_text": "ground_text",
    "place_ground": "grounds",
}
SPEC = dict.fromkeys(("organisation", *VENDOR, *ENGAGEMENT, *PLACE), TEXT)


@dataclass(frozen=True)
class NewVendorPage:
    """What the short form shows."""

    form: Form
    organisations: Options
    countries: Options
    roles: Options
    grounds: list[tuple[str, Options]]


@get("/vendors/new", guards=[guard(Deed.EDIT)])
async def new_vendor(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """Show the empty form."""
    return await page(request, actor, begin({}, labels()))


@post("/vendors", guards=[guard(Deed.EDIT)])
async def add(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Add the vendor, or show the form again with what is wrong beside each field."""
    given = await typed(request, SPEC)
    try:
        vendor = await add_vendor(*parts(given), actor, now, today, law)
    except Invalid as problem:
        form = again(given, renamed(problem), SPEC, labels())
        if isinstance(problem, Twin):
            form = replace(form, errors={**form.errors, "name": linked(problem)})
        return await page(request, actor, form, 422)
    flash(request, _("%(name)s is in the register.", name=given.values["name"]))
    return see_other(f"/vendors/{vendor}")


async def page(request: AnyRequest, actor: Actor, form: Form, status: int = 200) -> Page:
    """Return the form as a page."""
    organisations = [(str(row["id"]), str(row["name"])) for row in await list_organisations(narrowed(actor, Deed.EDIT))]
    context = NewVendorPage(form, organisations, countries(), options(words.ROLES), grounds())
    return render(request, "register/vendor_new.html", context, status)


Parts = tuple[Mapping[str, object], Mapping[str, object], Mapping[str, object] | None, int | None]


def parts(given: Typed) -> Parts:
    """Return what was typed as vendor, engagement, location (where anything of it was filled in) and organisation."""
    values = given.values
    place: dict[str, object] = {column: values[name] for name, column in PLACE.items() if values[name]}
    if "grounds" in place:
        place["grounds"] = [place["grounds"]]
    return (
        {name: values[name] for name in VENDOR},
        {name: values[name] for name in ENGAGEMENT},
        place or None,
        number(str(values["organisation"])) or None,
    )


def renamed(problem: Invalid) -> DomainError:
    """Return the problem with the names that this form has for its fields."""
    back = {f"place_{column}": name for name, column in PLACE.items()}
    return Invalid({back.get(name, name): sentence for name, sentence in problem.fields.items()})


def linked(twin: Twin) -> Markup:
    """Return the sentence about a vendor that is in the register already, with the way to it."""
    words = _(str(twin)), twin.vendor, _("Open %(name)s", name=twin.name)
    return Markup('%s <a href="/vendors/%s">%s</a>') % words


def labels() -> dict[str, str]:
    """Return what the fields are called."""
    return {
        "organisation": _("For which organisation"),
        "name": _("Name"),
        "legal_name": _("Contract party"),
        "country": _("Seat of the contract party"),
        "website": _("Website"),
        "service": _("Service"),
        "role": _("Role"),
        "purposes": _("What they do for you"),
        "owner": _("Owner"),
        "place_country": _("Country"),
        "place_recipient": _("Who receives it there"),
        "place_ground": _("Ground of the transfer"),
        "place_ground_text": _("Ground as written"),
    }
