"""Chain the events that are there, and let the trail only grow."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from accounts.append_only import protect, release
from accounts.chain import CHAINED, link, Head
from accounts.tables import AuditEvent

ID = "2026-11-22T02:27:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The chain of the audit trail"
READ = ", ".join(f'"{name}"' for name in ("id", *CHAINED[1:]))


async def forwards() -> MigrationManager:
    """Give each event its place and digest, refuse changes; backwards only gives the protection up."""
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)

    async def chain() -> None:
        await AuditEvent.raw("CREATE UNIQUE INDEX audit_event_number ON audit_event (number)")
        head = Head()
        for event in await AuditEvent.raw(f"SELECT {READ} FROM audit_event ORDER BY id"):
            number = head.number + 1
            head = Head(number, link(head.hash, (number, *(event[name] for name in CHAINED[1:]))))
            await AuditEvent.raw(
                "UPDATE audit_event SET number = {}, hash = {} WHERE id = {}", head.number, head.hash, event["id"]
            )
        if head.number:
            await AuditEvent.raw("INSERT INTO audit_head (number, hash) VALUES ({}, {})", head.number, head.hash)
        await protect()

    async def give_up() -> None:
        await release()
        await AuditEvent.raw("DROP INDEX audit_event_number")

    manager.add_raw(chain)
    manager.add_raw_backwards(give_up)
    return manager
