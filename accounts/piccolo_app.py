"""Tells Piccolo the tables and migrations of `accounts`."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from accounts.tables import (
    ApiToken,
    AuditEvent,
    AuditHead,
    Identity,
    Membership,
    Organisation,
    RecoveryCode,
    Secret,
    Session,
    SignInAttempt,
    Token,
    User,
)

APP_CONFIG = AppConfig(
    app_name="accounts",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[
        ApiToken,
        Organisation,
        User,
        Membership,
        Session,
        Token,
        AuditEvent,
        AuditHead,
        Secret,
        SignInAttempt,
        RecoveryCode,
        Identity,
    ],
    migration_dependencies=[],
)
