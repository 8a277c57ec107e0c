"""The embedded engine: Piccolo on SQLite with a few connections that stay open.

Piccolo's own engine opens a thread and a connection for each query and starts transactions as DEFERRED, so that two
people who read and then write at once meet "database is locked". Here connections persist, a transaction is IMMEDIATE
and writers of one process queue in order, and a cancelled request hands its connection back clean.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import TYPE_CHECKING, Any

from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType

from app.sqlite_values import register_values

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from piccolo.querystring import QueryString

register_values()
MOST_VALUES = 30_000  # SQLite takes 32,766 in one statement
# An import of tens of thousands of rows is one transaction of a process of its own; who writes meanwhile waits so long.
WAIT_SECONDS = 60.0
AGAIN_SECONDS = 0.05
WAIT = f"busy_timeout = {WAIT_SECONDS * 1000:.0f}"
# Pages are read from where the system keeps the file: SQLite's own cache of 2 MB is emptied by every other writer.
MAPPED = f"mmap_size = {2**30}"
PRAGMAS = ("journal_mode = WAL", "synchronous = NORMAL", WAIT, "foreign_keys = 1", MAPPED)
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class Connection:
    """One SQLite connection on a thread of its own; one query is one hop to that thread."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._thread = _thread()
        self._options = options
        self._sqlite: sqlite3.Connection | None = None

    async def begin(self, sql: str) -> None:
        """Begin a transaction once no other process writes; raises as SQLite does where that takes too long.

        The wait is one of the event loop, not of SQLite, so that whoever waits can give up.
        """
        clock = asyncio.get_running_loop().time
        last = clock() + WAIT_SECONDS
        while True:
            try:
                return await self._begin_now(sql)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or clock() > last:
                    raise
            await asyncio.sleep(AGAIN_SECONDS)

    async def execute(self, sql: str, args: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Run one statement and return its rows."""
        rows: list[dict[str, Any]] = await self._hop(self._execute, sql, args)
        return rows

    async def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for each row."""
        await self._hop(self._execute_many, sql, rows)

    async def insert_many(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Insert many rows, a block of them with each statement."""
        await self._hop(self._insert_many, table, columns, rows)

    def shut(self) -> None:
        """Close the connection and end its thread; the next query opens both anew."""
        if self._sqlite is not None:
            self._thread.submit(self._sqlite.close)
            self._sqlite = None
        self._thread.shutdown()
        self._thread = _thread()

    async def _begin_now(self, sql: str) -> None:
        running = asyncio.get_running_loop().run_in_executor(self._thread, self._begin, sql)
        try:
            await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait([running])
            if running.exception() is None:
                await self._hop(self._execute, "ROLLBACK", ())
            raise

    async def _hop(self, work: Callable[..., Any], *args: Any) -> Any:
        running = asyncio.get_running_loop().run_in_executor(self._thread, work, *args)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            # The thread must be idle before anybody else gets this connection.
            if self._sqlite is not None:
                self._sqlite.interrupt()
            await asyncio.wait([running])
            running.exception()
            raise

    def _begin(self, sql: str) -> None:
        sqlite = self._open()
        sqlite.execute("PRAGMA busy_timeout = 0").close()
        try:
            sqlite.execute(sql).close()
        finally:
            sqlite.execute(f"PRAGMA {WAIT}").close()

    def _execute(self, sql: str, args: Sequence[Any]) -> list[dict[str, Any]]:
        cursor = self._open().execute(sql, args)
        try:
            rows = cursor.fetchall()
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in rows]
        finally:
            cursor.close()

    def _execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        self._open().executemany(sql, rows).close()

    def _insert_many(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        # A statement for each row gives the interpreter up and waits for it again for each: large blocks need half the
        # time, and meanwhile the rest of the process works on.
        names = ", ".join(f'"{name}"' for name in columns)
        marks = f"({', '.join('?' for _ in columns)})"
        size = MOST_VALUES // len(columns)
        for start in range(0, len(rows), size):
            block = rows[start : start + size]
            sql = f'INSERT INTO "{table}" ({names}) VALUES {", ".join([marks] * len(block))}'  # noqa: S608 - names of our own tables and columns
            self._open().execute(sql, list(chain.from_iterable(block))).close()

    def _open(self) -> sqlite3.Connection:
        if self._sqlite is None:
            self._sqlite = sqlite3.connect(check_same_thread=False, **self._options)
            for pragma in PRAGMAS:
                self._sqlite.execute(f"PRAGMA {pragma}")
        return self._sqlite


def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")


class Turns:
    """A handful of things that are lent out in the order in which they were asked for."""

    def __init__(self, things: list[Any]) -> None:
        self._free = deque(things)
        self._waiting: deque[asyncio.Future[Any]] = deque()

    async def take(self) -> Any:
        """Return a free thing, waiting for one if need be."""
        if self._free:
            return self._free.pop()
        turn: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give(turn.result())
            raise

    def give(self, thing: Any) -> None:
        """Hand a thing to whoever has waited longest, or put it back."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(thing)
                return
        self._free.append(thing)


class Transaction(SQLiteTransaction):
    """A transaction that waits for its turn among the writers of this process and always gives its connection back."""

    engine: Engine

    def __init__(self, engine: Engine, transaction_type: TransactionType, allow_nested: bool) -> None:  # noqa: FBT001
        super().__init__(engine, transaction_type, allow_nested)
        self.ended = False
        # A task that was started inside a transaction still carries it after its end.
        if isinstance(self._parent, Transaction) and self._parent.ended:
            self._parent = None

    async def __aenter__(self) -> SQLiteTransaction:
        """Begin, or join the transaction that is already open in this task."""
        if self._parent is not None:
            return self._parent
        turn = await self.engine.writers.take()
        try:
            self.connection = await self.engine.connections.take()
            try:
                await self.connection.begin(f"BEGIN {self.transaction_type.value}")
            except BaseException:
                self.engine.connections.give(self.connection)
                raise
        except BaseException:
            self.engine.writers.give(turn)
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, kind: object, error: object, trace: object) -> bool:
        """Commit, or roll back if anything went wrong."""
        if self._parent is not None:
            return False
        ending = asyncio.ensure_future(self._end(failed=error is not None))
        try:
            await asyncio.shield(ending)
        except asyncio.CancelledError:
            await asyncio.wait([ending])
            raise
        finally:
            self.ended = True
            self.engine.current_transaction.reset(self.context)
            self.engine.connections.give(self.connection)
            self.engine.writers.give(None)
        return False

    async def _end(self, *, failed: bool) -> None:
        if self._rolled_back or self._committed:
            return
        if failed:
            await self.rollback()  # type: ignore[no-untyped-call]
            return
        try:
            await self.commit()  # type: ignore[no-untyped-call]
        except sqlite3.Error:
            await self.rollback()  # type: ignore[no-untyped-call]
            raise


class Engine(SQLiteEngine):
    """Piccolo's SQLite engine on persistent connections."""

    def __init__(self, path: str, connections: int = 4) -> None:
        super().__init__(path=path)
        self._all = [Connection(self.connection_kwargs) for _ in range(connections)]
        self.connections = Turns(list(self._all))
        self.writers = Turns([None])

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> list[dict[str, Any]]:  # noqa: ARG002, FBT001, FBT002
        """Run one query, in the transaction of this task if there is one."""
        sql, args = querystring.compile_string(engine_type=self.engine_type)
        return await self.run_sql(sql, args)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> list[dict[str, Any]]:  # noqa: ARG002, FBT001, FBT002
        """Run one statement of the schema."""
        return await self.run_sql(ddl)

    async def run_sql(self, sql: str, args: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Run plain SQL with `?` as the mark of an argument."""
        transaction = self.current_transaction.get()
        if isinstance(transaction, Transaction) and not transaction.ended:
            rows: list[dict[str, Any]] = await transaction.connection.execute(sql, args)
            return rows
        if sql.lstrip()[:7].upper().startswith(WRITES):
            # It waits in the queue of the writers, so that of all connections one at most waits for another process.
            async with self.transaction():
                return await self.run_sql(sql, args)
        connection: Connection = await self.connections.take()
        try:
            return await connection.execute(sql, args)
        finally:
            self.connections.give(connection)

    def transaction(
        self,
        transaction_type: TransactionType = TransactionType.immediate,
        allow_nested: bool = True,  # noqa: FBT001, FBT002
    ) -> Transaction:
        """Return a new transaction; IMMEDIATE, so that a read followed by a write never finds the database locked."""
        return Transaction(self, transaction_type, allow_nested)

    async def start_connection_pool(self) -> None:
        """Do nothing: a connection opens with its first query."""

    async def close_connection_pool(self) -> None:
        """Close all connections and end their threads."""
        for connection in self._all:
            connection.shut()
