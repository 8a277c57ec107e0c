"""The page on which a person says which sheets, header rows and columns are read, and as what."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.actor import Actor
from accounts.events import N_
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.roles import Deed
from imports import layouts
from imports.batches import batch_in_scope
from imports.columns import FIELDS
from imports.matching import TEXT, header_rows_found, named
from imports.page_words import FIELDS as WORDS

SURE, LIKELY = 0.9, 0.6
NOTE = N_("Keep as a note")
SAID = ("sheets", "header_rows", "encoding", "delimiter")
PARTED: Mapping[str, str] = {"comma": N_("Comma"), "semicolon": N_("Semicolon"), "tab": N_("Tab"), "bar": N_("Bar (|)")}


@dataclass(frozen=True)
class SheetChoice:
    """A sheet of the file: whether it is read, and where its header stands."""

    place: int
    name: str
    ticked: bool
    row: str


@dataclass(frozen=True)
class TextChoice:
    """How a text file is read: in which encoding, or parted by what."""

    name: str
    label: str
    chosen: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ColumnChoice:
    """A column: what stands in it, the field that it is read as, and how sure that is."""

    name: str
    letter: str
    header: str
    samples: tuple[str, ...]
    field: str
    how: str
    look: str


@dataclass(frozen=True)
class TableChoice:
    """A table of the file with its columns."""

    sheet: str
    span: str
    found: str
    remembered: bool
    columns: tuple[ColumnChoice, ...]


@dataclass(frozen=True)
class MatchingPage:
    """The form for sheets, header rows and columns."""

    batch: int
    file_name: str
    organisation: int
    sheets: tuple[SheetChoice, ...]
    texts: tuple[TextChoice, ...]
    tables: tuple[TableChoice, ...]
    fields: tuple[tuple[str, str], ...]
    changed: bool
    errors: Mapping[str, str]
    labels: Mapping[str, str]
    planned: bool
    bare: bool


async def matching_page(
    batch: int, actor: Actor, values: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> MatchingPage:
    """Return the form, with what was typed and what was wrong with it."""
    row = await batch_in_scope(batch, actor, Deed.IMPORT)
    layout, options = json.loads(row["layout"]), json.loads(row["options"])
    known = await layouts.remembered(row["organisation"])
    tables = tuple(_tables(layout, known, values))
    sheets = tuple(_sheets(layout, options, values))
    texts = tuple(_texts(layout, values))
    labels = {one.name: one.label for one in texts}
    labels |= {"sheets": _("Sheets"), **{f"row-{one.place}": _("Row of the headers") for one in sheets}}
    labels |= {column.name: _("Column %(letter)s", letter=column.letter) for one in tables for column in one.columns}
    return MatchingPage(
        batch=batch,
        file_name=row["file_name"],
        organisation=row["organisation"],
        sheets=sheets,
        texts=texts,
        tables=tables,
        fields=(("", _(NOTE)), *((name, _(WORDS[name])) for name in FIELDS)),
        changed=any(one.remembered for one in tables) or any(options.get(name) for name in SAID),
        errors=errors or {},
        labels=labels,
        planned=row["state"] == "planned",
        bare=not any(column.field == "name" for one in tables for column in one.columns),
    )


def _sheets(
    layout: Mapping[str, Any], options: Mapping[str, Any], values: Mapping[str, str] | None
) -> Iterator[SheetChoice]:
    rows = {**header_rows_found(layout), **(options.get("header_rows") or {})}
    used = layout.get("used", ())
    for place, name in enumerate(layout.get("sheets") or used):
        row = str(rows.get(name, ""))
        if values is None:
            yield SheetChoice(place, name, name in used, row)
        else:
            yield SheetChoice(place, name, bool(values.get(f"sheet-{place}")), values.get(f"row-{place}", row))


def _texts(layout: Mapping[str, Any], values: Mapping[str, str] | None) -> Iterator[TextChoice]:
    """Yield what can be said of a text file; nothing of one in which the cells are cells."""
    if layout.get("format") != "csv":
        return
    for name, label, words in (
        ("encoding", _("Character set"), {}),
        ("delimiter", _("What parts the columns"), PARTED),
    ):
        now = named(name, layout)
        choices = tuple((key, _(words[key]) if key in words else key) for key in dict.fromkeys([*TEXT[name], now]))
        yield TextChoice(name, label, (values or {}).get(name, now), choices)


def _tables(layout: Mapping[str, Any], known: layouts.Said, values: Mapping[str, str] | None) -> Iterator[TableChoice]:
    told: set[str] = set()
    for table in layout.get("tables", ()):
        digest = table["digest"]
        if digest in told:  # tables that look the same are read the same
            continue
        told.add(digest)
        columns = tuple(_column(column, digest, values or {}) for column in table["columns"])
        span = _("rows %(first)s to %(last)s", first=table["first_row"], last=table["last_row"])
        yield TableChoice(table["sheet"], span, _found(table), digest in known, columns)


def _found(table: Mapping[str, Any]) -> str:
    """Return where the header of a table was found."""
    rows = [str(row) for row in table["header_rows"]]
    if table["transposed"]:
        return _("The headers stand in a column, each vendor in one beside it")
    if not rows:
        return _("No header was found; the cells alone say what each column is")
    return ngettext("Header found in row %(rows)s", "Header found in rows %(rows)s", len(rows), rows="–".join(rows))


def _column(column: Mapping[str, Any], digest: str, values: Mapping[str, str]) -> ColumnChoice:
    name = f"col-{digest}-{column['letter']}"
    field = values.get(name, column["field"])
    look, how = how_sure(column)
    return ColumnChoice(name, column["letter"], column["header"], tuple(column["samples"][:3]), field, how, look)


def how_sure(column: Mapping[str, Any]) -> tuple[str, str]:
    """Return how sure the reading of a column is: its look, and its word."""
    if column["why"] == "chosen":
        return "new", _("Chosen by a person")
    if not column["field"]:
        return "same", _("No field recognised")
    if column["confidence"] >= SURE:
        return "new", _("Sure")
    return ("chg", _("Likely")) if column["confidence"] >= LIKELY else ("need", _("A guess"))
