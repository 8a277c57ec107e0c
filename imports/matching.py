"""Which sheets, header rows and columns of a file are read: as found, or as a person says on the page."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Conflict, Invalid
from accounts.events import N_, Event
from accounts.i18n import gettext as _
from accounts.numbers import row_number
from accounts.roles import Deed, demand
from imports import batches, layouts
from imports.columns import FIELDS
from imports.mapping import MANY
from imports.model import Limits, Options, Refused, Understood
from imports.planning import make_plan
from imports.tables import ImportBatch, ImportRow

NO_SHEET = N_("Choose at least one sheet: without one there is nothing to import.")
NO_ROW = N_("Write the number of the row in which the headers stand, or leave it empty to have it found.")
NO_HEADER = N_("No headers of a list of vendors stand in this row. Look up its number in the spreadsheet.")
NO_FIELD = N_("This is not a field of the register. Choose one from the list.")
TWICE = N_("Two columns cannot both be read as this. Keep one, and choose another field or a note for the other.")
NOT_SO = N_("The file is not written so. Choose what its letters come out right with.")
NO_FILE = N_("The file of this import is no longer kept, so it cannot be read again. Upload it once more.")

# What a text file can be written in and parted by; none of them is asked for unless it was found wrongly.
ENCODINGS = ("utf-8", "utf-16", "cp1252", "iso-8859-15", "cp1250", "cp850", "mac_roman")
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
TEXT: Mapping[str, Mapping[str, str]] = {"encoding": {name: name for name in ENCODINGS}, "delimiter": DELIMITERS}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person said of a file; what is not said is found out from it."""

    sheets: tuple[str, ...] | None = None
    header_rows: Mapping[str, int] = field(default_factory=dict)
    vendors: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""
    columns: layouts.Said = field(default_factory=dict)
    forget: tuple[str, ...] = ()

    @property
    def options(self) -> dict[str, Any]:
        """Return what is kept with the import itself."""
        return {
            "sheets": self.sheets,
            "header_rows": dict(self.header_rows),
            "vendors": dict(self.vendors),
            "encoding": self.encoding,
            "delimiter": self.delimiter,
        }

    def as_json(self) -> dict[str, Any]:
        """Return it in values that JSON can hold."""
        return {**self.options, "columns": self.columns, "forget": self.forget}


def choice_from(stored: Mapping[str, Any]) -> Choice:
    """Return the choice that `as_json` gave."""
    before = choice_before(stored)
    return replace(before, columns=stored["columns"], forget=tuple(stored["forget"]))


def choice_before(options: Mapping[str, Any]) -> Choice:
    """Return what was said of the file of an import so far; its columns are remembered by layout."""
    sheets = options.get("sheets")
    chosen = tuple(sheets) if sheets else None
    vendors = {sheet: tuple(rows) for sheet, rows in (options.get("vendors") or {}).items()}
    written = options.get("encoding") or "", options.get("delimiter") or ""
    return Choice(chosen, options.get("header_rows") or {}, vendors, *written)


def with_row(options: Mapping[str, Any], sheet: str, row: int, *, a_vendor: bool) -> Choice:
    """Return what was said so far, and that a row is a vendor or, where somebody said so before, is none."""
    before = choice_before(options)
    rows = {*before.vendors.get(sheet, ())} - {row} | ({row} if a_vendor else set())
    return replace(before, vendors={**before.vendors, sheet: tuple(sorted(rows))})


def header_rows_found(layout: Mapping[str, Any]) -> dict[str, int]:
    """Return the row in which the header of the first table of each sheet was found."""
    found: dict[str, int] = {}
    for table in layout.get("tables", ()):
        if table["header_rows"] and not table["transposed"]:
            found.setdefault(table["sheet"], table["header_rows"][0])
    return found


def read_choice(values: Mapping[str, str], layout: Mapping[str, Any], before: Mapping[str, Any]) -> Choice:
    """Return what a form says; only what differs from what was found or chosen before is a choice.

    Raises `Invalid` with a sentence for each field: `sheets`, `row-N` by place of the sheet, `col-DIGEST-LETTER`,
    `encoding` and `delimiter` of a text file.
    """
    errors: dict[str, str] = {}
    sheets: Sequence[str] = layout.get("sheets") or layout.get("used") or ()
    ticked = tuple(sheet for place, sheet in enumerate(sheets) if values.get(f"sheet-{place}"))
    if not ticked:
        errors["sheets"] = _(NO_SHEET)
    kept = choice_before(before)
    chosen = kept.sheets if set(ticked) == set(layout.get("used", ())) else ticked
    found = header_rows_found(layout)
    rows = dict(kept.header_rows)
    for place, sheet in enumerate(sheets):
        written = values.get(f"row-{place}", "").strip()
        if written == str(rows.get(sheet, found.get(sheet, ""))):
            continue
        rows.pop(sheet, None)
        if written and (number := row_number(written)):
            rows[sheet] = number
        elif written:
            errors[f"row-{place}"] = _(NO_ROW)
    columns = _columns(values, layout, errors)
    encoding, delimiter = (_written(name, values, layout, getattr(kept, name), errors) for name in TEXT)
    if errors:
        raise Invalid(errors)
    return Choice(chosen, rows, kept.vendors, encoding, delimiter, columns)


def named(name: str, layout: Mapping[str, Any]) -> str:
    """Return how a text file was read, as the form names it: in which encoding, or parted by what."""
    read = str(layout.get(name) or "")
    return next((key for key, value in TEXT[name].items() if value == read), read)


def _written(name: str, values: Mapping[str, str], layout: Mapping[str, Any], kept: str, errors: dict[str, str]) -> str:
    now = named(name, layout)
    said = values.get(name, now)
    if said == now:
        return kept
    if said not in TEXT[name]:
        errors[name] = _(NOT_SO)
    return TEXT[name].get(said, "")


def _columns(values: Mapping[str, str], layout: Mapping[str, Any], errors: dict[str, str]) -> layouts.Said:
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for table in layout["tables"]:
        taken: set[str] = set()
        for column in table["columns"]:
            name = f"col-{table['digest']}-{column['letter']}"
            field = values.get(name, column["field"])
            if field and field not in FIELDS:
                errors[name] = _(NO_FIELD)
            if field != column["field"]:
                said[table["digest"]][column["letter"]] = field
            if field in taken and field not in MANY:
                errors[name] = _(TWICE)
            taken.update({field} - {""})
    return dict(said)


Again = Callable[[str, Options], Awaitable[Understood | None]]


async def match_again(batch: int, choice: Choice, again: Again, limits: Limits, actor: Actor, now: datetime) -> None:
    """Read the file of an open import again as a person says, remember how, and plan it anew.

    `again` reads and understands the kept file of a digest, and returns None where it is gone. Raises `Invalid` where
    the file cannot be read so.
    """
    demand(actor, Deed.IMPORT)
    row = await batches.batch_in_scope(batch, actor, Deed.IMPORT)
    if row["state"] != "planned":
        raise Conflict(batches.TAKEN, current={"state": row["state"]})
    known = await layouts.remembered(row["organisation"])
    known = {digest: columns for digest, columns in known.items() if digest not in choice.forget}
    for digest, columns in choice.columns.items():
        known[digest] = {**known.get(digest, {}), **columns}
    options = Options(
        sheets=choice.sheets,
        header_rows=dict(choice.header_rows),
        layouts=known,
        vendors=dict(choice.vendors),
        encoding=choice.encoding or None,
        delimiter=choice.delimiter or None,
        nameless=True,
        limits=limits,
    )
    try:
        understood = await again(row["digest"], options)
    except Refused as refused:
        if choice.encoding and refused.code == "option":
            raise Invalid({"encoding": _(NOT_SO)}) from refused
        raise Invalid({"sheets": str(refused)}) from refused
    if understood is None:
        raise Invalid({"sheets": _(NO_FILE)})
    if errors := _without_header(choice, understood):
        raise Invalid(errors)
    await _take(batch, understood, choice, actor, now)


def _without_header(choice: Choice, understood: Understood) -> dict[str, str]:
    """Return what is to be said of header rows in which no header stands."""
    found = {(table.sheet, row) for table in understood.tables for row in table.header_rows}
    return {
        f"row-{understood.sheets.index(sheet)}": _(NO_HEADER)
        for sheet, row in choice.header_rows.items()
        if (sheet, row) not in found and sheet in (choice.sheets or understood.sheets)
    }


async def _take(batch: int, understood: Understood, choice: Choice, actor: Actor, now: datetime) -> None:
    async with transaction():
        row = await batches.open_batch(batch, actor)
        await layouts.forget(row["organisation"], choice.forget, actor, now)
        await layouts.remember(row["organisation"], choice.columns, actor, now)
        before = json.loads(row["options"])
        await _record_rows(batch, row["organisation"], choice_before(before), choice, actor, now)
        options = {**before, **choice.options}
        await ImportBatch.update(
            {
                ImportBatch.options: json.dumps(options),
                ImportBatch.layout: batches.layout_of(understood),
                ImportBatch.problems: batches.elsewhere_of(understood),
            }
        ).where(ImportBatch.id == batch)
        said = batches.decisions_of(options), batches.corrections_of(options)
        plan = await make_plan(understood, row["organisation"], actor, *said)
        await ImportRow.delete().where(ImportRow.batch == batch)
        await batches.store_plan(batch, plan, understood.skipped)


async def _record_rows(
    batch: int, organisation: int, before: Choice, choice: Choice, actor: Actor, now: datetime
) -> None:
    """Record of which rows a person says that they are vendors, or are none after all."""
    was = {(sheet, row) for sheet, rows in before.vendors.items() for row in rows}
    is_now = {(sheet, row) for sheet, rows in choice.vendors.items() for row in rows}
    for sheet, row in sorted(was ^ is_now):
        event = Event.IMPORT_ROW_TAKEN if (sheet, row) in is_now else Event.IMPORT_ROW_RETURNED
        await record(
            event,
            actor,
            now,
            subject=("import", batch),
            organisation_id=organisation,
            after={"sheet": sheet, "row": row},
        )
