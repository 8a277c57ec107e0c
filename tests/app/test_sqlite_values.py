"""What is written to the embedded database comes back as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.sqlite import Engine

COLUMNS = "moment TIMESTAMPTZ, day DATE, yes BOOLEAN, number INTEGER"
NOON = datetime(2026, 3, 1, 12, 0, 0, 250, tzinfo=UTC)


@pytest.fixture
async def engine(tmp_path: Path):
    """An engine on an empty table with a column of each type."""
    engine = Engine(str(tmp_path / "t.sqlite"), connections=1)
    await engine.run_sql(f"CREATE TABLE t ({COLUMNS})")
    yield engine
    await engine.close_connection_pool()


@pytest.mark.parametrize(
    "values",
    [(NOON, date(2026, 2, 28), True, 2**53 + 1), (None, None, False, -7), (None, date(1, 1, 1), None, None)],
)
async def test_values_come_back_with_their_types(engine: Engine, values: tuple[object, ...]) -> None:
    await engine.run_sql("INSERT INTO t VALUES (?, ?, ?, ?)", values)
    ((row,),) = [await engine.run_sql("SELECT * FROM t")]
    assert [(one, type(one)) for one in row.values()] == [(one, type(one)) for one in values]


async def test_a_moment_of_another_zone_is_stored_in_utc_and_a_bare_one_as_it_is(engine: Engine) -> None:
    east = NOON.astimezone(timezone(timedelta(hours=2)))
    for moment in (east, NOON, NOON.replace(tzinfo=None)):
        await engine.run_sql("INSERT INTO t (moment) VALUES (?)", [moment])
    stored = [row["text"] for row in await engine.run_sql("SELECT CAST(moment AS TEXT) AS text FROM t")]
    assert stored == [str(NOON), str(NOON), str(NOON.replace(tzinfo=None))]


async def test_a_statement_that_returns_nothing_returns_no_rows(engine: Engine) -> None:
    assert await engine.run_sql("UPDATE t SET number = 1") == []
