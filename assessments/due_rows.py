"""The rows in which something may be due, read by plain SQL that both engines understand."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from accounts.moments import local_day
from assessments.due import DPF_MONTHS, Item, Rows, item, what_is_due
from assessments.words import title_of
from register.sql import Where, fetch_all

Select = tuple[str, list[Any]]
NAMES = "vendor.id AS vendor, vendor.name AS vendor_name"
OWNER = "coalesce(nullif(engagement.owner, ''), vendor.owner)"
REVIEW_OWNER = f"(CASE WHEN review.handed_over THEN review.owner ELSE {OWNER} END)"
# Whoever owns the first engagement of a vendor in an organisation sees to what belongs to the vendor as a whole. The
# plus keeps SQLite from looking through all engagements of the organisation.
FIRST_OWNER = (
    "coalesce(nullif(vendor.owner, ''), (SELECT e.owner FROM engagement e WHERE e.vendor = vendor.id"
    " AND +e.organisation = {organisation} AND e.owner <> '' ORDER BY e.id LIMIT 1), '')"
)
RUNNING = "coalesce(engagement.status, 'active') = 'active'"
ON_DPF = (
    "EXISTS (SELECT 1 FROM location JOIN engagement e ON location.engagement = e.id"
    " WHERE e.vendor = vendor.id AND e.status = 'active' AND location.ground_used LIKE 'DPF!_%' ESCAPE '!')"
)
# Long before it ends, an agreement may reach the day on which notice has to be given.
LONGEST_NOTICE_DAYS = 400


async def load_due(
    today: date, until: date, organisations: Collection[int] | None = None, vendors: Collection[int] | None = None
) -> list[Item]:
    """Return all that is due on the day `until` or before, in some organisations and of some vendors (None: all)."""
    found = {name: await fetch_all(*one) for name, one in selects(until, organisations, vendors).items()}
    return what_is_due(Rows(**found), today, until)


async def load_news(vendors: Collection[int] | None = None) -> list[Item]:
    """Return what is told once: answers that vendors have handed in and nobody has decided on."""
    where = Where()
    where.add("a.state = 'submitted' AND a.decided_by = '' AND a.submitted_at IS NOT NULL AND vendor.status = 'active'")
    where.add("EXISTS (SELECT 1 FROM vendor_link l WHERE l.assessment = a.id AND l.submitted_at IS NOT NULL)")
    if vendors is not None:
        where.add(_listed("vendor.id", vendors))
    rows = await fetch_all(
        f"SELECT a.id, a.submitted_at, t.name, t.titles, a.organisation, {NAMES}, coalesce(nullif(a.owner, ''),"
        f" nullif(engagement.owner, ''), {_first('a')}) AS owner FROM assessment a"
        " JOIN vendor ON vendor.id = a.vendor LEFT JOIN engagement ON engagement.id = a.engagement"
        " JOIN template_version tv ON tv.id = a.template_version JOIN template t ON t.id = tv.template"
        f"{where} ORDER BY a.id",
        where.values,
    )
    return [item("answers", "assessment", row, local_day(row["submitted_at"]), title_of(row)) for row in rows]


def selects(
    until: date, organisations: Collection[int] | None, vendors: Collection[int] | None = None
) -> dict[str, Select]:
    """Return the queries for rows in which something may be due by a day, under the names that `Rows` gives them."""
    scope = _Scope(organisations, vendors)
    return {
        "reviews": scope.select(
            f"SELECT review.id, review.due, review.why, review.why_on, engagement.service, {NAMES},"
            f" engagement.organisation, {REVIEW_OWNER} AS owner FROM review"
            " JOIN engagement ON engagement.id = review.engagement JOIN vendor ON vendor.id = engagement.vendor",
            "engagement.organisation",
            ("review.outcome = '' AND engagement.status = 'active' AND review.due <= {}", until),
        ),
        "agreements": scope.select(
            "SELECT agreement.id, agreement.kind, agreement.expires_on, agreement.notice_days, agreement.organisation,"
            f" {NAMES}, coalesce(nullif(engagement.owner, ''), {_first('agreement')}) AS owner FROM agreement"
            " JOIN vendor ON vendor.id = agreement.vendor LEFT JOIN engagement ON engagement.id = agreement.engagement",
            "agreement.organisation",
            (
                f"agreement.status = 'signed' AND {RUNNING} AND agreement.expires_on <= {{}}",
                until + relativedelta(days=LONGEST_NOTICE_DAYS),
            ),
        ),
        "documents": scope.select(
            f"SELECT document.id, document.name, document.expires_on, document.organisation, {NAMES},"
            f" {_first('document')} AS owner FROM document JOIN vendor ON vendor.id = document.vendor",
            "document.organisation",
            ("document.expires_on <= {} AND document.removed_at IS NULL", until),
        ),
        "listings": scope.select(
            f"SELECT DISTINCT vendor.id, vendor.dpf_checked_on, engagement.organisation, {NAMES},"
            f" {_first('engagement')} AS owner FROM vendor JOIN engagement ON engagement.vendor = vendor.id",
            "engagement.organisation",
            (
                f"engagement.status = 'active' AND {ON_DPF} AND vendor.dpf_checked_on <= {{}}",
                # One day more for months of different length; the pure rule has the last word.
                until - relativedelta(months=DPF_MONTHS, days=-3),
            ),
            # Of a vendor of several organisations one row stays, the last; so the order is said.
            " ORDER BY vendor.id, engagement.organisation",
        ),
        "acceptances": scope.select(
            f"SELECT finding.id, finding.rule, finding.accepted_until, finding.organisation, {NAMES},"
            f" {_first('finding')} AS owner FROM finding JOIN vendor ON vendor.id = finding.vendor",
            "finding.organisation",
            ("finding.state = 'accepted' AND finding.accepted_until <= {}", until),
        ),
        "notices": scope.select(
            f"SELECT n.id, n.last_day, n.changes, n.organisation, {NAMES}, coalesce(nullif(engagement.owner, ''),"
            f" {_first('n')}) AS owner FROM subprocessor_notice n JOIN vendor ON vendor.id = n.vendor"
            " LEFT JOIN engagement ON engagement.id = n.engagement",
            "n.organisation",
            ("n.decision = '' AND n.last_day <= {}", until),
        ),
        "conditions": scope.select(
            f"SELECT c.id, c.due, c.text, c.assessment_id, c.organisation, {NAMES}, coalesce(nullif(c.owner, ''),"
            f" nullif(engagement.owner, ''), {_first('c')}) AS owner FROM condition c"
            " JOIN vendor ON vendor.id = c.vendor LEFT JOIN engagement ON engagement.id = c.engagement",
            "c.organisation",
            (f"c.done_on IS NULL AND {RUNNING} AND c.due <= {{}}", until),
        ),
        "assessments": scope.select(
            f"SELECT a.id, a.due, t.name, t.titles, a.organisation, {NAMES}, coalesce(nullif(a.owner, ''),"
            f" nullif(engagement.owner, ''), {_first('a')}) AS owner FROM assessment a"
            " JOIN vendor ON vendor.id = a.vendor LEFT JOIN engagement ON engagement.id = a.engagement"
            " JOIN template_version tv ON tv.id = a.template_version JOIN template t ON t.id = tv.template",
            "a.organisation",
            (f"a.state NOT IN ('concluded', 'cancelled') AND {RUNNING} AND a.due <= {{}}", until),
        ),
    }


class _Scope:
    """The organisations and vendors that every query is narrowed to."""

    def __init__(self, organisations: Collection[int] | None, vendors: Collection[int] | None) -> None:
        self._organisations = organisations
        self._vendors = vendors

    def select(self, sql: str, organisation: str, condition: tuple[str, date], order: str = "") -> Select:
        """Return the query for the rows of active vendors that fit."""
        where = Where()
        where.add("vendor.status = 'active'")
        where.add(*condition)
        for column, wanted in ((organisation, self._organisations), ("vendor.id", self._vendors)):
            if wanted is not None:
                where.add(_listed(column, wanted))
        return f"{sql}{where}{order}", where.values


def _first(table: str) -> str:
    return FIRST_OWNER.replace("{organisation}", f"{table}.organisation")


def _listed(column: str, ids: Iterable[int]) -> str:
    return f"{column} IN ({', '.join(str(int(one)) for one in sorted(ids)) or 'NULL'})"
