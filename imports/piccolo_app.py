"""Tells Piccolo the tables and migrations of `imports`."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from imports.tables import ImportBatch, ImportLayout, ImportRow, ImportTask

APP_CONFIG = AppConfig(
    app_name="imports",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[ImportBatch, ImportRow, ImportLayout, ImportTask],
    migration_dependencies=["register.piccolo_app"],
)
