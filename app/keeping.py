"""The commands `art28 backup` and `art28 restore`, and what the nightly job calls."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from piccolo.apps.migrations.commands.base import BaseMigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import Finder

from accounts.actor import SYSTEM
from accounts.audit import head, record
from accounts.database import connections, transaction
from accounts.events import Event
from accounts.tables import Organisation, User
from accounts.trail import verify
from app.backup import ENDING, PREFIX, Source, make
from app.backup import nightly as make_nightly
from app.clock import utc_now
from app.dumps import DumpError
from app.migrate import migrate
from app.restore import restore as bring_back
from app.settings import Settings, read_settings


async def source_of(settings: Settings) -> Source:
    """Return what is to be backed up: the end of the trail and the steps of the schema as they are now."""
    steps = await Migration.select(Migration.name).order_by(Migration.name)
    return Source(settings, await head(), tuple(row["name"] for row in steps))


async def nightly(settings: Settings, now: datetime) -> str:
    """Make tonight's backup unless there is to be none, and say what was done."""
    if not settings.backups:
        return "no backups are kept (ART28_BACKUPS=0)"
    source = await source_of(settings)
    return await asyncio.to_thread(make_nightly, source, now)


async def backup(file: Path | None) -> int:
    """Write a backup; return 1 where it could not be made or does not hold."""
    settings, now = read_settings(), utc_now()
    target = file or settings.backup_folder / f"{PREFIX}{now.strftime('%Y%m%dT%H%M%SZ')}{ENDING}"
    await migrate()
    try:
        async with connections():
            source = await source_of(settings)
            manifest = await asyncio.to_thread(make, source, target, now)
    except DumpError as error:
        print(f"art28: no backup was made. {error}", file=sys.stderr)
        return 1
    print(f"The register is in {target}: {len(manifest.files)} files, {manifest.trail} events in the audit trail.")
    print("It was read back and is whole. Keep a copy on another machine.")
    return 0


async def restore(file: Path, *, replace: bool) -> int:
    """Bring a backup back; return 1 where it cannot be used, 2 where a register is in its way."""
    settings, now = read_settings(), utc_now()
    if not file.is_file():  # noqa: ASYNC240 - a command does one thing
        print(f"art28: there is no file {file}.", file=sys.stderr)
        return 1
    if not replace and await in_use(settings):
        print("art28: there is a register here already, and nothing was changed.", file=sys.stderr)
        print("Stop its server and say --replace to put the backup in its place.", file=sys.stderr)
        return 2
    try:
        aside = bring_back(file, settings, known_steps(), now)
    except DumpError as error:
        print(f"art28: nothing was restored. {error}", file=sys.stderr)
        return 1
    await migrate()
    async with connections():
        proof = await verify()
        async with transaction():
            await record(Event.REGISTER_RESTORED, SYSTEM, now, after={"backup": file.name})
    for old in aside:
        print(f"Set aside: {old}")
    if proof.broken:
        print(f"art28: the audit trail of the backup does not hold: {proof.broken.wrong}.", file=sys.stderr)
        return 1
    print(f"The register is back, with {proof.head.number} events in its audit trail. Start the server.")
    return 0


async def in_use(settings: Settings) -> bool:
    """Return whether somebody or something is in the register that a restore would replace."""
    if not settings.database_url and not settings.sqlite_file.exists():
        return False
    await migrate()
    async with connections():
        return await User.exists() or await Organisation.exists()


def known_steps() -> set[str]:
    """Return the steps of the schema that this program knows."""
    steps: set[str] = set()
    for app in Finder().get_app_modules():
        folder = Path(app.APP_CONFIG.migrations_folder_path)
        steps.update(BaseMigrationManager().get_migration_modules(str(folder)))
    return steps
