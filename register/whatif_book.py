"""What if, as a workbook: every location before and after, and the vendors that would be newly unlawful."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from openpyxl import Workbook

from accounts.events import N_
from accounts.i18n import gettext as _
from law.store import Law
from register.lawtext import because, todo
from register.sheets import Column, Sheet
from register.whatif import Line, WhatIf
from register.words import GROUNDS
from register.workbook import explain, saved, write

_VENDOR = Column("Vendor", "name", 32, N_("Name of the vendor."))
_ORGANISATION = Column("Organisation", "organisation_name", 24, N_("Whose register it is."))
_OWNER = Column("Owner", "owner", 20, N_("The department that answers for it."))
LOCATIONS = Sheet(
    "Before and after",
    "locations",
    (
        _VENDOR,
        _ORGANISATION,
        Column("Service", "service", 32, N_("What the vendor does.")),
        Column("Country", "country", 9, N_("Two letters (ISO 3166-1); empty is unknown.")),
        Column("Grounds", "grounds", 26, N_("Codes of the recorded grounds, separated by semicolons.")),
        Column("Rests on it", "rests", 9, N_("Whether the verdict rests on what falls.")),
        Column("Before", "before", 12, N_("Verdict of that day, by the law as it is known.")),
        Column("After", "after", 12, N_("Verdict of that day, without what falls.")),
        Column("Reason before", "reason_before", 26, N_("Code of the reason for the verdict.")),
        Column("Reason after", "reason_after", 26, N_("Code of the reason for the verdict.")),
        Column("Because", "because", 60, N_("The reason for the verdict after it, in words.")),
        Column("What to do", "todo", 50, N_("The next step.")),
        Column(
            "Fallback", "fallback", 30, N_("The ground that would carry it, at once or when complete; empty is none.")
        ),
        _OWNER,
        Column("Vendor id", "vendor", 9, N_("Number of the vendor in the register; leave it as it is.")),
        Column("Location id", "location", 9, N_("Number of the location in the register; leave it as it is.")),
    ),
)
VENDORS = Sheet(
    "Newly unlawful",
    "vendors",
    (
        _VENDOR,
        _ORGANISATION,
        Column("Locations", "locations", 9, N_("How many locations would be invalid.")),
        _OWNER,
        Column("Vendor id", "vendor", 9, N_("Number of the vendor in the register; leave it as it is.")),
    ),
)


def whatif_book(found: WhatIf, what: str, organisations: dict[int, str], law: Law, today: date) -> bytes:
    """Return the bytes of the workbook; `what` says in words what falls."""
    book = Workbook(write_only=True)
    write(book, LOCATIONS, [_row(line, organisations) for line in found.lines])
    write(book, VENDORS, _vendors(found, organisations))
    explain(book, (LOCATIONS, VENDORS), law, today, found.day)
    book["About"].append([_("What falls"), what])
    return saved(book)


def _row(line: Line, organisations: dict[int, str]) -> dict[str, Any]:
    params = json.loads(line.after.params)
    told = (line.after.reason, params, line.after.citation)
    return {
        **{
            name: getattr(line, name) for name in ("name", "service", "country", "owner", "vendor", "location", "rests")
        },
        "organisation_name": organisations.get(line.organisation, ""),
        "grounds": line.grounds.split("|"),
        "before": line.before.verdict,
        "after": line.after.verdict,
        "reason_before": line.before.reason,
        "reason_after": line.after.reason,
        "because": because(*told),
        "todo": todo(*told),
        "fallback": _(GROUNDS[line.fallback]) if line.fallback in GROUNDS else line.fallback,
    }


def _vendors(found: WhatIf, organisations: dict[int, str]) -> list[dict[str, Any]]:
    invalid: dict[tuple[int, int], list[Line]] = {}
    for line in found.lines:
        if line.after.verdict == "invalid":
            invalid.setdefault((line.vendor, line.organisation), []).append(line)
    return [
        {
            "name": invalid[pair][0].name,
            "organisation_name": organisations.get(pair[1], ""),
            "locations": len(invalid[pair]),
            "owner": invalid[pair][0].owner,
            "vendor": pair[0],
        }
        for pair in found.newly_unlawful
    ]
