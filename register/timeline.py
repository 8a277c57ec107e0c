"""The grounds of a regime drawn over time: a row for each, a bar from its first to its last day. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from law.records import NEVER, Record

FIRST_YEAR = 2000
WIDTH = 1000
LABELS = 290
ROW = 20
TOP = 26
KINDS = ("framework", "clauses", "adequacy", "adequacy_eea", "tool")
ROOM = 44


class Bar(NamedTuple):
    """One record: where it lies, how it looks, and its days in words."""

    x: float
    width: float
    look: str
    days: str


class Row(NamedTuple):
    """The bars of what has one name."""

    y: int
    label: str
    bars: tuple[Bar, ...]


class Year(NamedTuple):
    """A mark of the axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that the drawing needs."""

    width: int
    height: int
    labels: int
    rows: tuple[Row, ...]
    years: tuple[Year, ...]
    today: float
    last: int


def timeline(records: Iterable[Record], titles: Mapping[str, str], today: date) -> Timeline:
    """Return the drawing of records, from 2000 to the last day that is known; `titles` names each by its id."""
    shown = [record for record in records if record.kind in KINDS]
    ends = [day for record in shown for day in (record.starts, record.ends) if day != NEVER]
    last = max([today, *ends]).year + 2
    named: dict[tuple[int, str], list[Record]] = {}
    for record in sorted(shown, key=lambda record: record.starts):
        named.setdefault((KINDS.index(record.kind), titles[record.id]), []).append(record)
    first_day, last_day = date(FIRST_YEAR, 1, 1), date(last, 1, 1)

    def x(day: date) -> float:
        share = (min(max(day, first_day), last_day) - first_day) / (last_day - first_day)
        return round(LABELS + (WIDTH - LABELS) * share, 1)

    rows = tuple(
        Row(TOP + number * ROW, label, tuple(_bar(record, x, today) for record in some))
        for number, ((_kind, label), some) in enumerate(sorted(named.items(), key=lambda one: _order(one[0], one[1])))
    )
    years = tuple(Year(x(date(year, 1, 1)), str(year)) for year in range(FIRST_YEAR, last, _step(last)))
    return Timeline(WIDTH, TOP + len(rows) * ROW + 6, LABELS, rows, years, x(today), last - 1)


def _order(named: tuple[int, str], records: list[Record]) -> tuple[int, date, str]:
    return named[0], records[0].starts, named[1]


def _step(last: int) -> int:
    return 5 if (WIDTH - LABELS) / (last - FIRST_YEAR) * 2 < ROOM else 2


def _bar(record: Record, x: Any, today: date) -> Bar:
    end = record.ends if record.ends == NEVER else record.ends + timedelta(days=1)
    start = x(record.starts)
    state = "force" if record.holds(today) else "ended" if record.ends < today else "coming"
    look = state if record.confirmed else f"{state} unconfirmed"
    days = f"{record.starts} – {record.ends if record.ends != NEVER else ''}".rstrip()
    return Bar(start, max(2.0, round(x(end) - start, 1)), look, days)
