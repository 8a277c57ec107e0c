from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-21T23:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A column named raw hides Piccolo's own raw()."


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="imports", description=DESCRIPTION)
    manager.rename_column(
        table_class_name="ImportRow",
        tablename="import_row",
        old_column_name="raw",
        new_column_name="cells",
        old_db_column_name="raw",
        new_db_column_name="cells",
        schema=None,
    )
    return manager
