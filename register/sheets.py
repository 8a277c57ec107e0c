"""The sheets of an exported workbook: what each column is called, what it holds, and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.events import N_

CELL = 32_000
# The hidden sheet of the values that drop-downs offer.
CHOICES = "Choices"
# What XML cannot hold, and marks that turn the reading direction around.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, which never changes, the key of its value, its width in characters, and what it means."""

    heading: str
    key: str
    width: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, and which rows it holds."""

    title: str
    rows: str
    columns: tuple[Column, ...]


_VENDOR = Column("Vendor", "vendor_name", 32, N_("Name of the vendor."))
_ORGANISATION = Column("Organisation", "organisation_name", 24, N_("Whose register it is."))
_VERDICT = Column(
    "Verdict", "verdict", 12, N_("valid, incomplete, invalid, review or no-transfer; of several locations the worst.")
)
_REASON = Column("Reason", "reason", 26, N_("Code of the reason for the verdict."))
_VENDOR_ID = Column("Vendor id", "vendor", 9, N_("Number of the vendor in the register; leave it as it is."))
_ENGAGEMENT_ID = Column(
    "Engagement id", "engagement", 9, N_("Number of the engagement in the register; leave it as it is.")
)
_SERVICE = Column("Service", "service", 32, N_("What the vendor does."))
_ROLE = Column("Role", "role", 16, N_("processor, sub-processor, joint controller or controller; empty is unknown."))
_STATUS = Column("Status", "status", 10, N_("active or ended."))
_OWNER = Column("Owner", "owner", 20, N_("The department that answers for it."))
_JUDGED_ON = Column("Judged on", "judged_on", 12, N_("Day of the verdict."))
_LAW = Column("Law", "law_digest", 16, N_("Digest of the law by which it was judged, as on the page of the law."))
_REVIEW = Column("Next review", "next_review", 12, N_("Day of the next review."))
_TOUCHED = N_("Counts changes, so that an edit of an old file takes nothing back; leave it as it is.")
_VERSION = Column("Version", "version", 9, _TOUCHED)
CHECK = "Check"
_CHECK = Column(CHECK, "check", 9, N_("Tells which columns that are not read back were edited; leave it as it is."))

SHEETS = (
    Sheet(
        "Vendors",
        "vendors",
        (
            _VENDOR_ID,
            _ORGANISATION,
            Column("Vendor", "name", 32, N_("Name of the vendor.")),
            Column("Legal name", "legal_name", 32, N_("Name as in the company register.")),
            Column("Other names", "aliases", 24, N_("Names under which it is also known, separated by semicolons.")),
            Column("Registration number", "registration_number", 18, N_("Number in the company register.")),
            Column("Country of seat", "country", 9, N_("Two letters (ISO 3166-1); empty is unknown.")),
            Column("Parent company", "parent_name", 24, N_("Company that controls the vendor.")),
            Column("Country of parent", "parent_country", 9, N_("Two letters (ISO 3166-1); empty is unknown.")),
            _SERVICE,
            _ROLE,
            Column("Countries", "countries", 14, N_("Where data goes, by two letters, separated by semicolons.")),
            _VERDICT,
            Column("Locations with it", "verdict_count", 9, N_("How many locations have that verdict.")),
            Column("Locations", "locations", 9, N_("How many locations are recorded.")),
            _REASON,
            Column("Ground", "ground", 24, N_("Code of the ground of the worst location.")),
            Column("DPA", "dpa", 12, N_("State of the data processing agreement; empty is unknown.")),
            Column("DPA date", "dpa_on", 12, N_("Day on which the data processing agreement was signed.")),
            _OWNER,
            Column("Tier", "tier", 9, N_("high, medium or low; empty is unknown.")),
            _STATUS,
            _REVIEW,
            Column("Open findings", "findings", 9, N_("How many findings are open.")),
            Column("DPF facts", "dpf", 24, N_("What the Data Privacy Framework list says, as key=value.")),
            Column("DPF checked on", "dpf_checked_on", 12, N_("Day on which the list was looked up.")),
            Column("Website", "website", 24, N_("Address on the web.")),
            Column("Contact", "contact", 24, N_("Where to write to.")),
            Column("Notes", "notes", 40, N_("Anything else.")),
            Column("Tags", "tags", 24, N_("Words by which vendors are grouped, separated by semicolons.")),
            _VERSION,
            _CHECK,
        ),
    ),
    Sheet(
        "Engagements",
        "engagements",
        (
            Column("Engagement id", "id", 9, N_("Number of the engagement in the register; leave it as it is.")),
            _VENDOR_ID,
            _VENDOR,
            _ORGANISATION,
            _SERVICE,
            _ROLE,
            Column(
                "Own role", "organisation_role", 12, N_("Whether the organisation acts as controller or as processor.")
            ),
            Column("Sub-processor of", "parent", 9, N_("Number of the engagement above, for a sub-processor.")),
            Column("Purposes", "purposes", 40, N_("What the data is used for.")),
            Column("Data subjects", "data_subjects", 30, N_("Whose data it is.")),
            Column("Data categories", "data_categories", 30, N_("Which data it is.")),
            Column(
                "Special categories",
                "special_categories",
                9,
                N_("Whether data of Art. 9 is among it; empty is unknown."),
            ),
            Column("Retention", "retention", 20, N_("How long the data is kept.")),
            _OWNER,
            _STATUS,
            Column("Started on", "started_on", 12, N_("First day.")),
            Column("Ended on", "ended_on", 12, N_("Last day.")),
            _REVIEW,
            Column("Next review as written", "next_review_text", 14, N_("Where it was written as no full date.")),
            Column("Months between reviews", "review_months", 9, N_("How often it is reviewed.")),
            Column("Notes", "notes", 40, N_("Columns of an imported sheet that have no field here.")),
            _VERSION,
            _CHECK,
        ),
    ),
    Sheet(
        "Locations",
        "locations",
        (
            Column("Location id", "id", 9, N_("Number of the location in the register; leave it as it is.")),
            _ENGAGEMENT_ID,
            _VENDOR,
            _ORGANISATION,
            _SERVICE,
            Column("Country", "country", 9, N_("Two letters (ISO 3166-1); empty is unknown.")),
            Column("Region", "region", 10, N_("EU, EEA, EUROPE, GLOBAL or VARIES, where no country is named.")),
            Column("Place as written", "place", 24, N_("What was written of the place.")),
            Column("Recipient", "recipient", 24, N_("The legal entity there, where it is not the vendor.")),
            Column("Activity", "activity", 18, N_("Hosting, support, remote access and so on.")),
            Column("Ground as written", "ground_text", 30, N_("What was written of the transfer ground.")),
            Column("Grounds", "grounds", 26, N_("Codes that were read from it or chosen, separated by semicolons.")),
            Column("Facts", "facts", 30, N_("Facts on which the verdict rests, as key=value.")),
            _VERDICT,
            _REASON,
            Column("Because", "because", 60, N_("The reason in words.")),
            Column("What to do", "todo", 50, N_("The next step.")),
            Column("Citation", "citation", 30, N_("Where the law says so.")),
            Column("Since", "since", 12, N_("Day from which the verdict holds.")),
            Column("Changes on", "changes_on", 12, N_("Next day on which the verdict changes by what is known today.")),
            _JUDGED_ON,
            _LAW,
            _VERSION,
            _CHECK,
        ),
    ),
    Sheet(
        "Agreements",
        "agreements",
        (
            Column("Agreement id", "id", 9, N_("Number of the agreement in the register; leave it as it is.")),
            _VENDOR_ID,
            _VENDOR,
            _ORGANISATION,
            _ENGAGEMENT_ID,
            Column("Kind", "kind", 10, N_("dpa, joint, nda, security, scc or other.")),
            Column(
                "Status",
                "status",
                12,
                N_("missing, requested, negotiating, signed, expired or terminated; empty is unknown."),
            ),
            Column("As written", "text", 30, N_("What was written of the agreement.")),
            Column("Signed on", "signed_on", 12, N_("Day of signing.")),
            Column("Signed as written", "signed_text", 14, N_("Where it was written as no full date.")),
            Column("Expires on", "expires_on", 12, N_("Last day.")),
            Column("Days of notice", "notice_days", 9, N_("How long before the end it has to be terminated.")),
            Column("Authorisation", "authorisation", 12, N_("specific or general authorisation of sub-processors.")),
            Column("Days to object", "objection_days", 9, N_("How long one may object to a new sub-processor.")),
            Column("Checklist", "checklist", 30, N_("Art. 28(3)(a) to (h): met, partly or missing.")),
            Column("Sections", "clauses", 30, N_("Where the agreement says it, by the same letters: a=§ 7.2; b=§ 4.")),
            _VERSION,
            _CHECK,
        ),
    ),
    Sheet(
        "Findings",
        "findings",
        (
            Column("Finding id", "id", 9, N_("Number of the finding.")),
            _VENDOR,
            _ORGANISATION,
            Column("Severity", "severity", 9, N_("high, medium or low.")),
            Column("Finding", "title", 26, N_("What kind of thing is wrong.")),
            Column("Sentence", "sentence", 70, N_("What is wrong, and why it matters.")),
            Column("What to do", "todo", 60, N_("The next step.")),
            Column("Since", "since", 12, N_("Day from which it is wrong, in law or in the record.")),
            Column("State", "state", 10, N_("open, accepted or resolved.")),
            Column("Accepted until", "accepted_until", 12, N_("Last day of the acceptance.")),
            Column("Accepted by", "accepted_by", 20, N_("Who accepted it.")),
            Column("Accepted because", "accepted_why", 40, N_("Why it was accepted.")),
            Column("Rule", "rule", 22, N_("Name of the rule; see docs/findings.md.")),
        ),
    ),
)
LIST = Sheet(
    "Register",
    "locations",
    (
        _VENDOR,
        _ORGANISATION,
        _SERVICE,
        _ROLE,
        *(
            column
            for column in SHEETS[2].columns
            if column.key in {"country", "region", "place", "ground_text", "grounds"}
        ),
        _VERDICT,
        _REASON,
        *(
            column
            for column in SHEETS[2].columns
            if column.key in {"because", "todo", "citation", "since", "changes_on"}
        ),
        Column("DPA", "dpa", 12, N_("State of the data processing agreement; empty is unknown.")),
        Column("DPA date", "dpa_on", 12, N_("Day on which the data processing agreement was signed.")),
        _OWNER,
        _STATUS,
        _REVIEW,
        _JUDGED_ON,
        _LAW,
        _VENDOR_ID,
        _ENGAGEMENT_ID,
        Column("Location id", "location", 9, N_("Number of the location in the register; leave it as it is.")),
        Column("Engagement version", "engagement_version", 9, _TOUCHED),
        Column("Location version", "location_version", 9, _TOUCHED),
        _CHECK,
    ),
)


def cell(row: Mapping[str, Any], column: Column) -> Any:
    """Return the value of a cell as a text, a number, a date, or None where nothing is known."""
    value = row.get(column.key)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}={item}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(str(item) for item in value)
    return value or None if isinstance(value, str) else value


def clean(text: str) -> str:
    """Return a text without the characters that no spreadsheet can hold, cut to what a cell holds."""
    return _FORBIDDEN.sub("", text)[:CELL]
