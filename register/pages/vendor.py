"""The page of one vendor: where it stands, why, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from types import ModuleType

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from accounts.actor import Actor
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.roles import Deed, may
from accounts.web import AnyRequest, Page, guard, render
from law.store import Law
from register import words
from register.pages.queries import AskedDay, address, asked_day
from register.pages.words import dated, due, listed, word
from register.view import vendor_view
from register.view_model import AgreementView, ChildView, EngagementView, FindingView, LocationView, VendorView

RANK = {"invalid": 0, "incomplete": 1, "review": 2, "valid": 3, "no-transfer": 4}
SEVERITY = {"high": 0, "medium": 1, "low": 2}
NO_DPA_WANTED = frozenset({"controller", "joint controller"})


@dataclass(frozen=True)
class Transfer:
    """A location and the engagement that it belongs to."""

    location: LocationView
    engagement: EngagementView
    ground: str


@dataclass(frozen=True)
class Contract:
    """An agreement, with the points of Art. 28(3) that it is checked against."""

    agreement: AgreementView
    title: str
    points: tuple[tuple[str, str, str], ...]
    met: int


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
    transfers: tuple[Transfer, ...]
    engagements: tuple[EngagementView, ...]
    contracts: tuple[Contract, ...]
    findings: tuple[FindingView, ...]
    settled: tuple[FindingView, ...]
    children: tuple[ChildView, ...]
    worst_link: ChildView | None
    organisations: int
    dpa: str
    dpa_fine: bool
    due: str
    late: bool
    may_edit: bool
    may_decide: bool


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
    view = await vendor_view(number, actor, law, today, asked.day)
    page = vendor_page(view, asked, actor, today)
    return render(request, "register/vendor.html", page, 422 if asked.error else 200)


def vendor_page(view: VendorView, asked: AskedDay, actor: Actor, today: date) -> VendorPage:
    """Return a vendor in words."""
    active = [engagement for engagement in view.engagements if engagement.status != "ended"]
    worst_first = sorted(
        transfers(active), key=lambda t: (RANK.get(t.location.verdict, 5), t.location.country, t.location.id)
    )
    return VendorPage(
        vendor=view,
        asked=asked,
        today_href=f"/vendors/{view.id}",
        at=address("", {"as_of": asked.day.isoformat() if asked.day else ""}),
        words=words,
        dated=dated,
        lead=lead(view, worst_first),
        roles=listed(dict.fromkeys(word(words.ROLES, engagement.role) for engagement in active)) or _("Unknown"),
        transfers=tuple(worst_first),
        engagements=view.engagements,
        contracts=tuple(contract(agreement) for agreement in view.agreements),
        findings=tuple(
            sorted((f for f in view.findings if f.state == "open"), key=lambda f: (SEVERITY.get(f.severity, 3), f.id))
        ),
        settled=tuple(f for f in view.findings if f.state == "accepted"),
        children=tuple(child for engagement in active for child in engagement.children),
        worst_link=worse_below(view),
        organisations=len({engagement.organisation for engagement in view.engagements}),
        dpa=word(words.DPA, view.dpa),
        dpa_fine=view.dpa in {"signed", "not-needed"},
        due=due(view.next_review, today) if view.next_review else "",
        late=bool(view.next_review and view.next_review < today),
        may_edit=may(actor, Deed.EDIT),
        # Findings of another day are stored nowhere, so nobody can accept them.
        may_decide=may(actor, Deed.DECIDE) and asked.day is None,
    )


def worse_below(view: VendorView) -> ChildView | None:
    """Return the worst link below the vendor where it is worse than the vendor's own locations."""
    link = view.worst_link
    return link if link and RANK[link.verdict] < RANK.get(view.verdict, 5) else None


def transfers(engagements: Iterable[EngagementView]) -> Iterable[Transfer]:
    """Return the locations of the engagements, each with its grounds in words."""
    for engagement in engagements:
        for location in engagement.locations:
            grounds = listed(word(words.GROUNDS, code) for code in location.grounds)
            yield Transfer(location, engagement, grounds or word(words.GROUNDS, "NONE"))


def contract(agreement: AgreementView) -> Contract:
    """Return an agreement with its points in words; only a data processing agreement has points."""
    title = word(words.KINDS, agreement.kind)
    if agreement.kind != "dpa":
        return Contract(agreement, title, (), 0)
    points = tuple((letter, _(text), agreement.checklist.get(letter, "")) for letter, text in words.CHECKLIST.items())
    return Contract(agreement, title, points, sum(state == "met" for _letter, _text, state in points))


def lead(view: VendorView, places: list[Transfer]) -> str:
    """Return where the vendor stands in one or two sentences."""
    if view.status == "ended":
        return _("The work with this vendor has ended. It stays in the register, and nothing more is asked of it.")
    if not view.engagements:
        return _("Nothing is recorded yet of what this vendor does for you. Add an engagement.")
    if not places:
        return _("No location is recorded yet, so no transfer can be judged. Add where the data goes.")
    counts = {verdict: sum(t.location.verdict == verdict for t in places) for verdict in RANK}
    sentences = {
        "invalid": ngettext(
            "%(num)s of %(all)s locations has no ground that holds.",
            "%(num)s of %(all)s locations have no ground that holds.",
            counts["invalid"],
            all=len(places),
        ),
        "incomplete": ngettext(
            "%(num)s of %(all)s locations lacks something.",
            "%(num)s of %(all)s locations lack something.",
            counts["incomplete"],
            all=len(places),
        ),
        "review": ngettext(
            "%(num)s of %(all)s locations waits for a person to decide.",
            "%(num)s of %(all)s locations wait for a person to decide.",
            counts["review"],
            all=len(places),
        ),
    }
    found = [sentence for verdict, sentence in sentences.items() if counts[verdict]]
    if found:
        return " ".join(found[:2])
    if counts["valid"]:
        return ngettext(
            "%(num)s transfer, on a ground that holds.",
            "%(num)s transfers, each on a ground that holds.",
            counts["valid"],
        )
    return _("No data leaves the EEA, as far as is recorded.")
