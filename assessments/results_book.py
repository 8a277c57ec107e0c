"""Results across vendors as a workbook: tier, risk and what was decided last, one row for each vendor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from openpyxl import Workbook

from accounts.events import N_
from accounts.i18n import gettext as _
from assessments.vendor_results import VendorResult
from register.sheets import Column, Sheet
from register.workbook import saved, write

RESULTS = Sheet(
    "Vendors by tier",
    "vendors",
    (
        Column("Vendor", "vendor_name", 32, N_("Name of the vendor.")),
        Column("Organisation", "organisation_name", 24, N_("Whose register it is.")),
        Column("Tier", "tier", 10, N_("high, medium or low; empty is unknown.")),
        Column("Inherent risk", "inherent", 12, N_("0 to 100, from the intake; empty is unknown.")),
        Column("Residual risk", "residual", 12, N_("0 to 100, from the last assessment; empty is unknown.")),
        Column("Outcome", "outcome", 14, N_("approved, conditions or rejected; empty: nothing was decided yet.")),
        Column("Decided on", "concluded_on", 12, N_("Day on which the last assessment was concluded.")),
        Column("Questionnaire", "questionnaire", 30, N_("What was asked then.")),
        Column("Running", "running", 10, N_("Assessments that are being answered or reviewed.")),
        Column("Due", "due", 12, N_("The first day on which one of these is due.")),
        Column("Next review", "next_review", 12, N_("Day of the next review.")),
        Column("Owner", "owner", 20, N_("The department that answers for it.")),
        Column("Vendor id", "vendor", 9, N_("Number of the vendor in the register; leave it as it is.")),
        Column("Assessment id", "assessment", 9, N_("Number of the last assessment.")),
    ),
)


def results_book(rows: Iterable[VendorResult], language: str, today: date) -> bytes:
    """Return the bytes of the workbook."""
    book = Workbook(write_only=True)
    write(book, RESULTS, [{**asdict(row), "questionnaire": row.title(language)} for row in rows])
    about = book.create_sheet("About")
    about.append([_("Sheet"), _("Column"), _("What it holds")])
    for column in RESULTS.columns:
        about.append([RESULTS.title, column.heading, _(column.meaning)])
    about.append([])
    about.append([_("Exported on"), "", today.isoformat()])
    return saved(book)
