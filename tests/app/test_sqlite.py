"""The embedded engine: writers queue, transactions hold or vanish, a cancelled request leaves nothing behind."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from app.sqlite import Engine
from imports.outcomes import is_locked

WRITERS = 30


@pytest.fixture
async def engine(tmp_path: Path):
    """An engine on an empty table `t (n)`."""
    engine = Engine(str(tmp_path / "t.sqlite"), connections=3)
    await engine.run_sql("CREATE TABLE t (n INTEGER)")
    yield engine
    await engine.close_connection_pool()


async def count(engine: Engine) -> int:
    """Return how many rows stand."""
    return int((await engine.run_sql("SELECT count(*) AS n FROM t"))[0]["n"])


async def test_thirty_that_read_and_then_write_lose_no_update(engine: Engine) -> None:
    await engine.run_sql("INSERT INTO t VALUES (0)")

    async def add_one() -> None:
        async with engine.transaction():
            n = (await engine.run_sql("SELECT n FROM t"))[0]["n"]
            await engine.run_sql("UPDATE t SET n = ?", [n + 1])

    await asyncio.gather(*(add_one() for _ in range(WRITERS)))
    assert (await engine.run_sql("SELECT n FROM t"))[0]["n"] == WRITERS


async def test_two_engines_on_one_file_lose_no_update_either(engine: Engine) -> None:
    other = Engine(engine.path)
    await engine.run_sql("INSERT INTO t VALUES (0)")

    async def add_one(through: Engine) -> None:
        async with through.transaction():
            n = (await through.run_sql("SELECT n FROM t"))[0]["n"]
            await through.run_sql("UPDATE t SET n = ?", [n + 1])

    await asyncio.gather(*(add_one((engine, other)[k % 2]) for k in range(WRITERS)))
    assert (await engine.run_sql("SELECT n FROM t"))[0]["n"] == WRITERS
    await other.close_connection_pool()


async def test_a_transaction_that_fails_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        async with engine.transaction():
            await engine.run_sql("INSERT INTO t VALUES (1)")
            raise ZeroDivisionError
    assert await count(engine) == 0


async def test_a_transaction_inside_another_joins_it(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        async with engine.transaction():
            async with engine.transaction():
                await engine.run_sql("INSERT INTO t VALUES (1)")
            raise ZeroDivisionError
    assert await count(engine) == 0


async def test_others_do_not_see_what_is_not_committed(engine: Engine) -> None:
    seen: list[int] = []
    wrote, looked = asyncio.Event(), asyncio.Event()

    async def look() -> None:
        await wrote.wait()
        seen.append(await count(engine))
        looked.set()

    watcher = asyncio.create_task(look())
    async with engine.transaction():
        await engine.run_sql("INSERT INTO t VALUES (1)")
        wrote.set()
        await looked.wait()
    await watcher
    assert seen == [0]


async def test_a_cancelled_transaction_leaves_nothing_and_frees_its_place(engine: Engine) -> None:
    inside = asyncio.Event()

    async def never_ends() -> None:
        async with engine.transaction():
            await engine.run_sql("INSERT INTO t VALUES (1)")
            inside.set()
            await asyncio.Event().wait()

    for _ in range(5):
        inside.clear()
        task = asyncio.create_task(never_ends())
        await inside.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with engine.transaction():
        await engine.run_sql("INSERT INTO t VALUES (2)")
    assert await count(engine) == 1


async def test_a_cancelled_query_is_interrupted_and_its_connection_serves_again(engine: Engine) -> None:
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) FROM c"
    tasks = [asyncio.create_task(engine.run_sql(endless)) for _ in range(3)]
    await asyncio.wait(tasks, timeout=0.05)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert await asyncio.gather(*(count(engine) for _ in range(6))) == [0] * 6


async def test_a_cancelled_waiter_does_not_swallow_a_turn(engine: Engine) -> None:
    async def write(n: int) -> None:
        async with engine.transaction():
            await engine.run_sql("INSERT INTO t VALUES (?)", [n])

    waiting = [asyncio.create_task(write(n)) for n in range(6)]
    async with engine.transaction():
        await asyncio.sleep(0)
        for task in waiting[::2]:
            task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert await count(engine) == 3


async def test_a_task_that_outlives_the_transaction_it_was_started_in_begins_its_own(engine: Engine) -> None:
    ended = asyncio.Event()

    async def write_later() -> None:
        await ended.wait()
        async with engine.transaction():
            await engine.run_sql("INSERT INTO t VALUES (1)")
            raise ZeroDivisionError

    async with engine.transaction():
        task = asyncio.create_task(write_later())
    ended.set()
    with pytest.raises(ZeroDivisionError):
        await task
    assert await count(engine) == 0


async def test_while_another_process_writes_readers_are_answered_and_writers_wait_their_turn(engine: Engine) -> None:
    other = Engine(engine.path)
    async with other.transaction():
        await other.run_sql("INSERT INTO t VALUES (0)")
        writers = [asyncio.create_task(engine.run_sql("INSERT INTO t VALUES (?)", [n])) for n in range(WRITERS)]
        await asyncio.sleep(0)
        assert await asyncio.gather(*(count(engine) for _ in range(6))) == [0] * 6
        assert not any(writer.done() for writer in writers)
    await asyncio.gather(*writers)
    assert await count(engine) == WRITERS + 1
    await other.close_connection_pool()


async def test_who_waits_for_another_process_can_give_up_and_leaves_nothing(engine: Engine) -> None:
    other = Engine(engine.path)
    async with other.transaction():
        await other.run_sql("INSERT INTO t VALUES (0)")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01), engine.transaction():
                raise AssertionError("began beside another writer")
    await engine.run_sql("INSERT INTO t VALUES (1)")
    assert await count(engine) == 2
    await other.close_connection_pool()


async def test_who_waits_longer_than_any_import_takes_is_told(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sqlite.WAIT_SECONDS", 0.0)
    other = Engine(engine.path)
    async with other.transaction():
        with pytest.raises(sqlite3.OperationalError) as told:
            await engine.run_sql("INSERT INTO t VALUES (1)")
        assert is_locked(told.value)
    await engine.run_sql("INSERT INTO t VALUES (1)")
    assert await count(engine) == 1
    await other.close_connection_pool()
