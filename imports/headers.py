"""Which rows are headers: by their words in six languages, by group labels over them, at last by their print."""

from __future__ import annotations

from imports.columns import exact_field, match_header
from imports.contents import holds_value
from imports.model import Value
from imports.sheet_rows import SheetRows, show

STRONG = ("name", "legal_name", "service")
_LONGEST_HEADER = 120
_LONG_LABEL = 60
_MOST_WORDS = 6
_KNOWN_SHARE = 0.45
_FEW_KNOWN = 0.3  # enough when no cell of the row could be one of the list itself


def find_headers(sheet: SheetRows, chosen: int | None) -> list[tuple[int, ...]]:
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
    return _without_echoes(sheet, found) or _single_column(sheet) or _by_questions(sheet) or _by_print(sheet)


def _is_header(sheet: SheetRows, number: int) -> bool:
    row = sheet.row(number)
    if len(row) < 2 or any(not isinstance(v, str) for v in row.values()):
        return False
    fields, share, strong = header_score(sheet, number)
    if fields >= 2 and strong and _FEW_KNOWN <= share < _KNOWN_SHARE:
        return not any(holds_value(show(v)) for v in row.values())
    if fields < 2 or share < _KNOWN_SHARE:
        return False
    if strong:
        return True
    below = header_score(sheet, number + 1)
    return (fields >= 3 and share >= 0.6) or (below[2] and below[0] >= 2 and below[1] >= _KNOWN_SHARE)


def header_score(sheet: SheetRows, number: int) -> tuple[int, float, bool]:
    """Return how many fields a row names, the share of its cells that do, and whether one names the vendor."""
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
    return len(fields), known / len(row) if row else 0.0, bool(fields & set(STRONG))


def _maybe_another(sheet: SheetRows, number: int, seen: set[str]) -> bool:
    """Tell quickly whether a row can be a further header: words of an earlier one, or set apart and plain."""
    row = sheet.row(number)
    if len(row) < 2 or set(map(type, row.values())) != {str}:
        return False
    known = sum(map(seen.__contains__, map(show, row.values())))
    if known >= len(row) / 2:
        return True
    if len(sheet.row(number - 1)) > 1:
        return False
    labels = [show(v) for v in row.values()]
    exact = sum(exact_field(label) is not None for label in labels)
    if exact >= len(row) / 2:
        return True
    # A new table may be headed in fuller words, below a heading of its own; a sentence is none of them.
    plain = all(len(label) <= _LONG_LABEL and len(label.split()) <= _MOST_WORDS for label in labels)
    return exact > 1 and plain and all(match_header(label)[0] for label in labels)


def _header_block(sheet: SheetRows, number: int, *, first: bool) -> tuple[int, ...]:
    """Return the rows of a header that begins or is at `number`: a row of group labels may stand over or in it."""
    above, row, below = sheet.row(number - 1), sheet.row(number), sheet.row(number + 1)
    if above and _groups_over(sheet, number - 1, number, first=first):
        return (number - 1, number)
    if below and all(isinstance(v, str) for v in below.values()):
        spans = [c for c in row if (number, c) in sheet.spans]
        fields, share, _ = header_score(sheet, number + 1)
        if (spans and (share >= _KNOWN_SHARE or _fills_gaps(row, below))) or (
            fields >= 2 and share >= 0.6 and _fills_gaps(row, below)
        ):
            return (number, number + 1)
    return (number,)


def _groups_over(sheet: SheetRows, above: int, number: int, *, first: bool) -> bool:
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
    return all(len(show(v)) <= _LONG_LABEL for v in labels.values())


def _fills_gaps(row: dict[int, Value], below: dict[int, Value]) -> bool:
    """Tell whether the lower row has labels where the upper one has none."""
    return bool(set(below) - set(row)) and len(below) < len(set(row) | set(below)) + 1


def labels_of(sheet: SheetRows, header: tuple[int, ...]) -> tuple[dict[int, str], dict[int, str]]:
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


def _without_echoes(sheet: SheetRows, headers: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Leave out headers with nothing under them, when another has."""
    last = len(sheet.rows)
    kept = []
    for at, header in enumerate(headers):
        end = headers[at + 1][0] if at + 1 < len(headers) else last + 1
        if any(sheet.row(n) for n in range(header[-1] + 1, end)):
            kept.append(header)
    return kept or headers[:1]


def _single_column(sheet: SheetRows) -> list[tuple[int, ...]]:
    """Return the header of a list of names alone, when its first cell says that they are vendors."""
    filled = [n for n in sheet.numbers if sheet.row(n)]
    if any(len(sheet.row(n)) > 1 for n in filled):
        return []
    for at, number in enumerate(filled[:6]):
        ((_, value),) = sheet.row(number).items()
        if isinstance(value, str) and exact_field(value) in ("name", "legal_name") and len(filled) > at + 1:
            return [(number,)]
    return []


def _by_questions(sheet: SheetRows) -> list[tuple[int, ...]]:
    """Return a header that asks what stands under it: "Who? What do they do for us? Where is the data?"."""
    for number in list(sheet.numbers)[:12]:
        row = sheet.row(number)
        if len(row) > 2 and _asks(row) >= max(2, len(row) / 2) and all(isinstance(v, str) for v in row.values()):
            below = [sheet.row(n) for n in range(number + 1, len(sheet.rows) + 1)]
            if any(below) and not any(_asks(one) >= max(2, len(one) / 2) for one in below):
                return [(number,)]
    return []


def _asks(row: dict[int, Value]) -> int:
    return sum(isinstance(v, str) and len(v) > 1 and v.rstrip().endswith("?") for v in row.values())


def _by_print(sheet: SheetRows) -> list[tuple[int, ...]]:
    """Return a header that only its bold print gives away, in words that are not known."""
    for number in list(sheet.numbers)[:12]:
        row = sheet.row(number)
        if len(row) < 2 or not all(isinstance(v, str) and (number, c) in sheet.grid.bold for c, v in row.items()):
            continue
        below = [n for n in range(number + 1, min(number + 4, len(sheet.rows) + 1)) if sheet.row(n)]
        if below and not any((n, c) in sheet.grid.bold for n in below for c in sheet.row(n)):
            return [(number,)]
    return []
