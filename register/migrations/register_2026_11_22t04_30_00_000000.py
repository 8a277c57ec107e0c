"""Indexes that are taken for what they find quickly, and for nothing else."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from register.tables import Standing

ID = "2026-11-22T04:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "find what has ended, and locations by verdict"

# Nearly all vendors and engagements are active: SQLite took an index by status to find those, and then sorted them all.
BEFORE = {
    "engagement_status": "INDEX engagement_status ON engagement (status, id)",
    "vendor_status": "INDEX vendor_status ON vendor (status, id)",
    "location_tally": "INDEX location_tally ON location (country, verdict, ground_used, grounds)",
}
# The same words as in register.list_kinds, or an engine does not see that an index is in the order that is asked for.
RANK = (
    "CASE verdict WHEN 'invalid' THEN 0 WHEN 'incomplete' THEN 1 WHEN 'review' THEN 2 WHEN 'valid' THEN 3"
    " WHEN 'no-transfer' THEN 4 ELSE 5 END"
)
INDEXES = {
    "engagement_ended": "INDEX engagement_ended ON engagement (status) WHERE status = 'ended'",
    "vendor_ended": "INDEX vendor_ended ON vendor (status) WHERE status = 'ended'",
    "location_tally": "INDEX location_tally ON location (verdict, country, ground_used, grounds, engagement)",
    "location_worst": f"INDEX location_worst ON location (({RANK}), engagement)",
}


async def forwards() -> MigrationManager:
    """Create the indexes in place of those before; backwards does the reverse."""
    manager = MigrationManager(migration_id=ID, app_name="register", description=DESCRIPTION)

    async def swap(old: dict[str, str], new: dict[str, str]) -> None:
        for name in old:
            await Standing.raw(f"DROP INDEX {name}")
        for statement in new.values():
            await Standing.raw(f"CREATE {statement}")

    async def create() -> None:
        await swap(BEFORE, INDEXES)

    async def drop() -> None:
        await swap(INDEXES, BEFORE)

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager
