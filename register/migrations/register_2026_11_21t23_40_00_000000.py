"""Indexes over several columns, which the tables cannot declare themselves."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from register.tables import Standing

ID = "2026-11-21T23:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Unique and composite indexes"

INDEXES = {
    "standing_one": "UNIQUE INDEX standing_one ON standing (vendor, organisation)",
    "standing_name": "INDEX standing_name ON standing (organisation, sort_name, id)",
    "standing_rank": "INDEX standing_rank ON standing (organisation, rank, sort_name, id)",
    "standing_review": "INDEX standing_review ON standing (organisation, next_review, sort_name, id)",
    "finding_one": "UNIQUE INDEX finding_one ON finding (organisation, rule, subject_type, subject_id)",
    "finding_state": "INDEX finding_state ON finding (organisation, state, severity, id)",
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
