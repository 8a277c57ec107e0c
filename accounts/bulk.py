"""Change many rows at once, on either engine, inside the transaction that is open; `accounts.database` inserts them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any, Self

from piccolo.table import Table

from accounts.database import engine, insert_rows
from accounts.tables import AuditEvent


def on_sqlite() -> bool:
    """Return whether the engine is the embedded one."""
    return bool(engine().engine_type == "sqlite")


async def take_ids(table: type[Table], count: int) -> list[int]:
    """Return `count` ids that nobody else gets, so that rows which refer to each other can be written together."""
    if not count:
        return []
    name = _name(table)
    if on_sqlite():
        # The transaction is IMMEDIATE: nobody else writes until it ends. An id of which the trail speaks is not given
        # again, or a new vendor would show the history of one that is gone.
        trail = _name(AuditEvent)
        sql = (
            f'SELECT coalesce(max((SELECT coalesce(max(id), 0) FROM "{name}"), '
            f'(SELECT coalesce(max(subject_id), 0) FROM "{trail}" WHERE subject_type = ?)), 0) AS top'
        )
        first = (await _connection().execute(sql, (name,)))[0]["top"] + 1
        return list(range(first, first + count))
    sql = "SELECT nextval(pg_get_serial_sequence($1, 'id')) AS id FROM generate_series(1, $2)"
    return [row["id"] for row in await _connection().fetch(sql, name, count)]


# Seconds after which the thread that writes gets a word in, while rows are made beside it.
QUICK = 0.0005


class Behind:
    """Rows that are written, in order, while their maker goes on to make the next; all are written at the end.

    What is still open when the block is left by an error is waited for, so that the transaction can be taken back.
    """

    def __init__(self) -> None:
        self._writing: list[asyncio.Task[None]] = []
        self._usual = sys.getswitchinterval()

    async def __aenter__(self) -> Self:
        """Begin with nothing."""
        if on_sqlite():
            sys.setswitchinterval(QUICK)
        return self

    async def insert(self, table: type[Table], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Hand over rows as to `insert_rows`; they are not to be changed any more."""
        if not on_sqlite():  # one connection does one thing at a time, and the server is another process anyway
            await insert_rows(table, columns, rows)
            return
        self._writing.append(asyncio.create_task(insert_rows(table, columns, rows)))
        await asyncio.sleep(0)  # so that it begins

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for all; raise the first error, unless there is one already."""
        try:
            ended = await asyncio.gather(*self._writing, return_exceptions=True)
        finally:
            sys.setswitchinterval(self._usual)
        if error is None:
            for one in ended:
                if one is not None:
                    raise one


async def update_rows(table: type[Table], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Update rows by id: each holds the values of `columns` in their order, and then its id."""
    if not rows:
        return
    if on_sqlite():
        named = ", ".join(f'"{column}" = ?' for column in columns)
        await _connection().execute_many(f'UPDATE "{_name(table)}" SET {named} WHERE id = ?', rows)
        return
    named = ", ".join(f'"{column}" = ${place}' for place, column in enumerate(columns, 1))
    await _connection().executemany(f'UPDATE "{_name(table)}" SET {named} WHERE id = ${len(columns) + 1}', rows)


async def delete_rows(table: type[Table], ids: Iterable[int]) -> None:
    """Delete rows by id, with what hangs on them by a cascading key."""
    wanted = list(ids)
    if on_sqlite():
        await _connection().execute_many(f'DELETE FROM "{_name(table)}" WHERE id = ?', [(one,) for one in wanted])
    elif wanted:
        await _connection().execute(f'DELETE FROM "{_name(table)}" WHERE id = ANY($1::int[])', wanted)


def _name(table: type[Table]) -> str:
    name: str = table._meta.tablename
    return name


def _connection() -> Any:
    opened = engine().current_transaction.get()
    if opened is None:
        message = "Rows are changed in bulk only inside transaction()."
        raise RuntimeError(message)
    return opened.connection
