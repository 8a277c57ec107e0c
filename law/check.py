"""What of the law has not been looked up for a while: `art28 law check`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from law.records import Record
from law.store import Law

DAYS: Final = 90


def stale_records(law: Law, today: date, days: int = DAYS) -> list[Record]:
    """Return the records that were last looked up more than so many days ago, the oldest first."""
    oldest = today - timedelta(days=days)
    found = [record for record in law.records.values() if record.checked_on < oldest]
    return sorted(found, key=lambda record: (record.checked_on, record.id))


@dataclass(frozen=True, slots=True)
class Mark:
    """Which law it is, in short: the beginning of its digest, and the day on which it was looked up last."""

    digest: str
    looked_up_on: date


def mark(law: Law) -> Mark:
    """Return what a page says of the law that its verdicts rest on."""
    return Mark(law.digest[:12], newest_check(law))


def newest_check(law: Law) -> date:
    """Return the day on which something of the law was looked up last."""
    return max(record.checked_on for record in law.records.values())


def unconfirmed_records(law: Law) -> list[Record]:
    """Return the records that rest on general knowledge and were not looked up again, by id."""
    return sorted((record for record in law.records.values() if not record.confirmed), key=lambda record: record.id)
