"""What a row says about the agreement and the next review: blank is unknown, a date under "signed" says that it is."""

from __future__ import annotations

import re

from imports.answers import AgreementCell, other_kind_of, read_agreement
from imports.context import Context, Draft, neat
from imports.dates import Read, read_date
from imports.model import Agreement, Value
from imports.sheet_rows import Line, show
from imports.words import folded, words

_RECURRING = re.compile(
    r"\b(?:arlig\w*|arsvis|hvert ar|varje ar|yearly|annual\w*|jahrlich|annuel\w*|lopande|lobende"
    r"|lopende|ongoing|laufend|jevnlig\w*"
    r"|regelbunde\w*|halvarlig\w*|halvars\w*|kvartalsvis|quarterly|vierteljahrlich|trimestriel\w*|manad\w*|monthly)\b"
)
_NOTHING = AgreementCell()


def agreement_of(context: Context, values: dict[int, Value], line: Line, draft: Draft) -> Agreement:
    """Return what a row says about its agreement, from the column of answers and the column of dates."""
    column = next((c for c in context.fields.get("dpa", ()) if c in values), None)
    cell, text = _NOTHING, ""
    if column is not None:
        text = neat(show(values[column]))
        cell = (
            AgreementCell(signed=True)
            if context.is_oui(column, text)
            else read_agreement(values[column], context.order(column))
        )
        draft.flags.extend(cell.flags)
        if not cell.understood:
            context.problem(draft, line, column, text, ("yes, no, or the day of signature", "", "dpa"))
    signed, day = cell.signed, cell.date
    if (dated := context.columns["dpa_date"]) in values:
        signed, day = _dated(context, values[dated], line, cell, draft)
    elif column is not None and (day.iso or day.choices):
        context.report_date(draft, line, column, day, "dpa_date")
    other = other_kind_of(context.header[column]) if column is not None and cell.kind is None else None
    if other is not None:  # its answers are none about a DPA
        draft.flags.extend([f"agreement_is_{other}"] if signed else [])
        return Agreement(None, None, text, other) if signed else Agreement()
    return Agreement(signed, day.iso, text, cell.kind)


def _dated(context: Context, value: Value, line: Line, cell: AgreementCell, draft: Draft) -> tuple[bool | None, Read]:
    """Return the answer and the day, with the column of dates taken in."""
    column = context.columns["dpa_date"]
    read = read_date(value, context.order(column))
    if read.iso or read.choices:
        context.report_date(draft, line, column, read, "dpa_date")
        if cell.signed is False:
            draft.flags.append("date_without_dpa")
        unnamed = cell.kind in (None, "dpa", "other")  # the day an NDA was signed is not the day of a DPA
        return (True if cell.signed is None and unnamed else cell.signed), read
    worded = read_agreement(value)
    if worded.signed is not None and isinstance(value, str):
        draft.flags.extend(worded.flags)
        return (worded.signed if cell.signed is None else cell.signed), cell.date
    text = show(value)
    if words().answers.get(folded(text)) != "unknown":
        context.problem(draft, line, column, text, ("a date", "", "dpa_date"))
    return cell.signed, cell.date


def review_of(context: Context, values: dict[int, Value], line: Line, draft: Draft) -> str | None:
    """Return the day, month, quarter or year of the next review."""
    column = context.columns["next_review"]
    if column not in values:
        return None
    read = read_date(values[column], context.order(column))
    if read.iso or read.choices:
        context.report_date(draft, line, column, read, "next_review")
        return read.iso
    text = show(values[column])
    if _RECURRING.search(folded(text)):
        draft.flags.append("review_recurring")
    elif words().answers.get(folded(text)) is None:
        context.problem(draft, line, column, text, ("the date of the next review", "", "next_review"))
    return None
