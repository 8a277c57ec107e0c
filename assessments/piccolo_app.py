"""Tells Piccolo the tables and migrations of `assessments`."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from assessments.tables import Review

APP_CONFIG = AppConfig(
    app_name="assessments",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[Review],
    migration_dependencies=["register.piccolo_app"],
)
