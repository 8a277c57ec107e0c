"""Tells Piccolo the tables and migrations of `assessments`."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from assessments.tables import (
    CalendarLink,
    JobRun,
    Mail,
    MailAttempt,
    OwnerAddress,
    Preference,
    Reminder,
    Review,
)

APP_CONFIG = AppConfig(
    app_name="assessments",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[Review, Mail, MailAttempt, Reminder, OwnerAddress, Preference, CalendarLink, JobRun],
    migration_dependencies=["register.piccolo_app"],
)
