"""The database itself refuses to change or delete an event of the audit trail."""

from __future__ import annotations

from accounts.database import engine

REFUSAL = "The audit trail is append-only."

FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$
"""
TRIGGER = """
CREATE TRIGGER audit_event_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()
"""
PROTECT = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_event_no_{deed.lower()} BEFORE {deed} ON audit_event"
        f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for deed in ("UPDATE", "DELETE")
    ),
    "postgres": (FUNCTION, TRIGGER),
}
RELEASE = {
    "sqlite": ("DROP TRIGGER audit_event_no_update", "DROP TRIGGER audit_event_no_delete"),
    "postgres": ("DROP TRIGGER audit_event_only_grows ON audit_event",),
}


async def protect() -> None:
    """Let the trail only grow from now on."""
    for statement in PROTECT[engine().engine_type]:
        await engine().run_ddl(statement)


async def release() -> None:
    """Take the protection away: for a migration that is taken back, and for tests that empty the database."""
    for statement in RELEASE[engine().engine_type]:
        await engine().run_ddl(statement)
