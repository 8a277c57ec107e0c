"""What an understood row asks of the register, in the register's own fields."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from assessments.reviews import Due, first_review, read_cadence
from imports.model import Row

ENGAGEMENT_FIELDS = ("service", "role", "purposes", "data_subjects", "data_categories", "owner", "status")
VENDOR_FIELDS = ("legal_name", "registration_number", "website", "country")
NOWHERE = ("", "")
# Geography, not law: the countries that a person who writes "EU" beside one of them can have meant.
EUROPEAN = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()  # noqa: SIM905
)
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ask:
    """A row in the fields of the register; what is blank is not said."""

    name: str
    vendor: dict[str, str]
    aliases: tuple[str, ...]
    unnamed_group: bool
    engagement: dict[str, str]
    notes: dict[str, str]
    next_review: date | None
    next_review_text: str
    places: tuple[Place, ...]
    inferred: frozenset[str]
    place_text: str
    ground_text: str
    grounds: str
    agreement: dict[str, Any] | None
    cadence: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    def review(self, today: date, usual_months: int) -> Due | None:
        """Return the first review of what the row describes."""
        return first_review(self.engagement["role"], self.next_review, self.cadence, today, usual_months)


def ask(row: Row) -> Ask:
    """Return what a row asks of the register."""
    return Ask(
        name=cut(row.name, 300),
        vendor={
            "legal_name": cut(row.legal_name, 300) if row.legal_name != row.name else "",
            "registration_number": cut(row.registration_number, 60),
            "website": _website(row.website),
            "country": row.seat_countries[0] if len(row.seat_countries) == 1 else "",
        },
        aliases=tuple(cut(alias, 300) for alias in row.aliases if alias and alias != row.name),
        unnamed_group="unnamed_group" in row.flags,
        engagement={
            "service": row.service,
            "role": row.role or "",
            "purposes": row.purpose,
            "data_subjects": "; ".join(row.data_subjects),
            "data_categories": "; ".join(row.data_categories),
            "owner": cut(row.owner, 120),
            "status": "ended" if row.status == "ended" else "",
        },
        notes=_notes(row),
        next_review=last_day(row.next_review),
        next_review_text=row.next_review if row.next_review and len(row.next_review) < 10 else "",
        places=_places(row),
        inferred=frozenset(row.inferred),
        place_text=row.location_text,
        ground_text=row.ground_text,
        grounds=_grounds(row.grounds),
        agreement=_agreement(row),
        cadence=_cadence(row),
    )


def cut(text: str, longest: int) -> str:
    """Return a text as long as its column holds; the raw cell keeps all of it."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


@lru_cache(maxsize=4096)
def last_day(written: str | None) -> date | None:
    """Return the last day of a date that may be partial: "2027-02" is 28 February, "2027-Q3" 30 September."""
    if not written:
        return None
    year = int(written[:4])
    if len(written) == 4:
        return date(year, 12, 31)
    month = int(written[6]) * 3 if written[5] == "Q" else int(written[5:7])
    if len(written) == 10:
        return date.fromisoformat(written)
    return date(year, month, calendar.monthrange(year, month)[1])


def _website(text: str) -> str:
    address = text.strip()
    if not address or " " in address or len(address) > 290:
        return ""
    return address if address.startswith(("https://", "http://")) else f"https://{address}"


def _notes(row: Row) -> dict[str, str]:
    notes: dict[str, str] = {}
    for header, text in row.notes:
        notes[header] = f"{notes[header]}; {text}" if header in notes else text
    return notes


def _places(row: Row) -> tuple[Place, ...]:
    """Return one place for each country and each region; without either, one place that is unknown and judged so."""
    regions = [region for region in row.regions if not _says_no_more(region, row)]
    places = [(country, "") for country in row.countries] + [("", region) for region in regions]
    return tuple(dict.fromkeys(places)) or (NOWHERE,)


def _says_no_more(region: str, row: Row) -> bool:
    """Return whether a region is only another word for a place that is named: "Estonia (EU)", "EU/EES"."""
    if region == "EU" and "EEA" in row.regions:
        return True
    return region in {"EU", "EEA", "EUROPE"} and any(country in EUROPEAN for country in row.countries)


def _grounds(codes: tuple[str, ...]) -> str:
    kept = list(dict.fromkeys(codes)) or ["NONE"]
    while len("|".join(kept)) > 300:
        kept.pop()
    return "|".join(kept)


def _agreement(row: Row) -> dict[str, Any] | None:
    said = row.dpa
    if said.signed is None and not said.text and not said.date:
        return None
    kind = said.kind or "dpa"
    status = "signed" if said.signed else "missing" if said.signed is False and kind == "dpa" else ""
    full = said.date is not None and len(said.date) == 10
    return {
        "kind": kind,
        "status": status,
        "text": said.text,
        "signed_on": last_day(said.date) if full else None,
        "signed_text": "" if full or not said.date else said.date,
    }


def _cadence(row: Row) -> int | None:
    for cell in row.raw:
        months = read_cadence(cell.header, cell.text)
        if months is not None:
            return months
    return None
