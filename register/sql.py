"""Plain SQL that both engines understand: `{}` marks a value, and a filter is built from parts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from piccolo.querystring import QueryString

from accounts.database import engine

CHUNK = 500


class Where:
    """Conditions that are joined by AND, with their values in order."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.values: list[Any] = []

    def add(self, condition: str, *values: Any) -> None:
        """Add a condition; each `{}` in it takes one value."""
        self._parts.append(condition)
        self.values.extend(values)

    def add_in(self, column: str, values: Iterable[Any]) -> None:
        """Add that a column holds one of the values; of no values at all, none fits."""
        wanted = list(values)
        self.add(f"{column} IN ({', '.join('{}' for _ in wanted)})" if wanted else "1 = 0", *wanted)

    def add_scope(self, column: str, organisations: Iterable[int]) -> None:
        """Add that a column holds one of some organisations."""
        wanted = sorted(organisations)
        # An index that begins with several organisations is in the order of no list.
        self.add_in(f"+{column}" if len(wanted) > 1 else column, wanted)

    def __str__(self) -> str:
        """Return the clause, with a space before it, or nothing."""
        return f" WHERE {' AND '.join(self._parts)}" if self._parts else ""


async def fetch_all(sql: str, values: Iterable[Any] = ()) -> list[dict[str, Any]]:
    """Return the rows of a query."""
    # PostgreSQL refuses NUL in a text, and an address or a search may hold anything.
    bound = [value.replace("\x00", "") if isinstance(value, str) else value for value in values]
    rows = await engine().run_querystring(QueryString(sql, *bound))
    # PostgreSQL's rows can be read but not written to.
    return rows if rows and isinstance(rows[0], dict) else [dict(row) for row in rows]


async def fetch_number(sql: str, values: Iterable[Any] = ()) -> int:
    """Return the one number, called `n`, that a query finds."""
    return int((await fetch_all(sql, values))[0]["n"])


def numbers(ids: Iterable[int]) -> str:
    """Return ids as the inside of an IN list; they are integers, so they need no marks."""
    return ", ".join(str(int(number)) for number in ids) or "NULL"


def chunks(ids: Iterable[int], size: int = CHUNK) -> list[list[int]]:
    """Return the ids sorted, once each, in lists of at most `size`."""
    ordered = sorted(set(ids))
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]
