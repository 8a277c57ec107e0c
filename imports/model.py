"""What a spreadsheet is to the import: grids of raw cells, and the rows that were understood in them.

Nothing here imports anything of art28, so every step of the import can share it. Rows and columns are 1-based
everywhere, as a person sees them in the spreadsheet program.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

Refusal = Literal[
    "not_a_spreadsheet", "encrypted", "empty", "damaged", "too_large", "too_slow", "unsupported", "no_table", "option"
]
Kind = Literal["dpa", "nda", "security", "joint", "other"]
Role = Literal["processor", "sub-processor", "controller", "joint controller"]


class Refused(Exception):
    """A file that is not read: the message says what it is, why it is not read, and what to do."""

    def __init__(self, code: Refusal, sentence: str) -> None:
        """Keep the machine's reason beside the sentence for the person."""
        super().__init__(sentence)
        self.code: Refusal = code


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula whose result is not stored in the file."""

    text: str


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value such as #REF! that the spreadsheet shows."""

    text: str


Value = str | int | float | bool | date | datetime | Formula | CellError | None


@dataclass(frozen=True, slots=True)
class Range:
    """A rectangle of cells, both corners included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as it stands in the file; `rows[0]` is row 1, short rows are not padded."""

    sheet: str
    rows: tuple[tuple[Value, ...], ...]
    visible: bool = True
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Range, ...] = ()
    bold: frozenset[tuple[int, int]] = frozenset()
    cleaned: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Book:
    """All sheets of a file, with what was found out about the file itself."""

    format: str
    grids: tuple[Grid, ...]
    digest: str
    size: int
    encoding: str | None = None
    delimiter: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask of the machine before it is refused."""

    bytes: int = 25_000_000
    unpacked_bytes: int = 150_000_000
    sheets: int = 200
    rows: int = 100_000
    columns: int = 1_000
    cells: int = 1_500_000
    memory_bytes: int = 1_000_000_000
    cpu_seconds: int = 20
    wall_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Options:
    """What a person decided about a file; what is None is found out from the file.

    With `nameless`, tables in which no column names the vendor are told of too, for a person to say which one does.
    `columns` maps a header as written, or a column letter, to the name of a field (see `imports.columns.FIELDS`), or
    to "" for a column that is to be kept as a note only. `layouts` does so by letter for the tables of one layout,
    named by its digest; `header_rows` says by sheet what `header_row` says for all. `vendors` are the rows of each
    sheet that are vendors although nothing shows it.
    """

    sheets: tuple[str, ...] | None = None
    header_row: int | None = None
    header_rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    layouts: dict[str, dict[str, str]] = field(default_factory=dict)
    vendors: dict[str, tuple[int, ...]] = field(default_factory=dict)
    encoding: str | None = None
    delimiter: str | None = None
    nameless: bool = False
    limits: Limits = Limits()


class Raw(NamedTuple):
    """One cell as it stands in the file: its column letter, the header above it, and its text."""

    column: int
    letter: str
    header: str
    text: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a row says about the agreement; `signed` and `date` speak of a DPA only, `kind` says what the cell names."""

    signed: bool | None = None
    date: str | None = None
    text: str = ""
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One vendor, understood: each field beside the raw cells that it was read from.

    `column` is set only in transposed tables, where a vendor is a column. Dates are ISO text that may be partial
    ("2024", "2024-03", "2025-Q3"). `notes` are (header, text) of columns that match no field.
    """

    sheet: str
    row: int
    name: str
    column: int | None = None
    legal_name: str = ""
    aliases: tuple[str, ...] = ()
    purpose: str = ""
    countries: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    location_text: str = ""
    seat_countries: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    ground_text: str = ""
    role: Role | None = None
    dpa: Agreement = Agreement()
    owner: str = ""
    next_review: str | None = None
    service: str = ""
    website: str = ""
    registration_number: str = ""
    status: str = ""
    data_categories: tuple[str, ...] = ()
    data_subjects: tuple[str, ...] = ()
    section: str = ""
    flags: tuple[str, ...] = ()
    raw: tuple[Raw, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row or sheet that was not taken as a vendor, and why; `text` is what it says."""

    sheet: str
    row: int | None
    why: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that could not be understood whole; it never stops the rest."""

    sheet: str
    row: int
    column: str
    found: str
    expected: str
    suggestion: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands, as the JSON of duplicates names it."""

    sheet: str
    row: int
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Rows that may be one vendor, with the reason; proposed to a person, never merged silently."""

    rows: tuple[Place, ...]
    names: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Column:
    """How one column was read: the field (or "" for a note), how sure, why, and some values for the person to see."""

    number: int
    letter: str
    header: str
    field: str
    confidence: float
    why: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table found in a sheet; `digest` is the same for the same layout, to remember a person's mapping by."""

    sheet: str
    first_row: int
    last_row: int
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    digest: str
    transposed: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """All that was understood of a file, and all that was not."""

    vendors: tuple[Row, ...]
    skipped: tuple[Skipped, ...]
    duplicates: tuple[Duplicate, ...]
    problems: tuple[Problem, ...]
    tables: tuple[Table, ...]
    format: str = ""
    digest: str = ""
    size: int = 0
    encoding: str | None = None
    delimiter: str | None = None
    notes: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
