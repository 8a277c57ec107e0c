"""Tells Piccolo the tables and migrations of `register`."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from register.tables import (
    Agreement,
    Condition,
    Document,
    Engagement,
    Finding,
    Location,
    Standing,
    SubprocessorNotice,
    Vendor,
    VendorMerge,
    VendorsApart,
)
from register.view_tables import BulkChange, SavedView

APP_CONFIG = AppConfig(
    app_name="register",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[
        Vendor,
        Engagement,
        Location,
        Agreement,
        Document,
        Condition,
        Finding,
        Standing,
        SavedView,
        BulkChange,
        VendorMerge,
        VendorsApart,
        SubprocessorNotice,
    ],
    migration_dependencies=["accounts.piccolo_app"],
)
