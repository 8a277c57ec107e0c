"""What is wrong with a questionnaire's file: where, what was found, and what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.errors import Invalid
from accounts.i18n import gettext as _
from assessments.faults import faults
from assessments.questionnaire import Questionnaire

LARGEST = 5 * 1024 * 1024
MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: the sheet and row, or the line of a TOML file (0: none), and the column or field."""

    sheet: str
    row: int
    column: str
    found: str
    expected: str


class Unreadable(Invalid):
    """A file that is no questionnaire, with all that is wrong with it."""

    def __init__(self, problems: Sequence[Problem], sentence: str = "") -> None:
        super().__init__({"file": sentence or _("This file cannot be taken as a questionnaire. Nothing was changed.")})
        self.problems = tuple(problems[:MOST_PROBLEMS])


def short(value: object) -> str:
    """Return a value as a message shows it."""
    text = str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"


def refuse_faulty(questionnaire: Questionnaire, places: dict[str, tuple[str, int]]) -> Questionnaire:
    """Return the questionnaire, or raise `Unreadable` with its faults at the places (sheet, row) of their keys."""
    found = []
    for fault in faults(questionnaire):
        sheet, row = places.get(fault.where, ("", 0))
        found.append(Problem(sheet, row, fault.field.replace("_", " "), fault.where, fault.sentence))
    if found:
        raise Unreadable(found)
    return questionnaire
