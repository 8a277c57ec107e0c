"""The database of this process: its transactions, and plain inserts of many rows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from typing import Any

from piccolo.conf.apps import Finder
from piccolo.table import Table

from accounts.tables import Secret


@cache
def engine() -> Any:
    """Return the engine that piccolo_conf.py chose for this process."""
    return Finder().get_engine()


@asynccontextmanager
async def connections() -> AsyncIterator[None]:
    """Keep the connections of the engine open: around a whole command, or the life of the app.

    Whoever opened them closes them; inside, a second one does nothing.
    """
    database = engine()
    if database.engine_type == "sqlite":
        # They open with the first query.
        try:
            yield
        finally:
            await database.close_connection_pool()
    elif database.pool is not None:
        yield
    else:
        await database.start_connection_pool(min_size=1, max_size=10)
        try:
            yield
        finally:
            await database.close_connection_pool()


def transaction() -> AbstractAsyncContextManager[Any]:
    """Return a transaction of the configured engine; inside an open one, it joins that."""
    opened: AbstractAsyncContextManager[Any] = engine().transaction()
    return opened


def in_transaction() -> bool:
    """Return whether this task has a transaction open."""
    return engine().current_transaction.get() is not None


async def one_at_a_time(purpose: str) -> None:
    """Wait, inside the open transaction, until no other transaction with the same purpose is open in any process.

    SQLite needs nothing: its transactions are IMMEDIATE and so follow each other in any case.
    """
    if engine().engine_type == "postgres":
        await Secret.raw("SELECT pg_advisory_xact_lock(hashtext({}))", purpose)


async def insert_rows(table: type[Table], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert many rows of plain values (JSON as text) in the open transaction, without making an object for each."""
    opened = engine().current_transaction.get()
    if opened is None:
        raise RuntimeError("insert_rows() runs only inside transaction().")
    if not rows:
        return
    table_name = table._meta.tablename
    if engine().engine_type == "sqlite":
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" for _ in columns)
        await opened.connection.execute_many(f'INSERT INTO "{table_name}" ({names}) VALUES ({marks})', rows)  # noqa: S608 - names of our own tables and columns
    else:
        # COPY takes a fifth of the time of one INSERT for each row.
        await opened.connection.copy_records_to_table(table_name, records=rows, columns=list(columns))
