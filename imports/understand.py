"""A file becomes understood rows: read, laid out, mapped, read cell by cell, compared with one another."""

from __future__ import annotations

import re
import time
from pathlib import Path

from accounts.progress import tell
from imports.answers import read_role
from imports.columns import exact_field
from imports.match import duplicates
from imports.model import Book, Grid, Options, Problem, Refused, Row, Skipped, Understood
from imports.named import check
from imports.one_sheet import Found, understand_sheet
from imports.own import understand_own
from imports.places import only_places
from imports.read import read
from imports.words import folded, words

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FILE_NOTES = {
    "mixed_encodings": (
        "letters in two encodings",
        "one encoding in the whole file",
        "Check å, ä, ö and é; save the list as .xlsx if any are wrong.",
    ),
    "unbalanced_quotes": (
        "a quotation mark without its pair",
        "quotation marks in pairs",
        "Each line was read as a row of its own; check that none is torn.",
    ),
    "nul_bytes": ("NUL bytes", "text only", "They were left out; check the cells around them."),
}


def understand(path: Path, options: Options | None = None) -> Understood:
    """Return all that was understood of the file at `path`, and all that was not.

    Raises `Refused` with one sentence for a person when the file cannot be read or holds no list of vendors.
    """
    options = options or Options()
    tell("reading")
    return understand_book(read(path, options), options)


def understand_book(book: Book, options: Options) -> Understood:
    """Return what was understood of a file that has been read."""
    if (own := understand_own(book, options)) is not None:
        return own
    whole = Found()
    until = time.monotonic() + options.limits.wall_seconds
    for found in _sheets(book, options, whole.skipped, until):
        whole.add(found)
    check(options, [*whole.tables, *whole.nameless])
    if not whole.vendors and not whole.tables and not options.nameless:
        raise Refused(
            "no_table",
            "No list of vendors was found in this file. Make sure that one sheet has a row of headers with a column "
            "for the vendor, or say with --sheet and --header-row where they stand.",
        )
    tell("twins")
    return Understood(
        vendors=tuple(whole.vendors),
        skipped=tuple(whole.skipped),
        duplicates=duplicates(whole.vendors),
        problems=(*_about_the_file(book), *whole.problems),
        tables=(*whole.tables, *(whole.nameless if options.nameless else ())),
        format=book.format,
        digest=book.digest,
        size=book.size,
        encoding=book.encoding,
        delimiter=book.delimiter,
        notes=book.notes,
        sheets=tuple(grid.sheet for grid in book.grids),
    )


def _about_the_file(book: Book) -> list[Problem]:
    sheet = book.grids[0].sheet
    return [Problem(sheet, 1, "", *_FILE_NOTES[note]) for note in book.notes if note in _FILE_NOTES]


def _sheets(book: Book, options: Options, skipped: list[Skipped], until: float) -> list[Found]:
    """Return what each sheet holds; hidden sheets, old copies and manuals are skipped unless a person chose them."""
    if options.sheets is not None:
        return [understand_sheet(grid, options, until) for grid in _chosen(book, options.sheets)]
    found: list[tuple[Grid, Found]] = []
    for grid in book.grids:
        if grid.visible and grid.rows:
            found.append((grid, understand_sheet(grid, options, until)))
        elif grid.rows:
            skipped.append(Skipped(grid.sheet, None, "hidden sheet", _glance(grid)))
    kept = []
    for grid, its in found:
        others = [(other.sheet, theirs) for other, theirs in found if theirs.vendors and other is not grid]
        if its.vendors and others and (why := _aside(grid.sheet, its.vendors, others)):
            skipped.append(Skipped(grid.sheet, None, why, _glance(grid)))
        else:
            kept.append(its)
    return kept


def _chosen(book: Book, names: tuple[str, ...]) -> list[Grid]:
    there = [grid.sheet for grid in book.grids]
    for name in names:
        if name not in there:
            listed = ", ".join(f"“{sheet}”" for sheet in there)
            raise Refused("option", f"There is no sheet “{name}” in this file. It has {listed}.")
    return [grid for grid in book.grids if grid.sheet in names]


def _glance(grid: Grid) -> str:
    return f"{sum(1 for row in grid.rows if row)} rows"


def _is_choice(name: str) -> bool:
    """Tell whether a text is one that cells of a list are filled with, and no name: an answer, a role, a place."""
    flat = folded(name)
    known = flat in words().answers or flat in words().departments
    return known or read_role(name) is not None or exact_field(name) is not None or bool(only_places(name))


def _aside(sheet: str, rows: list[Row], others: list[tuple[str, Found]]) -> str:
    """Return why a sheet with vendors is not to be imported beside the others; "" when it is."""
    name = folded(sheet)
    if words().manuals.search(name) and len(rows) <= max(len(theirs.vendors) for _, theirs in others):
        return "explains how to fill in the list"
    if words().archive.search(name):
        return "an older copy of the list"
    bare = all("no_header" in row.flags for row in rows)
    if bare and (words().choices.search(name) or all(_is_choice(row.name) for row in rows)):
        return "holds what can be chosen in the list"
    labels = {folded(c.header) for _, theirs in others for table in theirs.tables for c in table.columns}
    if all(exact_field(row.name) or folded(row.name) in labels for row in rows):
        return "explains how to fill in the list"
    here = {folded(row.name) for row in rows}
    for other, theirs in others:
        mine, later = _YEAR.findall(name), _YEAR.findall(folded(other))
        shared = len(here & {folded(row.name) for row in theirs.vendors})
        if mine and later and max(mine) < max(later) and shared >= len(here) / 2:
            return "an older copy of the list"
    return ""
