"""Change many rows at once, on either engine, inside the transaction that is open; `accounts.database` inserts them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from piccolo.table import Table

from accounts.database import engine
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
