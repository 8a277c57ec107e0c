"""Merge a vendor with another: choose it, see what goes over, decide what differs, and take it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import Conflict, Forbidden, Invalid
from accounts.events import N_
from accounts.i18n import gettext as _
from accounts.moments import local_day
from accounts.numbers import row_number
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, form_values, guard, render, see_other
from imports.alike_pages import SAME
from imports.alike_rows import proposals_for, search
from law.store import Law
from register import words
from register.merge_fields import KEPT
from register.merging import Preview, merge_vendors, preview
from register.pages.vendor_form import labels
from register.pages.words import country, listed, word
from register.recorded import FIELDS
from register.rules import RULES
from register.scope import vendor_in_scope
from register.unmerging import Later, merges_of, undo_merge

MOVES: Mapping[str, str] = {
    "engagement": N_("Engagements"),
    "location": N_("Locations"),
    "agreement": N_("Agreements"),
    "document": N_("Documents"),
    "review": N_("Reviews"),
    "assessment": N_("Assessments"),
    "condition": N_("Conditions"),
    "subprocessor_notice": N_("Announced changes of sub-processors"),
    "finding": N_("Findings"),
    "import_row": N_("Rows of imported files"),
}
LATER: Mapping[str, str] = {
    "edited": N_("%(name)s was changed"),
    "moved": N_("%(name)s were given to another vendor"),
    "accepted": N_("The finding “%(name)s” was accepted"),
    "merged": N_("%(name)s was merged into it as well: undo that merge first"),
    "away": N_("%(name)s was itself merged into another vendor: undo that merge first"),
    "taken": N_("%(name)s is in the register already"),
}
STATUSES = {"active": N_("Active"), "ended": N_("Ended")}


@dataclass(frozen=True)
class Question:
    """A field that differs: what each of the two says, and what is chosen."""

    field: str
    label: str
    kept: str
    gone: str
    chosen: str


@dataclass(frozen=True)
class Past:
    """A merge that stands and can be undone."""

    id: int
    name: str
    who: str
    on: date
    why: str


@dataclass(frozen=True)
class MergePage:
    """What the page shows: a search and proposals, or the preview of a merge."""

    number: int
    name: str
    q: str
    found: tuple[dict[str, Any], ...]
    searched: bool
    proposed: tuple[tuple[dict[str, Any], str], ...]
    past: tuple[Past, ...]
    plan: Preview | None
    questions: tuple[Question, ...]
    filled: tuple[str, ...]
    moves: tuple[tuple[str, int], ...]
    why: str
    errors: Mapping[str, str]
    labels: Mapping[str, str]
    later: tuple[str, ...]
    told: str


@get("/vendors/{number:int}/merge", guards=[guard(Deed.EDIT)])
async def merge(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    patience: NamedDependency[float],
) -> Page:
    """Show the search for the other vendor or, where one is chosen, what merging would do."""
    other = row_number(request.query_params.get("other", ""))
    q = str(request.query_params.get("q", ""))[:200]
    if other is None:
        return render(request, "imports/merge.html", await page(number, actor, now, q=q, patience=patience))
    try:
        plan = await preview(number, other, actor)
    except (Invalid, Forbidden) as problem:
        refused = await page(number, actor, now, q=q, errors={"other": sentence(problem)})
        return render(request, "imports/merge.html", refused, status=422 if isinstance(problem, Invalid) else 403)
    return render(request, "imports/merge.html", await page(number, actor, now, plan=plan))


@post("/vendors/{number:int}/merges", guards=[guard(Deed.EDIT)], status_code=303)
async def do_merge(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Merge what the person saw, or show it again with what is wrong."""
    given = await form_values(request)
    other = row_number(given.get("other", "")) or 0
    choices = {name.removeprefix("take-"): value for name, value in given.items() if name.startswith("take-")}
    versions = row_number(given.get("version", "")) or 0, row_number(given.get("other_version", "")) or 0
    name = (await vendor_in_scope(other, actor))["name"]
    how: dict[str, Any] = {"actor": actor, "now": now, "today": today, "law": law}
    try:
        await merge_vendors(number, other, choices, versions, given.get("why", ""), **how)
    except (Invalid, Conflict) as problem:
        errors = problem.fields if isinstance(problem, Invalid) else {"": str(problem)}
        if "other" in errors:
            return render(
                request, "imports/merge.html", await page(number, actor, now, errors=translated(errors)), status=422
            )
        plan = await preview(number, other, actor)
        again = await page(
            number, actor, now, plan=plan, given={**choices, "why": given.get("why", "")}, errors=translated(errors)
        )
        return render(request, "imports/merge.html", again, status=409 if isinstance(problem, Conflict) else 422)
    flash(request, _("%(name)s went into this vendor. You can undo this under “Same as another vendor”.", name=name))
    return see_other(f"/vendors/{number}")


@post("/merges/{number:int}/undo", guards=[guard(Deed.EDIT)], status_code=303)
async def undo(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Take a merge back, or name what would be lost."""
    given = await form_values(request)
    try:
        back = await undo_merge(number, actor=actor, now=now, today=today, law=law)
    except Conflict as conflict:
        vendor = row_number(given.get("vendor", "")) or 0
        later = tuple(in_words(one) for one in conflict.current.get("later", []))
        context = await page(vendor, actor, now, later=later, told=_(str(conflict)))
        return render(request, "imports/merge.html", context, status=409)
    flash(request, _("The merge is undone: both vendors are as they were."))
    return see_other(f"/vendors/{back}")


async def page(
    number: int,
    actor: Actor,
    now: datetime,
    *,
    q: str = "",
    plan: Preview | None = None,
    given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    later: tuple[str, ...] = (),
    told: str = "",
    patience: float | None = None,
) -> MergePage:
    """Return what the page of a vendor's merges shows."""
    row = await vendor_in_scope(number, actor, Deed.EDIT)
    given = given or {}
    found = () if plan else tuple(await search(q, actor, number))
    proposed = [] if plan else await proposals_for(number, actor, now, patience)
    names = labels()
    return MergePage(
        number=number,
        name=row["name"],
        q=q,
        found=found,
        searched=bool(q.strip()),
        proposed=tuple((one.two if one.one["id"] == number else one.one, _(SAME[one.reason])) for one in proposed),
        past=() if plan else tuple(past(one) for one in await merges_of(number)),
        plan=plan,
        questions=tuple(
            Question(
                one.field,
                names.get(one.field, one.field),
                text(one.field, one.kept),
                text(one.field, one.gone),
                given.get(one.field, KEPT),
            )
            for one in (plan.differing if plan else ())
        ),
        filled=tuple(names.get(name, name) for name in plan.filled) if plan else (),
        moves=tuple((_(MOVES[name]), plan.moves[name]) for name in MOVES if plan.moves.get(name)) if plan else (),
        why=given.get("why", ""),
        errors=errors or {},
        labels={"why": _("Why are they the same?"), "other": _("The other vendor"), **names},
        later=later,
        told=told,
    )


def past(row: Mapping[str, Any]) -> Past:
    """Return a merge as the page shows it."""
    return Past(row["id"], row["gone_name"], row["merged_by"], local_day(row["merged_at"]), row["why"])


def text(field: str, value: Any) -> str:
    """Return the value of a field as a person reads it."""
    if field in {"country", "parent_country"}:
        return country(value)
    if field == "tier":
        return word(words.TIERS, value)
    if field == "status":
        return word(STATUSES, value)
    if field == "unnamed_group":
        return _("yes") if value else _("no")
    if field == "dpf":
        return listed(f"{key}: {fact}" for key, fact in value.items())
    return str(value)


def in_words(later: Later) -> str:
    """Return in a sentence what would be lost."""
    name = later.name
    if later.what == "edited":
        name = _(FIELDS[name]) if name in FIELDS else name
        name = name[:1].upper() + name[1:]
    elif later.what == "moved":
        name = _(MOVES.get(name, name))
    elif later.what == "accepted" and name in RULES:
        name = _(RULES[name].title)
    return _(LATER[later.what], name=name)


def sentence(problem: Invalid | Forbidden) -> str:
    """Return why a merge is refused."""
    return _(next(iter(problem.fields.values()))) if isinstance(problem, Invalid) else str(problem)


def translated(errors: Mapping[str, str]) -> dict[str, str]:
    """Return sentences in the language of the request."""
    return {name: _(text) for name, text in errors.items()}


ROUTES: list[ControllerRouterHandler] = [merge, do_merge, undo]
