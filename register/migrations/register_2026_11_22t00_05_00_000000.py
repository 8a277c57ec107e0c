"""Indexes in the very orders of the list of vendors, for one organisation and for all."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from register.tables import Standing

ID = "2026-11-22T00:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes in the orders of the list of vendors"

INDEXES = {
    "standing_all_names": "standing (sort_name, id)",
    "standing_all_worst": "standing (rank DESC, sort_name, id)",
    "standing_worst": "standing (organisation, rank DESC, sort_name, id)",
}


async def forwards() -> MigrationManager:
    """Create the indexes and drop the one that they replace; backwards does the reverse."""
    manager = MigrationManager(migration_id=ID, app_name="register", description=DESCRIPTION)

    async def create() -> None:
        for name, columns in INDEXES.items():
            await Standing.raw(f"CREATE INDEX {name} ON {columns}")
        await Standing.raw("DROP INDEX standing_rank")

    async def drop() -> None:
        await Standing.raw("CREATE INDEX standing_rank ON standing (organisation, rank, sort_name, id)")
        for name in INDEXES:
            await Standing.raw(f"DROP INDEX {name}")

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager
