"""Which database the tests run on, settled before anything imports `piccolo_conf`.

`ART28_TEST_ENGINE=postgres` chooses a PostgreSQL server of the tests' own, with one database for each xdist worker;
everything else means SQLite, with one file for each worker.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from tests.support import postgres

POSTGRES = os.environ.get("ART28_TEST_ENGINE", "sqlite") == "postgres"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
SERVER = "ART28_TEST_POSTGRES"
_numbers = count(1)


def choose() -> None:
    """Point the settings of this process at a database of its own."""
    for name in [name for name in os.environ if name.startswith("ART28_") and not name.startswith("ART28_TEST_")]:
        del os.environ[name]
    os.environ.pop("DATABASE_URL", None)
    folder = tempfile.mkdtemp(prefix=f"art28-tests-{WORKER}-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["ART28_DATA"] = folder
    if POSTGRES:
        # The first process, which starts the workers, starts the server too; the workers inherit its address.
        if SERVER not in os.environ:
            server = postgres.start()
            atexit.register(server.stop)
            os.environ[SERVER] = str(server.folder)
        os.environ["DATABASE_URL"] = create_database(f"art28_{WORKER}")


def new_database_url(like: str = "") -> str:
    """Return the address of a new database, empty or like one that nobody uses; nothing on SQLite."""
    return create_database(f"art28_{WORKER}_{next(_numbers)}", like) if POSTGRES else ""


def create_database(name: str, like: str = "") -> str:
    """Create a database on the tests' server, empty or like that of another address, and return its address."""
    template = f' TEMPLATE "{_name(like)}"' if like else ""

    async def create() -> None:
        connection = await asyncpg.connect(_url("postgres"))
        try:
            await connection.execute(f'CREATE DATABASE "{name}"{template}')
        finally:
            await connection.close()

    # A thread of its own, because the caller may be inside a running loop.
    _in_thread(create)
    return _url(name)


def drop_database(url: str) -> None:
    """Drop a database that `create_database` made, with whoever is still connected to it."""

    async def drop() -> None:
        connection = await asyncpg.connect(_url("postgres"))
        try:
            await connection.execute(f'DROP DATABASE "{_name(url)}" WITH (FORCE)')
        finally:
            await connection.close()

    _in_thread(drop)


def _name(url: str) -> str:
    return urlsplit(url).path.strip("/")


def _in_thread(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(work())).result()


def _url(database: str) -> str:
    return f"postgresql://art28@/{database}?host={Path(os.environ[SERVER])}"
