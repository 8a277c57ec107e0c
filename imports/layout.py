"""Which rows of a sheet are headers, sections, totals and notes: a sheet becomes tables, stacked or transposed ones too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from imports.brands import looks_like_vendor
from imports.columns import exact_field, match_header
from imports.model import CellError, Formula, Grid, Value
from imports.places import read_places
from imports.words import folded, words

_LONGEST_HEADER = 120
_LONG_TEXT = 60
_MOST_FIELDS = 200  # a sheet with more rows is not turned on its side
_MOST_LABELS = 5_000  # nor is one with more rows a list of blocks
_STRONG = ("name", "legal_name", "service")
_KNOWN_SHARE = 0.45
_BANNER_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """One row under a header: its number, its values by column, and the section it stands in."""

    number: int
    values: dict[int, Value]
    section: str = ""


@dataclass(slots=True)
class Layout:
    """One table: its header rows, the label and the group label of each column, and its data rows."""

    grid: Grid
    header_rows: tuple[int, ...]
    labels: dict[int, str]
    groups: dict[int, str]
    lines: list[Line] = field(default_factory=list)
    title: str = ""
    transposed: bool = False
    merged_down: frozenset[tuple[int, int]] = frozenset()


@dataclass(slots=True)
class Laid:
    """What was found in a sheet: tables, and rows that are none, with why and what they say."""

    tables: list[Layout] = field(default_factory=list)
    skipped: list[tuple[int, str, str]] = field(default_factory=list)
    loose: list[Line] = field(default_factory=list)


def show(value: Value) -> str:
    """Return a cell as text, as a person sees it."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return (
            value.date().isoformat() if (value.hour, value.minute, value.second) == (0, 0, 0) else value.isoformat(" ")
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Formula | CellError):
        return value.text
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e15 else str(value)


class _Sheet:
    """A grid with what the layout asks of it again and again."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.rows: list[dict[int, Value]] = [
            {c: v for c, v in enumerate(row, 1) if v is not None and (not isinstance(v, str) or v.strip())}
            for row in grid.rows
        ]
        self.across: dict[int, int] = {}  # how many columns a merged area covers in the row where it begins
        self.spans: dict[tuple[int, int], tuple[int, int]] = {}
        self.down: set[tuple[int, int]] = set()
        for area in grid.merged:
            wide, high = area.right - area.left + 1, area.bottom - area.top + 1
            if wide > 1 and area.top == area.bottom:
                self.across[area.top] = max(self.across.get(area.top, 0), wide)
            if wide > 1:
                self.spans[area.top, area.left] = (area.left, area.right)
            if high > 1:
                self._fill(area.top, area.left, area.bottom)

    def _fill(self, top: int, left: int, bottom: int) -> None:
        """Write the value of a cell merged over several rows into each of them."""
        if top > len(self.rows) or left not in self.rows[top - 1]:
            return
        for number in range(top + 1, min(bottom, len(self.rows)) + 1):
            if self.rows[number - 1]:  # a row that is otherwise empty stays so
                self.rows[number - 1][left] = self.rows[top - 1][left]
                self.down.add((number, left))

    def row(self, number: int) -> dict[int, Value]:
        return self.rows[number - 1] if 1 <= number <= len(self.rows) else {}

    @property
    def numbers(self) -> range:
        return range(1, len(self.rows) + 1)


def lay_out(grid: Grid, header_row: int | None = None) -> Laid:
    """Return the tables of a sheet; `header_row` is a person's word on where the header of the first one stands."""
    sheet = _Sheet(grid)
    if header_row is None and (turned := _records(sheet) or _transposed(sheet)) is not None:
        return turned
    headers = _headers(sheet, header_row)
    laid = Laid()
    if not headers:
        laid.loose = [Line(number, sheet.row(number)) for number in sheet.numbers if sheet.row(number)]
        return laid
    starts = [header[0] for header in headers]
    title = _before(sheet, 1, starts[0], laid, "title")
    for at, header in enumerate(headers):
        end = starts[at + 1] if at + 1 < len(headers) else len(sheet.rows) + 1
        labels, groups = _labels(sheet, header)
        table = Layout(grid, header, labels, groups, title=title, merged_down=frozenset(sheet.down))
        body_end = _heading_start(sheet, header[-1] + 1, end) if at + 1 < len(headers) else end
        _body(sheet, table, header[-1] + 1, body_end, laid)
        title = _before(sheet, body_end, end, laid, "section")
        laid.tables.append(table)
    return laid


def _records(sheet: _Sheet) -> Laid | None:
    """Return the one table of a sheet that lists its vendors as blocks of labels and values, one under the other."""
    if len(sheet.rows) > _MOST_LABELS:
        return None
    pairs: list[tuple[int, str, Value]] = []
    others: list[int] = []
    for number in sheet.numbers:
        row = sheet.row(number)
        cells = [row[c] for c in sorted(row)]
        pair = _pair(cells)
        if pair is not None:
            pairs.append((number, *pair))
        elif row:
            others.append(number)
    fields = [match_header(label)[0] for _, label, _ in pairs]
    starts = [at for at, found in enumerate(fields) if found == "name" and exact_field(pairs[at][1]) == "name"]
    if len(starts) < 2 or sum(map(bool, fields)) < 2 * len(starts) or len(others) > len(pairs):  # noqa: PLR2004
        return None
    labels = {c: label for c, label in enumerate(dict.fromkeys(label for _, label, _ in pairs), 1)}
    column = {label: c for c, label in labels.items()}
    table = Layout(sheet.grid, (), labels, {})
    for start, end in zip(starts, [*starts[1:], len(pairs)], strict=True):
        values: dict[int, Value] = {}
        for _, label, value in pairs[start:end]:
            values.setdefault(column[label], value)
        table.lines.append(Line(pairs[start][0], {c: v for c, v in values.items() if v is not None}))
    laid = Laid([table])
    laid.skipped = [(n, "title", _text(sheet.row(n))) for n in others]
    return laid


def _pair(cells: list[Value]) -> tuple[str, Value] | None:
    """Return the label and the value of a row "Country | Sweden" or "Country: Sweden"."""
    if not cells or not isinstance(cells[0], str):
        return None
    if len(cells) == 1:
        label, colon, value = cells[0].partition(":")
        known = colon and exact_field(label.strip()) is not None
        return (label.strip(), value.strip() or None) if known else None
    label = cells[0].strip().rstrip(":").strip()
    return (label, cells[1]) if len(cells) == 2 and exact_field(label) is not None else None  # noqa: PLR2004


def _transposed(sheet: _Sheet) -> Laid | None:
    """Return the one table of a sheet whose first column holds the labels, a vendor in each further column."""
    if len(sheet.rows) > _MOST_FIELDS:
        return None
    columns: dict[int, list[int]] = {}
    for number in sheet.numbers:
        if sheet.row(number):
            columns.setdefault(min(sheet.row(number)), []).append(number)
    if not columns:
        return None
    first = max(columns, key=lambda c: len(columns[c]))
    labelled = {
        n: match_header(show(sheet.row(n)[first])) for n in columns[first] if isinstance(sheet.row(n)[first], str)
    }
    fields = {found for found, sure in labelled.values() if found and sure >= 0.8}
    known = [n for n, (found, _) in labelled.items() if found]
    if len(fields) < 3 or not fields & {"name", "legal_name", "service"} or len(known) < 0.6 * len(columns[first]):
        return None
    widest = max(_header_score(sheet, n)[0] for n in sheet.numbers if sheet.row(n))
    if widest >= len(fields) or max((len(sheet.row(n)) for n in known), default=0) < 2:
        return None
    rows = [n for n in columns[first] if len(sheet.row(n)) > 1 or labelled.get(n, ("", 0))[0]]
    name_row = next(n for n in known if labelled[n][0] in _STRONG)
    if _explains(sheet, first, known, labelled):
        laid = Laid()
        laid.skipped = [(n, "explains the columns", _text(sheet.row(n))) for n in sheet.numbers if sheet.row(n)]
        return laid
    table = Layout(
        sheet.grid, (first,), {n: show(sheet.row(n)[first]) for n in rows}, {}, transposed=True, merged_down=frozenset()
    )
    for column in range(first + 1, max(max(sheet.row(n)) for n in rows) + 1):
        values = {n: sheet.row(n)[column] for n in rows if column in sheet.row(n)}
        if values:
            table.lines.append(Line(column, values))
    laid = Laid([table])
    laid.skipped = [(n, "title", _text(sheet.row(n))) for n in sheet.numbers if sheet.row(n) and n not in rows]
    return laid if name_row else None


def _explains(sheet: _Sheet, first: int, known: list[int], labelled: dict[int, tuple[str, float]]) -> bool:
    """Tell whether two columns only explain what is to be filled in where, instead of telling it of one vendor."""
    if max(len(sheet.row(n)) for n in known) > 2:
        return False
    name = next((n for n in known if labelled[n][0] == "name"), known[0])
    beside = [show(v) for c, v in sheet.row(name).items() if c > first]
    above = sheet.row(known[0] - 1).get(first)
    titled = above is not None and folded(show(above)) in words().manual_headers
    return titled or not beside or any(match_header(text)[0] for text in beside)


def _header_score(sheet: _Sheet, number: int) -> tuple[int, float, bool]:
    """Return how many different fields a row names, the share of its cells that do, and whether one names the vendor."""
    row = sheet.row(number)
    fields: set[str] = set()
    known = 0
    for value in row.values():
        if not isinstance(value, str) or len(value) > _LONGEST_HEADER:
            continue
        found, sure = match_header(value.strip())
        # A rule alone may match a sentence; a header is short.
        if found and (sure == 1 or len(value.split()) <= 8):
            fields.add(found)
            known += 1
    return len(fields), known / len(row) if row else 0.0, bool(fields & set(_STRONG))


def _maybe_another(sheet: _Sheet, number: int, seen: set[str]) -> bool:
    """Tell quickly whether a row can be the header of a further table: words of an earlier one, or set apart and plain."""
    row = sheet.row(number)
    if len(row) < 2 or any(not isinstance(v, str) for v in row.values()):
        return False
    known = sum(show(v) in seen for v in row.values())
    if known >= len(row) / 2:
        return True
    if len(sheet.row(number - 1)) > 1:
        return False
    return sum(exact_field(show(v)) is not None for v in row.values()) >= len(row) / 2


def _headers(sheet: _Sheet, chosen: int | None) -> list[tuple[int, ...]]:
    """Return the header rows of each table, from the top."""
    found: list[tuple[int, ...]] = []
    if chosen is not None:
        return [(chosen,)] if sheet.row(chosen) else []
    seen: set[str] = set()
    number = 1
    while number <= len(sheet.rows):
        row = sheet.row(number)
        if row and (not found or _maybe_another(sheet, number, seen)) and _is_header(sheet, number):
            header = _header_block(sheet, number, first=not found)
            found.append(header)
            seen |= {show(v) for n in header for v in sheet.row(n).values()}
            number = header[-1]
        number += 1
    return _without_echoes(sheet, found) or _single_column(sheet) or _by_print(sheet)


def _is_header(sheet: _Sheet, number: int) -> bool:
    row = sheet.row(number)
    if len(row) < 2 or any(not isinstance(v, str) for v in row.values()):
        return False
    fields, share, strong = _header_score(sheet, number)
    if fields < 2 or share < _KNOWN_SHARE:
        return False
    if strong:
        return True
    below = _header_score(sheet, number + 1)
    return (fields >= 3 and share >= 0.6) or (below[2] and below[0] >= 2 and below[1] >= _KNOWN_SHARE)


def _header_block(sheet: _Sheet, number: int, *, first: bool) -> tuple[int, ...]:
    """Return the rows of a header that begins or is at `number`: a row of group labels may stand over or in it."""
    above, row, below = sheet.row(number - 1), sheet.row(number), sheet.row(number + 1)
    if above and _groups_over(sheet, number - 1, number, first=first):
        return (number - 1, number)
    if below and all(isinstance(v, str) for v in below.values()):
        spans = [c for c in row if (number, c) in sheet.spans]
        fields, share, _ = _header_score(sheet, number + 1)
        if (spans and (share >= _KNOWN_SHARE or _fills_gaps(row, below))) or (
            fields >= 2 and share >= 0.6 and _fills_gaps(row, below)
        ):
            return (number, number + 1)
    return (number,)


def _groups_over(sheet: _Sheet, above: int, number: int, *, first: bool) -> bool:
    """Tell whether the row `above` holds labels over several columns each, and no title over them all."""
    labels, width = sheet.row(above), len(sheet.row(number))
    if len(labels) >= width or any(not isinstance(v, str) for v in labels.values()):
        return False
    spanned = any((above, c) in sheet.spans for c in labels)
    if not spanned and not first:  # then it is the last row of the table before
        return False
    if len(labels) == 1:
        (column,) = labels
        left, right = sheet.spans.get((above, column), (column, column))
        return left > min(sheet.row(number)) and right > left
    return all(len(show(v)) <= _LONG_TEXT for v in labels.values())


def _fills_gaps(row: dict[int, Value], below: dict[int, Value]) -> bool:
    """Tell whether the lower row has labels where the upper one has none."""
    return bool(set(below) - set(row)) and len(below) < len(set(row) | set(below)) + 1


def _labels(sheet: _Sheet, header: tuple[int, ...]) -> tuple[dict[int, str], dict[int, str]]:
    """Return the label of each column, and the group label over it where there is one."""
    if len(header) == 1:
        return {c: show(v) for c, v in sheet.row(header[0]).items()}, {}
    upper, lower = sheet.row(header[0]), sheet.row(header[1])
    last = max([*upper, *lower])
    labels: dict[int, str] = {}
    groups: dict[int, str] = {}
    group, until = "", 0
    for column in range(1, last + 1):
        if column in upper:
            group = show(upper[column])
            until = sheet.spans.get((header[0], column), (column, 0))[1]
            if until == 0:  # not merged: it reaches to the next label, over columns that have one of their own
                until = next((c - 1 for c in range(column + 1, last + 1) if c in upper), last)
        if column in lower and (header[1], column) not in sheet.down:
            labels[column] = show(lower[column])
            if column <= until:
                groups[column] = group
        elif column in upper:
            labels[column] = group
    return labels, groups


def _without_echoes(sheet: _Sheet, headers: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Leave out headers with nothing under them, when another has."""
    last = len(sheet.rows)
    kept = []
    for at, header in enumerate(headers):
        end = headers[at + 1][0] if at + 1 < len(headers) else last + 1
        if any(sheet.row(n) for n in range(header[-1] + 1, end)):
            kept.append(header)
    return kept or headers[:1]


def _single_column(sheet: _Sheet) -> list[tuple[int, ...]]:
    """Return the header of a list of names alone, when its first cell says that they are vendors."""
    filled = [n for n in sheet.numbers if sheet.row(n)]
    if any(len(sheet.row(n)) > 1 for n in filled):
        return []
    for at, number in enumerate(filled[:6]):
        ((_, value),) = sheet.row(number).items()
        if isinstance(value, str) and exact_field(value) in ("name", "legal_name") and len(filled) > at + 1:
            return [(number,)]
    return []


def _by_print(sheet: _Sheet) -> list[tuple[int, ...]]:
    """Return a header that only its bold print gives away, in words that are not known."""
    for number in list(sheet.numbers)[:12]:
        row = sheet.row(number)
        if len(row) < 2 or not all(isinstance(v, str) and (number, c) in sheet.grid.bold for c, v in row.items()):
            continue
        below = [n for n in range(number + 1, min(number + 4, len(sheet.rows) + 1)) if sheet.row(n)]
        if below and not any((n, c) in sheet.grid.bold for n in below for c in sheet.row(n)):
            return [(number,)]
    return []


def _before(sheet: _Sheet, start: int, end: int, laid: Laid, why: str) -> str:
    """Skip the rows before a header and return the one nearest to it that reads like a heading."""
    title = ""
    for number in range(start, end):
        if row := sheet.row(number):
            laid.skipped.append((number, why, _text(row)))
            title = _text(row) if len(row) == 1 else title
    return title


def _heading_start(sheet: _Sheet, start: int, end: int) -> int:
    """Return where the headings over the next table begin: lone cells after a blank row, or merged ones."""
    number = end
    while number > start:
        row = sheet.row(number - 1)
        if row and not (len(row) == 1 and _lone_heading(sheet, number - 1)):
            break
        number -= 1
    return number


def _lone_heading(sheet: _Sheet, number: int) -> bool:
    value = next(iter(sheet.row(number).values()))
    return isinstance(value, str) and not words().totals.search(folded(value.strip()))


def _body(sheet: _Sheet, table: Layout, start: int, end: int, laid: Laid) -> None:
    """Sort the rows under a header into lines of the table and others."""
    width = max(len(table.labels), 1)
    header_texts = {c: t for c, t in table.labels.items() if t}
    lead = next(iter(header_texts.items()), None)
    section = table.title if len(table.title) <= 2 * _LONG_TEXT else ""
    last = max((n for n in range(start, end) if len(sheet.row(n)) > 1), default=start - 1)
    alone = _names_alone(sheet, table, start, end)
    for number in range(start, end):
        row = sheet.row(number)
        if not row:
            continue
        if lead and row.get(lead[0]) == lead[1] and all(show(row.get(c)) == t for c, t in header_texts.items()):
            laid.skipped.append((number, "header repeated", _text(row)))
        elif _is_total(row):
            laid.skipped.append((number, "total", _text(row)))
        elif width > 1 and len(row) == 1:
            kind = _lone(sheet, table, number, after_last=number > last, alone=alone)
            if kind == "line":
                table.lines.append(Line(number, row, section))
            else:
                laid.skipped.append((number, kind, _text(row)))
                if kind == "section":
                    section = _text(row)
        elif (width == 1 and _is_note(_text(row))) or _is_lead_note(row, number > last):
            laid.skipped.append((number, "note", _text(row)))
        else:
            table.lines.append(Line(number, row, section))


def _names_alone(sheet: _Sheet, table: Layout, start: int, end: int) -> bool:
    """Tell whether so many rows hold one cell only that they must be the vendors themselves."""
    lone = [n for n in range(start, end) if len(sheet.row(n)) == 1 and n not in sheet.across]
    filled = sum(1 for n in range(start, end) if sheet.row(n))
    runs = sum(1 for one, two in zip(lone, lone[1:], strict=False) if two == one + 1)
    return bool(table.labels) and (runs > len(lone) / 2 or len(lone) > 0.6 * filled)


def _is_total(row: dict[int, Value]) -> bool:
    texts = [v for v in row.values() if isinstance(v, str)]
    if not texts:
        return all(isinstance(v, Formula | CellError | int | float) and not isinstance(v, bool) for v in row.values())
    if len(texts) > 2 or any(len(t) > _LONG_TEXT for t in texts):
        return False
    others = [v for v in row.values() if not isinstance(v, str)]
    worded = [t for t in texts if words().totals.search(folded(t.strip()).rstrip(" :.="))]
    numeric = [
        t for t in texts if t not in worded and t.strip().replace(" ", "").replace(",", "").replace(".", "").isdecimal()
    ]
    return bool(worded) and len(worded) + len(numeric) == len(texts) and all(not isinstance(v, date) for v in others)


def _is_note(text: str) -> bool:
    flat = folded(text)
    return flat.startswith(words().note_starts)


def _is_lead_note(row: dict[int, Value], after_last: bool) -> bool:  # noqa: FBT001
    """Tell whether the first cell of a row of few opens a note, such as "* Source" with a date beside it."""
    first = row[min(row)]
    return after_last and len(row) == 2 and isinstance(first, str) and _is_note(first.strip())


def _lone(sheet: _Sheet, table: Layout, number: int, *, after_last: bool, alone: bool) -> str:
    """Return what a row with one cell is: "line" (a vendor of which no more is known), "section", "note" or "total"."""
    ((column, value),) = sheet.row(number).items()
    text = show(value)
    flat = folded(text)
    if not isinstance(value, str):
        return "total" if isinstance(value, Formula) else "note"
    merged = sheet.across.get(number, 0) >= max(2, _BANNER_SHARE * len(table.labels))
    if _is_note(text) or (len(text) > _LONG_TEXT and not text.rstrip().endswith(":") and not merged) or " = " in text:
        return "note"
    if merged:
        return "note" if after_last else "section"
    if looks_like_vendor(text) and table.labels.get(column):
        return "line"
    if _is_place(text):
        return "section"
    blank_above = not sheet.row(number - 1) or number - 1 in table.header_rows
    if after_last and not alone:
        return "note" if blank_above or column not in table.labels or text.endswith(".") else "line"
    points = 2 * bool(words().sections.search(flat)) + ((number, column) in sheet.grid.bold) * 2 + blank_above
    points += text.isupper() and len(text) > 3
    points += not alone
    if _field_of(table, column) not in _STRONG:
        points += 1
    follows = sheet.row(number + 1) or sheet.row(number + 2)
    return "section" if points >= 2 and (len(follows) > 1 or points >= 4) else "line"


def _is_place(text: str) -> bool:
    places = read_places(text)
    return bool(places) and not places.rest and not places.inferred


def _field_of(table: Layout, column: int) -> str:
    return match_header(table.labels.get(column, ""), table.groups.get(column, ""))[0]


def _text(row: dict[int, Value]) -> str:
    return " | ".join(text for _, v in sorted(row.items()) if (text := show(v)))


def texts(lines: list[Line], column: int) -> Iterator[Value]:
    """Yield the values of a column."""
    return (line.values[column] for line in lines if column in line.values)
