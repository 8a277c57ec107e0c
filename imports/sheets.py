"""What every reader makes of a file: sheets of raw cells, built under limits."""

from __future__ import annotations

from dataclasses import dataclass, field

from imports.clean import clean
from imports.model import Limits, Range, Refused, Value

LONGEST_NAME = 120  # of a sheet; spreadsheet programs allow 31
_MERGES = 50_000


@dataclass(slots=True)
class Sheet:
    """One sheet while it is being read; grows only within the limits that its `Counter` holds."""

    name: str
    visible: bool = True
    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)
    bold: set[tuple[int, int]] = field(default_factory=set)
    cleaned: set[tuple[int, int]] = field(default_factory=set)

    def hide_columns(self, first: int, last: int, limits: Limits) -> None:
        """Note that the columns from `first` to `last` are hidden, as far as columns can be read at all."""
        self.hidden_columns.update(range(first, min(last, limits.columns) + 1))

    def merge(self, area: Range) -> None:
        """Note a merged area; more than a person could have made are left out."""
        if len(self.merged) < _MERGES and (area.bottom > area.top or area.right > area.left):
            self.merged.append(area)


class Counter:
    """Counts what a file has asked for so far, and refuses it when that is too much."""

    def __init__(self, limits: Limits) -> None:
        """Start at nothing."""
        self.limits = limits
        self.cells = 0
        self.sheets = 0
        self.names: set[str] = set()

    def sheet(self, name: str, *, visible: bool = True) -> Sheet:
        """Return a new sheet."""
        self.sheets += 1
        if self.sheets > self.limits.sheets:
            raise too_large(f"It has more than {self.limits.sheets:,} sheets.")
        return Sheet(self._name(clean(name)[0][:LONGEST_NAME] or f"Sheet {self.sheets}"), visible)

    def _name(self, name: str) -> str:
        """Return a name that no sheet before has: without the marks that told two apart, they may be called alike."""
        free = name if name not in self.names else f"{name} ({self.sheets})"
        while free in self.names:
            free += "'"
        self.names.add(free)
        return free

    def row(self, number: int) -> None:
        """Refuse a row beyond the limit, and one before the first."""
        if number < 1:
            raise damaged("A cell of it stands outside of its sheet.")
        if number > self.limits.rows:
            raise too_large(f"It claims row {number:,}; lists of up to {self.limits.rows:,} rows are read.")

    def cell(self, row: int, column: int) -> None:
        """Refuse a cell beyond the limits."""
        if column > self.limits.columns:
            raise too_large(
                f"It has a cell in column {column:,}; lists of up to {self.limits.columns:,} columns are read."
            )
        if column < 1:
            raise damaged("A cell of it stands outside of its sheet.")
        self.row(row)
        self.cells += 1
        if self.cells > self.limits.cells:
            raise too_large(f"It has more than {self.limits.cells:,} cells.")


def too_large(what: str) -> Refused:
    """Return the refusal of a file that asks for too much."""
    return Refused(
        "too_large",
        f"This file is too large to read. {what} Save only the list itself in a new workbook and upload that.",
    )


def damaged(what: str) -> Refused:
    """Return the refusal of a file that cannot be read to its end."""
    return Refused(
        "damaged",
        f"This file is damaged or incomplete. {what} Open it in a spreadsheet program, save it again, and upload that.",
    )


def too_slow() -> Refused:
    """Return the refusal of a file that takes too long."""
    return Refused(
        "too_slow",
        "This file takes too long to read, so it was given up. "
        "Save only the list itself in a new workbook and upload that.",
    )
