"""One assessment as a workbook: a sheet of answers, and one with the same questions of other years."""

from __future__ import annotations

from openpyxl import Workbook

from accounts.events import N_
from accounts.i18n import gettext as _
from assessments.asked import Asked
from assessments.comparing import Comparison, Line
from assessments.sheet import sections_of
from register.sheets import Column, Sheet
from register.workbook import saved, write

ANSWERS = Sheet(
    "Answers",
    "answers",
    (
        Column("Section", "section", 26, N_("The section of the questionnaire.")),
        Column("Number", "number", 9, N_("The place of the question.")),
        Column("Question", "question", 60, N_("What is asked.")),
        Column("Answer", "answer", 40, N_("What was answered; empty is not answered.")),
        Column("Comment", "comment", 40, N_("The comment beside the answer.")),
        Column("Required", "required", 10, N_("Whether it has to be answered.")),
        Column("Reference", "reference", 24, N_("The rule behind the question.")),
        Column("Points", "points", 9, N_("What the answer adds to the risk.")),
        Column("Possible", "possible", 9, N_("The most that an answer could add.")),
        Column("Answered by", "by", 26, N_("Who answered.")),
        Column("Changed", "changed", 10, N_("Whether it differs from the last time.")),
        Column("Before", "before", 40, N_("The answer of the last time.")),
        Column("Key", "key", 20, N_("The name of the question, the same in all versions.")),
    ),
)


def workbook(asked: Asked, years: Comparison, language: str) -> bytes:
    """Return the bytes of the workbook."""
    book = Workbook(write_only=True)
    points = {point["question"]: point for point in asked.row["score"].get("points", ())}
    rows = []
    for section in sections_of(asked, language):
        for question in section.shown:
            point = points.get(question.key, {})
            added = point.get("possible") if point.get("state") == "unanswered" else point.get("points")
            rows.append(
                {
                    "section": section.title,
                    "number": question.number,
                    "question": question.text,
                    "answer": question.answer,
                    "comment": question.comment,
                    "required": _("yes") if question.required else _("no"),
                    "reference": question.reference,
                    "points": (added or 0) / 100,
                    "possible": point.get("possible", 0) / 100,
                    "by": question.by,
                    "changed": _("yes") if question.changed else _("no"),
                    "before": question.before,
                    "key": question.key,
                }
            )
    write(book, ANSWERS, rows)
    if len(years.years) > 1:
        write(book, years_sheet(years), [_year_row(line, years) for line in years.lines])
    return saved(book)


def years_sheet(years: Comparison) -> Sheet:
    """Return the sheet that has a column for each year."""
    columns = tuple(
        Column(f"{year.on.isoformat()} ({year.id})", f"year-{year.id}", 36, N_("The answer of that time."))
        for year in years.years
    )
    first = Column("Question", "question", 60, N_("What is asked."))
    last = Column("Changed", "changed", 10, N_("Whether it differs from the last time."))
    return Sheet("Years", "years", (first, *columns, last))


def _year_row(line: Line, years: Comparison) -> dict[str, object]:
    said = {
        f"year-{year.id}": " – ".join(part for part in pair if part)
        for year, *pair in zip(years.years, line.answers, line.comments, strict=True)
    }
    return {"question": line.text, **said, "changed": _("yes") if any(line.differs) else _("no")}
