"""Read a questionnaire from a workbook: every fault with sheet, row, column, what was found and what was expected."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from accounts.events import N_
from accounts.i18n import gettext as _
from assessments.questionnaire import Kind, Option, Purpose, Question, Questionnaire, Section, ShownIf, Words
from assessments.questionnaire_book import EFFECTS, LANGUAGES, OPTIONS, QUESTIONS, SECTIONS, SHEETS, WHOLE
from assessments.questionnaire_files import LARGEST, Problem, Unreadable, refuse_faulty, short
from register.sheets import Sheet

MOST_ROWS = 5_000
UNPACKED = 50 * 1024 * 1024
NO_BOOK = N_("an Excel workbook (.xlsx), as this page exports it")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet: its cells as text by heading, and what is noted as wrong."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    wrong: list[Problem] = field(compare=False)

    def text(self, heading: str) -> str:
        """Return a cell."""
        return self.cells.get(heading, "")

    def words(self, heading: str) -> Words:
        """Return a text in its languages."""
        return Words(**{code: self.text(f"{heading} {code}") for code in LANGUAGES})

    def one_of(self, heading: str, known: tuple[str, ...], usual: str) -> str:
        """Return a word that has to be one of some."""
        said = self.text(heading).casefold() or usual
        if said in known:
            return said
        return str(self.refuse(heading, _("one of: %(words)s", words=", ".join(known)), known[0]))

    def whole(self, heading: str) -> int | None:
        """Return a whole number, or None for an empty cell."""
        said = self.text(heading)
        digits = said.removesuffix(".0")
        if digits.isascii() and digits.isdecimal() and len(digits) < 6:
            return int(digits)
        return None if not said else self.refuse(heading, _("a whole number"), 0)

    def refuse(self, heading: str, expected: str, instead: Any) -> Any:
        """Note that a cell cannot be used, and go on with something else."""
        self.wrong.append(Problem(self.sheet, self.number, heading, short(self.text(heading)), expected))
        return instead


def from_book(data: bytes) -> Questionnaire:
    """Return the questionnaire of a workbook; raise `Unreadable` with everything that is wrong with it."""
    wrong: list[Problem] = []
    sheets = _sheets(data, wrong)
    options: dict[str, list[Line]] = {}
    for line in sheets[OPTIONS.title]:
        options.setdefault(line.text("Question"), []).append(line)
    sections = {line.text("Section"): line for line in sheets[SECTIONS.title]}
    questions: dict[str, list[Question]] = {key: [] for key in sections}
    asked: dict[str, Line] = {}
    for line in sheets[QUESTIONS.title]:
        question = _question(line, options.pop(line.text("Question"), []))
        asked.setdefault(question.key, line)
        place = line.text("Section")
        if place not in questions:
            line.refuse("Section", _("a section of the sheet %(sheet)s", sheet=SECTIONS.title), None)
        questions.setdefault(place, []).append(question)
    for lines in options.values():
        lines[0].refuse("Question", _("a question of the sheet %(sheet)s", sheet=QUESTIONS.title), None)
    first = next(iter(sheets[WHOLE.title]), Line(WHOLE.title, 2, {}, wrong))
    purpose: Any = first.one_of("Purpose", get_args(Purpose), "other")
    made = Questionnaire(
        title=first.words("Title"),
        about=first.words("About"),
        purpose=purpose,
        sections=tuple(
            Section(key=key, title=line.words("Title"), about=line.words("About"), questions=tuple(questions[key]))
            for key, line in sections.items()
        ),
    )
    if wrong:
        raise Unreadable(wrong)
    places = {line.text("Section"): (SECTIONS.title, line.number) for line in sections.values()}
    places |= {key: (QUESTIONS.title, line.number) for key, line in asked.items()}
    return refuse_faulty(made, {"": (WHOLE.title, 2), **places})


def _question(line: Line, options: list[Line]) -> Question:
    kind: Any = line.one_of("Kind", get_args(Kind), "text")
    parent = line.text("Shown if")
    effects: dict[str, list[str]] = {"": [], **{word: [] for word in EFFECTS.values()}}
    offered = []
    for option in options:
        key = option.text("Option")
        offered.append(Option(key=key, risk=option.whole("Risk"), text=option.words("Text")))
        effects[option.one_of("Effect", ("", *EFFECTS.values()), "")].append(key)
    made = Question(
        key=line.text("Question"),
        kind=kind,
        text=line.words("Text"),
        guidance=line.words("Guidance"),
        options=tuple(offered),
        weight=line.whole("Weight") or 0,
        required=line.one_of("Required", ("no", "yes"), "no") == "yes",
        shown_if=ShownIf(question=parent, answers=_list(line.text("Has answer"))) if parent else None,
        reference=line.text("Reference"),
        warns=tuple(effects[EFFECTS["warns"]]),
        blocks=tuple(effects[EFFECTS["blocks"]]),
    )
    plain = Question(key=made.key, kind=kind, text=made.text)
    usual = kind == "yesno" and [(one.key, one.risk) for one in offered] == [(o.key, o.risk) for o in plain.offered]
    if usual and not any(option.text.say("en") for option in offered):
        # The usual options were written down only for their effects.
        return made.model_copy(update={"options": ()})
    return made


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _sheets(data: bytes, wrong: list[Problem]) -> dict[str, list[Line]]:
    """Return the rows of each sheet; a missing sheet or column is noted."""
    if len(data) > LARGEST:
        raise Unreadable([], _("The file is larger than a questionnaire can be. Nothing was changed."))
    book = _opened(data)
    found: dict[str, list[Line]] = {}
    for sheet in SHEETS:
        if sheet.title not in book.sheetnames:
            wrong.append(Problem(sheet.title, 0, "", _("no such sheet"), _("the sheet %(sheet)s", sheet=sheet.title)))
            found[sheet.title] = []
            continue
        found[sheet.title] = list(_lines(book[sheet.title], sheet, wrong))
    return found


def _opened(data: bytes) -> Any:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True) if unpacked <= UNPACKED else None
    except Exception as error:  # a broken file fails in more ways than a reader lists
        raise Unreadable([Problem("", 0, "", _("something else"), _(NO_BOOK))]) from error
    if book is None:
        raise Unreadable([], _("The file is larger than a questionnaire can be. Nothing was changed."))
    return book


def _lines(table: Any, sheet: Sheet, wrong: list[Problem]) -> Iterator[Line]:
    table.reset_dimensions()
    rows = _within(table, wrong, sheet)
    heads = [_cell(value) for value in next(rows, ())]
    wrong.extend(
        Problem(sheet.title, 1, column.heading, _("no such column"), _("this heading in row 1"))
        for column in sheet.columns
        if column.heading not in heads
    )
    for number, row in enumerate(rows, 2):
        cells = {head: _cell(value) for head, value in zip(heads, row, strict=False) if head}
        if any(cells.values()):
            yield Line(sheet.title, number, cells, wrong)


def _within(table: Any, wrong: list[Problem], sheet: Sheet) -> Iterator[tuple[Any, ...]]:
    read: Callable[..., Iterator[tuple[Any, ...]]] = table.iter_rows
    try:
        for number, row in enumerate(read(max_row=MOST_ROWS + 1, max_col=60, values_only=True), 1):
            if number > MOST_ROWS:
                wrong.append(Problem(sheet.title, number, "", "", _("at most %(most)s rows", most=MOST_ROWS)))
                return
            yield row
    except Exception as error:  # as above
        raise Unreadable([Problem(sheet.title, 0, "", _("something else"), _(NO_BOOK))]) from error


def _cell(value: Any) -> str:
    return "" if value is None else str(value).strip()
