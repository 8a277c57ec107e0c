"""Add, edit and end an agreement, with the checklist of Art. 28(3)."""

from __future__ import annotations

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
from accounts.numbers import row_number
from accounts.roles import Deed, narrowed
from accounts.web import AnyRequest, Page, flash, guard, render, see_other
from law.store import Law
from register import change, words
from register.agreements import create_agreement, end_agreement, update_agreement
from register.choices import agreement_in_scope
from register.document_list import list_documents
from register.inputs import AgreementInput
from register.organisations import list_organisations
from register.pages.forms import TEXT, Form, Values, again, begin, parsed, shown, typed
from register.pages.words import Options, options
from register.reading import read
from register.scope import chosen_organisation, vendor_in_scope

FIELDS = dict.fromkeys(
    (
        *("organisation", "kind", "status", "text", "signed_on", "signed_text", "expires_on", "notice_days"),
        *("authorisation", "objection_days", "document"),
    ),
    TEXT,
)
POINTS = {f"point_{letter}": letter for letter in words.CHECKLIST}
CLAUSES = {f"clause_{letter}": letter for letter in words.CHECKLIST}
SPEC = {**FIELDS, **dict.fromkeys((*POINTS, *CLAUSES), TEXT)}


@dataclass(frozen=True)
class Point:
    """One letter of Art. 28(3), whether the agreement holds it, and where."""

    letter: str
    text: str
    value: str
    clause: str


@dataclass(frozen=True)
class AgreementFormPage:
    """What the form of an agreement shows; `number` is 0 for a new one."""

    number: int
    vendor: int
    vendor_name: str
    ended: bool
    form: Form
    organisations: Options
    kinds: Options
    statuses: Options
    authorisations: Options
    documents: Options
    points: tuple[Point, ...]
    met: Options


@get("/vendors/{vendor:int}/agreements/new", guards=[guard(Deed.EDIT)])
async def new_agreement(request: AnyRequest, vendor: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show the empty form, of the kind that the address asks for."""
    row = await vendor_in_scope(vendor, actor, Deed.EDIT)
    kind = request.query_params.get("kind", "")
    form = begin({"kind": kind if kind in words.KINDS else "dpa"}, labels())
    return await page(request, actor, row, None, form)


@post("/vendors/{vendor:int}/agreements", guards=[guard(Deed.EDIT)])
async def add_agreement(
    request: AnyRequest,
    vendor: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Add an agreement, or show the form again."""
    row = await vendor_in_scope(vendor, actor, Deed.EDIT)
    given = await typed(request, SPEC)
    try:
        values = parsed(FIELDS, given.values)
        chosen = given.values["organisation"]
        values["organisation"] = await chosen_organisation(row_number(str(chosen)), actor)
        data = read(AgreementInput, {**values, "vendor": vendor, **by_letter({}, given.values)})
        number = await create_agreement(data, actor, now, today, law)
    except DomainError as problem:
        return await page(request, actor, row, None, again(given, problem, SPEC, labels()), 422)
    flash(request, _("The agreement is recorded."))
    return see_other(f"/vendors/{vendor}#agreement-{number}")


@get("/agreements/{number:int}/edit", guards=[guard(Deed.EDIT)])
async def edit_agreement(request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show the form with what is recorded."""
    row = await agreement_in_scope(number, actor, Deed.EDIT)
    form = begin(shown(SPEC, recorded(change.stored(row, AgreementInput))), labels(), row["version"])
    return await page(request, actor, await vendor_in_scope(row["vendor"], actor), row, form)


@post("/agreements/{number:int}", guards=[guard(Deed.EDIT)])
async def change_agreement(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Write what was changed, or show the form again."""
    row = await agreement_in_scope(number, actor, Deed.EDIT)
    given = await typed(request, SPEC)
    changed = given.changed()
    changes = parsed(FIELDS, changed)
    changes |= by_letter(change.stored(row, AgreementInput), changed)
    try:
        await update_agreement(number, changes, given.version, actor, now, today, law)
    except DomainError as problem:
        form = again(given, flattened(problem), SPEC, labels())
        return await page(request, actor, await vendor_in_scope(row["vendor"], actor), row, form, form.status)
    flash(request, _("The agreement is saved."))
    return see_other(f"/vendors/{row['vendor']}#agreement-{number}")


@post("/agreements/{number:int}/ending", guards=[guard(Deed.EDIT)])
async def end(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Record that an agreement ends today."""
    row = await agreement_in_scope(number, actor, Deed.EDIT)
    given = await typed(request, {})
    await end_agreement(number, given.version, today, actor, now, today, law)
    flash(request, _("The agreement has ended. It stays in the register."))
    return see_other(f"/vendors/{row['vendor']}#agreement-{number}")


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
    kept = await list_documents(vendor["id"], actor)
    context = AgreementFormPage(
        number=row["id"] if row else 0,
        vendor=vendor["id"],
        vendor_name=vendor["name"],
        ended=bool(row and row["status"] == "terminated"),
        form=form,
        organisations=organisations,
        kinds=options(words.KINDS),
        statuses=options(words.AGREEMENTS),
        authorisations=options(words.AUTHORISATIONS),
        documents=[("", _("None")), *[(str(one.id), one.name) for one in kept if not one.removed_at]],
        points=tuple(
            Point(letter, _(text), str(form[f"point_{letter}"]), str(form[f"clause_{letter}"]))
            for letter, text in words.CHECKLIST.items()
        ),
        met=options(words.MET),
    )
    return render(request, "register/agreement_form.html", context, status)


def by_letter(stored: Mapping[str, Any], values: Values) -> dict[str, dict[str, str]]:
    """Return the checklist and the sections as they become, where a field of theirs was changed."""
    become = {}
    for field, names in (("checklist", POINTS), ("clauses", CLAUSES)):
        given = {names[name]: str(value) for name, value in values.items() if name in names}
        merged = {**stored.get(field, {}), **given}
        if given:
            become[field] = {letter: text for letter, text in merged.items() if text}
    return become


def recorded(stored: dict[str, Any]) -> dict[str, Any]:
    """Return an agreement with its letters beside the other fields, as the form has them."""
    points = {name: stored["checklist"].get(letter, "") for name, letter in POINTS.items()}
    return {**stored, **points, **{name: stored["clauses"].get(letter, "") for name, letter in CLAUSES.items()}}


def flattened(problem: DomainError) -> DomainError:
    """Return a refusal with its letters beside the other fields."""
    current = getattr(problem, "current", None)
    if current:
        current |= recorded(current)
    return problem


def labels() -> dict[str, str]:
    """Return what the fields are called."""
    return {
        "organisation": _("For which organisation"),
        "kind": _("Kind"),
        "status": _("Status"),
        "text": _("As written"),
        "signed_on": _("Signed on"),
        "signed_text": _("Signed, as written"),
        "expires_on": _("Ends on"),
        "notice_days": _("Days of notice"),
        "authorisation": _("Authorisation of sub-processors"),
        "objection_days": _("Days to object to a new one"),
        "document": _("Document"),
        "checklist": _("Art. 28(3)"),
        "clauses": _("Sections of the agreement"),
        **{name: f"({letter})" for name, letter in POINTS.items()},
        **{name: _("Section for (%(letter)s)", letter=letter) for name, letter in CLAUSES.items()},
    }
