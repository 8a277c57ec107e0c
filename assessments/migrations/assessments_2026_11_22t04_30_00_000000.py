"""An index from which what is due is counted without reading the reviews themselves."""

from __future__ import annotations

from assessments.tables import Review
from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-22T04:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "count reviews by index alone"

BEFORE = "CREATE INDEX review_open ON review (outcome, due, id)"
AFTER = "CREATE INDEX review_open ON review (outcome, due, id, engagement, handed_over, owner)"


async def forwards() -> MigrationManager:
    """Create the index in place of the one before; backwards does the reverse."""
    manager = MigrationManager(migration_id=ID, app_name="assessments", description=DESCRIPTION)

    async def swap(statement: str) -> None:
        await Review.raw("DROP INDEX review_open")
        await Review.raw(statement)

    async def create() -> None:
        await swap(AFTER)

    async def drop() -> None:
        await swap(BEFORE)

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager
