"""The page on which a vendor answers: plain, in its language, with nothing of the register but the questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts import i18n
from accounts.errors import DomainError, Invalid, NotFound, TooMany
from accounts.events import N_
from accounts.i18n import gettext as _
from accounts.moments import last_day
from accounts.visits import visit_of
from accounts.web import AnyRequest, Page, flash, form_values, render, see_other
from assessments import vendor_answers, vendor_links
from assessments.asked import Asked
from assessments.pages.answer_form import failed_of, typed_changes, upload_of
from assessments.pages.answer_parts import saved_part
from assessments.pages.assessment_answers import CONFLICT, INVALID, said
from assessments.sheet import Failed, SectionView, sections_of
from assessments.vendor_links import LinkOver, Opened
from register.filetypes import ACCEPT

PATH = "/answer/{token:str}"
# Public, but with the proof that every form needs: the address alone makes no change.
OPT = {"public": True}
OVER = {
    "expired": (
        N_("This link has expired"),
        N_("Ask your contact at %(organisation)s for a new one. What you have saved is kept."),
    ),
    "revoked": (
        N_("This link was withdrawn"),
        N_(
            "If %(organisation)s has sent you a later mail, use the link in that one. Otherwise ask your contact there."
        ),
    ),
    "cancelled": (
        N_("This questionnaire was cancelled"),
        N_("There is nothing left to answer. If you did not expect that, ask your contact at %(organisation)s."),
    ),
    "submitted": (
        N_("Your answers are handed in"),
        N_(
            "%(organisation)s has them now. There is nothing more to do; if something is to be corrected, you get a"
            " mail and this link opens again."
        ),
    ),
}
GONE = 410


@dataclass(frozen=True)
class AnswerPage:
    """What the vendor sees: who asks, what is asked, and what it has answered."""

    title: str
    about: str
    organisation: str
    vendor: str
    due: date | None
    until: date
    correcting: bool
    sections: tuple[SectionView, ...]
    answered: int
    total: int
    action: str
    accept: str
    megabytes: int
    languages: tuple[tuple[str, str], ...]
    errors: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    may_answer: bool = True
    outside: bool = True


@dataclass(frozen=True)
class ClosedPage:
    """What the vendor sees where there is nothing to answer: what happened, what to do, and who had asked what."""

    heading: str
    sentence: str
    title: str = ""
    organisation: str = ""
    vendor: str = ""


@get(PATH, opt=OPT)
async def show(request: AnyRequest, token: FromPath[str], now: NamedDependency[datetime]) -> Page:
    """Show the questions to whoever has the link."""
    try:
        link = await opened(request, token, now)
    except DomainError as problem:
        return closed(request, problem)
    return page(request, token, link)


@post(PATH, opt=OPT)
async def save(request: AnyRequest, token: FromPath[str], now: NamedDependency[datetime]) -> Page:
    """Save what was changed, and hand it in where the vendor asks for it."""
    try:
        link = await opened(request, token, now)
        changes, typed = await typed_changes(request, link.asked)
        saved = await vendor_answers.save(link, changes, now)
        if saved.problems or saved.clashes:
            errors = {f"a-{key}": sentence for key, sentence in saved.problems.items()}
            again = await opened(request, token, now)
            return page(request, token, again, failed_of(saved, typed), errors, CONFLICT if saved.clashes else INVALID)
        if (await form_values(request)).get("then") == "submit":
            return await hand_in(request, token, link, now)
    except DomainError as problem:
        return closed(request, problem)
    flash(request, said(saved))
    return see_other(f"/answer/{token}")


@post(f"{PATH}/questions/{{question:str}}", opt=OPT)
async def save_one(
    request: AnyRequest, token: FromPath[str], question: FromPath[str], now: NamedDependency[datetime]
) -> Page:
    """Save one answer as it is typed, and return what changes on the page."""
    try:
        link = await opened(request, token, now)
        changes, typed = await typed_changes(request, link.asked, question)
        saved = await vendor_answers.save(link, changes, now)
        moment = now.astimezone(request.app.state.office.post.zone)
        return saved_part(
            request, link.asked, saved, typed, question, f"/answer/{token}", moment, link.language, outside=True
        )
    except DomainError as problem:
        return closed(request, problem)


@post(f"{PATH}/language", opt=OPT)
async def speak(request: AnyRequest, token: FromPath[str], now: NamedDependency[datetime]) -> Page:
    """Speak another language, here and in the mails to come."""
    try:
        link = await opened(request, token, now)
        await vendor_answers.speak(link, (await form_values(request)).get("language", ""), now)
    except DomainError as problem:
        return closed(request, problem)
    return see_other(f"/answer/{token}")


@post(f"{PATH}/evidence", opt=OPT)
async def upload(request: AnyRequest, token: FromPath[str], now: NamedDependency[datetime]) -> Page:
    """Keep a document of the vendor beside an answer."""
    try:
        link = await opened(request, token, now)
        question = (await form_values(request)).get("question", "")
        try:
            await vendor_answers.upload(link, question, await upload_of(request, question), now)
        except Invalid as problem:
            errors = {f"file-{question}": text for text in problem.fields.values()}
            return page(request, token, link, None, errors, INVALID, question)
    except DomainError as problem:
        return closed(request, problem)
    flash(request, _("The document is kept beside the answer."))
    return see_other(f"/answer/{token}#q-{question}")


@post(f"{PATH}/evidence/{{evidence:int}}/removal", opt=OPT)
async def remove(
    request: AnyRequest, token: FromPath[str], evidence: FromPath[int], now: NamedDependency[datetime]
) -> Page:
    """Take a document away."""
    try:
        link = await opened(request, token, now)
        try:
            await vendor_answers.remove(link, evidence, now)
        except NotFound:
            # Pressed twice, or a colleague was faster: the link itself works, and the page shows what is there.
            flash(request, _("That document is not there any more."))
            return see_other(f"/answer/{token}")
    except DomainError as problem:
        return closed(request, problem)
    flash(request, _("The document is taken away from the answer."))
    return see_other(f"/answer/{token}")


async def hand_in(request: AnyRequest, token: str, link: Opened, now: datetime) -> Page:
    """Hand the answers in, or show what is missing."""
    try:
        await vendor_answers.submit(link, now)
    except Invalid as problem:
        return page(request, token, await opened(request, token, now), None, problem.fields, INVALID)
    return over(request, "submitted", link.language, link.asked, 200)


async def opened(request: AnyRequest, token: str, now: datetime) -> Opened:
    """Return what is behind a link, and speak its language from here on."""
    secret, address = request.app.state.office.post.secret, visit_of(request).address
    link = await vendor_links.open_link(token, secret, address, now)
    in_language(request, link.language)
    return link


def in_language(request: AnyRequest, language: str) -> None:
    """Speak a language on this page, whatever the browser prefers."""
    visit_of(request).language = language
    i18n.language.set(language)


def page(
    request: AnyRequest,
    token: str,
    link: Opened,
    failed: Failed | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
    file_question: str = "",
) -> Page:
    """Return the questions, with what was typed and what is wrong with it."""
    asked = link.asked
    sections = sections_of(asked, link.language, failed)
    shown = [question for section in sections for question in section.shown]
    labels = {f"a-{question.key}": f"{question.number} {question.text}" for question in shown}
    context = AnswerPage(
        title=asked.questionnaire.title.say(link.language),
        about=asked.questionnaire.about.say(link.language),
        organisation=asked.row["organisation_name"],
        vendor=asked.row["vendor_name"],
        due=asked.row["due"],
        until=last_day(link.expires_at),
        correcting=asked.state == "correction",
        sections=sections,
        answered=sum(question.answered for question in shown),
        total=len(shown),
        action=f"/answer/{token}",
        accept=ACCEPT,
        languages=tuple(i18n.LANGUAGES.items()),
        megabytes=request.app.state.settings.document_megabytes,
        errors={name: _(sentence) for name, sentence in (errors or {}).items()},
        labels={**labels, f"file-{file_question}": _("File")},
    )
    return unseen(render(request, "assessments/vendor_answer.html", context, status))


def closed(request: AnyRequest, problem: DomainError) -> Page:
    """Return one clear sentence where a link leads to no questions, with the status that says why."""
    if isinstance(problem, LinkOver):
        status = GONE if request.method == "GET" else CONFLICT
        return over(request, problem.kind, problem.language, problem.asked, status)
    if isinstance(problem, TooMany):
        status, heading = 429, _("Too often")
    elif isinstance(problem, NotFound):
        status, heading = 404, _("This link does not work")
    else:
        status, heading = CONFLICT, _("Not possible now")
    answer = render(request, "assessments/vendor_closed.html", ClosedPage(heading, _(str(problem))), status)
    if isinstance(problem, TooMany):
        answer.headers["retry-after"] = str(problem.seconds)
    return unseen(answer)


def over(request: AnyRequest, kind: str, language: str, asked: Asked, status: int) -> Page:
    """Say why there is nothing to answer any more, and whose questionnaire it was, in the language of the link."""
    in_language(request, language)
    heading, sentence = OVER[kind]
    organisation = asked.row["organisation_name"]
    context = ClosedPage(
        _(heading),
        _(sentence, organisation=organisation),
        asked.questionnaire.title.say(language),
        organisation,
        asked.row["vendor_name"],
    )
    return unseen(render(request, "assessments/vendor_closed.html", context, status))


def unseen(page: Page) -> Page:
    """Return a page that no search engine lists."""
    page.headers["x-robots-tag"] = "noindex, nofollow"
    return page


ROUTES: list[ControllerRouterHandler] = [show, save, save_one, speak, upload, remove]
