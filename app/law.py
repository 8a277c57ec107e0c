"""The law of this installation: as shipped, with the local folder's changes, and what of it is due to be looked up."""

from __future__ import annotations

from app.clock import utc_now
from app.settings import Settings
from law.check import DAYS, stale_records
from law.store import Law, default_law, load


def the_law(settings: Settings) -> Law:
    """Return the shipped law, with the local folder's changes where there is one."""
    return load(settings.law) if settings.law else default_law()


def check(settings: Settings) -> int:
    """Print the records that nobody has looked up for a while, the oldest first; return 1 where there is one."""
    law = the_law(settings)
    stale = stale_records(law, utc_now().date())
    for record in stale:
        print(record.checked_on.isoformat(), record.id, record.citation, f"{record.file}: {record.source}", sep="\t")
    if stale:
        print(f"{len(stale)} of {len(law.records)} records were last looked up more than {DAYS} days ago.")
        print("Look each up at its source, mend what changed, and write the day into checked_on.")
    else:
        print(f"All {len(law.records)} records were looked up within the last {DAYS} days.")
    return bool(stale)
