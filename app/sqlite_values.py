"""How values go into SQLite and come back: as Piccolo does it, without its detours for each value."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from functools import lru_cache


def register_values() -> None:
    """Replace those of Piccolo's converters and adapters that an import meets a hundred thousand times.

    Call it after Piccolo's engine was imported, which registers its own.
    """
    # The affinity of an INTEGER column leaves nothing but integers in it, so none has to pass through a Decimal.
    sqlite3.register_converter("INTEGER", int)
    sqlite3.register_converter("BOOLEAN", b"1".__eq__)
    sqlite3.register_converter("DATE", _day)
    sqlite3.register_adapter(datetime, _moment)


@lru_cache(maxsize=1_000)
def _day(stored: bytes) -> date:
    return date.fromisoformat(stored.decode())


@lru_cache(maxsize=100)
def _moment(value: datetime) -> str:
    # Everything that one deed writes bears the same moment.
    return str(value if value.tzinfo is None else value.astimezone(UTC))
