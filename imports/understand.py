"""A file becomes understood rows: read, laid out, mapped, read cell by cell, compared with one another."""

from __future__ import annotations

import re
from pathlib import Path

from imports.brands import aliases_of
from imports.bullets import Bullet, is_bulleted, places_of_heading, read_line
from imports.layout import Laid, Layout, Line, lay_out, show
from imports.mapping import Mapping, letter_of, map_columns
from imports.match import duplicates
from imports.model import Book, Grid, Options, Problem, Raw, Refused, Row, Skipped, Table, Understood
from imports.places import Places, read_places
from imports.read import read
from imports.rows import Reader
from imports.transfers import named_grounds
from imports.words import folded, words

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def understand(path: Path, options: Options | None = None) -> Understood:
    """Return all that was understood of the file at `path`, and all that was not.

    Raises `Refused` with one sentence for a person when the file cannot be read or holds no list of vendors.
    """
    options = options or Options()
    return understand_book(read(path, options), options)


def understand_book(book: Book, options: Options) -> Understood:
    """Return what was understood of a file that has been read."""
    vendors: list[Row] = []
    skipped: list[Skipped] = []
    problems: list[Problem] = _about_the_file(book)
    tables: list[Table] = []
    for grid, rows in _sheets(book, options, skipped):
        found, more, wrong, laid = rows
        vendors += found
        skipped += more
        problems += wrong
        tables += laid
        del grid
    same, spelled = duplicates(vendors)
    del spelled
    if not vendors and not tables:
        raise Refused(
            "no_table",
            "No list of vendors was found in this file. Make sure that one sheet has a row of headers with a column for the vendor, "
            "or say with --sheet and --header-row where they stand.",
        )
    return Understood(
        vendors=tuple(vendors),
        skipped=tuple(skipped),
        duplicates=same,
        problems=tuple(problems),
        tables=tuple(tables),
        format=book.format,
        digest=book.digest,
        size=book.size,
        encoding=book.encoding,
        delimiter=book.delimiter,
        notes=book.notes,
    )


_Sheet = tuple[list[Row], list[Skipped], list[Problem], list[Table]]

_FILE_NOTES = {
    "mixed_encodings": ("letters in two encodings", "one encoding in the whole file", "Check å, ä, ö and é; save the list as .xlsx if any are wrong."),
    "unbalanced_quotes": ("a quotation mark without its pair", "quotation marks in pairs", "Each line was read as a row of its own; check that none is torn."),
    "nul_bytes": ("NUL bytes", "text only", "They were left out; check the cells around them."),
}  # fmt: skip


def _about_the_file(book: Book) -> list[Problem]:
    sheet = book.grids[0].sheet
    return [Problem(sheet, 1, "", *_FILE_NOTES[note]) for note in book.notes if note in _FILE_NOTES]


def _sheets(book: Book, options: Options, skipped: list[Skipped]) -> list[tuple[Grid, _Sheet]]:
    """Return what each sheet holds; sheets that are hidden, old copies or manuals are skipped unless a person chose them."""
    chosen = options.sheets
    if chosen is not None:
        if missing := [name for name in chosen if name not in {grid.sheet for grid in book.grids}]:
            there = ", ".join(f"“{grid.sheet}”" for grid in book.grids)
            raise Refused("option", f"There is no sheet “{missing[0]}” in this file. It has {there}.")
        return [(grid, _sheet(grid, options)) for grid in book.grids if grid.sheet in chosen]
    found: list[tuple[Grid, _Sheet]] = []
    for grid in book.grids:
        if not grid.visible:
            if grid.rows:
                skipped.append(Skipped(grid.sheet, None, "hidden sheet", _glance(grid)))
            continue
        if grid.rows:
            found.append((grid, _sheet(grid, options)))
    listing = [(grid, its) for grid, its in found if its[0]]
    kept = []
    for grid, its in found:
        if its[0] and (why := _is_aside(grid, its[0], listing)):
            skipped.append(Skipped(grid.sheet, None, why, _glance(grid)))
        else:
            kept.append((grid, its))
    return kept


def _glance(grid: Grid) -> str:
    return f"{sum(1 for row in grid.rows if row)} rows"


def _is_aside(grid: Grid, rows: list[Row], listing: list[tuple[Grid, _Sheet]]) -> str:
    """Return why a sheet with vendors is not to be imported beside the others; "" when it is."""
    others = [(other, its[0]) for other, its in listing if other.sheet != grid.sheet]
    if not others:
        return ""
    name = folded(grid.sheet)
    if words().manuals.search(name) and len(rows) <= max(len(its) for _, its in others):
        return "explains how to fill in the list"
    if words().archive.search(name):
        return "an older copy of the list"
    mine = _YEAR.findall(name)
    here = {folded(row.name) for row in rows}
    for other, its in others:
        years = _YEAR.findall(folded(other.sheet))
        shared = len(here & {folded(row.name) for row in its})
        if mine and years and max(mine) < max(years) and shared >= len(here) / 2:
            return "an older copy of the list"
    return ""


def _sheet(grid: Grid, options: Options) -> _Sheet:
    laid = lay_out(grid, options.header_row)
    vendors: list[Row] = []
    problems: list[Problem] = []
    tables: list[Table] = []
    skipped = [Skipped(grid.sheet, number, why, text[:200]) for number, why, text in laid.skipped]
    if laid.loose:
        _loose(grid, laid, options, vendors, skipped, problems, tables)
    for layout in laid.tables:
        mapping = map_columns(layout, options.columns)
        if mapping.of("name") is None:
            why = "no column names a vendor"
            heads = [Line(n, dict(enumerate(grid.rows[n - 1], 1))) for n in layout.header_rows]
            skipped += [Skipped(grid.sheet, line.number, why, _line(line)) for line in [*heads, *layout.lines]]
            continue
        tables.append(_table(layout, mapping))
        _lines(layout, mapping, vendors, skipped, problems)
    skipped.sort(key=lambda s: s.row or 0)
    return vendors, skipped, problems, tables


def _table(layout: Layout, mapping: Mapping) -> Table:
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


def _lines(
    layout: Layout, mapping: Mapping, vendors: list[Row], skipped: list[Skipped], problems: list[Problem]
) -> None:
    reader = Reader(layout, mapping)
    for line in layout.lines:
        row, wrong = reader.read(line)
        problems += wrong
        if row is not None:
            vendors.append(row)
            continue
        skipped.append(Skipped(layout.grid.sheet, line.number, "no vendor is named", _line(line)))
        problems.append(
            Problem(
                layout.grid.sheet,
                line.number,
                "",
                _line(line),
                "the name of a vendor",
                "Write the vendor in each row; a cell that should hold for several rows can be merged over them.",
                "name",
            )  # fmt: skip
        )


def _line(line: Line) -> str:
    return " | ".join(text for _, v in sorted(line.values.items()) if (text := show(v)))[:200]


def _loose(
    grid: Grid,
    laid: Laid,
    options: Options,
    vendors: list[Row],
    skipped: list[Skipped],
    problems: list[Problem],
    tables: list[Table],
) -> None:
    """Read a sheet without any header: a pasted list in one column, or a table whose columns only their cells explain."""
    wide = [line for line in laid.loose if len(line.values) > 1]
    if len(wide) * 2 < len(laid.loose) or options.columns:
        if not options.columns:
            _pasted(grid, laid.loose, vendors, skipped)
            return
    first = laid.loose.index(wide[0]) if wide else 0
    layout = Layout(grid, (), {}, {}, [line for line in laid.loose[first:] if len(line.values) > 1 or not wide])
    mapping = map_columns(layout, options.columns)
    outside = [line for line in laid.loose if line not in layout.lines]
    skipped += [
        Skipped(grid.sheet, line.number, "title" if line.number < layout.lines[0].number else "note", _line(line))
        for line in outside
    ]
    sure = sum(1 for column in mapping.columns if column.field)
    if mapping.of("name") is None or sure < 2:
        skipped += [
            Skipped(grid.sheet, line.number, "no header and no vendor that can be told", _line(line))
            for line in layout.lines
        ]
        return
    tables.append(_table(layout, mapping))
    _lines(layout, mapping, vendors, skipped, problems)


def _pasted(grid: Grid, lines: list[Line], vendors: list[Row], skipped: list[Skipped]) -> None:
    """Read a list that was pasted into one column."""
    single = [(line, min(line.values), show(line.values[min(line.values)])) for line in lines]
    bulleted = sum(is_bulleted(text) for _, _, text in single) >= max(2, len(single) / 4)
    found: list[Row] = []
    heading, section = Places(), ""
    heading_text = ""
    out: list[Skipped] = []
    for line, column, text in single:
        parts = [part for part in text.split("\n") if part.strip()] if bulleted and text.count("\n") else [text]
        for part in parts:
            bullet = read_line(part, bulleted=bulleted)
            if bullet is None:
                places = places_of_heading(part)
                if places:
                    heading, heading_text = places, part
                else:
                    section, heading, heading_text = part.rstrip(":"), Places(), ""
                out.append(Skipped(grid.sheet, line.number, "heading", part[:200]))
            else:
                found.append(_bullet(grid, line, column, text, bullet, (heading, heading_text, section)))
    if bulleted or _reads_as_list(found, single):
        vendors += found
        skipped += out
    else:
        skipped += [Skipped(grid.sheet, line.number, "no list of vendors", text[:200]) for line, _, text in single]


def _reads_as_list(found: list[Row], single: list[tuple[Line, int, str]]) -> bool:
    """Tell whether lines without bullets are a list of vendors rather than a text."""
    return len(found) >= 2 and len(found) >= 0.5 * len(single) and any(row.purpose for row in found)


def _bullet(grid: Grid, line: Line, column: int, text: str, bullet: Bullet, over: tuple[Places, str, str]) -> Row:
    heading, heading_text, section = over
    places = read_places(bullet.place) if bullet.place else heading
    flags = ["pasted_list"]
    if not bullet.place and heading:
        flags.append("country_from_heading")
    if places.inferred:
        flags.append("country_inferred")
    if line.number in grid.hidden_rows:
        flags.append("hidden_row")
    return Row(
        sheet=grid.sheet,
        row=line.number,
        name=bullet.name,
        aliases=aliases_of(bullet.name),
        purpose=bullet.purpose,
        countries=(*places.countries, *places.inferred),
        inferred=places.inferred,
        regions=places.regions,
        location_text=bullet.place or (heading_text if heading else ""),
        grounds=named_grounds(bullet.ground),
        ground_text=bullet.ground,
        section=section,
        flags=tuple(flags),
        raw=(Raw(column, letter_of(column), "", text),),
    )
