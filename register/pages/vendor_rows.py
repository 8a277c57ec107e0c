"""The rows of the list of vendors, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from accounts import i18n
from accounts.i18n import NO_BREAK
from accounts.i18n import gettext as _
from register import words
from register.chain_links import Link
from register.lists import VendorRow
from register.pages.cells import Cell, Line, day, number
from register.pages.words import country, listed, word

SHOWN = 2
FINE = frozenset({"signed", "not-needed"})


class Beside(NamedTuple):
    """What a row is shown beside: the day, the state of the list, names of organisations, and chains where asked."""

    today: date
    at: str
    organisations: Mapping[int, str]
    links: Mapping[tuple[int, int], Link]


def line_of(vendor: VendorRow, columns: tuple[str, ...], beside: Beside) -> Line:
    """Return a vendor of the list in words, with the columns that were chosen."""
    pair = vendor.id, vendor.organisation
    name, link = beside.organisations.get(vendor.organisation, ""), beside.links.get(pair)
    return _line(i18n.language.get(), vendor, columns, beside.today, beside.at, name, link)


@lru_cache(maxsize=2_000)
def _line(
    _spoken: str,
    vendor: VendorRow,
    columns: tuple[str, ...],
    today: date,
    at: str,
    organisation: str,
    link: Link | None,
) -> Line:
    """Return the line of a vendor; the same rows are seen again and again, and nothing else is in their words."""
    pair = vendor.id, vendor.organisation
    beside = Beside(today, at, {vendor.organisation: organisation}, {pair: link} if link else {})
    return Line(f"{vendor.id}.{vendor.organisation}", tuple(CELLS[column](vendor, beside) for column in columns))


def why(vendor: VendorRow) -> tuple[str, str]:
    """Return the ground of the worst location, and how many locations stand like it where others stand otherwise."""
    if not vendor.locations:
        return _("No location recorded"), ""
    ground = _("Inside the EEA") if vendor.reason.startswith("NT_EEA") else word(words.SHORT, vendor.ground)
    if vendor.locations in {1, vendor.verdict_count}:
        return ground, ""
    return ground, _("%(n)s of %(all)s", n=vendor.verdict_count, all=vendor.locations)


def _name(vendor: VendorRow, beside: Beside) -> Cell:
    legal = vendor.legal_name if vendor.legal_name != vendor.name else ""
    # Of several organisations the one is named whose vendor it is.
    below = (legal, beside.organisations.get(vendor.organisation, ""))
    href = f"/vendors/{vendor.id}{beside.at}"
    return Cell("name", vendor.name, href=href, lines=tuple(part for part in below if part))


def _countries(vendor: VendorRow, beside: Beside) -> Cell:
    unknown = "unknown" if vendor.locations and not vendor.countries else ""
    return Cell(
        "countries",
        href=f"/vendors/{vendor.id}{beside.at}#transfers",
        look=unknown,
        lines=vendor.countries[:SHOWN],
        more=max(0, len(vendor.countries) - SHOWN),
        value="; ".join(country(code) for code in vendor.countries),
    )


def _verdict(vendor: VendorRow, _beside: Beside) -> Cell:
    ground, share = why(vendor)
    reason = listed((ground, share))
    said = f"{word(words.VERDICTS, vendor.verdict)}: {reason}" if vendor.verdict else reason
    # A line of the page never ends within the share: its last figure would stand alone on the next.
    return Cell("verdict", sub=listed((ground, share.replace(" ", NO_BREAK))), look=vendor.verdict, value=said)


def _dpa(vendor: VendorRow, _beside: Beside) -> Cell:
    look = "" if vendor.dpa in FINE else "late" if vendor.dpa == "missing" else "soon"
    text = word(words.DPA, vendor.dpa)
    return Cell("words", text, vendor.dpa_on, look=look, value=f"{text} {vendor.dpa_on}".strip())


def _chain(vendor: VendorRow, beside: Beside) -> Cell:
    link = beside.links.get((vendor.id, vendor.organisation))
    if link is None:
        return Cell("verdict", look="none")
    return Cell("verdict", sub=link.name, look=link.verdict, value=f"{word(words.VERDICTS, link.verdict)}: {link.name}")


CELLS: Mapping[str, Callable[[VendorRow, Beside], Cell]] = {
    "name": _name,
    "service": lambda vendor, _beside: Cell("clip", vendor.service),
    "role": lambda vendor, _beside: Cell("text", word(words.ROLES, vendor.role) if vendor.role else ""),
    "countries": _countries,
    "verdict": _verdict,
    "dpa": _dpa,
    "next_review": lambda vendor, beside: day(vendor.next_review, beside.today),
    "owner": lambda vendor, _beside: Cell("text", vendor.owner),
    "tier": lambda vendor, _beside: Cell("text", word(words.TIERS, vendor.tier)),
    "findings": lambda vendor, _beside: number(vendor.findings),
    "chain": _chain,
    "tags": lambda vendor, _beside: Cell("tags", lines=vendor.tags),
    "locations": lambda vendor, _beside: number(vendor.locations),
    "status": lambda vendor, _beside: Cell("text", word(words.STATUS, vendor.status)),
    "organisation": lambda vendor, beside: Cell("text", beside.organisations.get(vendor.organisation, "")),
}
