"""Tells Piccolo the tables and migrations of `assessments`."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from assessments.assessment_tables import (
    Answer,
    AnswerNote,
    Assessment,
    AssessmentLocation,
    Evidence,
    Template,
    TemplateVersion,
    TierRule,
    VendorLink,
)
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
    table_classes=[
        Review,
        Mail,
        MailAttempt,
        Reminder,
        OwnerAddress,
        Preference,
        CalendarLink,
        JobRun,
        Template,
        TemplateVersion,
        TierRule,
        Assessment,
        Answer,
        AnswerNote,
        Evidence,
        VendorLink,
        AssessmentLocation,
    ],
    migration_dependencies=["register.piccolo_app"],
)
