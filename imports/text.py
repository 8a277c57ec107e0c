"""Reading .csv, .tsv and pasted text: encoding and delimiter are found out, and nothing that cannot be read is lost."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter as Tally
from dataclasses import dataclass

from imports.clean import clean
from imports.model import Limits, Refused
from imports.sheets import Counter, Sheet

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Encodings of the six languages, in the order in which they are likely; told apart by the letters that they make.
_SINGLE = ("cp1252", "iso-8859-15", "mac-roman", "cp850")
_LIKELY = set("åäöÅÄÖæøÆØüÜßéèêëàâçîïôûùœÉÈÀÇñáíóú–—’‘“”«»…•€°§®©™´`·\xa0½²³µ×±")
_DELIMITERS = ";\t,|"
_SEP = re.compile(r"sep=(.)\r?\n?$", re.IGNORECASE)
_PAGE = re.compile(r"\s*(?:<(?:!doctype|html|\?xml|table|meta)|mime-version:)", re.IGNORECASE)
_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_MOST_LINES = 200  # of one record, where the quotation marks of a file are not in order
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


@dataclass(frozen=True, slots=True)
class Text:
    """A text file as a sheet, and how it was read."""

    sheet: Sheet
    encoding: str
    delimiter: str
    notes: tuple[str, ...]


def read(data: bytes, limits: Limits, encoding: str | None, delimiter: str | None) -> Text:
    """Return the one sheet that a text file is; rows are counted as records, as a spreadsheet program shows them."""
    notes: list[str] = []
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise Refused("option", f"“{delimiter.strip()}” cannot part cells. Give one character, or the word tab.")
    text, encoding = _decode(data, encoding, notes)
    if "\0" in text:
        notes.append("nul_bytes")
        text = text.replace("\0", "")
    if _PAGE.match(text.lstrip("\ufeff")):
        raise Refused(
            "unsupported",
            "This file is a web page or XML, not a spreadsheet, whatever its name says. "
            "Open it in a spreadsheet program, save it as .xlsx, and upload that.",
        )
    delimiter = delimiter or _delimiter(text)
    counter = Counter(limits)
    sheet = counter.sheet("csv")
    for number, record in enumerate(_records(text, delimiter, notes), 1):
        cells = {}
        for column, cell in enumerate(record, 1):
            bare, marked = clean(cell)
            if marked:
                sheet.cleaned.add((number, column))
            if bare:
                counter.cell(number, column)
                cells[column] = bare
        if cells:
            sheet.rows[number] = dict(cells)
    return Text(sheet, encoding, delimiter, tuple(notes))


def _decode(data: bytes, encoding: str | None, notes: list[str]) -> tuple[str, str]:
    if encoding is not None:
        try:
            return data.decode(encoding), encoding
        except LookupError as error:
            raise Refused(
                "option", f"There is no encoding called “{clean(encoding)[0]}”. Try utf-8, cp1252 or utf-16."
            ) from error
        except ValueError as error:
            raise Refused(
                "option", f"This file is not written in {clean(encoding)[0]}. Leave the encoding out to have it found."
            ) from error
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace"), name
    if (wide := _wide(data)) is not None:
        return data.decode(wide, errors="replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    best = max(_SINGLE, key=lambda name: (_likely(data, name), -_SINGLE.index(name)))
    lines = data.split(b"\n")
    read = [_line(line, best) for line in lines]
    if any(was_utf8 for _, was_utf8 in read):
        notes.append("mixed_encodings")
        return "\n".join(line for line, _ in read), f"utf-8 and {best}"
    return data.decode(best, errors="replace"), best


def _wide(data: bytes) -> str | None:
    """Return which UTF-16 this is when it has no mark but a zero in every other byte."""
    sample = data[:4000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half >= 4 and max(even, odd) > 0.6 * half and min(even, odd) < 0.1 * half:
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def _likely(data: bytes, encoding: str) -> int:
    text = bytes(b for b in data if b > 0x7F).decode(encoding, errors="replace")
    return sum(n if c in _LIKELY else -2 * n for c, n in Tally(text).items())


def _line(line: bytes, otherwise: str) -> tuple[str, bool]:
    """Return one line, and whether it holds more than ASCII in UTF-8."""
    try:
        return line.decode("utf-8"), not line.isascii()
    except UnicodeDecodeError:
        return line.decode(otherwise, errors="replace"), False


def _delimiter(text: str) -> str:
    """Return the delimiter by which most lines fall into the same number of cells."""
    first, _, _ = text.partition("\n")
    if named := _SEP.match(first.strip("\ufeff")):
        return named[1]
    bare = _QUOTED.sub('""', text[:200_000])
    lines = [line for line in bare.split("\n")[:400] if line.strip()]
    return max(_DELIMITERS, key=lambda d: (_evenness(lines, d), -_DELIMITERS.index(d)))


def _evenness(lines: list[str], delimiter: str) -> float:
    counts = Tally(line.count(delimiter) for line in lines)
    counts.pop(0, None)
    if not counts:
        return 0.0
    number, often = counts.most_common(1)[0]
    return often / len(lines) * (1 + min(number, 10) / 20) if often > 1 or len(lines) == 1 else 0.01 * number


def _records(text: str, delimiter: str, notes: list[str]) -> list[list[str]]:
    # The limit is one for the whole process, so it is never made smaller.
    csv.field_size_limit(max(len(text), csv.field_size_limit()))
    if (whole := _parsed(text, delimiter)) is not None:
        return whole
    # One quotation mark too many would swallow all rows after it into one cell. So each line is a row, but where its
    # marks are in order only with those that follow.
    lines = _LINE.findall(text)
    odd = [line.count('"') % 2 for line in lines]
    records: list[list[str]] = []
    at = 0
    while at < len(lines):
        end, found = _record(lines, odd, at, delimiter)
        if found is None:
            found = [_torn(lines[at].rstrip("\r\n"), delimiter, even=not odd[at])]
            if odd[at] and "unbalanced_quotes" not in notes:
                notes.append("unbalanced_quotes")
        records += found
        at = end
    return records


def _record(lines: list[str], odd: list[int], at: int, delimiter: str) -> tuple[int, list[list[str]] | None]:
    """Return the line after a record that begins in a line, and the record, where its quotation marks are in order."""
    if not odd[at]:
        return at + 1, _parsed(lines[at], delimiter)
    if (alone := _parsed(lines[at], delimiter)) is not None:  # a mark within a word is a mark
        return at + 1, alone
    for end in range(at + 1, min(at + _MOST_LINES, len(lines))):
        if odd[end]:
            found = _parsed("".join(lines[at : end + 1]), delimiter)
            return (at + 1, None) if found is None else (end + 1, found)
    return at + 1, None


def _parsed(text: str, delimiter: str) -> list[list[str]] | None:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _torn(line: str, delimiter: str, *, even: bool) -> list[str]:
    """Return the cells of a line whose quotation marks are not in order."""
    if even:
        return next(csv.reader([line], delimiter=delimiter), [])
    return [
        cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell
        for cell in line.split(delimiter)
    ]
