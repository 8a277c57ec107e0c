"""The database of this process: its transactions, and plain inserts of many rows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
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


class Unit:
    """What the open transaction still has to write before it ends."""

    def __init__(self) -> None:
        self.open = True
        self.waiting: dict[Callable[[list[Any]], Awaitable[None]], list[Any]] = {}


_unit: ContextVar[Unit | None] = ContextVar("unit", default=None)


@asynccontextmanager
async def transaction() -> AsyncIterator[Any]:
    """Open a transaction of the configured engine; inside an open one, join that."""
    outer = _unit.get()
    if outer is not None and outer.open:
        async with engine().transaction() as joined:
            yield joined
        return
    unit = Unit()
    async with engine().transaction() as opened:
        mark = _unit.set(unit)
        try:
            yield opened
            for finish, things in unit.waiting.items():
                await finish(things)
        finally:
            # A task that was started inside still carries the unit after its end.
            unit.open = False
            _unit.reset(mark)


def at_the_end(finish: Callable[[list[Any]], Awaitable[None]], things: Sequence[Any]) -> None:
    """Have `finish` called once with all such things, as the last act of the open transaction."""
    unit = _unit.get()
    if unit is None or not unit.open:
        raise RuntimeError("at_the_end() works only inside transaction().")
    unit.waiting.setdefault(finish, []).extend(things)


def in_transaction() -> bool:
    """Return whether this task has a transaction open."""
    return engine().current_transaction.get() is not None


async def one_at_a_time(purpose: str) -> None:
    """Wait, inside the open transaction, until no other transaction with the same purpose is open in any process.

    SQLite needs nothing: its transactions are IMMEDIATE and so follow each other in any case.
    """
    if engine().engine_type == "postgres":
        await Secret.raw("SELECT pg_advisory_xact_lock(hashtext({}))", purpose)


def containing(text: str) -> str:
    """Return a LIKE pattern (ESCAPE '!') that finds a text anywhere, its own wildcards taken as they are."""
    escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"


async def insert_rows(table: type[Table], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert many rows of plain values (JSON as text) in the open transaction, without making an object for each."""
    opened = engine().current_transaction.get()
    if opened is None:
        raise RuntimeError("insert_rows() runs only inside transaction().")
    if not rows:
        return
    table_name = table._meta.tablename
    if engine().engine_type == "sqlite":
        await opened.connection.insert_many(table_name, columns, rows)
    else:
        # COPY takes a fifth of the time of one INSERT for each row.
        await opened.connection.copy_records_to_table(table_name, records=rows, columns=list(columns))
