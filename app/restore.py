"""Bring a backup back: checked whole before anything of the register is touched."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from app.backup import DATABASE, FOLDERS, LAW, Manifest, check, unpack
from app.dumps import DumpError, load_postgres
from app.settings import Settings


def restore(archive: Path, settings: Settings, known_steps: Iterable[str], now: datetime) -> list[str]:
    """Put what a backup holds in the place of the register, and return where the old files are set aside.

    The database comes last: its files are there before it names them.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.data, prefix=".restore-") as here:
        folder = Path(here)
        manifest = unpack(archive, folder)
        check(manifest, folder)
        check_fits(manifest, settings, known_steps)
        mark = now.strftime("%Y%m%dT%H%M%SZ")
        aside = []
        for name in FOLDERS:
            aside += swap(folder / name, settings.data / name, mark)
        if settings.law and (folder / LAW).is_dir():
            aside += swap(folder / LAW, settings.law, mark)
        if manifest.engine == "postgres":
            load_postgres(settings.database_url, folder / DATABASE["postgres"])
        else:
            aside += swap_database(folder / DATABASE["sqlite"], settings.sqlite_file, mark)
    return aside


def check_fits(manifest: Manifest, settings: Settings, known_steps: Iterable[str]) -> None:
    """Raise `DumpError` where this installation cannot take the backup."""
    engine = "postgres" if settings.database_url else "sqlite"
    if manifest.engine != engine:
        names = {"postgres": "a PostgreSQL server (DATABASE_URL)", "sqlite": "the embedded database"}
        raise DumpError(
            f"The backup is of {names.get(manifest.engine, 'another engine')}, and this is {names[engine]}."
        )
    if newer := set(manifest.steps) - set(known_steps):
        raise DumpError(f"The backup was made by a newer program ({len(newer)} steps of its schema are unknown here).")


def swap(new: Path, old: Path, mark: str) -> list[str]:
    """Put a folder in the place of another, which is set aside under a name with the mark."""
    aside = set_aside(old, mark)
    if new.is_dir():
        old.parent.mkdir(parents=True, exist_ok=True)
        new.replace(old)
    return aside


def swap_database(new: Path, old: Path, mark: str) -> list[str]:
    """Put a database file in the place of another, with what its journal still held set aside beside it."""
    aside = set_aside(old, mark)
    for ending in ("-wal", "-shm"):
        if (journal := old.with_name(old.name + ending)).exists():
            # Under this name the database that is set aside still finds it.
            journal.replace(old.with_name(f"{old.name}.before-{mark}{ending}"))
    new.replace(old)
    return aside


def set_aside(path: Path, mark: str) -> list[str]:
    """Rename what is there, and return its new name."""
    if not path.exists():
        return []
    target = path.with_name(f"{path.name}.before-{mark}")
    path.replace(target)
    return [str(target)]
