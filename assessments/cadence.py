"""When a review is due: how often it returns, and what moves it earlier. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from accounts.events import N_

# Months between two reviews by the vendor's tier; a tier that is not known takes the organisation's own interval.
BY_TIER = {"high": 6, "low": 24}
LONGEST_MONTHS = 60
# A finding of high severity does not wait for the yearly review, and leaves time to prepare one.
FINDING_DAYS = 30

WHY = {
    "schedule": N_("The day follows from the usual interval."),
    "imported": N_("The day stood in the spreadsheet."),
    "by-hand": N_("The day was set by hand."),
    "agreement": N_("Moved earlier, because an agreement expires on %(day)s."),
    "notice": N_("Moved earlier, because the notice period of an agreement begins on %(day)s."),
    "certificate": N_("Moved earlier, because a document expires on %(day)s."),
    "finding": N_("Moved earlier, because a finding of high severity appeared on %(day)s."),
}
MOVES = ("notice", "agreement", "certificate", "finding")


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that asks for an earlier review: what (of `MOVES`), its own day, and the day that it wants."""

    why: str
    on: date
    wants: date


@dataclass(frozen=True, slots=True)
class Moved:
    """The day of a review and why it is that day; `on` is the day of what moved it, None where nothing did."""

    due: date
    why: str
    on: date | None


def months_between(tier: str, by_hand: int | None, usual: int, asked: int | None = None) -> int:
    """Return the months between two reviews: as set by hand, else as asked of the tier, else by tier, else the usual.

    `asked` is what the organisation has set for vendors of this tier.
    """
    return by_hand or asked or BY_TIER.get(tier) or usual


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or the last day of that month where it is shorter.

    31 August and six months are the last day of February; 29 February and twelve months are 28 February.
    """
    return day + relativedelta(months=months)


def expiry_cause(expires: date) -> Cause:
    """Return the cause that an agreement expires."""
    return Cause("agreement", expires, expires)


def notice_cause(expires: date, days: int) -> Cause:
    """Return the cause that the last day to give notice comes: from then on an agreement can only run on."""
    begins = expires - timedelta(days=days)
    return Cause("notice", begins, begins)


def certificate_cause(expires: date) -> Cause:
    """Return the cause that a document, such as a certificate, expires."""
    return Cause("certificate", expires, expires)


def finding_cause(found: date) -> Cause:
    """Return the cause that a finding of high severity appeared."""
    return Cause("finding", found, found + timedelta(days=FINDING_DAYS))


def bring_forward(planned: date, planned_why: str, causes: Iterable[Cause], since: date) -> Moved:
    """Return the earliest day that the plan or a cause wants, and why.

    What lay behind when the review was scheduled, on the day `since`, was known then and moves nothing.
    When the cause is gone, the plan holds again.
    """
    wanted = [cause for cause in causes if cause.wants > since and cause.wants < planned]
    if not wanted:
        return Moved(planned, planned_why, None)
    first = min(wanted, key=lambda cause: (cause.wants, MOVES.index(cause.why)))
    return Moved(first.wants, first.why, first.on)
