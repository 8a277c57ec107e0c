"""Add, edit and end what a vendor does for an organisation."""

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
from accounts.roles import Deed, narrowed
from accounts.web import AnyRequest, Page, flash, guard, render, see_other
from law.store import Law
from register import change, words
from register.choices import possible_parents
from register.engagements import create_engagement, end_engagement, update_engagement
from register.inputs import EngagementInput
from register.organisations import list_organisations
from register.pages.forms import TEXT, YES_NO, Form, again, begin, parsed, shown, typed
from register.pages.words import Options, options
from register.reading import read
from register.scope import engagement_in_scope, vendor_in_scope

SPEC = {
    **dict.fromkeys(("organisation", "parent", "service", "role", "organisation_role", "purposes"), TEXT),
    **dict.fromkeys(("data_subjects", "data_categories", "retention", "owner", "started_on"), TEXT),
    **dict.fromkeys(("next_review", "next_review_text", "review_months"), TEXT),
    "special_categories": YES_NO,
}


@dataclass(frozen=True)
class EngagementFormPage:
    """What the form of an engagement shows; `number` is 0 for a new one."""

    number: int
    vendor: int
    vendor_name: str
    ended: bool
    form: Form
    organisations: Options
    parents: Options
    roles: Options
    exporters: Options


@get("/vendors/{vendor:int}/engagements/new", guards=[guard(Deed.EDIT)])
async def new_engagement(request: AnyRequest, vendor: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show the empty form."""
    row = await vendor_in_scope(vendor, actor, Deed.EDIT)
    return await page(request, actor, row, None, begin({}, labels()))


@post("/vendors/{vendor:int}/engagements", guards=[guard(Deed.EDIT)])
async def add_engagement(
    request: AnyRequest,
    vendor: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Add an engagement, or show the form again."""
    row = await vendor_in_scope(vendor, actor, Deed.EDIT)
    given = await typed(request, SPEC)
    try:
        data = read(EngagementInput, {**parsed(SPEC, filled(given.values)), "vendor": vendor})
        number = await create_engagement(data, actor, now, today, law)
    except DomainError as problem:
        return await page(request, actor, row, None, again(given, problem, SPEC, labels()), 422)
    flash(request, _("The engagement is recorded. Say where its data goes, so that it can be judged."))
    return see_other(f"/engagements/{number}/locations/new")


@get("/engagements/{number:int}/edit", guards=[guard(Deed.EDIT)])
async def edit_engagement(request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show the form with what is recorded."""
    row = await engagement_in_scope(number, actor, Deed.EDIT)
    form = begin(shown(SPEC, change.stored(row, EngagementInput)), labels(), row["version"])
    return await page(request, actor, await vendor_in_scope(row["vendor"], actor), row, form)


@post("/engagements/{number:int}", guards=[guard(Deed.EDIT)])
async def change_engagement(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Write what was changed, or show the form again."""
    row = await engagement_in_scope(number, actor, Deed.EDIT)
    given = await typed(request, SPEC)
    try:
        await update_engagement(number, parsed(SPEC, given.changed()), given.version, actor, now, today, law)
    except DomainError as problem:
        form = again(given, problem, SPEC, labels())
        return await page(request, actor, await vendor_in_scope(row["vendor"], actor), row, form, form.status)
    flash(request, _("The engagement is saved, and its locations are judged again."))
    return see_other(f"/vendors/{row['vendor']}#engagement-{number}")


@post("/engagements/{number:int}/ending", guards=[guard(Deed.EDIT)])
async def end(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """End an engagement today."""
    row = await engagement_in_scope(number, actor, Deed.EDIT)
    given = await typed(request, {})
    await end_engagement(number, given.version, today, actor, now, today, law)
    flash(request, _("The engagement has ended. It stays in the register, and nothing more is asked of it."))
    return see_other(f"/vendors/{row['vendor']}#engagement-{number}")


async def page(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    vendor: dict[str, Any],
    row: dict[str, Any] | None,
    form: Form,
    status: int = 200,
) -> Page:
    """Return the form as a page."""
    organisations = [
        (str(found["id"]), str(found["name"])) for found in await list_organisations(narrowed(actor, Deed.EDIT))
    ]
    above = await possible_parents(actor, row["id"] if row else None)
    context = EngagementFormPage(
        number=row["id"] if row else 0,
        vendor=vendor["id"],
        vendor_name=vendor["name"],
        ended=bool(row and row["status"] == "ended"),
        form=form,
        organisations=organisations,
        parents=[("", _("None: works for the organisation itself")), *above],
        roles=options(words.ROLES),
        exporters=options(words.EXPORTERS),
    )
    return render(request, "register/engagement_form.html", context, status)


def filled(values: Any) -> Any:
    """Return the values without the selects that a new form may leave at their first choice."""
    return {name: value for name, value in values.items() if value or name != "organisation_role"}


def labels() -> dict[str, str]:
    """Return what the fields are called."""
    return {
        "organisation": _("For which organisation"),
        "service": _("Service"),
        "role": _("Role"),
        "organisation_role": _("Your role towards the people concerned"),
        "parent": _("Works for you under"),
        "purposes": _("What they do for you"),
        "data_subjects": _("Whose data"),
        "data_categories": _("Which personal data"),
        "special_categories": _("Special categories, Art. 9"),
        "retention": _("How long it is kept"),
        "owner": _("Owner"),
        "started_on": _("Since"),
        "next_review": _("Next review"),
        "next_review_text": _("Next review as written"),
        "review_months": _("Months between reviews"),
    }
