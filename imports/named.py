"""What a person names on the command line, columns and the row of the headers, is found or refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from imports.model import Grid, Options, Refused, Table, Value
from imports.sheet_rows import Layout, show
from imports.words import folded

LOOKED_AT = 60
LONGEST_LETTER = 3


def row_with(grid: Grid, columns: Mapping[str, str], tables: Iterable[Layout]) -> int | None:
    """Return the first row of a sheet in which all the headers stand that a person named.

    None where none were named, where they are those of a table that was found, or stand nowhere.
    """
    wanted = {folded(name) for name in columns if not is_letter(name)}
    if not wanted or any(wanted <= {folded(label) for label in table.labels.values()} for table in tables):
        return None
    for number, row in enumerate(grid.rows[:LOOKED_AT], 1):
        if wanted <= set(_texts(row)):
            return number
    return None


def check(options: Options, tables: Sequence[Table]) -> None:
    """Raise `Refused` where a column or a row of headers was named that is not in the file."""
    if options.header_row and not any(options.header_row in table.header_rows for table in tables):
        raise Refused("option", f"No headers of a list stand in row {options.header_row}. Look up its number.")
    headers = [column.header for table in tables for column in table.columns if column.header]
    letters = {column.letter for table in tables for column in table.columns}
    known = {folded(header) for header in headers} | {folded(letter) for letter in letters}
    for name in options.columns:
        if folded(name) not in known:
            found = ", ".join(f"“{header}”" for header in dict.fromkeys(headers))
            told = (
                f"The headers found are {found}." if found else "No headers were found; name columns by letter: A=name."
            )
            raise Refused("option", f"There is no column “{name}” in this file. {told}")


def is_letter(name: str) -> bool:
    """Return whether a name is the letter of a column."""
    return name.isascii() and name.isalpha() and name.isupper() and len(name) <= LONGEST_LETTER


def _texts(row: Iterable[Value]) -> list[str]:
    return [folded(show(value)) for value in row if value is not None]
