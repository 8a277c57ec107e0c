"""A questionnaire as a workbook: one sheet each for the whole, its sections, its questions and their options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from accounts.events import N_
from accounts.i18n import gettext as _
from assessments.questionnaire import Kind, Purpose, Question, Questionnaire, Words
from register.sheets import Column, Sheet
from register.workbook import saved, write

LANGUAGES = ("en", "sv", "nb")
EFFECTS = {"warns": "warning", "blocks": "blocker"}


def _texts(heading: str, key: str, meaning: str, width: int = 40) -> tuple[Column, ...]:
    return tuple(Column(f"{heading} {code}", f"{key}.{code}", width, meaning) for code in LANGUAGES)


WHOLE = Sheet(
    "Questionnaire",
    "whole",
    (
        Column("Purpose", "purpose", 14, N_("intake, guarantees, tia, yearly or other.")),
        *_texts("Title", "title", N_("What the questionnaire is called; one language at least.")),
        *_texts("About", "about", N_("What stands above the questions.")),
    ),
)
SECTIONS = Sheet(
    "Sections",
    "sections",
    (
        Column("Section", "key", 20, N_("Key of the section: small letters, digits, hyphens.")),
        *_texts("Title", "title", N_("What the section is called.")),
        *_texts("About", "about", N_("What stands above its questions.")),
    ),
)
QUESTIONS = Sheet(
    "Questions",
    "questions",
    (
        Column("Section", "section", 20, N_("Key of the section that it stands in.")),
        Column("Question", "key", 24, N_("Key of the question; answers of other years are compared by it.")),
        Column("Kind", "kind", 10, N_("single, multiple, yesno, text, number, date or file.")),
        *_texts("Text", "text", N_("The question.")),
        *_texts("Guidance", "guidance", N_("What helps to answer it.")),
        Column("Weight", "weight", 9, N_("0 to 100; 0 counts for nothing.")),
        Column("Required", "required", 9, N_("yes or no.")),
        Column("Shown if", "shown_if", 24, N_("Key of another question; empty: always asked.")),
        Column(
            "Has answer", "answers", 24, N_("Keys of its options, separated by semicolons; any of them shows this.")
        ),
        Column("Reference", "reference", 36, N_("Article, clause or control that it rests on.")),
    ),
)
OPTIONS = Sheet(
    "Options",
    "options",
    (
        Column("Question", "question", 24, N_("Key of the question.")),
        Column("Option", "key", 20, N_("Key of the option; of a yes/no question yes, no or na.")),
        Column("Risk", "risk", 9, N_("0 to 100; empty: does not count, as for not applicable.")),
        Column("Effect", "effect", 12, N_("warning holds the level at medium at least, blocker at high; or empty.")),
        *_texts("Text", "text", N_("What is chosen.")),
    ),
)
SHEETS = (WHOLE, SECTIONS, QUESTIONS, OPTIONS)
LAST_ROW = 2000
# What can be chosen in a column: words, or what stands in a column of another sheet.
CHOICES: Mapping[tuple[str, str], tuple[str, ...] | str] = {
    ("Questionnaire", "purpose"): get_args(Purpose),
    ("Questions", "section"): f"Sections!$A$2:$A${LAST_ROW}",
    ("Questions", "kind"): get_args(Kind),
    ("Questions", "required"): ("yes", "no"),
    ("Questions", "shown_if"): f"Questions!$B$2:$B${LAST_ROW}",
    ("Options", "question"): f"Questions!$B$2:$B${LAST_ROW}",
    ("Options", "effect"): tuple(EFFECTS.values()),
}


def to_book(questionnaire: Questionnaire) -> bytes:
    """Return a questionnaire as a workbook; read again, it is the same."""
    book = Workbook(write_only=True)
    said = _said(title=questionnaire.title, about=questionnaire.about)
    drop_down(write(book, WHOLE, [{"purpose": questionnaire.purpose, **said}]), WHOLE)
    sections = [{"key": one.key, **_said(title=one.title, about=one.about)} for one in questionnaire.sections]
    write(book, SECTIONS, sections)
    drop_down(write(book, QUESTIONS, _questions(questionnaire)), QUESTIONS)
    options = [row for question in questionnaire.questions for row in _options(question)]
    drop_down(write(book, OPTIONS, options), OPTIONS)
    about = book.create_sheet("About")
    about.append([_("Sheet"), _("Column"), _("What it holds")])
    for sheet in SHEETS:
        for column in sheet.columns:
            about.append([sheet.title, column.heading, _(column.meaning)])
    return saved(book)


def drop_down(table: Any, sheet: Sheet) -> None:
    """Let the cells of the controlled columns be chosen from a list, also in the rows that are added."""
    for place, column in enumerate(sheet.columns, 1):
        source = CHOICES.get((sheet.title, column.key))
        if source is None:
            continue
        asked = DataValidation(
            type="list",
            formula1=source if isinstance(source, str) else f'"{",".join(source)}"',
            allow_blank=True,
            showErrorMessage=True,
            errorTitle=column.heading,
            error=_("Choose one of the values of the list."),
        )
        letter = get_column_letter(place)
        asked.add(f"{letter}2:{letter}{LAST_ROW}")
        table.data_validations.append(asked)


def _questions(questionnaire: Questionnaire) -> Iterator[dict[str, Any]]:
    for section in questionnaire.sections:
        for question in section.questions:
            rule = question.shown_if
            yield {
                "section": section.key,
                "key": question.key,
                "kind": question.kind,
                **_said(text=question.text, guidance=question.guidance),
                "weight": question.weight,
                "required": question.required,
                "shown_if": rule.question if rule else "",
                "answers": rule.answers if rule else (),
                "reference": question.reference,
            }


def _options(question: Question) -> Iterator[dict[str, Any]]:
    # A yes/no question without options of its own offers the usual ones; only effects have to be told.
    options = question.options or (question.offered if {*question.warns, *question.blocks} else ())
    for option in options:
        effects = [word for name, word in EFFECTS.items() if option.key in getattr(question, name)]
        text = option.text if question.options else Words()
        yield {
            "question": question.key,
            "key": option.key,
            "risk": option.risk,
            "effect": effects[-1] if effects else "",
            **_said(text=text),
        }


def _said(**texts: Words) -> dict[str, str]:
    return {f"{name}.{code}": getattr(words, code) for name, words in texts.items() for code in LANGUAGES}
