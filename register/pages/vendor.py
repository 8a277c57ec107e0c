"""The page of one vendor: where it stands, why, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from types import ModuleType

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from accounts.actor import Actor
from accounts.errors import NotFound
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.roles import Deed, may
from accounts.web import AnyRequest, Page, guard, render, see_other
from law.store import Law
from register import words
from register.completeness import Completeness, completeness
from register.document_list import DocumentView, list_documents
from register.graph import Branch, Graph, draw, tree
from register.history import LINES
from register.pages.beside import NOWHERE, Beside, beside_of
from register.pages.queries import AskedDay, address, asked_day
from register.pages.queries import number as page_number
from register.pages.slices import Slice, slice_of
from register.pages.vendor_findings import Problem, problems, subjects_of, worst_first
from register.pages.vendor_parts import Part, parts_of
from register.pages.vendor_words import RANK, Contract, Kept, Transfer, contract, kept, lead, transfers, worse_below
from register.pages.words import dated, due, listed, word
from register.unmerging import went_into
from register.view import vendor_view
from register.view_model import ChildView, EngagementView, FindingView, HistoryLine, VendorView

PLACES, WORK, CONTRACTS, FINDINGS, DOCUMENTS = 50, 20, 10, 40, 20


@dataclass(frozen=True)
class VendorPage:
    """What the page of a vendor shows."""

    vendor: VendorView
    asked: AskedDay
    today_href: str
    at: str
    words: ModuleType
    dated: Callable[[str], Markup]
    lead: str
    roles: str
    owners: tuple[str, ...]
    transfers: Slice[Transfer]
    engagements: Slice[EngagementView]
    contracts: Slice[Contract]
    findings: Slice[FindingView]
    problems: tuple[Problem, ...]
    settled: tuple[FindingView, ...]
    documents: Slice[Kept]
    removed: tuple[Kept, ...]
    branches: tuple[Branch, ...]
    left_out: int
    graph: Graph | None
    worst_link: ChildView | None
    parts: tuple[Part, ...]
    complete: Completeness
    history: tuple[HistoryLine, ...]
    newer: str
    older: str
    organisations: int
    dpa: str
    dpa_fine: bool
    due: str
    late: bool
    may_edit: bool
    may_decide: bool
    beside: Beside = NOWHERE


@get("/vendors/{number:int}", guards=[guard(Deed.READ)])
async def vendor(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    today: NamedDependency[date],
) -> Page:
    """Show everything about one vendor that the actor may see."""
    asked = asked_day(request)
    turned = max(1, page_number(request.query_params.get("history")))
    try:
        view = await vendor_view(number, actor, law, today, asked.day, (turned - 1) * LINES)
    except NotFound:
        # Links to a vendor that was merged into another lead on to that one.
        if (into := await went_into(number, actor)) is None:
            raise
        return see_other(f"/vendors/{into}")
    documents = await list_documents(number, actor)
    parts = await parts_of(request, view, actor, today)
    page = vendor_page(request, view, documents, parts, asked, turned, actor, today)
    page = replace(page, beside=await beside_of(request, number, actor))
    return render(request, "register/vendor.html", page, 422 if asked.error else 200)


def vendor_page(
    request: AnyRequest,
    view: VendorView,
    documents: tuple[DocumentView, ...],
    parts: tuple[Part, ...],
    asked: AskedDay,
    turned: int,
    actor: Actor,
    today: date,
) -> VendorPage:
    """Return a vendor in words."""
    active = [engagement for engagement in view.engagements if engagement.status != "ended"]
    places = sorted(
        transfers(active), key=lambda t: (RANK.get(t.location.verdict, 5), t.location.country, t.location.id)
    )
    at = address("", {"as_of": asked.day.isoformat() if asked.day else ""})
    branches, left_out = tree([engagement.id for engagement in active], view.below)
    names = list(dict.fromkeys(engagement.organisation_name for engagement in active))
    organisations = {engagement.organisation: engagement.organisation_name for engagement in view.engagements}
    user = names[0] if len(names) == 1 else ngettext("%(num)s organisation", "%(num)s organisations", len(names))
    findings = slice_of(request, "findings", worst_first(view.findings), FINDINGS)
    work: dict[int | None, EngagementView] = {engagement.id: engagement for engagement in view.engagements}
    held = [kept(document, today) for document in documents]
    here, here_path = dict(request.query_params), f"/vendors/{view.id}"
    return VendorPage(
        vendor=view,
        asked=asked,
        today_href=f"/vendors/{view.id}",
        at=at,
        words=words,
        dated=dated,
        lead=lead(view, places),
        roles=listed(dict.fromkeys(word(words.ROLES, engagement.role) for engagement in active)) or _("Unknown"),
        owners=tuple(dict.fromkeys(engagement.owner for engagement in active if engagement.owner)),
        transfers=slice_of(request, "transfers", places, PLACES),
        engagements=slice_of(request, "engagements", view.engagements, WORK),
        contracts=slice_of(
            request, "agreements", [contract(agreement, documents, work) for agreement in view.agreements], CONTRACTS
        ),
        findings=findings,
        problems=problems(findings.items, subjects_of(view.engagements), organisations),
        settled=tuple(f for f in view.findings if f.state == "accepted")[:FINDINGS],
        documents=slice_of(request, "documents", [one for one in held if not one.document.removed_at], DOCUMENTS),
        removed=tuple(one for one in held if one.document.removed_at)[:DOCUMENTS],
        branches=branches,
        left_out=left_out,
        graph=draw(user, view.name, view.countries, view.verdict, branches, at) if branches else None,
        worst_link=worse_below(view),
        parts=parts,
        complete=completeness(view),
        history=view.history[:LINES],
        newer=f"{address(here_path, here, history=turned - 1 if turned > 2 else '')}#history" if turned > 1 else "",
        older=f"{address(here_path, here, history=turned + 1)}#history" if len(view.history) > LINES else "",
        organisations=len(organisations),
        dpa=word(words.DPA, view.dpa),
        dpa_fine=view.dpa in {"signed", "not-needed"},
        due=due(view.next_review, today) if view.next_review else "",
        late=bool(view.next_review and view.next_review < today),
        may_edit=may(actor, Deed.EDIT),
        # Findings of another day are stored nowhere, so nobody can accept them.
        may_decide=may(actor, Deed.DECIDE) and asked.day is None,
    )
