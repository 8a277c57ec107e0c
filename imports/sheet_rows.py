"""The rows of a sheet as the layout asks of them again and again, and the tables that are made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from imports.model import CellError, Formula, Grid, Value

_MOST_FILLED = 1_500_000  # cells under merged ones; merged cells that lie over one another could ask for any number


@dataclass(frozen=True, slots=True)
class Line:
    """One row under a header: its number, its values by column, and the section it stands in.

    With `said`, a person says that it is a vendor.
    """

    number: int
    values: dict[int, Value]
    section: str = ""
    said: bool = False


@dataclass(slots=True)
class Layout:
    """One table: its header rows, the label and the group label of each column, and its data rows."""

    grid: Grid
    header_rows: tuple[int, ...]
    labels: dict[int, str]
    groups: dict[int, str]
    lines: list[Line] = field(default_factory=list)
    title: str = ""
    transposed: bool = False
    merged_down: frozenset[tuple[int, int]] = frozenset()


@dataclass(slots=True)
class Laid:
    """What was found in a sheet: tables, and rows that are none, with why and what they say."""

    tables: list[Layout] = field(default_factory=list)
    skipped: list[tuple[int, str, str]] = field(default_factory=list)
    loose: list[Line] = field(default_factory=list)
    vendors: frozenset[int] = frozenset()  # the rows of which a person says that they are vendors


def show(value: Value) -> str:  # noqa: PLR0911 - one return for each type
    """Return a cell as text, as a person sees it."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return (
            value.date().isoformat() if (value.hour, value.minute, value.second) == (0, 0, 0) else value.isoformat(" ")
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Formula | CellError):
        return value.text
    # As many digits as spreadsheet programs show: 0.1 + 0.2 is 0.3 to them.
    return f"{value:.15g}" if isinstance(value, float) and abs(value) < 1e15 else str(value)


def texts(lines: list[Line], column: int) -> Iterator[Value]:
    """Yield the values of a column."""
    return (line.values[column] for line in lines if column in line.values)


class SheetRows:
    """A grid with what the layout asks of it again and again."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.rows: list[dict[int, Value]] = [
            {c: v for c, v in enumerate(row, 1) if v is not None and (not isinstance(v, str) or v.strip())}
            for row in grid.rows
        ]
        self.across: dict[int, int] = {}  # how many columns a merged area covers in the row where it begins
        self.spans: dict[tuple[int, int], tuple[int, int]] = {}
        self.down: set[tuple[int, int]] = set()
        open_ = _MOST_FILLED
        for area in grid.merged:
            wide, high = area.right - area.left + 1, area.bottom - area.top + 1
            if wide > 1 and area.top == area.bottom:
                self.across[area.top] = max(self.across.get(area.top, 0), wide)
            if wide > 1:
                self.spans[area.top, area.left] = (area.left, area.right)
            open_ -= max(0, min(area.bottom, len(self.rows)) - area.top)
            if high > 1 and open_ > 0:
                self._fill(area.top, area.left, area.bottom)

    def _fill(self, top: int, left: int, bottom: int) -> None:
        """Write the value of a cell merged over several rows into each of them."""
        if top > len(self.rows) or left not in self.rows[top - 1]:
            return
        for number in range(top + 1, min(bottom, len(self.rows)) + 1):
            # A row that is otherwise empty stays so, and what stands under the merged cell is kept.
            if self.rows[number - 1] and left not in self.rows[number - 1]:
                self.rows[number - 1][left] = self.rows[top - 1][left]
                self.down.add((number, left))

    def row(self, number: int) -> dict[int, Value]:
        """Return the filled cells of a row by column."""
        return self.rows[number - 1] if 1 <= number <= len(self.rows) else {}

    @property
    def numbers(self) -> range:
        """Return the numbers of all rows."""
        return range(1, len(self.rows) + 1)


def text_of(row: dict[int, Value]) -> str:
    """Return a row as one text."""
    return " | ".join(text for _, v in sorted(row.items()) if (text := show(v)))
