"""Write many rows at once, on either engine, inside the transaction that is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from piccolo.engine import engine_finder
from piccolo.table import Table

CHUNK = 500


class NoTransactionError(RuntimeError):
    """Many rows are written outside a transaction, so that half of them could stay."""


def connection() -> Any:
    """Return the connection of the open transaction; raise `NoTransactionError` where none is open."""
    engine: Any = engine_finder()
    transaction = engine.current_transaction.get()
    if transaction is None:
        message = "rows are written in bulk only inside a transaction"
        raise NoTransactionError(message)
    return transaction.connection


def on_sqlite() -> bool:
    """Return whether the engine is the embedded one."""
    engine: Any = engine_finder()
    return bool(engine.engine_type == "sqlite")


async def take_ids(table: type[Table], count: int) -> list[int]:
    """Return `count` ids that nobody else will get, so that rows which refer to each other can be written in bulk."""
    if not count:
        return []
    name = table._meta.tablename
    live = connection()
    if on_sqlite():
        # The transaction is IMMEDIATE: nobody else writes until it ends, and AUTOINCREMENT notes the largest id itself.
        found = await live.execute(
            "SELECT max(seq) AS top FROM sqlite_sequence WHERE name = ?", (name,)
        )
        first = (found[0]["top"] or 0) + 1
        return list(range(first, first + count))
    rows = await live.fetch(
        "SELECT nextval(pg_get_serial_sequence($1, 'id')) AS id FROM generate_series(1, $2)",
        name,
        count,
    )
    return [row["id"] for row in rows]


async def insert(
    table: type[Table], columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Insert rows whose values stand in the order of `columns`; every column of the table without a default in the schema is named."""
    if not rows:
        return
    name = table._meta.tablename
    live = connection()
    if on_sqlite():
        named = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        await live.execute_many(
            f'INSERT INTO "{name}" ({named}) VALUES ({marks})', rows
        )
        return
    await live.copy_records_to_table(name, records=rows, columns=list(columns))


async def update(
    table: type[Table], columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Update rows by id: each row holds the values of `columns` and then its id."""
    if not rows:
        return
    name = table._meta.tablename
    live = connection()
    if on_sqlite():
        named = ", ".join(f'"{column}" = ?' for column in columns)
        await live.execute_many(f'UPDATE "{name}" SET {named} WHERE id = ?', rows)
        return
    named = ", ".join(
        f'"{column}" = ${place}' for place, column in enumerate(columns, 1)
    )
    await live.executemany(
        f'UPDATE "{name}" SET {named} WHERE id = ${len(columns) + 1}', rows
    )


async def delete(table: type[Table], ids: Iterable[int]) -> None:
    """Delete rows by id."""
    name = table._meta.tablename
    live = connection()
    wanted = list(ids)
    if on_sqlite():
        await live.execute_many(
            f'DELETE FROM "{name}" WHERE id = ?', [(one,) for one in wanted]
        )
    elif wanted:
        await live.execute(f'DELETE FROM "{name}" WHERE id = ANY($1::int[])', wanted)


async def rows_by(
    table: type[Table], column: str, values: Iterable[int], wanted: Sequence[str]
) -> list[dict[str, Any]]:
    """Return the named columns of all rows whose `column` holds one of many ids."""
    ids = sorted(set(values))
    found: list[dict[str, Any]] = []
    columns = [table._meta.get_column_by_name(name) for name in wanted]
    key = table._meta.get_column_by_name(column)
    for start in range(0, len(ids), CHUNK):
        found += (
            await table.select(*columns)
            .where(key.is_in(ids[start : start + CHUNK]))
            .order_by(table._meta.primary_key)
        )
    return found
