"""The lists of assessments and of reviews: their rows in words, and their pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from accounts import i18n
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from assessments import phrases, tiers, words
from assessments.cadence import WHY
from assessments.list_kinds import ASSESSMENTS, REVIEWS
from assessments.reviewing import OUTCOMES as REVIEWED
from assessments.templates import loaded
from register import words as register_words
from register.listing import Row
from register.pages.cells import Cell, day
from register.pages.list_cells import (
    ORGANISATION,
    Beside,
    Cells,
    ahead_cell,
    day_cell,
    moment_cell,
    number_cell,
    text_cell,
    word_cell,
    work_cell,
)
from register.pages.lists import handler
from register.pages.shown import ShownList

RUNNING = frozenset({"open", "submitted", "correction"})


def _named(path: str, *, service: bool = False) -> Callable[[Row, Beside], Cell]:
    def cell(row: Row, beside: Beside) -> Cell:
        parts = (row["service"] if service else "", row["organisation_name"] if beside.several else "")
        return Cell("name", row["name"], href=f"{path}/{row['id']}", lines=tuple(part for part in parts if part))

    return cell


def _owner(row: Row, _beside: Beside) -> Cell:
    return Cell("text", row["owner"] or _("Nobody"), value=row["owner"] or "")


def _questionnaire(row: Row, _beside: Beside) -> Cell:
    titles: Mapping[str, str] = loaded(row["titles"])
    return Cell("text", titles.get(i18n.language.get()) or titles.get("en") or row["template_name"])


def _risk(row: Row, _beside: Beside) -> Cell:
    if not row["begun"]:
        # What counts as the worst while nobody has answered says nothing of the vendor.
        return Cell("text", _("Not known yet"))
    tier: str = row["tier"]
    level = word_of(tiers.LABELS, tier)
    risk = row["inherent"] if row["purpose"] == "intake" else row["residual"]
    told = "" if risk is None else _("%(risk)s of 100", risk=risk)
    return Cell("level", level, told, look=tier, value=f"{level}, {told}" if told else level)


def _outcome(row: Row, _beside: Beside) -> Cell:
    on = row["concluded_on"].isoformat() if row["concluded_on"] else ""
    text = word_of(words.OUTCOMES, row["outcome"])
    return Cell("words", text, on, value=f"{text} {on}".strip())


def _due(row: Row, beside: Beside) -> Cell:
    return day(row["due"], beside.today if row["state"] in RUNNING else None)


def _about(row: Row, _beside: Beside) -> Cell:
    return Cell("clip", row["service"] or _("The vendor as a whole"))


def _why(row: Row, _beside: Beside) -> Cell:
    return Cell("clip", phrases.why_text(row["why"], row["why_on"]) if row["why"] in WHY else "")


def _reviewed(row: Row, _beside: Beside) -> Cell:
    if not row["outcome"]:
        return Cell("text", _("To do"))
    return Cell("words", word_of(REVIEWED, row["outcome"]), row["concluded_on"].isoformat())


def _review_due(row: Row, beside: Beside) -> Cell:
    return day(row["due"], None if row["outcome"] else beside.today)


def word_of(vocabulary: Mapping[str, str], code: str) -> str:
    """Return what a code is called; the code itself where it has no word."""
    return _(vocabulary[code]) if code in vocabulary else code


ASSESSMENT_CELLS: Cells = {
    "vendor": _named("/assessments", service=True),
    "questionnaire": _questionnaire,
    "state": word_cell("state", words.STATES),
    "risk": _risk,
    "outcome": _outcome,
    "due": _due,
    "owner": _owner,
    "about": _about,
    "purpose": word_cell("purpose", words.PURPOSES),
    "tier": word_cell("vendor_tier", register_words.TIERS),
    "created_at": moment_cell("created_at"),
    "submitted_at": moment_cell("submitted_at"),
    "concluded_on": day_cell("concluded_on"),
    "decided_by": text_cell("decided_by"),
    "approved_by": text_cell("approved_by"),
    "note": text_cell("outcome_note", "clip"),
    "next_review": ahead_cell("next_review"),
    "organisation": ORGANISATION,
}
REVIEW_CELLS: Cells = {
    "vendor": _named("/reviews"),
    "service": work_cell,
    "due": _review_due,
    "why": _why,
    "outcome": _reviewed,
    "owner": _owner,
    "tier": word_cell("tier", register_words.TIERS),
    "role": word_cell("role", register_words.ROLES),
    "months": number_cell("cadence_months"),
    "concluded_on": day_cell("concluded_on"),
    "note": text_cell("note", "clip"),
    "organisation": ORGANISATION,
}
SHOWN = (
    ShownList(
        ASSESSMENTS,
        ASSESSMENT_CELLS,
        lambda number: ngettext("%(num)s assessment.", "%(num)s assessments.", number),
        tabs="assessments/assessment_tabs.html",
    ),
    ShownList(
        REVIEWS,
        REVIEW_CELLS,
        lambda number: ngettext("%(num)s review.", "%(num)s reviews.", number),
        picked="engagement",
        picked_sql="r.engagement",
        tabs="assessments/review_tabs.html",
    ),
)
ROUTES = [handler(shown) for shown in SHOWN]
