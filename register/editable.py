"""What of an exported file can be edited and imported again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from register.sheets import LIST, SHEETS, Column, Sheet

Table = Literal["vendor", "engagement", "location", "agreement"]


@dataclass(frozen=True, slots=True)
class Part:
    """What a row of a sheet says of one row of the register: headings of its number and version, and its columns."""

    table: Table
    number: str
    version: str
    columns: tuple[Column, ...]


def _part(table: Table, sheet: Sheet, keys: str, version: str = "Version") -> Part:
    wanted = keys.split()
    return Part(table, f"{table.title()} id", version, tuple(one for one in sheet.columns if one.key in wanted))


_VENDORS, _ENGAGEMENTS, _LOCATIONS, _AGREEMENTS = SHEETS[:4]
PARTS: dict[str, tuple[Part, ...]] = {
    "Vendors": (
        _part(
            "vendor",
            _VENDORS,
            "name legal_name aliases registration_number country parent_name parent_country tier dpf dpf_checked_on"
            " website contact notes tags",
        ),
    ),
    "Engagements": (
        _part(
            "engagement",
            _ENGAGEMENTS,
            "service role organisation_role purposes data_subjects data_categories special_categories retention owner"
            " status started_on ended_on next_review next_review_text review_months",
        ),
    ),
    "Locations": (_part("location", _LOCATIONS, "country region place recipient activity ground_text grounds facts"),),
    "Agreements": (
        _part(
            "agreement",
            _AGREEMENTS,
            "kind status text signed_on signed_text expires_on notice_days authorisation objection_days checklist"
            " clauses",
        ),
    ),
    "Register": (
        _part("vendor", LIST, ""),
        _part("engagement", LIST, "service role owner status next_review", "Engagement version"),
        _part("location", LIST, "country region place ground_text grounds", "Location version"),
    ),
}


def editable(sheet: Sheet) -> frozenset[str]:
    """Return the headings of the columns that an import reads back."""
    return frozenset(column.heading for part in PARTS.get(sheet.title, ()) for column in part.columns)
