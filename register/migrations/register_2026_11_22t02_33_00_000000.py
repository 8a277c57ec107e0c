"""Names sort with å, ä, æ, ö and ø after z; what stands in the table is brought up to date."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from register.search import sort_name
from register.tables import Standing

ID = "2026-11-22T02:33:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Sort keys of names"


async def forwards() -> MigrationManager:
    """Write the sort keys that differ; the keys of before are never needed again."""
    manager = MigrationManager(migration_id=ID, app_name="register", description=DESCRIPTION)

    async def rewrite() -> None:
        for row in await Standing.raw("SELECT id, name, sort_name FROM standing"):
            wanted = sort_name(row["name"])
            if wanted != row["sort_name"]:
                await Standing.raw("UPDATE standing SET sort_name = {} WHERE id = {}", wanted, row["id"])

    manager.add_raw(rewrite)
    return manager
