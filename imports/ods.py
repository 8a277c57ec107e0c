"""Reading .ods: typed cells, repeated and merged ones, hidden rows, columns and sheets."""

from __future__ import annotations

import zipfile
from datetime import date, datetime

from imports.clean import clean
from imports.markup import attribute, parse
from imports.model import CellError, Formula, Limits, Range, Value
from imports.serial import number_of
from imports.sheets import Counter, Sheet, damaged

_CELLS = ("table-cell", "covered-table-cell")
_STORED = {"date": "date-value", "time": "time-value", "boolean": "boolean-value", "string": "string-value"}


def read(archive: zipfile.ZipFile, limits: Limits) -> list[Sheet]:
    """Return all sheets of the document in `archive`."""
    content = _Content(Counter(limits))
    try:
        parse(archive, "content.xml", content)
    except KeyError as error:
        raise damaged("Its content is missing.") from error
    if not content.sheets:
        raise damaged("There is no sheet in it.")
    return content.sheets


def _number(text: str | None, otherwise: int = 1) -> int:
    return int(text) if text and text.isdecimal() else otherwise


class _Content:
    """The sheets, as the elements of content.xml come by."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.sheets: list[Sheet] = []
        self.sheet: Sheet | None = None
        self.row = self.column = self.columns = 0
        self.times = 1
        self.cells: dict[int, Value] = {}
        self.cell: dict[str, str] | None = None
        self.lines: list[str] = []
        self.paragraph = False
        self.ignored = 0
        self.style = ""
        self.hidden_styles: set[str] = set()
        self.bold_styles: set[str] = set()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.ignored or tag == "annotation":
            self.ignored += 1
        elif tag in _CELLS:
            self.cell, self.lines = attributes, []
        elif tag == "p" and self.cell is not None:
            self.lines.append("")
            self.paragraph = True
        elif self.paragraph and tag in ("s", "tab", "line-break"):
            self.lines[-1] += {
                "s": " " * min(_number(attribute(attributes, "c")), 100),
                "tab": "\t",
                "line-break": "\n",
            }[tag]
        elif tag == "table-row":
            self._start_row(attributes)
        elif tag == "table-column" and self.sheet is not None:
            self._column(self.sheet, attributes)
        else:
            self._start_other(tag, attributes)

    def _start_other(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            visible = attribute(attributes, "style-name") not in self.hidden_styles
            self.sheet = self.counter.sheet(attribute(attributes, "name") or "", visible=visible)
            self.sheets.append(self.sheet)
            self.row = self.columns = 0
        elif tag == "style":
            self.style = attribute(attributes, "name") or ""
        elif tag == "table-properties" and attribute(attributes, "display") == "false":
            self.hidden_styles.add(self.style)
        elif tag == "text-properties" and attribute(attributes, "font-weight") == "bold":
            self.bold_styles.add(self.style)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.row += 1
        self.column = 0
        self.times = _number(attribute(attributes, "number-rows-repeated"))
        self.cells = {}
        if self.sheet is not None and attribute(attributes, "visibility") in ("collapse", "filter"):
            last = min(self.row + self.times - 1, self.counter.limits.rows)
            self.sheet.hidden_rows.update(range(self.row, last + 1))

    def _column(self, sheet: Sheet, attributes: dict[str, str]) -> None:
        first = self.columns + 1
        self.columns += _number(attribute(attributes, "number-columns-repeated"))
        if attribute(attributes, "visibility") in ("collapse", "filter"):
            sheet.hide_columns(first, self.columns, self.counter.limits)

    def end(self, tag: str) -> None:
        if self.ignored:
            self.ignored -= 1
        elif tag in _CELLS and self.cell is not None and self.sheet is not None:
            self._end_cell(self.sheet, self.cell)
        elif tag == "p":
            self.paragraph = False
        elif tag == "table-row" and self.sheet is not None:
            self._end_row(self.sheet)

    def text(self, data: str) -> None:
        if self.paragraph and not self.ignored:
            self.lines[-1] += data

    def _end_cell(self, sheet: Sheet, attributes: dict[str, str]) -> None:
        first = self.column + 1
        times = _number(attribute(attributes, "number-columns-repeated"))
        self.column += times
        self.cell = None
        wide = _number(attribute(attributes, "number-columns-spanned"))
        high = _number(attribute(attributes, "number-rows-spanned"))
        if wide > 1 or high > 1:
            sheet.merge(Range(self.row, first, self.row + high - 1, first + wide - 1))
        text, marked = clean("\n".join(self.lines))
        value = _value(attributes, text)
        if value is None or value == "":
            return
        bold = attribute(attributes, "style-name") in self.bold_styles
        for column in range(first, first + times):
            self.counter.cell(self.row, column)
            self.cells[column] = value
            if marked:
                sheet.cleaned.add((self.row, column))
            if bold:
                sheet.bold.add((self.row, column))

    def _end_row(self, sheet: Sheet) -> None:
        if self.cells:
            sheet.rows[self.row] = self.cells
            for row in range(self.row + 1, self.row + self.times):
                for column in self.cells:
                    self.counter.cell(row, column)
                sheet.rows[row] = self.cells
        self.row += self.times - 1


def _value(attributes: dict[str, str], text: str) -> Value:
    """Return the typed value of a cell, with `text` where the type says no more; nothing stored is passed over."""
    if attributes.get("calcext:value-type") == "error":
        return CellError(text or "#ERROR")
    kind = attribute(attributes, "value-type") or ""
    stored = clean(attribute(attributes, _STORED.get(kind, "value")) or "")[0]
    typed = _typed(kind, stored)
    if typed is not None and not (text and kind == "percentage"):
        return typed
    if text or stored:
        return text or stored
    formula = attribute(attributes, "formula")
    return Formula(clean(formula)[0]) if formula and kind != "string" else None


def _typed(kind: str, stored: str) -> Value:
    if kind in ("float", "currency", "percentage"):
        return number_of(stored)
    if kind == "boolean" and stored:
        return stored == "true"
    if kind == "date":
        try:
            return datetime.fromisoformat(stored) if "T" in stored else date.fromisoformat(stored)
        except ValueError:
            return None
    return None
