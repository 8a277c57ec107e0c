"""An assessment as a report: a handful of facts, then every question with its answer; what all forms of paper share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.i18n import gettext as _
from accounts.moments import local_day
from assessments.sheet import QuestionView, SectionView


@dataclass(frozen=True, slots=True)
class Report:
    """What stands on paper."""

    title: str
    facts: tuple[tuple[str, str], ...]
    decision: tuple[str, ...]
    conditions: tuple[str, ...]
    sections: tuple[SectionView, ...]


def printed(page: Any) -> Report:
    """Return the report of what the page of an assessment shows."""
    row = page.row
    facts = (
        (_("Vendor"), row["vendor_name"]),
        (_("Organisation"), row["organisation_name"]),
        (_("About"), row["service"] or _("The vendor as a whole")),
        (_("Questionnaire"), _("%(title)s (version %(number)s)", title=page.title, number=row["number"])),
        (_("State"), page.state),
        (_("Owner"), row["owner"] or _("Nobody")),
        (_("Handed in"), local_day(row["submitted_at"]).isoformat() if row["submitted_at"] else ""),
        (_("Remaining risk"), risk_words(page)),
        (_("Questions without an answer"), str(len(page.score.unanswered))),
    )
    decision = (
        page.outcome,
        page.result,
        row["outcome_note"],
        _("Decided by %(who)s.", who=row["decided_by"]) if row["decided_by"] else "",
        _("Approved by %(who)s.", who=row["approved_by"]) if row["approved_by"] else "",
    )
    conditions = tuple(
        _("%(condition)s (%(owner)s, due on %(day)s)", condition=one["text"], owner=one["owner"], day=one["due"])
        for one in page.conditions
    )
    return Report(
        f"{page.title}: {row['vendor_name']}",
        tuple(fact for fact in facts if fact[1]),
        tuple(part for part in decision if part),
        conditions,
        tuple(section for section in page.sections if section.shown),
    )


def risk_words(page: Any) -> str:
    """Return the risk in words; it never hides that something is not answered."""
    risk = page.score.residual if page.row["purpose"] != "intake" else page.score.inherent
    return "" if risk is None or not page.score.begun else f"{_('%(risk)s of 100', risk=risk)} ({page.tier})"


def notes_of(question: QuestionView) -> tuple[str, ...]:
    """Return what stands below an answer: its comment, its documents, and that it changed."""
    lines = [question.comment] if question.comment else []
    for proof in question.proofs:
        until = _("until %(day)s", day=proof.expires_on) if proof.expires_on else ""
        accepted = _("accepted by %(who)s", who=proof.accepted_by) if proof.accepted_by else _("not accepted yet")
        lines.append(", ".join(part for part in (proof.name, accepted, until) if part))
    if question.changed:
        lines.append(
            _("Changed since the last time, when it was: %(answer)s", answer=question.before or _("no answer"))
        )
    elif question.from_previous:
        lines.append(_("Taken over from the last time."))
    return tuple(lines)
