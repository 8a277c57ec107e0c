"""Reading .xls: cells by calamine; what it leaves out (hidden parts, error values, a password) from the records."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from imports.clean import clean
from imports.model import CellError, Limits, Range, Refused, Value
from imports.ole import streams
from imports.sheets import Counter, Sheet, damaged

_EOF, _FILEPASS, _BOUNDSHEET, _ROW, _COLINFO, _FORMULA, _ERROR = 0x0A, 0x2F, 0x85, 0x208, 0x7D, 0x06, 0x205
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def read(data: bytes, limits: Limits) -> list[Sheet]:
    """Return all sheets of the workbook that `data` holds."""
    inner = streams(data)
    if "EncryptedPackage" in inner or "EncryptionInfo" in inner:
        raise encrypted()
    book = inner.get("Workbook") or inner.get("Book")
    if book is None:
        raise Refused(
            "not_a_spreadsheet",
            "This file is an old Office document, but not a spreadsheet. Save the list as .xlsx and upload that.",
        )
    places = _places(book)
    return _sheets(data, book, places, limits)


def encrypted() -> Refused:
    """Return the refusal of a file under a password."""
    return Refused(
        "encrypted",
        "This file is protected by a password, so it cannot be read. "
        "Open it, remove the password (File, Info, Protect), save it, and upload that.",
    )


def _records(book: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + length]
        if kind == _EOF:
            return
        at += 4 + length


def _places(book: bytes) -> list[int]:
    """Return where each sheet begins; raises `Refused` for a book under a password."""
    places = []
    for kind, record in _records(book):
        if kind == _FILEPASS:
            raise encrypted()
        if kind == _BOUNDSHEET and len(record) >= 6:
            places.append(struct.unpack_from("<I", record)[0])
    return places


def _sheets(data: bytes, book: bytes, places: list[int], limits: Limits) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum  # slow to load, and only needed here

    counter = Counter(limits)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for number, its in enumerate(workbook.sheets_metadata):
            sheet = counter.sheet(its.name, visible=its.visible == SheetVisibleEnum.Visible)
            source = workbook.get_sheet_by_index(number)
            for row, cells in enumerate(source.to_python(skip_empty_area=False), 1):
                _row(sheet, counter, row, cells)
            if number < len(places):
                _left_out(sheet, book, places[number], counter)
            for (top, left), (bottom, right) in source.merged_cell_ranges or ():
                sheet.merge(Range(top + 1, left + 1, bottom + 1, right + 1))
            sheets.append(sheet)
    except CalamineError as error:
        raise damaged("Its cells cannot be read.") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the library gives up, which is no Exception
            raise
        raise damaged("Its cells cannot be read.") from error
    return sheets


def _left_out(sheet: Sheet, book: bytes, at: int, counter: Counter) -> None:
    for kind, record in _records(book, at):
        if kind == _ROW and len(record) >= 14:
            row, flags = struct.unpack_from("<H10xH", record)
            if flags & 0x20:
                sheet.hidden_rows.add(row + 1)
        elif kind == _COLINFO and len(record) >= 10:
            first, last, flags = struct.unpack_from("<HH4xH", record)
            if flags & 1:
                sheet.hide_columns(first + 1, last + 1, counter.limits)
        elif (error := _error(kind, record)) is not None:
            row, column = struct.unpack_from("<HH", record)
            counter.cell(row + 1, column + 1)
            sheet.rows.setdefault(row + 1, {}).setdefault(column + 1, error)


def _error(kind: int, record: bytes) -> CellError | None:
    """Return the error value that a cell holds, also as the result of its formula."""
    if kind == _ERROR and len(record) >= 8 and record[7]:
        return CellError(_ERRORS.get(record[6], "#ERROR"))
    if kind == _FORMULA and len(record) >= 14 and record[12:14] == b"\xff\xff" and record[6] == 2:
        return CellError(_ERRORS.get(record[8], "#ERROR"))
    return None


def _row(sheet: Sheet, counter: Counter, row: int, cells: Sequence[object]) -> None:
    found: dict[int, Value] = {}
    for column, cell in enumerate(cells, 1):
        if cell == "" or cell is None:
            continue
        counter.cell(row, column)
        value, marked = _value(cell)
        found[column] = value
        if marked:
            sheet.cleaned.add((row, column))
    if found:
        sheet.rows[row] = found


def _value(cell: object) -> tuple[Value, bool]:
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, float) and cell.is_integer():
        return int(cell), False
    if isinstance(cell, time | timedelta):
        return str(cell), False
    if isinstance(cell, bool | int | float | date | datetime):
        return cell, False
    return str(cell), False
