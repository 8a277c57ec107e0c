"""Indexes from which lists take a page in their order without sorting the whole register."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from register.tables import Standing

ID = "2026-11-22T04:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "take pages of findings and engagements in order"

# The same words as in register.list_kinds, or an engine does not see that an index is in the order that is asked for.
SEVERITY = "CASE severity WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END"
INDEXES = {
    "finding_urgent": f"INDEX finding_urgent ON finding (state, ({SEVERITY}), (since IS NULL), since, id)",
    "engagement_at": "INDEX engagement_at ON engagement (vendor, organisation, status, id)",
}


async def forwards() -> MigrationManager:
    """Create the indexes; backwards drops them."""
    manager = MigrationManager(migration_id=ID, app_name="register", description=DESCRIPTION)

    async def create() -> None:
        for statement in INDEXES.values():
            await Standing.raw(f"CREATE {statement}")

    async def drop() -> None:
        for name in INDEXES:
            await Standing.raw(f"DROP INDEX {name}")

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager
