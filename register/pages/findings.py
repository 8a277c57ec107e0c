"""The list of findings, the page of one, and their acceptance for a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from types import ModuleType

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from accounts.actor import Actor
from accounts.errors import DomainError, Invalid
from accounts.i18n import gettext as _
from accounts.roles import Deed, demand, may
from accounts.web import AnyRequest, Page, flash, guard, render, see_other
from law.store import Law
from register import asof_findings, sentences, words
from register.days import ACCEPTANCE_MONTHS, months_after
from register.finding_history import finding_history
from register.findings import accept_finding, find_finding, reopen, wrong_reason
from register.list_kinds import FINDINGS
from register.pages import lists, mending
from register.pages.forms import TEXT, Form, again, begin, typed
from register.pages.queries import asked_day, list_query
from register.pages.words import dated
from register.view_model import FindingView, HistoryLine

PATH = "/findings"
SPEC = {"until": TEXT, "why": TEXT}


@dataclass(frozen=True)
class FindingPage:
    """What the page of one finding shows."""

    finding: FindingView
    dated: Callable[[str], Markup]
    words: ModuleType
    history: tuple[HistoryLine, ...]
    may_decide: bool
    deed: mending.Deed | None
    newer: str = ""
    older: str = ""


@dataclass(frozen=True)
class AcceptancePage:
    """What the form of an acceptance shows."""

    finding: FindingView
    dated: Callable[[str], Markup]
    words: ModuleType
    form: Form
    latest: date


@get(PATH, guards=[guard(Deed.READ)])
async def findings(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    patience: NamedDependency[float],
) -> Page:
    """Show the findings that the address asks for, the worst first."""
    asked = asked_day(request)
    if asked.day is None:
        return await lists.show(request, lists.FINDINGS, actor, now, today, asked=asked)
    found = await asof_findings.list_findings(list_query(request, FINDINGS), actor, law, now, asked.day, patience)
    return await lists.show(request, lists.FINDINGS, actor, now, today, asked=asked, found=found)


@get("/findings/{finding:int}", guards=[guard(Deed.READ)])
async def finding_page(request: AnyRequest, finding: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show one finding with its history: who found, accepted, mended it, and why."""
    found = await find_finding(finding, actor)
    decides = may(actor, Deed.DECIDE, found.organisation) and found.state != "resolved"
    mends = may(actor, Deed.EDIT, found.organisation) and found.state != "resolved"
    deed = mending.deed_for(found.rule, found.subject_id, found.vendor) if mends else None
    context = FindingPage(found, dated, words, await finding_history(found), decides, deed)
    return render(request, "register/finding.html", context)


@get("/findings/{finding:int}/acceptance", guards=[guard(Deed.DECIDE)])
async def acceptance(
    request: AnyRequest, finding: FromPath[int], actor: NamedDependency[Actor], today: NamedDependency[date]
) -> Page:
    """Show the form by which a finding is accepted for a time."""
    found = await find_finding(finding, actor)
    demand(actor, Deed.DECIDE, found.organisation)
    until = found.accepted_until or months_after(today, 6)
    return page(request, found, begin({"until": until.isoformat(), "why": found.accepted_why}, labels()), today)


@post("/findings/{finding:int}/acceptance", guards=[guard(Deed.DECIDE)])
async def accept(
    request: AnyRequest,
    finding: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Page:
    """Accept a finding until a day, with the reason."""
    found = await find_finding(finding, actor)
    demand(actor, Deed.DECIDE, found.organisation)
    given = await typed(request, SPEC)
    try:
        why = str(given.values["why"])
        await accept_finding(finding, day(str(given.values["until"]), why), why, actor, now, today)
    except DomainError as problem:
        return page(request, found, again(given, problem, SPEC, labels()), today, 422)
    flash(
        request, _("The finding is accepted until %(day)s. It is open again the day after.", day=given.values["until"])
    )
    return see_other(f"/findings/{finding}")


@post("/findings/{finding:int}/acceptance/undo", guards=[guard(Deed.DECIDE)])
async def take_back(
    request: AnyRequest, finding: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Take back an acceptance."""
    found = await find_finding(finding, actor)
    demand(actor, Deed.DECIDE, found.organisation)
    await reopen(finding, actor, now)
    flash(request, _("The finding is open again."))
    return see_other(f"/findings/{finding}")


def page(request: AnyRequest, found: FindingView, form: Form, today: date, status: int = 200) -> Page:
    """Return the form as a page."""
    context = AcceptancePage(found, dated, words, form, months_after(today, ACCEPTANCE_MONTHS))
    return render(request, "register/acceptance.html", context, status)


def day(text: str, why: str) -> date:
    """Return the day that was typed; raise `accounts.errors.Invalid` where it is none, telling of the reason too."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid({"until": sentences.NO_DATE, **wrong_reason(why)}) from error


def labels() -> dict[str, str]:
    """Return what the fields are called."""
    return {"until": _("Accepted until"), "why": _("Why it is accepted")}
