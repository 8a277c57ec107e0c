"""The organisations whose register this is, and what they promise in public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from types import ModuleType
from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from accounts.actor import Actor
from accounts.errors import DomainError, NotFound
from accounts.i18n import gettext as _
from accounts.roles import Deed, demand, may, where_may
from accounts.web import AnyRequest, Page, flash, guard, render, see_other
from law.store import Law
from register import words
from register.change import GONE
from register.inputs import OrganisationInput
from register.organisations import create_organisation, list_organisations, update_organisation
from register.pages.forms import SEVERAL, TEXT, Form, Typed, Values, again, begin, parsed, shown, typed
from register.pages.words import Options, countries, options
from register.reading import read

FIELDS = {"name": TEXT, "country": TEXT, "regimes": SEVERAL, "acts_as": TEXT, "review_months": TEXT, "parent": TEXT}
PROMISE = {"promise_kind": TEXT, "promise_text": TEXT}
SPEC = {**FIELDS, **PROMISE}


@dataclass(frozen=True)
class OrganisationsPage:
    """What the list of organisations shows."""

    organisations: tuple[tuple[dict[str, Any], int, str], ...]
    words: ModuleType
    may_change: bool
    may_add: bool


@dataclass(frozen=True)
class OrganisationFormPage:
    """What the form of an organisation shows; `number` is 0 for a new one."""

    number: int
    name: str
    form: Form
    countries: Options
    regimes: Options
    acts: Options
    promises: Options
    parents: Options


@get("/organisations", guards=[guard(Deed.READ)])
async def organisations(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """Show the organisations that are open to the actor."""
    found = await list_organisations(actor)
    changes = may(actor, Deed.ADMINISTER)
    page = OrganisationsPage(tuple(tree(found)), words, changes, changes and where_may(actor, Deed.ADMINISTER) is None)
    return render(request, "register/organisations.html", page)


@get("/organisations/new", guards=[guard(Deed.ADMINISTER)])
async def new_organisation(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """Show the empty form."""
    values: Values = {"regimes": ["EU"], "acts_as": "controller", "review_months": "12"}
    return await page(request, actor, 0, "", begin(values, labels()))


@post("/organisations", guards=[guard(Deed.ADMINISTER)])
async def add_organisation(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Add an organisation, or show the form again."""
    given = await typed(request, SPEC)
    try:
        values = {**parsed(FIELDS, given.values), "promises": promises([], given)}
        await create_organisation(read(OrganisationInput, values), actor, now)
    except DomainError as problem:
        return await page(request, actor, 0, "", again(given, problem, SPEC, labels()), 422)
    flash(request, _("%(name)s is in the register.", name=given.values["name"]))
    return see_other("/organisations")


@get("/organisations/{number:int}/edit", guards=[guard(Deed.ADMINISTER)])
async def edit_organisation(request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show the form with what is recorded."""
    row = await organisation(number, actor)
    return await page(request, actor, number, row["name"], begin(shown(SPEC, with_promise(row)), labels()))


@post("/organisations/{number:int}", guards=[guard(Deed.ADMINISTER)])
async def change_organisation(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Write what was changed; everything recorded for the organisation is judged again."""
    row = await organisation(number, actor)
    given = await typed(request, SPEC)
    changed = given.changed()
    changes = parsed(FIELDS, changed)
    if changed.keys() & PROMISE.keys():
        changes["promises"] = promises(row["promises"], given)
    try:
        await update_organisation(number, changes, actor, now, today, law)
    except DomainError as problem:
        return await page(request, actor, number, row["name"], again(given, problem, SPEC, labels()), 422)
    flash(request, _("%(name)s is saved, and all that is recorded for it is judged again.", name=given.values["name"]))
    return see_other("/organisations")


def tree(rows: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], int, str]]:
    """Yield each organisation with how deep it stands and whom it belongs to, right below that one."""
    known = {row["id"]: row for row in rows}
    below: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        # Who does not see the one above sees this one at the top.
        below[row["parent"] if row["parent"] in known else None].append(row)
    waiting = [(row, 0) for row in reversed(below[None])]
    while waiting:
        row, depth = waiting.pop()
        yield row, depth, known[row["parent"]]["name"] if row["parent"] in known else ""
        waiting += [(child, depth + 1) for child in reversed(below[row["id"]])]


async def organisation(number: int, actor: Actor) -> dict[str, Any]:
    """Return one organisation; raise `accounts.errors.NotFound` where there is none that the actor may see."""
    for row in await list_organisations(actor):
        if row["id"] == number:
            demand(actor, Deed.ADMINISTER, number)
            return row
    raise NotFound(GONE)


async def page(request: AnyRequest, actor: Actor, number: int, name: str, form: Form, status: int = 200) -> Page:
    """Return the form as a page."""
    others = [row for row in await list_organisations(actor) if row["id"] != number]
    context = OrganisationFormPage(
        number=number,
        name=name,
        form=form,
        countries=countries(),
        regimes=options(words.REGIMES),
        acts=options(words.ACTS_AS),
        promises=[("", _("None")), *options(words.PROMISES)],
        parents=[("", _("To none")), *((str(row["id"]), row["name"]) for row in others)],
    )
    return render(request, "register/organisation_form.html", context, status)


def promises(stored: list[dict[str, Any]], given: Typed) -> list[dict[str, Any]]:
    """Return the promises as they become: the form holds the first, the others stay."""
    kind, text = given.values["promise_kind"], given.values["promise_text"]
    # The same words were published on the day that is recorded with them, whatever they are now taken to mean.
    kept = stored[0] if stored and stored[0]["text"] == text else {}
    first = [{**kept, "kind": kind, "text": text}] if kind or text else []
    return [*first, *stored[1:]]


def with_promise(row: dict[str, Any]) -> dict[str, Any]:
    """Return an organisation with its first promise beside the other fields, as the form has them."""
    first = row["promises"][0] if row["promises"] else {}
    return {**row, "promise_kind": first.get("kind", ""), "promise_text": first.get("text", "")}


def labels() -> dict[str, str]:
    """Return what the fields are called."""
    return {
        "name": _("Name"),
        "country": _("Country"),
        "regimes": _("Under which law it sends data"),
        "acts_as": _("What it is to the people concerned"),
        "review_months": _("Months between reviews of a vendor"),
        "parent": _("Belongs to"),
        "promise_kind": _("Public promise"),
        "promise_text": _("The words of the promise"),
        "promises": _("Public promise"),
    }
