"""Edit a vendor, end the work with it, take it up again."""

from __future__ import annotations

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
from register.inputs import VendorInput
from register.pages.asking import Asked, ask
from register.pages.forms import LINES, TEXT, TICK, Form, again, begin, parsed, shown, typed
from register.pages.words import Options, countries, options
from register.questions import LISTING
from register.scope import vendor_in_scope
from register.vendors import end_vendor, reopen_vendor, update_vendor

FIELDS = {
    **dict.fromkeys(("name", "legal_name"), TEXT),
    "aliases": LINES,
    "tags": LINES,
    **dict.fromkeys(("registration_number", "country", "parent_name", "parent_country", "website", "contact"), TEXT),
    **dict.fromkeys(("owner", "tier", "notes", "dpf_checked_on"), TEXT),
    "unnamed_group": TICK,
}
SPEC = {**FIELDS, **dict.fromkeys(LISTING, TEXT)}


@dataclass(frozen=True)
class VendorFormPage:
    """What the form of a vendor shows."""

    number: int
    name: str
    ended: bool
    form: Form
    countries: Options
    tiers: Options
    listing: tuple[Asked, ...]


@get("/vendors/{number:int}/edit", guards=[guard(Deed.EDIT)])
async def edit_vendor(request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show the form with what is recorded."""
    row = await vendor_in_scope(number, actor, Deed.EDIT)
    return page(request, row, begin(recorded(row), labels(), row["version"]))


@post("/vendors/{number:int}", guards=[guard(Deed.EDIT)])
async def change_vendor(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Write what was changed, or show the form again."""
    row = await vendor_in_scope(number, actor, Deed.EDIT)
    given = await typed(request, SPEC)
    changed = given.changed()
    changes = parsed(FIELDS, changed)
    if changed.keys() & LISTING.keys():
        dpf = {
            **change.stored(row, VendorInput)["dpf"],
            **{key: value for key, value in changed.items() if key in LISTING},
        }
        changes["dpf"] = {key: value for key, value in dpf.items() if value}
    try:
        await update_vendor(number, changes, given.version, actor, now, today, law)
    except DomainError as problem:
        form = again(given, flattened(problem), SPEC, labels())
        return page(request, row, form, form.status)
    flash(request, _("%(name)s is saved, and its locations are judged again.", name=given.values["name"]))
    return see_other(f"/vendors/{number}")


@post("/vendors/{number:int}/ending", guards=[guard(Deed.EDIT)])
async def end(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """End the work with a vendor."""
    given = await typed(request, {})
    await end_vendor(number, given.version, actor, now, today, law)
    flash(request, _("The work with this vendor has ended. It can be taken up again under “Edit vendor”."))
    return see_other(f"/vendors/{number}")


@post("/vendors/{number:int}/ending/undo", guards=[guard(Deed.EDIT)])
async def take_up(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Take the work with a vendor up again."""
    given = await typed(request, {})
    await reopen_vendor(number, given.version, actor, now, today, law)
    flash(request, _("The work with this vendor is taken up again."))
    return see_other(f"/vendors/{number}")


def page(request: AnyRequest, row: dict[str, Any], form: Form, status: int = 200) -> Page:
    """Return the form as a page."""
    listing = tuple(ask(LISTING, key, str(form[key]), form.error(key)) for key in LISTING)
    context = VendorFormPage(
        row["id"], row["name"], row["status"] == "ended", form, countries(), options(words.TIERS), listing
    )
    return render(request, "register/vendor_form.html", context, status)


def recorded(row: dict[str, Any]) -> dict[str, Any]:
    """Return what is recorded of a vendor, as the form shows it."""
    stored = change.stored(row, VendorInput)
    return shown(SPEC, {**stored, **{key: stored["dpf"].get(key, "") for key in LISTING}})


def flattened(problem: DomainError) -> DomainError:
    """Return a conflict with the facts of the listing beside the other fields, as the form has them."""
    current = getattr(problem, "current", None)
    if current:
        current |= {key: current["dpf"].get(key, "") for key in LISTING}
    return problem


def labels() -> dict[str, str]:
    """Return what the fields are called."""
    return {
        "name": _("Name"),
        "legal_name": _("Contract party"),
        "aliases": _("Also called"),
        "tags": _("Tags"),
        "registration_number": _("Registration number"),
        "country": _("Seat of the contract party"),
        "parent_name": _("Parent company"),
        "parent_country": _("Seat of the parent company"),
        "website": _("Website"),
        "contact": _("Contact"),
        "owner": _("Owner"),
        "tier": _("Risk tier"),
        "notes": _("Notes"),
        "unnamed_group": _("This stands for several vendors whose names are not given"),
        "dpf_checked_on": _("When was the list checked?"),
        "dpf": _("Data Privacy Framework list"),
        **{key: _(question.text) for key, question in LISTING.items()},
    }
