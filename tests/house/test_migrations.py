"""The migrations build, from nothing and on both engines, exactly the tables that the code knows."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from typing import Any

import pytest
from piccolo.apps.migrations.commands.new import AutoMigrationManager
from piccolo.conf.apps import Finder
from piccolo.table import Table

from tests.support.database import tables, the_engine
from tests.support.engine import POSTGRES
from tests.support.process import Installation


@pytest.mark.parametrize("app", ["accounts", "assessments", "imports", "register"])
async def test_a_new_migration_would_have_nothing_to_change(app: str) -> None:
    config = Finder().get_app_config(app_name=app)
    with redirect_stdout(io.StringIO()):
        statements = await AutoMigrationManager().get_alter_statements(app_config=config)
    assert [line for statement in statements for line in statement.statements] == []


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.__name__)
async def test_the_database_has_the_columns_of_the_table(database: Any, table: type[Table]) -> None:
    wanted = {column._meta.db_column_name for column in table._meta.columns}
    assert await columns_of(table._meta.tablename) == wanted


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.__name__)
async def test_each_foreign_key_has_an_index(database: Any, table: type[Table]) -> None:
    keys = {column._meta.db_column_name for column in table._meta.foreign_key_columns if column._meta.index}
    indexed = await first_indexed_columns(table._meta.tablename)
    assert keys <= indexed


def test_migrating_twice_changes_nothing(new: Installation) -> None:
    first = new.run("migrate")
    assert first.returncode == 0, first.stderr
    second = new.run("migrate")
    assert second.returncode == 0, second.stderr


async def columns_of(table: str) -> set[str]:
    """Return the columns that the database has."""
    if POSTGRES:
        sql = f"SELECT column_name AS name FROM information_schema.columns WHERE table_name = '{table}'"
    else:
        sql = f"SELECT name FROM pragma_table_info('{table}')"
    return {row["name"] for row in await the_engine().run_ddl(sql)}


async def first_indexed_columns(table: str) -> set[str]:
    """Return the columns that come first in some index."""
    if POSTGRES:
        sql = f"SELECT indexdef AS sql FROM pg_indexes WHERE tablename = '{table}'"
    else:
        sql = f"SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL"
    rows = await the_engine().run_ddl(sql)
    return {found.group(1) for row in rows if (found := re.search(r'\("?(\w+)', row["sql"]))}
