"""A database as one file: how each engine's leaves the register and comes back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from accounts.chain import CHAINED, Break, Head, walk

SECONDS = 3600
# How a part of the address is called in the environment of PostgreSQL's own programs.
OPTIONS = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "host": "PGHOST", "port": "PGPORT"}


class DumpError(Exception):
    """A database could not be copied or brought back; the text says why and what to do."""


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy the embedded database while others write to it: the copy is the state of one moment."""
    with closing(sqlite3.connect(source)) as database:
        database.execute("VACUUM INTO ?", (str(target),))


def check_sqlite(file: Path, kept: Head) -> None:
    """Raise `DumpError` unless the file is whole and its audit trail runs to the end that was kept."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        found = database.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise DumpError(f"The copy of the database is damaged: {found}")
        if database.execute("PRAGMA foreign_key_check").fetchone():
            raise DumpError("The copy of the database has rows that point at nothing.")
        head, broken = walk(events(database))
    check_trail(head, broken, kept)


def head_of_sqlite(file: Path) -> Head:
    """Return the end of the audit trail in a database file."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
        row = database.execute("SELECT number, hash FROM audit_head").fetchone()
    return Head(*row) if row else Head()


def events(database: sqlite3.Connection) -> Iterator[Mapping[str, Any]]:
    """Read the trail of a database file in order."""
    names = ", ".join(f'"{name}"' for name in (*CHAINED, "hash"))
    for row in database.execute(f"SELECT {names} FROM audit_event ORDER BY id"):  # noqa: S608 - names of our own columns
        yield {**dict(row), "at": datetime.fromisoformat(row["at"])}


def check_trail(head: Head, broken: Break | None, kept: Head) -> None:
    """Raise `DumpError` where a trail breaks or does not reach the end that was kept."""
    if broken:
        raise DumpError(f"The audit trail does not hold at event {broken.number}: {broken.wrong}.")
    if head != kept:
        raise DumpError(f"The audit trail ends at event {head.number} and should end at event {kept.number}.")


def dump_postgres(url: str, target: Path) -> None:
    """Write a PostgreSQL database into a file by pg_dump, as the state of one moment."""
    run(environment(url), "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def check_postgres(file: Path) -> None:
    """Raise `DumpError` unless a dump can be read to its end."""
    as_sql(file, Path(os.devnull))


def load_postgres(url: str, source: Path) -> None:
    """Replace what a PostgreSQL database holds by what a dump holds, whole or not at all."""
    with tempfile.TemporaryDirectory(dir=source.parent) as here:
        statements = Path(here) / "sql"
        as_sql(source, statements)
        # Tables that the dump does not know would otherwise stay, and stand in the way of the next migration.
        emptied = ("--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public")
        told = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
        run(environment(url), "psql", *told, *emptied, f"--file={statements}")


def as_sql(file: Path, target: Path) -> None:
    """Write the statements that a dump consists of."""
    run({}, "pg_restore", "--no-owner", "--no-privileges", f"--file={target}", str(file))


def run(address: Mapping[str, str], name: str, *args: str) -> None:
    """Run one of PostgreSQL's programs; a password goes by the environment, which other accounts cannot read."""
    try:
        done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, with arguments of our own
            [program(name), *args],
            env={**os.environ, **address},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DumpError(f"{name} did not end within an hour.") from error
    if done.returncode:
        raise DumpError(f"{name} failed: {done.stderr.strip()[:500]}")


def program(name: str) -> str:
    """Return where one of PostgreSQL's programs is."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = str(installed[0]) if installed else shutil.which(name)
    if found is None:
        raise DumpError(f"{name} is missing. Install the client programs of PostgreSQL (postgresql-client).")
    return found


def environment(url: str) -> dict[str, str]:
    """Return a database's address as the variables that PostgreSQL's programs read."""
    parts = urlsplit(url)
    given = {
        "PGHOST": parts.hostname,
        "PGPORT": str(parts.port) if parts.port else None,
        "PGUSER": unquote(parts.username) if parts.username else None,
        "PGPASSWORD": unquote(parts.password) if parts.password else None,
        "PGDATABASE": unquote(parts.path.lstrip("/")) or None,
        **{OPTIONS[name]: value for name, value in parse_qsl(parts.query) if name in OPTIONS},
    }
    return {name: value for name, value in given.items() if value}
