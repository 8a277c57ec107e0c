"""What one sheet holds: its tables read line by line, or a list that was pasted into it."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from accounts.progress import counted
from imports.examples import is_example
from imports.layout import lay_out
from imports.mapping import Mapping, map_columns
from imports.model import Grid, Options, Problem, Row, Skipped, Table
from imports.named import row_with
from imports.pasted import read_pasted
from imports.rows import Reader
from imports.sheet_rows import Laid, Layout, Line, show
from imports.sheets import too_slow
from imports.taken_in import take_in

_NO_NAME = "Write the vendor in each row; a cell that should hold for several rows can be merged over them."


@dataclass(slots=True)
class Found:
    """What was found in a sheet, or in all of them."""

    vendors: list[Row] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    nameless: list[Table] = field(default_factory=list)
    until: float = math.inf

    def check_time(self) -> None:
        """Give up a file whose cells take too long to understand, as one made to do so does."""
        if time.monotonic() > self.until:
            raise too_slow()

    def add(self, other: Found) -> None:
        """Take in what another sheet holds."""
        self.vendors += other.vendors
        self.skipped += other.skipped
        self.problems += other.problems
        self.tables += other.tables
        self.nameless += other.nameless

    def skip(self, sheet: str, lines: Iterable[Line], why: str) -> None:
        """Name lines that are no vendors."""
        self.skipped += [Skipped(sheet, line.number, why, _text(line)) for line in lines]


def understand_sheet(grid: Grid, options: Options, until: float = math.inf) -> Found:
    """Return what a sheet holds; raises `Refused` when that is not settled `until` a moment of the monotonic clock."""
    vendors = options.vendors.get(grid.sheet, ())
    laid = lay_out(grid, options.header_rows.get(grid.sheet, options.header_row), vendors)
    if (named := row_with(grid, options.columns, laid.tables)) is not None:
        laid = lay_out(grid, named, vendors)
    found = Found(until=until)
    found.skipped += [Skipped(grid.sheet, number, why, text[:200]) for number, why, text in laid.skipped]
    if laid.loose:
        _loose(grid, laid, options, found)
    for layout in laid.tables:
        _table(layout, map_columns(layout, options.columns, options.layouts), found)
    take_in(grid, vendors, found.vendors, found.skipped)
    found.skipped.sort(key=lambda skipped: skipped.row or 0)
    return found


def _table(layout: Layout, mapping: Mapping, found: Found) -> None:
    sheet = layout.grid.sheet
    if mapping.of("name") is None:
        heads = [Line(n, dict(enumerate(layout.grid.rows[n - 1], 1))) for n in layout.header_rows]
        found.skip(sheet, [*heads, *layout.lines], "no column names a vendor")
        found.nameless.append(_open(_described(layout, mapping)))
        return
    found.tables.append(_described(layout, mapping))
    reader = Reader(layout, mapping)
    for line in counted(layout.lines, "understanding"):
        found.check_time()
        row, problems = reader.read(line)
        if row is not None and not line.said and is_example(row.name, (raw.text for raw in row.raw)):
            found.skip(sheet, [line], "an example of how to fill in the list")
            continue
        found.problems += problems
        if row is not None:
            found.vendors.append(row)
        else:
            found.skip(sheet, [line], "no vendor is named")
            problem = Problem(sheet, line.number, "", _text(line), "the name of a vendor", _NO_NAME, "name")
            found.problems.append(problem)


def _described(layout: Layout, mapping: Mapping) -> Table:
    # In a transposed table the lines are columns, and the labels stand in its rows.
    numbers = list(layout.labels) if layout.transposed else [line.number for line in layout.lines]
    return Table(
        sheet=layout.grid.sheet,
        first_row=min([*layout.header_rows, *numbers], default=1),
        last_row=max([*layout.header_rows, *numbers], default=1),
        header_rows=layout.header_rows,
        columns=mapping.columns,
        digest=mapping.digest,
        transposed=layout.transposed,
    )


def _open(table: Table) -> Table:
    """Return a table in which no column is taken for the name, as a guess that did not suffice would have it."""
    columns = tuple(replace(c, field="", confidence=0.0) if c.field == "name" else c for c in table.columns)
    return replace(table, columns=columns)


def _text(line: Line) -> str:
    return " | ".join(text for _, v in sorted(line.values.items()) if (text := show(v)))[:200]


def _loose(grid: Grid, laid: Laid, options: Options, found: Found) -> None:
    """Read a sheet without headers: a list pasted into one column, or a table that only its cells explain."""
    wide = [line for line in laid.loose if len(line.values) > 1]
    pasted = len(wide) * 2 < len(laid.loose)
    lines = laid.loose if pasted else wide
    layout = Layout(grid, (), {}, {}, lines)
    mapping = map_columns(layout, options.columns, options.layouts)
    chosen = bool(options.columns) or any(c.why == "chosen" and c.field == "name" for c in mapping.columns)
    if pasted and not chosen:
        vendors, skipped = read_pasted(grid, laid.loose)
        found.vendors += vendors
        found.skipped += skipped
        if not vendors:
            found.nameless.append(_open(_described(layout, mapping)))
        return
    inside = {line.number for line in lines}
    others = [line for line in laid.loose if line.number not in inside]
    found.skip(grid.sheet, [line for line in others if line.number < lines[0].number], "title")
    found.skip(grid.sheet, [line for line in others if line.number > lines[0].number], "note")
    known = sum(1 for column in mapping.columns if column.field)
    if mapping.of("name") is None or (known < 2 and not chosen):  # one guess alone is no table
        found.skip(grid.sheet, lines, "no header and no vendor that can be told")
        found.nameless.append(_open(_described(layout, mapping)))
    else:
        _table(layout, mapping, found)
