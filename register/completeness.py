"""How complete the record of a vendor is: which facts are known, which are missing, and the field of each. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from accounts.events import N_
from register.rules.roles import INDEPENDENT, JOINT
from register.view_model import EngagementView, LocationView, VendorView

# What a vendor has at its best stands in the record of processing (Art. 30) and in the contract (Art. 28).
VENDOR: Mapping[str, str] = {
    "legal_name": N_("Legal name"),
    "country": N_("Country"),
    "owner": N_("Owner"),
    "tier": N_("Tier"),
    "contact": N_("Contact"),
}
ENGAGEMENT: Mapping[str, str] = {
    "service": N_("Service"),
    "role": N_("Role"),
    "purposes": N_("Purposes"),
    "data_subjects": N_("Whose data"),
    "data_categories": N_("Categories of data"),
    "special_categories": N_("Special categories"),
    "retention": N_("How long it is kept"),
}
LOCATIONS = N_("Where the data goes")
COUNTRY = N_("Country of a location")
GROUND = N_("Ground of a transfer")
CONTRACT = N_("Data processing agreement")
POINTS = N_("Check of Art. 28(3)(a) to (h)")
REVIEW = N_("Next review")
LETTERS = 8


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that is not recorded: what it is, of which engagement ("" for the vendor), and the field to fill in."""

    label: str
    about: str
    href: str
    organisation: int | None = None


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many facts are asked for and known."""

    known: int
    asked: int
    missing: tuple[Missing, ...]

    @property
    def percent(self) -> int:
        """Return the share that is known, in whole percent; 100 only where nothing is missing."""
        return 100 if not self.missing else min(99, round(100 * self.known / self.asked))


def completeness(view: VendorView) -> Completeness:
    """Return how complete a vendor's record is; of an engagement that has ended, nothing more is asked."""
    asked = [*_vendor(view)]
    for engagement in view.engagements:
        if engagement.status != "ended":
            asked += _engagement(engagement, f"/engagements/{engagement.id}/edit")
    asked += _contract(view)
    missing = tuple(one for known, one in asked if not known)
    return Completeness(len(asked) - len(missing), len(asked), missing)


Asked = Iterator[tuple[bool, Missing]]


def _vendor(view: VendorView) -> Asked:
    work = [engagement for engagement in view.engagements if engagement.status != "ended"]
    # As for the finding: where each service has an owner, the vendor needs none of its own.
    owned = bool(work) and all(engagement.owner for engagement in work)
    for name, label in VENDOR.items():
        known = bool(getattr(view, name)) or (name == "owner" and owned)
        yield known, Missing(label, "", f"/vendors/{view.id}/edit#f-{name}")


def _engagement(engagement: EngagementView, form: str) -> Asked:
    about = engagement.service
    for name, label in ENGAGEMENT.items():
        value = getattr(engagement, name)
        yield value not in {"", None}, Missing(label, about, f"{form}#f-{name}", engagement.organisation)
    if engagement.role not in {INDEPENDENT, JOINT}:
        yield (
            engagement.next_review is not None,
            Missing(REVIEW, about, f"{form}#f-next_review", engagement.organisation),
        )
    new = f"/engagements/{engagement.id}/locations/new"
    yield bool(engagement.locations), Missing(LOCATIONS, about, new, engagement.organisation)
    for place in engagement.locations:
        yield from _location(place, engagement)


def _location(place: LocationView, engagement: EngagementView) -> Asked:
    form, owner = f"/locations/{place.id}/edit", engagement.organisation
    yield bool(place.country), Missing(COUNTRY, engagement.service, f"{form}#f-country", owner)
    if place.verdict != "no-transfer":
        known = place.grounds not in {("NONE",), ("UNKNOWN",), ()}
        yield known, Missing(GROUND, engagement.service, f"{form}#f-grounds", owner)


def _contract(view: VendorView) -> Asked:
    if view.dpa == "not-needed" or not view.engagements:
        return
    new = f"/vendors/{view.id}/agreements/new"
    yield bool(view.dpa), Missing(CONTRACT, "", new)
    for agreement in view.agreements:
        if agreement.kind == "dpa" and agreement.state == "signed":
            checked = sum(bool(state) for state in agreement.checklist.values())
            href = f"/agreements/{agreement.id}/edit#f-checklist"
            yield checked == LETTERS, Missing(POINTS, "", href, agreement.organisation)
