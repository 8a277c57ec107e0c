from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from imports.tables import ImportLayout

ID = "2026-11-22T00:56:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "One memory for each layout of an organisation, which the table cannot declare itself"


async def forwards() -> MigrationManager:
    """Create the index; backwards drops it."""
    manager = MigrationManager(migration_id=ID, app_name="imports", description=DESCRIPTION)

    async def create() -> None:
        await ImportLayout.raw("CREATE UNIQUE INDEX import_layout_one ON import_layout (organisation, digest)")

    async def drop() -> None:
        await ImportLayout.raw("DROP INDEX import_layout_one")

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager
