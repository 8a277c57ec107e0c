"""Indexes over several columns, which the tables cannot declare themselves."""

from assessments.tables import Reminder
from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-21T23:54:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "Unique and composite indexes"

INDEXES = {
    "reminder_one": "UNIQUE INDEX reminder_one ON reminder (subject_type, subject_id, what, step, due, recipient)",
    "mail_queue": "INDEX mail_queue ON mail (state, next_try, id)",
    "review_open": "INDEX review_open ON review (outcome, due, id)",
    "owner_address_one": "UNIQUE INDEX owner_address_one ON owner_address (coalesce(organisation, 0), owner_key)",
}


async def forwards() -> MigrationManager:
    """Create the indexes; backwards drops them."""
    manager = MigrationManager(migration_id=ID, app_name="assessments", description=DESCRIPTION)

    async def create() -> None:
        for statement in INDEXES.values():
            await Reminder.raw(f"CREATE {statement}")

    async def drop() -> None:
        for name in INDEXES:
            await Reminder.raw(f"DROP INDEX {name}")

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager
