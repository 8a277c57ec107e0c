"""Bring the database up to date: its schema, and the questionnaires that come with the program."""

from __future__ import annotations

import contextlib
import io

from piccolo.apps.migrations.commands.forwards import run_forwards

from accounts.database import connections
from app.clock import utc_now
from assessments.shipped import load_shipped


class MigrationError(Exception):
    """The database could not be brought up to date."""


async def migrate() -> None:
    """Run every migration that has not run yet and load what is shipped.

    Raises `MigrationError` with what was printed if a migration fails.
    """
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        result = await run_forwards(app_name="all")
    if not result.success:
        raise MigrationError(result.message or printed.getvalue())
    async with connections():
        await load_shipped(utc_now())
