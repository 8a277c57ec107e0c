"""What is due: one pure function over rows; each source is a function of its own, and later ones join the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from accounts.events import N_
from assessments.cadence import add_months
from assessments.words import title_of
from register.announced import in_short

Row = Mapping[str, Any]
# What a participant's listing shows is taken as true for a year: so long does a certification last.
DPF_MONTHS = 12
LONGEST_DETAIL = 200
KINDS = {
    "review": N_("Vendor review"),
    "expiry": N_("Agreement expires"),
    "notice": N_("Notice period begins"),
    "certificate": N_("Document expires"),
    "dpf": N_("Check the DPF listing again"),
    "objection": N_("Last day to object to a new sub-processor"),
    "condition": N_("Condition of an approval"),
    "assessment": N_("Assessment"),
    "acceptance": N_("Accepted finding runs out"),
}
# Where it is seen to; what is not named here, on the page of the vendor.
PAGES = {
    "review": "/reviews/{number}#conclude",
    "expiry": "/agreements/{number}/edit",
    "notice": "/agreements/{number}/edit",
    "dpf": "/vendors/{vendor}/edit",
    "objection": "/notices/{number}",
    "assessment": "/assessments/{number}",
    "answers": "/assessments/{number}",
    "acceptance": "/findings/{number}/acceptance",
}
# What is due of one vendor, as the subject of a sentence: "Review of Example Hosting AB is due in 7 days".
HEADLINES = {
    "review": N_("Review of %(vendor)s"),
    "expiry": N_("Expiry of the agreement with %(vendor)s"),
    "notice": N_("Start of the notice period of %(vendor)s"),
    "certificate": N_("Expiry of a document of %(vendor)s"),
    "dpf": N_("Check of the DPF listing of %(vendor)s"),
    "objection": N_("Last day to object to sub-processors of %(vendor)s"),
    "condition": N_("Condition of the approval of %(vendor)s"),
    "assessment": N_("Assessment of %(vendor)s"),
    "acceptance": N_("End of an acceptance at %(vendor)s"),
    "answers": N_("%(vendor)s has handed in its answers"),
}
# What is told once, when it happens: it is not due, and nobody is reminded of it again.
NEWS = frozenset({"answers"})


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is due on a day, whose it is, and where to see to it."""

    what: str
    subject_type: str
    subject_id: int
    on: date
    organisation: int
    vendor: int
    vendor_name: str
    owner: str
    detail: str = ""
    why: str = ""
    why_on: date | None = None
    assessment: int | None = None

    @property
    def key(self) -> tuple[str, str, int, date]:
        """Return what tells it from all others that were or will be due."""
        return self.what, self.subject_type, self.subject_id, self.on

    @property
    def path(self) -> str:
        """Return the page on which it is seen to."""
        if self.what == "condition" and self.assessment:
            return f"/assessments/{self.assessment}#condition-{self.subject_id}"
        return PAGES.get(self.what, "/vendors/{vendor}").format(number=self.subject_id, vendor=self.vendor)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows in which something may be due, each with `organisation`, `vendor`, `vendor_name` and `owner`."""

    reviews: Sequence[Row] = ()
    agreements: Sequence[Row] = ()
    documents: Sequence[Row] = ()
    listings: Sequence[Row] = ()
    acceptances: Sequence[Row] = field(default=())
    notices: Sequence[Row] = ()
    conditions: Sequence[Row] = ()
    assessments: Sequence[Row] = ()


def what_is_due(rows: Rows, today: date, until: date) -> list[Item]:
    """Return everything that is due on the day `until` or before, the earliest first; what is overdue is due."""
    found = [item for source in SOURCES for item in source(rows, today) if item.on <= until]
    return sorted(found, key=lambda item: (item.on, item.vendor_name.casefold(), item.what, item.subject_id))


def reviews(rows: Rows, _: date) -> Iterator[Item]:
    """Yield the open reviews."""
    for row in rows.reviews:
        yield item("review", "review", row, row["due"], row["service"], row["why"], row["why_on"])


def expiries(rows: Rows, _: date) -> Iterator[Item]:
    """Yield the agreements that expire."""
    for row in rows.agreements:
        yield item("expiry", "agreement", row, row["expires_on"], row["kind"])


def notices(rows: Rows, today: date) -> Iterator[Item]:
    """Yield the last days on which an agreement can be ended before it runs on; past the expiry there is none."""
    for row in rows.agreements:
        if row["notice_days"] and row["expires_on"] >= today:
            yield item("notice", "agreement", row, row["expires_on"] - timedelta(days=row["notice_days"]), row["kind"])


def certificates(rows: Rows, _: date) -> Iterator[Item]:
    """Yield the documents that expire."""
    for row in rows.documents:
        yield item("certificate", "document", row, row["expires_on"], row["name"])


def listings(rows: Rows, _: date) -> Iterator[Item]:
    """Yield the vendors whose listing under the Data Privacy Framework was checked long ago."""
    for row in rows.listings:
        yield item("dpf", "vendor", row, add_months(row["dpf_checked_on"], DPF_MONTHS))


def objections(rows: Rows, _: date) -> Iterator[Item]:
    """Yield the last days to object to an announced change of sub-processors."""
    for row in rows.notices:
        yield item("objection", "notice", row, row["last_day"], in_short(row["changes"]))


def conditions(rows: Rows, _: date) -> Iterator[Item]:
    """Yield the conditions of approvals that are not met."""
    for row in rows.conditions:
        one = item("condition", "condition", row, row["due"], row["text"][:LONGEST_DETAIL])
        yield replace(one, assessment=row["assessment_id"])


def acceptances(rows: Rows, _: date) -> Iterator[Item]:
    """Yield the findings whose acceptance runs out."""
    for row in rows.acceptances:
        yield item("acceptance", "finding", row, row["accepted_until"], row["rule"])


def item(
    what: str, subject: str, row: Row, on: date, detail: str = "", why: str = "", why_on: date | None = None
) -> Item:
    """Return one thing that is due, from a row."""
    return Item(
        what,
        subject,
        row["id"],
        on,
        row["organisation"],
        row["vendor"],
        row["vendor_name"],
        row["owner"],
        detail,
        why,
        why_on,
    )


def assessments(rows: Rows, _: date) -> Iterator[Item]:
    """Yield the assessments that are not concluded."""
    for row in rows.assessments:
        yield item("assessment", "assessment", row, row["due"], title_of(row))


def once(items: Iterable[Item]) -> list[Item]:
    """Return the items without those that say the same of the same subject, as a vendor of two organisations does."""
    return list({item.key: item for item in items}.values())


SOURCES: tuple[Callable[[Rows, date], Iterator[Item]], ...] = (
    reviews,
    expiries,
    notices,
    certificates,
    listings,
    objections,
    conditions,
    assessments,
    acceptances,
)
