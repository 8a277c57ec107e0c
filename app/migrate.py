"""Bring the schema of the database up to date."""

from __future__ import annotations

import contextlib
import io

from piccolo.apps.migrations.commands.forwards import run_forwards


class MigrationError(Exception):
    """The database could not be brought up to date."""


async def migrate() -> None:
    """Run every migration that has not run yet; raise `MigrationError` with what was printed if one fails."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        result = await run_forwards(app_name="all")
    if not result.success:
        raise MigrationError(result.message or printed.getvalue())
