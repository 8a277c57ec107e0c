"""Open, empty and close the database of this worker."""

from __future__ import annotations

from functools import cache
from typing import Any

from piccolo.conf.apps import Finder
from piccolo.engine import engine_finder
from piccolo.table import Table, sort_table_classes

from accounts.append_only import protect, release
from accounts.tables import AuditEvent, User
from register.memo import forget_all
from tests.support.engine import POSTGRES

TRAIL = AuditEvent._meta.tablename


async def open_pool() -> None:
    """Open the connections that all tests of this worker share."""
    await the_engine().start_connection_pool()


async def shut_pool() -> None:
    """Close the connections."""
    await the_engine().close_connection_pool()


async def empty() -> None:
    """Delete every row, children before parents; only the trail has to be released for that moment."""
    engine = the_engine()
    async with engine.transaction():
        # Most tests fill a few tables, so the others are found out with one question instead of one deletion each.
        filled = {row["name"] for row in await User.raw(which_hold_rows())}
        if TRAIL in filled:
            await release()
        for name in names():
            if name in filled:
                await engine.run_ddl(f'DELETE FROM "{name}"')
        if TRAIL in filled:
            await protect()
    forget_all()


@cache
def which_hold_rows() -> str:
    """Return the question for the names of the tables that are not empty."""
    return " UNION ALL ".join(f"SELECT '{name}' AS name WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names())


@cache
def names() -> tuple[str, ...]:
    """Return the names of all tables, those that point at others first."""
    return tuple(table._meta.tablename for table in tables())


@cache
def tables() -> tuple[type[Table], ...]:
    """Return all tables, those that point at others first."""
    return tuple(reversed(sort_table_classes(Finder().get_table_classes())))


def the_engine() -> Any:
    """Return the engine that `piccolo_conf` names."""
    engine = engine_finder()
    assert engine is not None, "piccolo_conf names no engine"
    assert (engine.engine_type == "postgres") == POSTGRES
    return engine
