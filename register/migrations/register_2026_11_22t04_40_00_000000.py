"""No index that is only the beginning of another one: each is written with every row of an import."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from register.tables import Standing

ID = "2026-11-22T04:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "drop indexes that others begin with"

# The ones that begin with the same column: engagement_at, finding_one, standing_one.
BEFORE = {
    "engagement_vendor": 'engagement ("vendor")',
    "finding_organisation": 'finding ("organisation")',
    "standing_vendor": 'standing ("vendor")',
}


async def forwards() -> MigrationManager:
    """Drop the indexes; backwards creates them."""
    manager = MigrationManager(migration_id=ID, app_name="register", description=DESCRIPTION)

    async def drop() -> None:
        for name in BEFORE:
            await Standing.raw(f"DROP INDEX {name}")

    async def create() -> None:
        for name, of in BEFORE.items():
            await Standing.raw(f"CREATE INDEX {name} ON {of}")

    manager.add_raw(drop)
    manager.add_raw_backwards(create)
    return manager
