"""Which rows of a sheet are headers, sections, totals and notes: it becomes tables, stacked or transposed ones too."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from functools import lru_cache
from itertools import pairwise

from imports.brands import has_legal_form, looks_like_vendor
from imports.columns import match_header
from imports.headers import STRONG, find_headers, labels_of
from imports.model import CellError, Formula, Grid, Value
from imports.places import read_places
from imports.sheet_rows import Laid, Layout, Line, SheetRows, show, text_of
from imports.turned import read_blocks, read_transposed
from imports.words import folded, words

_LONG_TEXT = 60
_BANNER_SHARE = 0.5
_COLON = re.compile(r" ?: ?")
_SUM = re.compile(r"=[\s+-]*(?:\w+\.)?(?:SUM|COUNT|SUBTOTAL|AGGREGATE|AVERAGE|ROWS|MIN|MAX|PRODUCT)", re.IGNORECASE)
# "12", "6 Auftragsverarbeiter", "4 ja", "ja: 4", "75 %": a number with what was counted.
_COUNT = re.compile(r"[\d ., ]*\d[\d ., ]*%?(?: ?[^\W\d]+\.?(?: [^\W\d]+){0,2})?\.?|[^\W\d]{1,12} ?[:=]? ?\d+")


def lay_out(grid: Grid, header_row: int | None = None, vendors: Collection[int] = ()) -> Laid:
    """Return the tables of a sheet.

    `header_row` is a person's word on where the header of the first one stands, `vendors` on rows that are vendors.
    """
    sheet = SheetRows(grid)
    if header_row is None and (turned := read_blocks(sheet) or read_transposed(sheet)) is not None:
        return turned
    headers = find_headers(sheet, header_row)
    laid = Laid(vendors=frozenset(vendors))
    if not headers:
        laid.loose = [Line(number, sheet.row(number)) for number in sheet.numbers if sheet.row(number)]
        return laid
    starts = [header[0] for header in headers]
    title = _before(sheet, 1, starts[0], laid, "title")
    for at, header in enumerate(headers):
        end = starts[at + 1] if at + 1 < len(headers) else len(sheet.rows) + 1
        labels, groups = labels_of(sheet, header)
        table = Layout(grid, header, labels, groups, title=title, merged_down=frozenset(sheet.down))
        body_end = _heading_start(sheet, header[-1] + 1, end, laid.vendors) if at + 1 < len(headers) else end
        _body(sheet, table, header[-1] + 1, body_end, laid)
        title = _before(sheet, body_end, end, laid, "section")
        laid.tables.append(table)
    return laid


_OF_THE_LIST = re.compile(
    r"(?:(?:last|senast|sist|senest|zuletzt|derniere) )?"
    r"(?:updated?|uppdatera[dt]?|oppdatert|opdateret|revidera[dt]|revidert|revideret|revised|aktualisiert|geandert"
    r"|mise? a jour|version|utgava|utgave|udgave|stand|status per|per den|as of|datum|dato|date|skapad|opprettet"
    r"|oprettet|created|erstellt|cree)\b"
)


def _before(sheet: SheetRows, start: int, end: int, laid: Laid, why: str) -> str:
    """Skip the rows before a header and return the one nearest to it that reads like a heading."""
    title = ""
    for number in range(start, end):
        if row := sheet.row(number):
            laid.skipped.append((number, why, text_of(row)))
            # When the list was updated is told after what it is.
            title = (
                text_of(row) if len(row) == 1 and not (title and _OF_THE_LIST.match(folded(text_of(row)))) else title
            )
    return title


def _heading_start(sheet: SheetRows, start: int, end: int, vendors: Collection[int]) -> int:
    """Return where the headings over the next table begin: lone cells after a blank row, or merged ones."""
    number = end
    while number > start:
        row = sheet.row(number - 1)
        if number - 1 in vendors:
            break
        if row and not (len(row) == 1 and _lone_heading(sheet, number - 1)):
            break
        number -= 1
    return number


def _lone_heading(sheet: SheetRows, number: int) -> bool:
    value = next(iter(sheet.row(number).values()))
    return isinstance(value, str) and not words().totals.search(folded(value.strip()))


def _body(sheet: SheetRows, table: Layout, start: int, end: int, laid: Laid) -> None:
    """Sort the rows under a header into lines of the table and others."""
    width = max(len(table.labels), 1)
    header_texts = {c: t for c, t in table.labels.items() if t}
    lead = next(iter(header_texts.items()), None)
    section = table.title if len(table.title) <= 2 * _LONG_TEXT else ""
    last = _last_of_many(sheet, start, end, width)
    alone = _names_alone(sheet, table, start, end)
    divided = not alone and _begins_divided(sheet, start, last)
    for number in range(start, end):
        row = sheet.row(number)
        if not row:
            continue
        if number in laid.vendors:
            table.lines.append(Line(number, row, section, said=True))
        elif lead and row.get(lead[0]) == lead[1] and all(show(row.get(c)) == t for c, t in header_texts.items()):
            laid.skipped.append((number, "header repeated", text_of(row)))
        elif _is_total(row):
            laid.skipped.append((number, "total", text_of(row)))
        elif width > 1 and len(row) == 1:
            kind = _lone(sheet, table, number, after_last=number > last, alone=alone, divided=divided)
            if kind == "line":
                table.lines.append(Line(number, row, section))
            else:
                laid.skipped.append((number, kind, text_of(row)))
                if kind == "section":
                    section = text_of(row)
        elif (width == 1 and _is_note(text_of(row))) or (number > last and _is_lead_note(row, width)):
            laid.skipped.append((number, "note", text_of(row)))
        else:
            table.lines.append(Line(number, row, section))


def _last_of_many(sheet: SheetRows, start: int, end: int, width: int) -> int:
    """Return the last row with more than one cell that is neither a total nor a note: only the end comes after it."""
    for number in range(end - 1, start - 1, -1):
        row = sheet.row(number)
        if len(row) > 1 and not _is_total(row) and not _is_lead_note(row, width):
            return number
    return start - 1


def _names_alone(sheet: SheetRows, table: Layout, start: int, end: int) -> bool:
    """Tell whether so many rows hold one cell only that they must be the vendors themselves."""
    lone = [n for n in range(start, end) if len(sheet.row(n)) == 1 and n not in sheet.across]
    filled = sum(1 for n in range(start, end) if sheet.row(n))
    runs = sum(1 for one, two in pairwise(lone) if two == one + 1)
    return bool(table.labels) and (runs > len(lone) / 2 or len(lone) > 0.6 * filled)


def _begins_divided(sheet: SheetRows, start: int, last: int) -> bool:
    """Tell whether the first row under the header is a divider, and each further row of one cell stands over others."""
    filled = [n for n in range(start, last + 1) if sheet.row(n)]
    lone = {n for n in filled if len(sheet.row(n)) == 1}
    if not lone or filled[0] not in lone or len(lone) > len(filled) / 2:
        return False
    return all(n + 1 not in lone and len(sheet.row(n + 1)) > 1 for n in lone)


def _is_total(row: dict[int, Value]) -> bool:
    texts = [v for v in row.values() if isinstance(v, str)]
    if not texts:
        return all(_is_sum(v) for v in row.values()) and not all(isinstance(v, CellError) for v in row.values())
    if any(len(t) > _LONG_TEXT for t in texts) or any(isinstance(v, date) for v in row.values()):
        return False
    worded = [_is_total_word(text) for text in texts]
    return any(worded) and all(one or _is_count(text) for one, text in zip(worded, texts, strict=True))


@lru_cache(maxsize=20_000)
def _is_total_word(text: str) -> bool:
    flat = _COLON.sub(" ", folded(text.strip()).rstrip(" :.="))
    return bool(words().totals.search(flat)) and not has_legal_form(text)


def _is_count(text: str) -> bool:
    return bool(_COUNT.fullmatch(folded(text.strip())))


def _is_sum(value: Value) -> bool:
    """Tell whether a cell can be one of a row of totals; a formula without a result can also fetch a vendor."""
    if isinstance(value, Formula):
        return bool(_SUM.search(value.text))
    return isinstance(value, CellError | int | float) and not isinstance(value, bool)


def _is_note(text: str) -> bool:
    flat = folded(text)
    return flat.startswith(words().note_starts)


def _is_lead_note(row: dict[int, Value], width: int) -> bool:
    """Tell whether the first cell of a row of few opens a note, such as "* Source" with a date beside it."""
    first = row[min(row)]
    few = len(row) == 2 or (len(row) == 3 and width > 5)
    return few and isinstance(first, str) and _is_note(first.strip())


def _lone(sheet: SheetRows, table: Layout, number: int, *, after_last: bool, alone: bool, divided: bool) -> str:  # noqa: PLR0911 - one return for each kind of row
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
        foot = _is_total(sheet.row(number - 1)) or _is_note(text_of(sheet.row(number - 1)))
        return "note" if blank_above or foot or column not in table.labels or text.endswith(".") else "line"
    points = 2 * bool(words().sections.search(flat)) + ((number, column) in sheet.grid.bold) * 2 + blank_above
    points += text.isupper() and len(text) > 3
    points += (not alone) + divided
    if _field_of(table, column) not in STRONG:
        points += 1
    follows = sheet.row(number + 1) or sheet.row(number + 2)
    return "section" if points >= 2 and (len(follows) > 1 or points >= 4) else "line"


def _is_place(text: str) -> bool:
    places = read_places(text)
    return bool(places) and not places.rest and not places.inferred


def _field_of(table: Layout, column: int) -> str:
    return match_header(table.labels.get(column, ""), table.groups.get(column, ""))[0]
