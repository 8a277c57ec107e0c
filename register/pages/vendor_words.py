"""What the page of a vendor says of it, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from register import words
from register.document_list import DocumentView
from register.pages.words import due, listed, word
from register.view_model import AgreementView, ChildView, EngagementView, LocationView, VendorView

RANK = {"invalid": 0, "incomplete": 1, "review": 2, "valid": 3, "no-transfer": 4}
KILO = 1000
SOON = 60
NAME = 60


@dataclass(frozen=True)
class Transfer:
    """A location and the engagement that it belongs to, with what is done there."""

    location: LocationView
    engagement: EngagementView
    ground: str
    about: str


@dataclass(frozen=True)
class Contract:
    """An agreement: what it covers, the points of Art. 28(3) that it is checked against, the name of its document."""

    agreement: AgreementView
    title: str
    covers: str
    points: tuple[tuple[str, str, str, str], ...]
    met: int
    document: str


@dataclass(frozen=True)
class Kept:
    """A document with its kind, size and expiry in words."""

    document: DocumentView
    kind: str
    size: str
    expiry: str
    look: str


def worse_below(view: VendorView) -> ChildView | None:
    """Return the worst link below the vendor where it is worse than the vendor's own locations."""
    link = view.worst_link
    return link if link and RANK[link.verdict] < RANK.get(view.verdict, 5) else None


def transfers(engagements: Iterable[EngagementView]) -> Iterable[Transfer]:
    """Return the locations of the engagements, each with its grounds in words."""
    for engagement in engagements:
        for location in engagement.locations:
            grounds = listed(word(words.GROUNDS, code) for code in location.grounds)
            about = listed(dict.fromkeys((location.activity, called(engagement))))
            yield Transfer(location, engagement, grounds or word(words.GROUNDS, "NONE"), about)


def called(engagement: EngagementView) -> str:
    """Return what an engagement is called: its service, or the beginning of what it is for where none is named."""
    return in_short(engagement.service, engagement.purposes) or _("Service not named")


def in_short(service: str, purposes: str) -> str:
    """Return a service, or the beginning of what it is for; nothing where neither is recorded."""
    return service or shorten(purposes, NAME, placeholder="…")


def contract(
    agreement: AgreementView, documents: Iterable[DocumentView], engagements: Mapping[int | None, EngagementView]
) -> Contract:
    """Return an agreement with its points in words; only a data processing agreement has points."""
    title = word(words.KINDS, agreement.kind)
    named = next((one.name for one in documents if one.id == agreement.document and not one.removed_at), "")
    covered = engagements.get(agreement.engagement)
    covers = called(covered) if covered else ""
    if agreement.kind != "dpa":
        return Contract(agreement, title, covers, (), 0, named)
    points = tuple(
        (letter, _(text), agreement.checklist.get(letter, ""), agreement.clauses.get(letter, ""))
        for letter, text in words.CHECKLIST.items()
    )
    return Contract(agreement, title, covers, points, sum(point[2] == "met" for point in points), named)


def kept(document: DocumentView, today: date) -> Kept:
    """Return a document in words."""
    expiry, look = _("No expiry"), "faint"
    if document.expires_on:
        away = (document.expires_on - today).days
        expiry = _("Expired") if away < 0 else _("Expires %(when)s", when=due(document.expires_on, today))
        look = "late" if away < 0 else "soon" if away <= SOON else "faint"
    return Kept(document, word(words.DOCUMENTS, document.kind), size(document.size), expiry, look)


def size(number: int) -> str:
    """Return how large a file is, in the unit that says it in the fewest digits."""
    if number < KILO * KILO:
        return f"{max(1, round(number / KILO))} kB"
    return f"{number / KILO / KILO:.1f} MB"


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
