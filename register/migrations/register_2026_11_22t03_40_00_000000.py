"""Indexes from which the start page counts findings and locations without reading their rows."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from register.tables import Standing

ID = "2026-11-22T03:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "count findings and locations by index alone"

INDEXES = {
    "finding_open": "INDEX finding_open ON finding (state, severity, rule, organisation)",
    "location_tally": "INDEX location_tally ON location (country, verdict, ground_used, grounds)",
    "engagement_status": "INDEX engagement_status ON engagement (status, id)",
    "vendor_status": "INDEX vendor_status ON vendor (status, id)",
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
