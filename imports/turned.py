"""Sheets that stand on their side: a vendor in each column, or blocks of labels and values one under the other."""

from __future__ import annotations

from imports.columns import exact_field, match_header
from imports.headers import STRONG, header_score
from imports.model import Value
from imports.sheet_rows import Laid, Layout, Line, SheetRows, show, text_of
from imports.words import folded, words

_MOST_FIELDS = 200  # a sheet with more rows is not turned on its side
_MOST_LABELS = 5_000  # nor is one with more rows a list of blocks


def read_blocks(sheet: SheetRows) -> Laid | None:
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
    if len(starts) < 2 or sum(map(bool, fields)) < 2 * len(starts) or len(others) > len(pairs):
        return None
    labels = dict(enumerate(dict.fromkeys(label for _, label, _ in pairs), 1))
    column = {label: c for c, label in labels.items()}
    table = Layout(sheet.grid, (), labels, {})
    for start, end in zip(starts, [*starts[1:], len(pairs)], strict=True):
        values: dict[int, Value] = {}
        for _, label, value in pairs[start:end]:
            values.setdefault(column[label], value)
        table.lines.append(Line(pairs[start][0], {c: v for c, v in values.items() if v is not None}))
    laid = Laid([table])
    laid.skipped = [(n, "title", text_of(sheet.row(n))) for n in others]
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
    return (label, cells[1]) if len(cells) == 2 and exact_field(label) is not None else None


def read_transposed(sheet: SheetRows) -> Laid | None:
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
    widest = max(header_score(sheet, n)[0] for n in sheet.numbers if sheet.row(n))
    if widest >= len(fields) or max((len(sheet.row(n)) for n in known), default=0) < 2:
        return None
    rows = [n for n in columns[first] if len(sheet.row(n)) > 1 or labelled.get(n, ("", 0))[0]]
    name_row = next(n for n in known if labelled[n][0] in STRONG)
    if _explains(sheet, first, known, labelled):
        laid = Laid()
        laid.skipped = [(n, "explains the columns", text_of(sheet.row(n))) for n in sheet.numbers if sheet.row(n)]
        return laid
    table = Layout(
        sheet.grid, (first,), {n: show(sheet.row(n)[first]) for n in rows}, {}, transposed=True, merged_down=frozenset()
    )
    for column in range(first + 1, max(max(sheet.row(n)) for n in rows) + 1):
        values = {n: sheet.row(n)[column] for n in rows if column in sheet.row(n)}
        if values:
            table.lines.append(Line(column, values))
    laid = Laid([table])
    laid.skipped = [(n, "title", text_of(sheet.row(n))) for n in sheet.numbers if sheet.row(n) and n not in rows]
    return laid if name_row else None


def _explains(sheet: SheetRows, first: int, known: list[int], labelled: dict[int, tuple[str, float]]) -> bool:
    """Tell whether two columns only explain what is to be filled in where, instead of telling it of one vendor."""
    if max(len(sheet.row(n)) for n in known) > 2:
        return False
    name = next((n for n in known if labelled[n][0] == "name"), known[0])
    beside = [show(v) for c, v in sheet.row(name).items() if c > first]
    above = sheet.row(known[0] - 1).get(first)
    titled = above is not None and folded(show(above)) in words().manual_headers
    return titled or not beside or any(match_header(text)[0] for text in beside)
