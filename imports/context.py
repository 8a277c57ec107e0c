"""What holds for every line of a table while it is read: its columns, and how what is unclear is told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from imports.columns import FIELDS
from imports.dates import Order, Read, order_of
from imports.mapping import Mapping, letter_of
from imports.model import Problem, Value
from imports.places import read_places
from imports.sheet_rows import Layout, Line, show, texts

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
# Between the two readings of a date: the first is the one that all other dates of its column have.
AS_IN_COLUMN = ", as the other dates of the column are written, or "
PLACEHOLDERS = frozenset(
    ["-", "–", "—", "--", "?", "??", "n/a", "na", "tbd", "…", "...", "/", ".", "xx", "xxx"],
)


@dataclass(slots=True)
class Draft:
    """What there is to tell about the line that is being read."""

    flags: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Context:
    """A table with its columns settled."""

    def __init__(self, table: Layout, mapping: Mapping) -> None:
        """Settle once what holds for every line."""
        self.table, self.mapping = table, mapping
        self.fields = mapping.fields
        self.sheet = table.grid.sheet
        self.columns = {name: mapping.of(name) or 0 for name in FIELDS}
        self.header = {column.number: column.header for column in mapping.columns}
        self.letter = {column.number: column.letter for column in mapping.columns}
        self.no_header = "no_header" in mapping.flags
        dated = [c for name in ("dpa_date", "next_review", "dpa") for c in self.fields.get(name, ())]
        self.orders: dict[int, Order] = {c: order_of(texts(table.lines, c)) for c in dated}
        used = {c for its in self.fields.values() for c in its}
        self.notes = [column.number for column in mapping.columns if column.number not in used]
        self.prose = [*self.notes, *(c for name in ("purpose", "service", "name") for c in self.fields.get(name, ()))]
        self.oui = {c for c in self.fields.get("dpa", ()) if _is_oui_or_non(texts(table.lines, c))}
        self.sections_are_places = "location" not in self.fields and _sections_are_places(table)

    def is_oui(self, column: int, text: str) -> bool:
        """Tell whether a cell says "O" for oui; beside crosses it is a circle, and may mean anything."""
        return column in self.oui and text in ("O", "o")

    def order(self, column: int) -> Order:
        """Return which number comes first in the slash dates of a column."""
        return self.orders.get(column, "unknown")

    def text(self, values: dict[int, Value], name: str) -> str:
        """Return the text of the first column of a field."""
        column = self.columns[name]
        if not column or (value := values.get(column)) is None:
            return ""
        return neat(show(value))

    def problem(self, draft: Draft, line: Line, column: int, found: str, told: tuple[str, str, str]) -> None:
        """Tell of a cell that was not understood; `told` is what was expected, a suggestion, and the field."""
        expected, suggestion, name = told
        row, header = line.number, self.header.get(column) or self.letter.get(column) or letter_of(column)
        if self.table.transposed:
            row, header = column, self.header.get(column) or letter_of(line.number)
        draft.problems.append(Problem(self.sheet, row, header, found, expected, suggestion, name))

    def report_date(self, draft: Draft, line: Line, column: int, read: Read, name: str) -> None:
        """Tell what is unclear or partial about a date; a column that settles day and month suggests, never decides."""
        draft.flags.extend(f"{name}_{flag}" for flag in read.flags)
        settled = read.iso is not None and self.orders.get(column) in ("day first", "month first", "year last")
        found = show(line.values[column])
        if read.choices:
            expected = "a date that can be read in one way only, such as 2024-03-01"
            suggestion = (AS_IN_COLUMN if settled else " or ").join(read.choices)
            self.problem(draft, line, column, found, (expected, suggestion, name))
        elif "more_than_year" in read.flags:
            self.problem(draft, line, column, found, ("a date, a month, a quarter or a year", read.iso or "", name))


def neat(text: str) -> str:
    """Return a text with single blanks, its line breaks kept."""
    if text.isascii() and "  " not in text and "\t" not in text:
        return text
    return _SPACES.sub(" ", text).strip()


def _is_oui_or_non(values: Iterable[Value]) -> bool:
    return {show(value).upper() for value in values} >= {"O", "N"}


def _sections_are_places(table: Layout) -> bool:
    sections = {line.section for line in table.lines if line.section}
    return len(sections) > 1 and all((places := read_places(s)) and not places.rest for s in sections)
