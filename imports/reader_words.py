"""What the readers of files say, in the language of the page: they run apart from it, and speak English only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from accounts.events import N_
from accounts.i18n import gettext as _

SKIPPED = (
    N_("title"),
    N_("section"),
    N_("heading"),
    N_("header repeated"),
    N_("total"),
    N_("note"),
    N_("hidden sheet"),
    N_("an example of how to fill in the list"),
    N_("no vendor is named"),
    N_("no column names a vendor"),
    N_("no header and no vendor that can be told"),
    N_("no list of vendors"),
    N_("not a sheet of the export"),
    N_("an older copy of the list"),
    N_("explains how to fill in the list"),
    N_("holds what can be chosen in the list"),
)
PROBLEMS = (
    N_("the name of a vendor"),
    N_("the value of the cell"),
    N_("a country or region"),
    N_("yes, no, or the day of signature"),
    N_("a date"),
    N_("a date, a month, a quarter or a year"),
    N_("a date that can be read in one way only, such as 2024-03-01"),
    N_("the date of the next review"),
    N_("Write the vendor in each row; a cell that should hold for several rows can be merged over them."),
    N_("Open the file in a spreadsheet program and save it, so that the results of formulas are in it."),
    N_("Mend the cell in the spreadsheet, or type the value here."),
    N_("letters in two encodings"),
    N_("one encoding in the whole file"),
    N_("Check å, ä, ö and é; save the list as .xlsx if any are wrong."),
    N_("a quotation mark without its pair"),
    N_("quotation marks in pairs"),
    N_("Each line was read as a row of its own; check that none is torn."),
    N_("NUL bytes"),
    N_("text only"),
    N_("They were left out; check the cells around them."),
)
REFUSALS = (
    N_("This file takes too long to understand, so it was given up. Save only the list in a new workbook."),
    N_("This file could not be understood to its end. Save it again as .xlsx or .csv, and upload that."),
    N_(
        "This file takes too long to read, so it was given up."
        " Save only the list itself in a new workbook and upload that."
    ),
    N_("This file is empty. Check that the list was saved, and upload it again."),
    N_("There is nothing in any sheet of this file. Check that the list was saved, and upload it again."),
    N_("This file is from a spreadsheet program before 1995. Open it and save it as .xlsx."),
    N_("This file is a binary workbook (.xlsb), which is not read. Open it and save it as .xlsx."),
    N_("This file is from Numbers, which is not read. Export it as Excel (.xlsx) and upload that."),
    N_(
        "This file is a web page or XML, not a spreadsheet, whatever its name says."
        " Open it in a spreadsheet program, save it as .xlsx, and upload that."
    ),
    N_("This file is an old Office document, but not a spreadsheet. Save the list as .xlsx and upload that."),
    N_(
        "This file is protected by a password, so it cannot be read."
        " Open it, remove the password (File, Info, Protect), save it, and upload that."
    ),
    N_(
        "No list of vendors was found in this file. Make sure that one sheet has a row of headers with a column"
        " for the vendor, or say with --sheet and --header-row where they stand."
    ),
)
PARTS = (
    N_("This file is not a spreadsheet."),
    N_("Save the list as .xlsx, .xls, .ods, .csv or .tsv and upload that."),
    N_("This file is too large to read."),
    N_("Save only the list itself in a new workbook and upload that."),
    N_("This file is damaged or incomplete."),
    N_("Open it in a spreadsheet program, save it again, and upload that."),
    N_("It needs more memory than a file is given."),
    N_("Its inner structure never ends."),
    N_("Its end is missing or broken."),
    N_("Its content is missing."),
    N_("There is no sheet in it."),
    N_("Its inner directory cannot be followed."),
    N_("It cannot be read to its end."),
    N_("A cell of it stands outside of its sheet."),
    N_("It declares XML entities, which no spreadsheet program writes."),
    N_("Its list of sheets is missing."),
    N_("Its cells cannot be read."),
    N_("Check that it exists and try again."),
)
WHAT = (
    N_("a PDF"),
    N_("a picture"),
    N_("a text document"),
    N_("a text document or drawing"),
    N_("an archive"),
    N_("a program"),
    N_("a database"),
)
TEMPLATES = (
    N_("%(one)s or %(other)s"),
    N_("%(one)s, as the other dates of the column are written, or %(other)s"),
    N_("This file is %(what)s, not a spreadsheet."),
    N_("The file %(name)s cannot be opened."),
    N_("It has %(size)s MB; files of up to %(most)s MB are read."),
    N_("It has %(size)s parts; workbooks of up to %(most)s sheets are read."),
    N_("It unpacks to %(size)s MB; up to %(most)s MB are read."),
    N_("It has more than %(most)s sheets."),
    N_("It has more than %(most)s cells."),
    N_("It claims row %(size)s; lists of up to %(most)s rows are read."),
    N_("It has a cell in column %(size)s; lists of up to %(most)s columns are read."),
    N_("It has a cell of %(size)s characters; up to %(most)s are read."),
    N_("Its part %(name)s cannot be read."),
    N_("Its part %(name)s is locked."),
    N_("Its part %(name)s cannot be unpacked."),
    N_("The sheet “%(name)s” is missing in it."),
)
_WORDS = frozenset((*SKIPPED, *PROBLEMS, *REFUSALS, *PARTS, *WHAT))
_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")
_MARK = re.compile(r"%\((\w+)\)s")
_FORM = {"one": r"\d[\d-]+", "other": r"\d[\d-]+", "size": r"[\d,]+", "most": r"[\d,]+"}


def say(text: str) -> str:
    """Return what a reader said in the language of the page; what is data and no word of a reader stays as it is."""
    return _(text) if text in _WORDS else " ".join(_one(part) for part in _SENTENCE.split(text))


def say_outcome(sentence: str) -> str:
    """Return what came of work, which a reader may have refused, in the language of the page."""
    return say(sentence) if is_known(sentence) else _(sentence)


def is_known(text: str) -> bool:
    """Return whether all of a sentence of a reader can be said in other languages."""
    return text in _WORDS or all(part in _WORDS or _filled(part) is not None for part in _SENTENCE.split(text))


def _one(part: str) -> str:
    if part in _WORDS:
        return _(part)
    template, values = _filled(part) or (part, {})
    return _(template, **{name: say(value) if name == "what" else value for name, value in values.items()})


def _filled(part: str) -> tuple[str, dict[str, str]] | None:
    for pattern, template in _patterns():
        if found := pattern.fullmatch(part):
            return template, found.groupdict()
    return None


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile("".join(_pieces(template))), template) for template in TEMPLATES)


def _pieces(template: str) -> Iterator[str]:
    for number, piece in enumerate(_MARK.split(template)):
        yield f"(?P<{piece}>{_FORM.get(piece, '.+')})" if number % 2 else re.escape(piece)
