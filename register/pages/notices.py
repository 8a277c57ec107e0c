"""The page of an announced change of sub-processors: what it would do, and the decision on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler
from markupsafe import Markup

from accounts.actor import Actor
from accounts.errors import Conflict, Invalid
from accounts.events import N_
from accounts.i18n import gettext as _
from accounts.numbers import row_number
from accounts.roles import Deed, demand, may
from accounts.web import AnyRequest, Page, flash, form_values, guard, render, see_other
from law.store import Law
from register import sentences, words
from register.announced import Change, Place
from register.pages.words import country, dated, due, word
from register.subprocessors import NoticeView, find_notice, set_days
from register.subprocessors_decide import ACCEPT, OBJECT, accept, object_to
from register.subprocessors_effect import Effect, effects
from register.subprocessors_undo import Later, take_back

PATH = "/notices/{number:int}"
KINDS: Mapping[str, str] = {
    "added": N_("New sub-processor"),
    "removed": N_("No longer listed"),
    "place": N_("New place"),
    "left": N_("Place no longer listed"),
    "purpose": N_("Other purpose"),
}
DECISIONS: Mapping[str, str] = {"": N_("Open"), "accept": N_("Accepted"), "object": N_("Objected")}
LATER: Mapping[str, str] = {
    "edited": N_("%(vendor)s was edited"),
    "added-to": N_("Something was added to %(vendor)s"),
    "concluded": N_("A review of %(vendor)s was concluded"),
    "accepted": N_("A finding of %(vendor)s was accepted"),
}
CHOOSE = N_("Choose whether you accept the change or object to it.")


@dataclass(frozen=True)
class Row:
    """One change: what, of whom, where it comes from, whether it is ticked, and what it does to transfers."""

    place: int
    change: Change
    kind: str
    where: str
    ticked: bool
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class NoticePage:
    """What the page shows."""

    notice: NoticeView
    rows: tuple[Row, ...]
    decision: str
    when: str
    late: bool
    may_decide: bool
    may_edit: bool
    dated: Callable[[str], Markup]
    place_name: Callable[[Place], str]
    given: Mapping[str, str]
    errors: Mapping[str, str]
    labels: Mapping[str, str]
    later: tuple[str, ...]
    told: str


@get(PATH, guards=[guard(Deed.READ)])
async def notice(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    today: NamedDependency[date],
) -> Page:
    """Show what a vendor announced, what it would do, and what was decided."""
    return render(request, "register/notice.html", await page(number, actor, law, today))


@post(f"{PATH}/decision", guards=[guard(Deed.DECIDE)], status_code=303)
async def decide(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Accept what is ticked, or object."""
    demand(actor, Deed.DECIDE, (await find_notice(number, actor)).organisation)
    given = await form_values(request)
    ticked = {place for name in given if given[name] == "yes" and (place := _place(name)) is not None}
    why, version = given.get("why", ""), row_number(given.get("version", "")) or 0
    how: dict[str, Any] = {"actor": actor, "now": now, "today": today, "law": law}
    try:
        if given.get("decision") not in {ACCEPT, OBJECT}:
            return await refused(request, number, actor, law, today, Invalid({"why": CHOOSE}), given)
        if given["decision"] == ACCEPT:
            await accept(number, ticked, why, version, **how)
            flash(request, _("The change is accepted, and the register holds what was ticked. You can take this back."))
        else:
            await object_to(number, why, version, **how)
            flash(
                request, _("The objection is recorded. Tell the vendor before the last day; the register is as it was.")
            )
    except (Invalid, Conflict) as problem:
        return await refused(request, number, actor, law, today, problem, given)
    return see_other(f"/notices/{number}")


@post(f"{PATH}/decision/undo", guards=[guard(Deed.DECIDE)], status_code=303)
async def undo(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Take a decision back, or name what would be lost."""
    try:
        await take_back(number, actor=actor, now=now, today=today, law=law)
    except Conflict as problem:
        return await refused(request, number, actor, law, today, problem, {})
    flash(request, _("The decision is taken back. The change is open again."))
    return see_other(f"/notices/{number}")


@post(f"{PATH}/days", guards=[guard(Deed.EDIT)], status_code=303)
async def days(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Correct the day received and the days to object."""
    demand(actor, Deed.EDIT, (await find_notice(number, actor)).organisation)
    given = await form_values(request)
    try:
        received, count = read_days(given)
        await set_days(number, received, count, actor, now, today, law)
    except (Invalid, Conflict) as problem:
        return await refused(request, number, actor, law, today, problem, given)
    flash(request, _("The days are saved, and the last day to object is computed from them."))
    return see_other(f"/notices/{number}")


async def refused(
    request: AnyRequest,
    number: int,
    actor: Actor,
    law: Law,
    today: date,
    problem: Invalid | Conflict,
    given: Mapping[str, str],
) -> Page:
    """Return the page once more, with what is wrong and what was typed."""
    errors = {name: _(text) for name, text in problem.fields.items()} if isinstance(problem, Invalid) else {}
    told = "" if errors else _(str(problem))
    later = tuple(in_words(one) for one in getattr(problem, "current", {}).get("later", ()))
    context = await page(number, actor, law, today, given=given, errors=errors, later=later, told=told)
    return render(request, "register/notice.html", context, 422 if errors else 409)


async def page(
    number: int,
    actor: Actor,
    law: Law,
    today: date,
    *,
    given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    later: tuple[str, ...] = (),
    told: str = "",
) -> NoticePage:
    """Return what the page shows."""
    found = await find_notice(number, actor)
    judged = await effects(found, law, today) if not found.decision else [[] for _one in found.changes]
    again = given if given and "version" in given else None
    rows = tuple(
        Row(
            place,
            one,
            _(KINDS[one.kind]),
            ", ".join(place_name(where) for where in one.places),
            one.take if again is None else again.get(f"take-{place}") == "yes",
            tuple(judged[place]),
        )
        for place, one in enumerate(found.changes)
    )
    last = found.last_day
    return NoticePage(
        notice=found,
        rows=rows,
        decision=_(DECISIONS[found.decision]),
        when=due(last, today) if last and not found.decision else "",
        late=bool(last and last < today and not found.decision),
        may_decide=may(actor, Deed.DECIDE, found.organisation),
        may_edit=may(actor, Deed.EDIT, found.organisation),
        dated=dated,
        place_name=place_name,
        given=given or {},
        errors=errors or {},
        labels={"why": _("Why"), "received_on": _("Received on"), "days": _("Days to object")},
        later=later,
        told=told,
    )


def read_days(given: Mapping[str, str]) -> tuple[date, int | None]:
    """Return the day received and the days to object that were typed; blank days are unknown."""
    wrong = {}
    received, count = date.min, None
    try:
        received = date.fromisoformat(given.get("received_on", "").strip())
    except ValueError:
        wrong["received_on"] = sentences.NO_DATE
    text = given.get("days", "").strip()
    if text:
        count = row_number(text)
        if count is None or not 1 <= count <= LONGEST_DAYS:
            wrong["days"] = sentences.NO_NUMBER
    if wrong:
        raise Invalid(wrong)
    return received, count


LONGEST_DAYS = 1200


def place_name(where: Place) -> str:
    """Return what a place is called."""
    if where.country:
        return country(where.country)
    return word(words.REGIONS, where.region) if where.region else where.text or _("Unknown country")


def in_words(later: Later) -> str:
    """Return in a sentence what would be lost."""
    return _(LATER[later.what], vendor=later.vendor)


def _place(name: str) -> int | None:
    start, _dash, number = name.partition("-")
    return int(number) if start == "take" and number.isascii() and number.isdecimal() and len(number) < 6 else None


ROUTES: list[ControllerRouterHandler] = [notice, decide, undo, days]
