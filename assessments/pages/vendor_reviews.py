"""The reviews of a vendor, as a part of its page: the next ones, and how earlier ones ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.actor import Actor
from accounts.i18n import gettext as _
from accounts.web import AnyRequest, fragment
from assessments.reviewing import OUTCOMES
from register.pages.vendor_parts import Part
from register.pages.vendor_words import called
from register.pages.words import due
from register.sql import Where, fetch_all
from register.view_model import VendorView

MOST = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A review: open, with how far away it is, or concluded, with its outcome."""

    id: int
    service: str
    on: date
    when: str
    late: bool
    outcome: str
    note: str


async def reviews_part(request: AnyRequest, view: VendorView, actor: Actor, today: date) -> Part | None:
    """Return the reviews of a vendor, the open ones first; None where there are none."""
    where = Where()
    where.add("engagement.vendor = {}", view.id)
    if actor.scope is not None:
        where.add_in("engagement.organisation", sorted(actor.scope))
    rows = await fetch_all(
        "SELECT review.id, review.engagement, review.due, review.outcome, review.note, review.concluded_on,"
        f" count(*) OVER () AS n FROM review JOIN engagement ON engagement.id = review.engagement{where}"
        " ORDER BY CASE WHEN review.outcome = '' THEN 0 ELSE 1 END,"
        " CASE WHEN review.outcome = '' THEN review.due END, review.concluded_on DESC, review.id DESC"
        f" LIMIT {MOST}",
        where.values,
    )
    if not rows:
        return None
    names = {engagement.id: called(engagement) for engagement in view.engagements}
    lines = [
        Line(
            id=row["id"],
            service=names.get(row["engagement"], ""),
            on=row["concluded_on"] or row["due"],
            when="" if row["outcome"] else due(row["due"], today),
            late=not row["outcome"] and row["due"] < today,
            outcome=_(OUTCOMES.get(row["outcome"], row["outcome"])) if row["outcome"] else "",
            note=row["note"],
        )
        for row in rows
    ]
    total = int(rows[0]["n"])
    html = fragment(request, "assessments/vendor_reviews.html", lines=lines, vendor=view.id, more=total - len(lines))
    return Part("reviews", _("Reviews"), html, total, wide=False)
