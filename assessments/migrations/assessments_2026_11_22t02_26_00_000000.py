"""Indexes over several columns, which the tables cannot declare themselves."""

from assessments.assessment_tables import Assessment
from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-22T02:26:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Unique and composite indexes of questionnaires and assessments"

INDEXES = {
    "template_one": "UNIQUE INDEX template_one ON template (coalesce(organisation, 0), key)",
    "template_version_one": "UNIQUE INDEX template_version_one ON template_version (template, number)",
    "tier_rule_one": "UNIQUE INDEX tier_rule_one ON tier_rule (organisation, tier)",
    "answer_one": "UNIQUE INDEX answer_one ON answer (assessment, question)",
    "assessment_location_one": "UNIQUE INDEX assessment_location_one ON assessment_location (assessment, location)",
    "assessment_list": "INDEX assessment_list ON assessment (organisation, state, due, id)",
}


async def forwards() -> MigrationManager:
    """Create the indexes; backwards drops them."""
    manager = MigrationManager(migration_id=ID, app_name="assessments", description=DESCRIPTION)

    async def create() -> None:
        for statement in INDEXES.values():
            await Assessment.raw(f"CREATE {statement}")

    async def drop() -> None:
        for name in INDEXES:
            await Assessment.raw(f"DROP INDEX {name}")

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager
