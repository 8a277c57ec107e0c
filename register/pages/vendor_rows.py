"""The rows of the list of vendors: in words, then as markup that is kept."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from accounts import i18n
from accounts.i18n import gettext as _
from accounts.web import AnyRequest, template_module
from register import words
from register.lists import VendorRow
from register.pages.words import due, word

SHOWN = 2
FINE = frozenset({"signed", "not-needed"})
MADE_ROOM = 5_000


class Row(NamedTuple):
    """A vendor in words: a tuple, since the page takes fifty of them apart."""

    vendor: int
    name: str
    legal_name: str
    organisation: str
    service: str
    role: str
    first: str
    second: str
    more: int
    unknown_country: bool
    verdict: str
    why: str
    dpa: str
    dpa_look: str
    dpa_on: str
    next_review: date | None
    due: str
    late: str
    owner: str


_MADE: dict[tuple[str, str, Row], Markup] = {}


def rows_of(request: AnyRequest, rows: list[Row], at: str) -> tuple[Markup, ...]:
    """Return the rows as markup; people meet the same ones in every search, sort and page, so those made are kept."""
    spoken = i18n.language.get()
    if len(_MADE) > MADE_ROOM:
        _MADE.clear()
    missing = [row for row in rows if (spoken, at, row) not in _MADE]
    if missing:
        codes = {code for row in missing for code in (row.first, row.second) if code}
        made = template_module(request, "register/vendor_row.html", codes=codes, at=at)
        for row in missing:
            _MADE[spoken, at, row] = made.one(*row)
    return tuple(_MADE[spoken, at, row] for row in rows)


def row(vendor: VendorRow, today: date, organisation: str = "") -> Row:
    """Return a vendor of the list in words; of several organisations the one is named whose vendor it is."""
    return Row(
        vendor=vendor.id,
        name=vendor.name,
        legal_name=vendor.legal_name if vendor.legal_name != vendor.name else "",
        organisation=organisation,
        service=vendor.service,
        role=word(words.ROLES, vendor.role) if vendor.role else "",
        first=(*vendor.countries, "")[0],
        second=(*vendor.countries, "", "")[1],
        more=max(0, len(vendor.countries) - SHOWN),
        unknown_country=bool(vendor.locations and not vendor.countries),
        verdict=vendor.verdict,
        why=why(vendor),
        dpa=word(words.DPA, vendor.dpa),
        dpa_look="" if vendor.dpa in FINE else "late" if vendor.dpa == "missing" else "soon",
        dpa_on=vendor.dpa_on,
        next_review=vendor.next_review,
        due=due(vendor.next_review, today) if vendor.next_review else "",
        late=" late" if vendor.next_review and vendor.next_review < today else "",
        owner=vendor.owner,
    )


def why(vendor: VendorRow) -> str:
    """Return the ground of the worst location, and how many locations stand like it."""
    if not vendor.locations:
        return _("No location recorded")
    ground = _("Inside the EEA") if vendor.reason.startswith("NT_EEA") else word(words.SHORT, vendor.ground)
    if vendor.locations in {1, vendor.verdict_count}:
        return ground
    return _("%(ground)s, %(n)s of %(all)s", ground=ground, n=vendor.verdict_count, all=vendor.locations)
