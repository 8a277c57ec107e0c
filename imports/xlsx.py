"""Reading .xlsx: every cell with its type, formulas, hidden rows and columns, merged cells and bold print.

Our own reader over expat, because no library gives all of these in one pass: openpyxl needs two passes and thrice the
time, and calamine loses formulas and hidden rows and aborts the process on one cell at the sheet's far corner.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from itertools import product
from string import ascii_uppercase

from imports.clean import clean
from imports.markup import attribute, parse
from imports.model import CellError, Formula, Limits, Range, Value
from imports.serial import EPOCH, EPOCH_1904, clock, number_of, serial_day
from imports.sheets import Counter, Sheet, damaged
from imports.xlsx_parts import Strings, Styles, unescape
from imports.xlsx_rows import Rows, Written

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})$")


def read(archive: zipfile.ZipFile, limits: Limits) -> list[Sheet]:
    """Return all sheets of the workbook in `archive`."""
    counter = Counter(limits)
    book = _Book()
    root = _target(archive)
    _parse(archive, root, book)
    relations = _relations(archive, root)
    strings, styles = Strings(), Styles()
    for kind, handler in (("sharedStrings", strings), ("styles", styles)):
        for part in relations.by_kind(kind):
            if part in archive.NameToInfo:
                parse(archive, part, handler)
    sheets = []
    for name, visible, relation in book.sheets:
        sheet = counter.sheet(name, visible=visible)
        place = relations.by_id.get(relation, "")
        if place not in archive.NameToInfo:
            raise damaged(f"The sheet “{sheet.name}” is missing in it.")
        if "/worksheets/" in f"/{place}" or relations.kinds.get(place) == "worksheet":
            cells = _Cells(sheet, counter, strings, styles, book.epoch)
            parse(archive, place, cells, Rows(cells))
        sheets.append(sheet)
    if not sheets:
        raise damaged("There is no sheet in it.")
    return sheets


def _parse(archive: zipfile.ZipFile, part: str, handler: _Book) -> None:
    try:
        parse(archive, part, handler)
    except KeyError as error:
        raise damaged("Its list of sheets is missing.") from error


def _target(archive: zipfile.ZipFile) -> str:
    try:
        relations = _relations(archive, "")
    except KeyError:
        return "xl/workbook.xml"
    return next(iter(relations.by_kind("officeDocument")), "xl/workbook.xml")


def _relations(archive: zipfile.ZipFile, part: str) -> _Relations:
    folder, name = posixpath.split(part)
    relations = _Relations(folder)
    place = posixpath.join(folder, "_rels", f"{name}.rels")
    if place in archive.NameToInfo:
        parse(archive, place, relations)
    return relations


class _Relations:
    """Which part of the archive a relation names."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.by_id: dict[str, str] = {}
        self.kinds: dict[str, str] = {}

    def by_kind(self, kind: str) -> list[str]:
        return [part for part, its in self.kinds.items() if its == kind]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            part = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(self.folder, target))
            )
            self.by_id[attributes.get("Id", "")] = part
            self.kinds[part] = attributes.get("Type", "").rpartition("/")[2]

    def end(self, tag: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


class _Book:
    """The names of the sheets, and from which day dates are counted."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, str]] = []
        self.epoch = EPOCH

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            visible = attributes.get("state", "visible") == "visible"
            self.sheets.append((attributes.get("name", ""), visible, attribute(attributes, "id") or ""))
        elif tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.epoch = EPOCH_1904

    def end(self, tag: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


def _column_numbers() -> dict[str, int]:
    names = ["".join(p) for size in (1, 2) for p in product(ascii_uppercase, repeat=size)]
    return {name: i for i, name in enumerate(names, 1)}


_COLUMNS = _column_numbers()


def column_number(letters: str) -> int:
    """Return the number of the column with these letters: A is 1, AA is 27."""
    known = _COLUMNS.get(letters)
    if known is None:
        known = 0
        for letter in letters.upper():
            known = known * 26 + ord(letter) - 64
    return known


class _Cells:
    """The cells of one sheet."""

    def __init__(self, sheet: Sheet, counter: Counter, strings: Strings, styles: Styles, epoch: datetime) -> None:
        self.sheet, self.counter, self.strings, self.styles, self.epoch = sheet, counter, strings, styles, epoch
        self.row = self.column = 0
        self.cells: dict[int, Value] = {}
        self.kind = self.style = ""
        self.value: str | None = None
        self.formula: str | None = None
        self.parts: list[str] | None = None
        self.days: dict[str, date | datetime | None] = {}
        self.known: dict[Written, Value] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            reference = attributes.get("r")
            self.column = column_number(reference.rstrip("0123456789")) if reference else self.column + 1
            self.kind = attributes.get("t", "n")
            self.style = attributes.get("s", "")
            self.value = self.formula = None
        elif tag in ("v", "f", "t"):
            self.parts = []
        elif tag == "row":
            self.start_row(attributes)
        elif tag == "dimension":
            self._dimension(attributes.get("ref", ""))
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = attributes.get("min", "0"), attributes.get("max", "0")
            if first.isdecimal() and last.isdecimal():
                self.sheet.hide_columns(int(first), int(last), self.counter.limits)
        elif tag == "mergeCell" and (area := area_of(attributes.get("ref", ""))):
            self.sheet.merge(area)
        elif tag == "rPh":
            self.kind = "phonetic"

    def start_row(self, attributes: dict[str, str]) -> None:
        """Begin a row."""
        number = attributes.get("r", "")
        self.row = int(number) if number.isdecimal() else self.row + 1
        self.column = 0
        self.counter.row(self.row)
        self.cells = self.sheet.rows.setdefault(self.row, {})
        if attributes.get("hidden") in ("1", "true"):
            self.sheet.hidden_rows.add(self.row)

    def _dimension(self, reference: str) -> None:
        """Refuse a sheet that claims too many rows; a claim of too few is not believed."""
        if area := area_of(reference):
            self.counter.row(area.bottom)

    def end(self, tag: str) -> None:
        if tag == "v":
            self.value = "".join(self.parts or ())
            self.parts = None
        elif tag == "c":
            self._end_cell()
        elif tag == "f":
            self.formula = "".join(self.parts or ())
            self.parts = None
        elif tag == "t":
            if self.kind != "phonetic":
                self.value = (self.value or "") + "".join(self.parts or ())
            self.parts = None

    def text(self, data: str) -> None:
        if self.parts is not None:
            self.parts.append(data)

    def take_row(self, attributes: dict[str, str], found: Iterable[tuple[str, Written]]) -> None:
        """Take a whole row of cells that hold values and no formulas: the letters of each, and how it is written."""
        self.start_row(attributes)
        known, count = self.known, self.counter.cell
        for letters, written in found:
            column = _COLUMNS.get(letters) or column_number(letters)
            if (value := known.get(written)) is not None:  # a list is mostly repetition
                count(self.row, column)
                self.cells[column] = value
                continue
            self.column, self.formula = column, None
            self.kind, self.style, self.value = written
            self._end_cell()
            place = self.row, column
            if place not in self.sheet.bold and place not in self.sheet.cleaned:
                known[written] = self.cells.get(column)

    def _end_cell(self) -> None:
        text = self.value
        if not text:
            if self.formula is None:
                return
            value: Value = Formula(f"={clean(self.formula)[0]}")
        else:
            value = self._typed(text)
        if value == "":
            return
        self.counter.cell(self.row, self.column)
        self.cells[self.column] = value
        if self.style in self.styles.bold:
            self.sheet.bold.add((self.row, self.column))

    def _typed(self, text: str) -> Value:  # noqa: PLR0911 - one return for each type
        kind = self.kind
        if kind == "s":
            number = int(text) if text.strip().isdecimal() else -1
            if not 0 <= number < len(self.strings.all):
                return CellError("#STRING?")
            if number in self.strings.marked:
                self.sheet.cleaned.add((self.row, self.column))
            return self.strings.all[number]
        if kind == "n":
            return self._number(text)
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "e":
            return CellError(clean(text)[0])
        if kind == "d":
            try:
                return datetime.fromisoformat(text)
            except ValueError:
                return clean(text)[0]
        bare, marked = clean(unescape(text))
        if marked:
            self.sheet.cleaned.add((self.row, self.column))
        return bare

    def _number(self, text: str) -> Value:
        number = number_of(text)
        if number is None:  # what no program shows as a number stays as it is written
            return clean(text)[0]
        if self.style in self.styles.durations or (self.style in self.styles.dates and 0 < number < 1):
            return clock(number)
        if self.style in self.styles.dates:
            if text not in self.days:
                self.days[text] = serial_day(number, self.epoch)
            if (day := self.days[text]) is not None:
                return day
        return number


def area_of(reference: str) -> Range | None:
    """Return the area that a reference such as B2:D9 names; None when it names none."""
    first, _, last = reference.partition(":")
    one, two = _REFERENCE.match(first), _REFERENCE.match(last or first)
    if not one or not two:
        return None
    return Range(int(one[2]), column_number(one[1]), int(two[2]), column_number(two[1]))
