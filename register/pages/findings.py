"""The list of findings, and their acceptance for a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
from accounts.i18n import ngettext
from accounts.roles import Deed, demand, may
from accounts.web import AnyRequest, Page, flash, guard, render, see_other
from law.store import Law
from register import asof_findings, sentences, words
from register.days import ACCEPTANCE_MONTHS, months_after
from register.findings import FindingQuery, accept_finding, find_finding, list_findings, reopen
from register.lists import Page as Found
from register.pages.filters import Filter, filter_of
from register.pages.forms import TEXT, Form, again, begin, typed
from register.pages.queries import ANY, AskedDay, PageLink, address, asked_day, number, pager
from register.pages.words import dated
from register.rules import RULES
from register.view_model import FindingView

PATH = "/findings"
SPEC = {"until": TEXT, "why": TEXT}


@dataclass(frozen=True)
class FindingsPage:
    """What the list of findings shows."""

    view: FindingQuery
    asked: AskedDay
    today_href: str
    at: str
    words: ModuleType
    dated: Callable[[str], Markup]
    filters: tuple[Filter, ...]
    hidden: tuple[tuple[str, str], ...]
    findings: tuple[FindingView, ...]
    lead: str
    span: str
    pages: tuple[PageLink, ...]
    filtered: bool
    may_decide: bool


@dataclass(frozen=True)
class AcceptancePage:
    """What the form of an acceptance shows."""

    finding: FindingView
    words: ModuleType
    form: Form
    latest: date


@get(PATH, guards=[guard(Deed.READ)])
async def findings(
    request: AnyRequest, actor: NamedDependency[Actor], law: NamedDependency[Law], now: NamedDependency[datetime]
) -> Page:
    """Show the findings that the address asks for, the worst first."""
    query = finding_query(request)
    asked = asked_day(request)
    if asked.day is None:
        found = await list_findings(query, actor)
    else:
        found = await asof_findings.list_findings(query, actor, law, now, asked.day)
    context = findings_page(query, asked, found, actor)
    return render(request, "register/findings.html", context, 422 if asked.error else 200)


def findings_page(query: FindingQuery, asked: AskedDay, found: Found[FindingView], actor: Actor) -> FindingsPage:
    """Return the list in words."""
    now = state(query, asked)
    first = (found.page - 1) * found.size + 1
    return FindingsPage(
        view=query,
        asked=asked,
        today_href=address(PATH, now, as_of=""),
        at=address("", {"as_of": now.get("as_of", "")}),
        words=words,
        dated=dated,
        filters=tuple(filters(query, now)),
        hidden=tuple((name, value) for name, value in now.items() if name not in {"q", "as_of"}),
        findings=found.rows,
        lead=lead(query, found.total),
        span=_(
            "%(first)s to %(last)s of %(total)s findings",
            first=first,
            last=first + len(found.rows) - 1,
            total=found.total,
        ),
        pages=pager(PATH, now, found.page, found.pages),
        filtered=bool(now.keys() - {"as_of"}),
        may_decide=may(actor, Deed.DECIDE) and asked.day is None,
    )


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
        await accept_finding(finding, day(str(given.values["until"])), str(given.values["why"]), actor, now, today)
    except DomainError as problem:
        return page(request, found, again(given, problem, SPEC, labels()), today, 422)
    flash(
        request, _("The finding is accepted until %(day)s. It is open again the day after.", day=given.values["until"])
    )
    return see_other(f"/vendors/{found.vendor}#findings")


@post("/findings/{finding:int}/acceptance/undo", guards=[guard(Deed.DECIDE)])
async def take_back(
    request: AnyRequest, finding: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Take back an acceptance."""
    found = await find_finding(finding, actor)
    demand(actor, Deed.DECIDE, found.organisation)
    await reopen(finding, actor, now)
    flash(request, _("The finding is open again."))
    return see_other(f"/vendors/{found.vendor}#findings")


def page(request: AnyRequest, found: FindingView, form: Form, today: date, status: int = 200) -> Page:
    """Return the form as a page."""
    context = AcceptancePage(found, words, form, months_after(today, ACCEPTANCE_MONTHS))
    return render(request, "register/acceptance.html", context, status)


def day(text: str) -> date:
    """Return the day that was typed; raise `accounts.errors.Invalid` where it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid({"until": sentences.NO_DATE}) from error


def finding_query(request: AnyRequest) -> FindingQuery:
    """Return what the address of the list asks for."""
    given = request.query_params
    wanted = given.get("state", "open")
    return FindingQuery(
        q=str(given.get("q", ""))[:200],
        rule=given.get("rule", ""),
        severity=given.get("severity", ""),
        state="" if wanted == ANY else wanted,
        page=number(given.get("page")) or 1,
    )


def state(query: FindingQuery, asked: AskedDay) -> dict[str, str]:
    """Return the parameters of a query's address, without what goes without saying."""
    values = {
        "q": query.q.strip(),
        "rule": query.rule,
        "severity": query.severity,
        "state": "" if query.state == "open" else query.state or ANY,
        "as_of": asked.day.isoformat() if asked.day else "",
    }
    return {name: value for name, value in values.items() if value}


def filters(query: FindingQuery, now: Mapping[str, str]) -> Iterable[Filter]:
    """Return the filters of the list."""
    states = [("open", _("Open")), ("accepted", _("Accepted for a time")), ("resolved", _("Resolved"))]
    chosen = filter_of(PATH, "state", _("State"), query.state, states, now)
    yield Filter(chosen.label, chosen.value, address(PATH, now, state=ANY), chosen.choices)
    severities = [(code, _(text)) for code, text in words.SEVERITIES.items()]
    yield filter_of(PATH, "severity", _("Urgency"), query.severity, severities, now)
    rules = [(name, _(rule.title)) for name, rule in RULES.items()]
    yield filter_of(PATH, "rule", _("Finding"), query.rule, rules, now)


def lead(query: FindingQuery, total: int) -> str:
    """Return how many findings are shown."""
    if query.state == "open":
        return ngettext(
            "%(num)s finding is open. The most urgent come first.",
            "%(num)s findings are open. The most urgent come first.",
            total,
        )
    return ngettext("%(num)s finding.", "%(num)s findings.", total)


def labels() -> dict[str, str]:
    """Return what the fields are called."""
    return {"until": _("Accepted until"), "why": _("Why it is accepted")}
