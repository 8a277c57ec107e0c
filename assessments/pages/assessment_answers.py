"""Answers given inside: each as it is typed, or a whole form without script; evidence; handing in."""

from __future__ import annotations

from datetime import date, datetime

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts import i18n
from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, form_values, guard, see_other
from assessments.answers import Saved, demand_answering, save_answers, submit_answers
from assessments.asked import Asked, find_assessment
from assessments.evidence import add_evidence, remove_evidence
from assessments.pages.answer_form import failed_of, typed_changes, upload_of
from assessments.pages.answer_parts import saved_part
from assessments.pages.assessment import page

INVALID, CONFLICT = 422, 409


@post("/assessments/{number:int}/answers", guards=[guard(Deed.ANSWER)])
async def save(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Page:
    """Save what was changed in the form, and hand it in where the person asks for it."""
    asked = await find_assessment(number, actor)
    changes, typed = await typed_changes(request, asked)
    saved = await save_answers(number, changes, actor, now)
    if saved.problems or saved.clashes:
        failed = failed_of(saved, typed)
        errors = {f"a-{key}": sentence for key, sentence in saved.problems.items()}
        status = CONFLICT if saved.clashes else INVALID
        return await page(
            request, number, actor, now, today, failed=failed, form="answers", errors=errors, status=status
        )
    if (await form_values(request)).get("then") == "submit":
        try:
            await submit_answers(number, actor, now)
        except Invalid as error:
            return await page(request, number, actor, now, today, form="answers", errors=error.fields, status=INVALID)
        flash(request, _("The answers are handed in. Whoever may decide can review them now."))
        return see_other(f"/assessments/{number}")
    flash(request, said(saved))
    return see_other(f"/assessments/{number}")


@post("/assessments/{number:int}/answers/{question:str}", guards=[guard(Deed.ANSWER)])
async def save_one(
    request: AnyRequest,
    number: FromPath[int],
    question: FromPath[str],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Page:
    """Save one answer as it is typed, and return what changes on the page."""
    asked = await find_assessment(number, actor)
    changes, typed = await typed_changes(request, asked, question)
    saved = await save_answers(number, changes, actor, now)
    zone = request.app.state.office.post.zone
    return saved_part(
        request, asked, saved, typed, question, f"/assessments/{number}", now.astimezone(zone), i18n.language.get()
    )


@post("/assessments/{number:int}/evidence", guards=[guard(Deed.ANSWER)])
async def add(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Page:
    """Keep a document beside an answer."""
    asked = await find_assessment(number, actor)
    await demand_answering(asked, actor)
    values = await form_values(request)
    question = values.get("question", "")
    try:
        await add_evidence(number, question, await upload_of(request, question), actor, now)
    except Invalid as error:
        return await page(
            request,
            number,
            actor,
            now,
            today,
            form="evidence",
            errors={f"file-{question}": text for text in error.fields.values()},
            status=INVALID,
        )
    flash(request, _("The document is kept beside the answer."))
    return see_other(f"/assessments/{number}{anchor(asked, question)}")


@post("/assessments/{number:int}/evidence/{evidence:int}/removal", guards=[guard(Deed.ANSWER)])
async def remove(
    request: AnyRequest,
    number: FromPath[int],
    evidence: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Page:
    """Take a document away."""
    await remove_evidence(number, evidence, actor, now)
    flash(request, _("The document is taken away from the answer."))
    return see_other(f"/assessments/{number}")


def said(saved: Saved) -> str:
    """Return what was saved, in words."""
    if not saved.keys:
        return _("Nothing was changed.")
    return ngettext("%(num)s answer is saved.", "%(num)s answers are saved.", len(saved.keys))


def anchor(asked: Asked, question: str) -> str:
    """Return where a question stands on the page."""
    return f"#q-{question}" if asked.questionnaire.question(question) else ""


ROUTES: list[ControllerRouterHandler] = [save, save_one, add, remove]
