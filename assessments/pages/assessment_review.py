"""Reviewing and deciding: notes, corrections, evidence, the outcome, the second person, conditions, taking back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.numbers import row_number
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, form_values, guard, see_other
from assessments import deciding
from assessments.asked import demand_on
from assessments.deciding import Decision
from assessments.evidence import accept_evidence
from assessments.pages.assessment import page
from assessments.vendor_mail import queue_invitation
from law.store import Law
from register import sentences
from register.conditions import NewCondition, find_condition, meet_condition, open_condition

# A date that nobody means, so that a condition without a day is refused with the others.
NO_DAY = date.min


@post("/assessments/{number:int}/notes", guards=[guard(Deed.DECIDE)])
async def note(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Page:
    """Write a note about an answer."""
    values = await form_values(request)
    question = values.get("question", "")
    wanted = values.get("correction") == "yes"
    try:
        await deciding.add_note(number, question, values.get("text", ""), actor, now, correction=wanted)
    except Invalid as error:
        return await page(
            request, number, actor, now, today, form=f"note-{question}", typed=values, errors=error.fields, status=422
        )
    flash(request, _("The note is kept."))
    return see_other(f"/assessments/{number}#q-{question}")


@post("/assessments/{number:int}/correction", guards=[guard(Deed.DECIDE)])
async def correct(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Page:
    """Ask for corrections where notes want them."""
    try:
        link = await deciding.ask_correction(number, actor, now)
    except Invalid as error:
        return await page(request, number, actor, now, today, form="decision", errors=error.fields, status=422)
    if link is None:
        flash(request, _("The questions are open again for those who answer here."))
    elif request.app.state.office.transport is not None:
        post_office = request.app.state.office.post
        day = now.astimezone(post_office.zone).date()
        await queue_invitation(link, now, post_office.installation, day, f"correction-{int(now.timestamp())}")
        flash(request, _("The questions are open again, and the vendor is told by mail that the link works again."))
    else:
        flash(request, _("The questions are open again, and the vendor's link works again. Tell the vendor."))
    return see_other(f"/assessments/{number}")


@post("/assessments/{number:int}/evidence/{evidence:int}/acceptance", guards=[guard(Deed.DECIDE)])
async def accept(
    request: AnyRequest,
    number: FromPath[int],
    evidence: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Page:
    """Accept a document as evidence, with the day until which it holds."""
    await demand_on(number, actor, Deed.DECIDE)
    values = await form_values(request)
    try:
        expires_on = day_of(values.get("expires_on", ""), "expires_on")
        await accept_evidence(number, evidence, values.get("kind", ""), expires_on, actor, now, today)
    except Invalid as error:
        form = f"evidence-{evidence}"
        return await page(request, number, actor, now, today, form=form, typed=values, errors=error.fields, status=422)
    flash(request, _("The evidence is accepted. Its expiry is among what is due."))
    return see_other(f"/assessments/{number}#evidence-{evidence}")


@post("/assessments/{number:int}/decision", guards=[guard(Deed.DECIDE)])
async def decide(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Decide, or show the form again."""
    values = await form_values(request)
    try:
        decision = Decision(
            outcome=values.get("outcome", ""),
            note=values.get("note", "").strip(),
            conditions=conditions_in(values),
            result=values.get("result", ""),
            next_review=day_of(values.get("next", ""), "next"),
        )
        version = row_number(values.get("version", "")) or 0
        final = await deciding.decide(number, decision, version, actor, now, today, law)
    except Invalid as error:
        return await page(
            request, number, actor, now, today, form="decision", typed=values, errors=error.fields, status=422
        )
    if final:
        flash(request, _("The assessment is concluded, and the next review is scheduled."))
    else:
        flash(request, _("The decision is kept. It counts once a second person has approved it."))
    return see_other(f"/assessments/{number}")


@post("/assessments/{number:int}/approval", guards=[guard(Deed.DECIDE)])
async def approve(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Approve a decision as the second person."""
    await deciding.approve(number, actor, now, today, law)
    flash(request, _("The assessment is concluded, and the next review is scheduled."))
    return see_other(f"/assessments/{number}")


@post("/assessments/{number:int}/approval/refusal", guards=[guard(Deed.DECIDE)])
async def refuse(
    request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Send a decision back."""
    await deciding.send_back(number, actor, now)
    flash(request, _("The decision is sent back, to be taken anew."))
    return see_other(f"/assessments/{number}")


@post("/assessments/{number:int}/reopening", guards=[guard(Deed.DECIDE)])
async def reopen(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Open a concluded assessment again."""
    kept = await deciding.reopen(number, actor, now, today, law)
    flash(request, _("The assessment is open for a new decision. What followed from the old one is taken back."))
    if kept:
        flash(
            request,
            ngettext(
                "%(num)s review stays concluded, because somebody has worked with the one that followed.",
                "%(num)s reviews stay concluded, because somebody has worked with those that followed.",
                kept,
            ),
        )
    return see_other(f"/assessments/{number}")


@post("/assessments/{number:int}/cancellation", guards=[guard(Deed.EDIT)])
async def cancel(
    request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Cancel an assessment."""
    await deciding.cancel(number, actor, now)
    flash(request, _("The assessment is cancelled. What was answered stays to be read."))
    return see_other(f"/assessments/{number}")


@get("/conditions/{condition:int}", guards=[guard(Deed.READ)])
async def see(condition: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Lead to the page on which a condition stands."""
    return see_other(page_of(await find_condition(condition, actor)))


@post("/conditions/{condition:int}/meeting", guards=[guard(Deed.EDIT)])
async def meet(
    request: AnyRequest,
    condition: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Record that a condition is met."""
    row = await meet_condition(condition, actor, now, today, law)
    flash(request, _("The condition is met, and its finding is resolved."))
    return see_other(page_of(row))


@post("/conditions/{condition:int}/meeting/undo", guards=[guard(Deed.EDIT)])
async def unmeet(
    request: AnyRequest,
    condition: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Take back that a condition is met."""
    row = await open_condition(condition, actor, now, today, law)
    flash(request, _("The condition is open again."))
    return see_other(page_of(row))


def conditions_in(values: Mapping[str, str]) -> tuple[NewCondition, ...]:
    """Return the conditions that a form names; a line without any text is none."""
    found = []
    for name in sorted(values):
        if not name.startswith("condition-"):
            continue
        place = name.removeprefix("condition-")
        parts = [" ".join(values.get(f"{part}-{place}", "").split()) for part in ("condition", "owner", "due")]
        if not any((parts[0], parts[2])):
            continue
        try:
            due = date.fromisoformat(parts[2])
        except ValueError:
            due = NO_DAY
        found.append(NewCondition(parts[0], parts[1][:120], due))
    return tuple(found)


def day_of(text: str, field: str) -> date | None:
    """Return the day that was typed, or None; raise `accounts.errors.Invalid` for what is no day."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise Invalid({field: sentences.NO_DATE}) from error


def page_of(condition: Mapping[str, Any]) -> str:
    """Return the page on which a condition stands."""
    if condition["assessment_id"]:
        return f"/assessments/{condition['assessment_id']}#condition-{condition['id']}"
    return f"/vendors/{condition['vendor']}#findings"


ROUTES: list[ControllerRouterHandler] = [
    note,
    correct,
    accept,
    decide,
    approve,
    refuse,
    reopen,
    cancel,
    see,
    meet,
    unmeet,
]
