"""The page of one review: why it is due, who is told, and its conclusion, which schedules the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.roles import Deed, may
from accounts.web import AnyRequest, Page, flash, form_values, guard, render, see_other
from assessments import phrases, reviewing
from assessments.cadence import WHY, add_months
from assessments.outbox_view import Told, reminders_of
from assessments.recipients import load_directory
from assessments.reviewing import OUTCOMES, ReviewView, find_review
from assessments.steps import next_step
from assessments.tables import Review
from register.scope import vendor_in_scope
from register.words import ROLES, TIERS

Law = Any


@dataclass(frozen=True)
class Past:
    """An earlier review of the same engagement."""

    id: int
    concluded_on: date
    outcome: str
    note: str


@dataclass(frozen=True)
class ReviewPage:
    """What the page shows."""

    review: ReviewView
    headline: str
    when: str
    late: bool
    why: str
    outcome: str
    outcomes: list[tuple[str, str]]
    role: str
    tier: str
    following: date
    told: tuple[Told, ...]
    steps: Mapping[str, str]
    zone: ZoneInfo
    address: str
    next_reminder: date | None
    past: tuple[Past, ...]
    may_edit: bool
    may_administer: bool
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@get("/reviews/{number:int}", guards=[guard(Deed.READ)])
async def show(
    request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor], today: NamedDependency[date]
) -> Page:
    """Show a review."""
    return await page(request, number, actor, today)


@post("/reviews/{number:int}/conclusion", guards=[guard(Deed.EDIT)])
async def conclude(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Conclude a review and go to the next."""
    typed = await form_values(request)
    try:
        new = await reviewing.conclude(number, typed, actor, now, today, law)
    except Invalid as error:
        return await page(request, number, actor, today, typed, error.fields)
    if new is None:
        flash(request, _("The review is concluded. No other follows, because the engagement has ended."))
        return see_other(f"/reviews/{number}")
    review = await find_review(new, actor)
    flash(request, _("The review is concluded. The next one is due on %(day)s.", day=review.due))
    return see_other(f"/reviews/{new}")


@post("/reviews/{number:int}/date", guards=[guard(Deed.EDIT)])
async def reschedule(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Set the day of a review by hand."""
    typed = await form_values(request)
    try:
        await reviewing.reschedule(number, typed, actor, now, today, law)
    except Invalid as error:
        return await page(request, number, actor, today, typed, error.fields)
    flash(request, _("The review is due on %(day)s now.", day=typed["due"].strip()))
    return see_other(f"/reviews/{number}")


@post("/reviews/{number:int}/owner", guards=[guard(Deed.EDIT)])
async def hand_over(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Page:
    """Hand a review over to another department."""
    typed = await form_values(request)
    try:
        await reviewing.hand_over(number, typed.get("owner", ""), actor, now)
    except Invalid as error:
        return await page(request, number, actor, today, typed, error.fields)
    flash(request, _("The review belongs to %(owner)s now.", owner=" ".join(typed["owner"].split())))
    return see_other(f"/reviews/{number}")


async def page(
    request: AnyRequest,
    number: int,
    actor: Actor,
    today: date,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Page:
    """Return the page, with what was typed and what is wrong with it."""
    review = await find_review(number, actor)
    told = tuple(await reminders_of(number))
    directory = await load_directory()
    to = directory.address(review.owner, review.organisation)
    running = review.active and not review.outcome
    context = ReviewPage(
        review=review,
        headline=_("Review of %(vendor)s", vendor=review.vendor_name),
        when=phrases.when(review.due, today),
        late=running and review.due < today,
        why=phrases.why_text(review.why, review.why_on) if review.why in WHY else "",
        outcome=_(OUTCOMES[review.outcome]) if review.outcome in OUTCOMES else "",
        outcomes=[(code, _(text)) for code, text in OUTCOMES.items()],
        role=_(ROLES.get(review.role, review.role)),
        tier=_(TIERS.get(review.tier, review.tier)),
        following=add_months(today, review.months),
        told=told,
        steps={one.step: step_words(one.step) for one in told},
        zone=request.app.state.office.post.zone,
        address=to,
        next_reminder=next_step(directory.wish(to).rhythm, review.due, today) if to and running else None,
        past=await earlier(review),
        may_edit=may(actor, Deed.EDIT, review.organisation) and not review.outcome,
        may_administer=may(actor, Deed.ADMINISTER, review.organisation),
        typed=typed or {},
        errors=errors or {},
    )
    return render(request, "assessments/review.html", context, 422 if errors else 200)


def step_words(step: str) -> str:
    """Return what a step is called."""
    kind, _dash, days = step.rpartition("-")
    if kind == "before":
        return ngettext("%(num)s day before", "%(num)s days before", int(days))
    if kind == "overdue":
        return ngettext("Overdue, reminder %(num)s", "Overdue, reminder %(num)s", int(days))
    return _("On the day")


async def earlier(review: ReviewView) -> tuple[Past, ...]:
    """Return the concluded reviews of the same engagement, the latest first."""
    rows = (
        await Review.select(Review.id, Review.concluded_on, Review.outcome, Review.note)
        .where((Review.engagement == review.engagement) & (Review.outcome != "") & (Review.id != review.id))
        .order_by(Review.concluded_on, ascending=False)
        .limit(20)
    )
    return tuple(Past(**{**row, "outcome": _(OUTCOMES.get(row["outcome"], row["outcome"]))}) for row in rows)


@get("/vendors/{vendor:int}/review", guards=[guard(Deed.READ)])
async def next_of_vendor(request: AnyRequest, vendor: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Lead to the review of a vendor that is due first."""
    await vendor_in_scope(vendor, actor)
    number = await reviewing.next_review_of(vendor, actor)
    if number is None:
        flash(request, _("No review of this vendor is open."))
        return see_other(f"/vendors/{vendor}")
    return see_other(f"/reviews/{number}")


ROUTES: list[ControllerRouterHandler] = [next_of_vendor, show, conclude, reschedule, hand_over]
