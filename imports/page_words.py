"""What the pages of the import call things; each word marked for translation."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.events import N_
from accounts.i18n import gettext as _

STATES: Mapping[str, str] = {
    "reading": N_("Being read"),
    "refused": N_("Not read"),
    "planned": N_("Waiting for you"),
    "committed": N_("Done"),
    "left": N_("Left"),
    "undone": N_("Undone"),
}
ACTIONS: Mapping[str, str] = {
    "create": N_("New"),
    "update": N_("Changed"),
    "unchanged": N_("Unchanged"),
    "needs-you": N_("Needs you"),
    "skip": N_("Skipped"),
}
# What an import did, as the audit trail counts it.
COUNTED: Mapping[str, str] = {
    "create": N_("new rows"),
    "update": N_("changed rows"),
    "unchanged": N_("unchanged rows"),
    "needs-you": N_("rows that need somebody"),
    "skip": N_("skipped rows"),
    "vendors_new": N_("new vendors"),
    "vendors_changed": N_("changed vendors"),
    "problems": N_("problems"),
}
LOOKS: Mapping[str, str] = {"create": "new", "update": "chg", "unchanged": "same", "needs-you": "need", "skip": "skp"}
ICONS: Mapping[str, str] = {
    "create": "plus",
    "update": "arrow",
    "unchanged": "check",
    "needs-you": "warn",
    "skip": "x",
}
FIELDS: Mapping[str, str] = {
    "name": N_("Name"),
    "legal_name": N_("Legal name"),
    "aliases": N_("Other names"),
    "registration_number": N_("Registration number"),
    "website": N_("Website"),
    "seat": N_("Seat"),
    "service": N_("Service"),
    "purpose": N_("Purpose"),
    "purposes": N_("Purpose"),
    "role": N_("Role"),
    "data_subjects": N_("Data subjects"),
    "data_categories": N_("Categories of data"),
    "owner": N_("Owner"),
    "status": N_("Status"),
    "notes": N_("Notes"),
    "location": N_("Place of processing"),
    "countries": N_("Countries"),
    "inside": N_("Inside the EU and EEA"),
    "transfer": N_("Transfer"),
    "ground": N_("Ground"),
    "dpa": N_("DPA"),
    "dpa_date": N_("Date of the DPA"),
    "next_review": N_("Next review"),
}
LIKE: Mapping[str, str] = {
    "number": N_("the same registration number, which several vendors share"),
    "name": N_("the same name, which several vendors share"),
    "form": N_("the same name with another legal form"),
    "alias": N_("it is known by another name of this row"),
    "brand": N_("both are known as the same brand"),
    "domain": N_("the same web address"),
    "spelling": N_("a similar name"),
}
LATER: Mapping[str, str] = {
    "edited": N_("it was edited"),
    "removed": N_("something of it was removed"),
    "added-to": N_("something was added to it"),
    "accepted": N_("a finding of it was accepted"),
    "concluded": N_("its review was concluded"),
}
# What a person would see in the sheet, or has said, and that the cells alone do not show.
MARKS: Mapping[str, str] = {
    "hidden_row": N_("Hidden in the spreadsheet"),
    "hidden_column": N_("Hidden in the spreadsheet"),
    "unnamed_group": N_("A group of vendors, none of them named"),
    "name_from_other_column": N_("The name stands in another column"),
    "characters_removed": N_("Characters that nobody sees were left out"),
    "date_without_dpa": N_("A date, but no DPA"),
    "said_vendor": N_("A vendor, as a person says"),
}
LEFT_OUT = N_("You left this row out.")
WENT_ON = N_("Held back, and taken on in an import of its own.")
REFUSED = N_("Not taken; see why below.")
KILOBYTE = 1024


def size_word(size: int) -> str:
    """Return the size of a file as a person says it."""
    if size < KILOBYTE:
        return _("%(number)s bytes", number=size)
    if size < KILOBYTE * KILOBYTE:
        return _("%(number)s kB", number=round(size / KILOBYTE))
    return _("%(number)s MB", number=f"{size / KILOBYTE / KILOBYTE:.1f}")
