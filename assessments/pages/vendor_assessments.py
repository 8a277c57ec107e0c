"""The assessments of a vendor, as a part of its page: what is open, what was decided, and the way to a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts import i18n
from accounts.actor import Actor
from accounts.i18n import gettext as _
from accounts.roles import Deed, may
from accounts.web import AnyRequest, fragment
from assessments.deciding import OUTCOMES
from assessments.list_kinds import BEGUN
from assessments.pages.assessment import STATES
from assessments.questionnaire import unpacked
from assessments.tiers import LABELS
from register.pages.vendor_parts import Part
from register.sql import Where, fetch_all
from register.view_model import VendorView

MOST = 10
ASKED = (
    "SELECT a.id, a.state, a.outcome, a.due, a.concluded_on, a.residual, a.inherent, a.tier, e.service,"  # noqa: S608
    f" t.purpose, tv.content, {BEGUN}, count(*) OVER () AS n FROM assessment a"
    " JOIN template_version tv ON tv.id = a.template_version JOIN template t ON t.id = tv.template"
    " LEFT JOIN engagement e ON e.id = a.engagement"
)
ORDER = (
    "ORDER BY CASE WHEN a.state IN ('concluded', 'cancelled') THEN 1 ELSE 0 END, a.created_at DESC, a.id DESC"
    f" LIMIT {MOST}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """An assessment: what was asked about what, how it stands, and what came of it."""

    id: int
    title: str
    about: str
    state: str
    outcome: str
    good: bool
    day: date | None
    late: bool
    begun: bool
    risk: int | None
    tier: str


async def assessments_part(request: AnyRequest, view: VendorView, actor: Actor, today: date) -> Part | None:
    """Return the assessments of a vendor, those that are open first."""
    where = Where()
    where.add("a.vendor = {}", view.id)
    if actor.scope is not None:
        where.add_in("a.organisation", sorted(actor.scope))
    rows = await fetch_all(f"{ASKED}{where} {ORDER}", where.values)
    language = i18n.language.get()
    lines = [
        Line(
            id=row["id"],
            title=unpacked(row["content"]).title.say(language),
            about=row["service"] or _("The vendor as a whole"),
            state=_(STATES[row["state"]]),
            outcome=_(OUTCOMES[row["outcome"]]) if row["outcome"] in OUTCOMES else "",
            good=row["outcome"] == "approved",
            day=row["concluded_on"] or row["due"],
            late=bool(row["due"] and row["due"] < today and row["state"] in {"open", "correction"}),
            begun=bool(row["begun"]),
            risk=row["inherent"] if row["purpose"] == "intake" else row["residual"],
            tier=_(LABELS.get(row["tier"], row["tier"])),
        )
        for row in rows
    ]
    total = int(rows[0]["n"]) if rows else 0
    names = {
        "lines": lines,
        "vendor": view.id,
        "name": view.name,
        "more": total - len(lines),
        "may_edit": may(actor, Deed.EDIT),
    }
    return Part("assessments", _("Assessments"), fragment(request, "assessments/vendor_part.html", **names), total)
