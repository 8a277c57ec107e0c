"""The page that says of each value of a vendor where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.events import N_
from accounts.i18n import gettext as _
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, guard, render
from imports.differences import text as in_words
from imports.origin import Origin, Written, origin, still, written_rows
from law.store import Law
from register import words
from register.pages.words import country
from register.view import vendor_view
from register.view_model import AgreementView, EngagementView, LocationView, VendorView

# The fields of each kind of row, and what the page calls them.
LABELS: Mapping[str, Mapping[str, str]] = {
    "vendor": {
        "name": N_("Name"),
        "legal_name": N_("Legal name"),
        "aliases": N_("Other names"),
        "registration_number": N_("Registration number"),
        "country": N_("Seat"),
        "parent_name": N_("Parent company"),
        "website": N_("Website"),
        "contact": N_("Contact"),
        "tier": N_("Risk tier"),
        "notes": N_("Notes"),
    },
    "engagement": {
        "service": N_("Service"),
        "role": N_("Role"),
        "purposes": N_("Purpose"),
        "data_subjects": N_("Data subjects"),
        "data_categories": N_("Categories of data"),
        "owner": N_("Owner"),
        "next_review": N_("Next review"),
        "notes": N_("Notes"),
    },
    "location": {
        "country": N_("Country"),
        "region": N_("Region"),
        "place": N_("Place as written"),
        "ground_text": N_("Ground as written"),
        "grounds": N_("Ground"),
    },
    "agreement": {"dpa": N_("As recorded")},
}


@dataclass(frozen=True)
class Value:
    """A value, and the row that wrote it; `kept` is false where it was changed in the register since."""

    label: str
    text: str
    origin: Origin | None
    kept: bool


@dataclass(frozen=True)
class Group:
    """The values of one row of the register."""

    anchor: str
    title: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class OriginPage:
    """All values of a vendor."""

    vendor: int
    name: str
    groups: tuple[Group, ...]
    imported: bool


@get("/vendors/{number:int}/origin", guards=[guard(Deed.READ)])
async def vendor_origin(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    today: NamedDependency[date],
) -> Page:
    """Show where each value of a vendor comes from: file, sheet, row and cell, or the register itself."""
    view = await vendor_view(number, actor, law, today)
    rows = await written_rows(number, actor)
    groups = tuple(group for group in _groups(view, rows) if group.values)
    return render(request, "imports/origin.html", OriginPage(view.id, view.name, groups, bool(rows)))


def _groups(view: VendorView, rows: Sequence[Written]) -> Iterator[Group]:
    yield _group(rows, "vendor", view, _("Vendor"))
    for engagement in view.engagements:
        title = engagement.service or _("Service not named")
        yield _group(rows, "engagement", engagement, _("Engagement: %(name)s", name=title))
        for place in engagement.locations:
            yield _group(rows, "location", place, _("Location: %(name)s", name=_where(place)))
    for agreement in view.agreements:
        kind = _(words.KINDS.get(agreement.kind, agreement.kind))
        yield _group(rows, "agreement", agreement, _("Agreement: %(name)s", name=kind))


def _where(place: LocationView) -> str:
    if place.region and not place.country:
        return _(words.REGIONS.get(place.region, place.region))
    return country(place.country)


def _group(
    rows: Sequence[Written],
    table: str,
    held: VendorView | EngagementView | LocationView | AgreementView,
    title: str,
) -> Group:
    values: list[Value] = []
    for field, label in LABELS[table].items():
        held_value = _agreed(held) if isinstance(held, AgreementView) else getattr(held, field)
        if not held_value or held_value == ("NONE",):
            continue
        found = origin(rows, table, held.id, field)
        kept = found is not None and still(found, held_value)
        values.append(Value(_(label), _in_words(field, held_value), found, kept))
    return Group(f"{table}-{held.id}", title, tuple(values))


def _agreed(agreement: AgreementView) -> str:
    status = _(words.AGREEMENTS.get(agreement.status, agreement.status))
    signed = agreement.signed_on.isoformat() if agreement.signed_on else agreement.signed_text
    return ", ".join(part for part in (status, signed, agreement.text) if part)


def _in_words(field: str, value: Any) -> str:
    known = {"role": words.ROLES, "tier": words.TIERS, "region": words.REGIONS}.get(field)
    if known is not None:
        return _(known.get(value, value))
    if field == "country":
        return country(value)
    if field == "grounds":
        return ", ".join(_(words.GROUNDS.get(code, code)) for code in value)
    return in_words(value)


ROUTES: list[ControllerRouterHandler] = [vendor_origin]
