"""What the pages of the import show, as their templates name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from imports.review import RowView
from imports.row_forms import RowForm
from register.pages.queries import PageLink


@dataclass(frozen=True)
class BatchRow:
    """An import in the list."""

    id: int
    file_name: str
    organisation: str
    state: str
    state_word: str
    created_at: datetime
    counts: Mapping[str, int]


@dataclass(frozen=True)
class ListPage:
    """The list of imports."""

    rows: tuple[BatchRow, ...]
    pages: tuple[PageLink, ...]
    may_import: bool


@dataclass(frozen=True)
class NewPage:
    """The form for a file."""

    organisations: tuple[tuple[str, str], ...]
    values: Mapping[str, str]
    errors: Mapping[str, str]
    labels: Mapping[str, str]
    most: int
    may_administer: bool


@dataclass(frozen=True)
class Count:
    """One of the counts above the rows."""

    kind: str
    look: str
    count: int
    word: str
    quiet: str
    x: int


@dataclass(frozen=True)
class Tab:
    """A choice of rows."""

    href: str
    word: str
    count: int
    current: bool


@dataclass(frozen=True)
class Matched:
    """How a table of the file was read: where it stands, and each of its columns."""

    sheet: str
    span: str
    columns: tuple[tuple[str, str, str, str, str, str], ...]


@dataclass(frozen=True)
class ReviewPage:
    """An import: what it would do, or what it did."""

    batch: int
    file_name: str
    state: str
    state_word: str
    organisation: str
    lead: str
    heading: str
    counts: tuple[Count, ...]
    total: int
    bar_label: str
    tabs: tuple[Tab, ...]
    show: str
    page: int
    correcting: RowForm | None
    rows: tuple[RowView, ...]
    pages: tuple[PageLink, ...]
    span: str
    problems: tuple[Mapping[str, Any], ...]
    duplicates: tuple[tuple[str, str], ...]
    matched: tuple[Matched, ...]
    button: str
    waiting: str
    unread: str
    bare: bool
    file: str
    digest: str
    expected_held: int
    expected: Mapping[str, int]
    may_import: bool
    later: tuple[tuple[int, str, str], ...] = ()
    told: str = ""
    look: str = "invalid"
    notes: tuple[str, ...] = field(default=())
