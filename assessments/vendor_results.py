"""Each vendor with its tier and what was decided last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.actor import Actor
from assessments.templates import loaded
from register.lists import Page
from register.search import like
from register.sql import Where, fetch_all, fetch_number, numbers

SIZE = 50
NONE = "none"
# What was decided last of each vendor in each organisation, but for the intake and transfers: the vendor as such.
LAST = (
    "SELECT a.id, a.vendor, a.organisation, a.outcome, a.tier, a.residual, a.concluded_on, t.titles, t.name,"
    " row_number() OVER (PARTITION BY a.vendor, a.organisation ORDER BY a.concluded_on DESC, a.id DESC) AS place"
    " FROM assessment a JOIN template_version tv ON tv.id = a.template_version JOIN template t ON t.id = tv.template"
    " WHERE a.state = 'concluded' AND t.purpose NOT IN ('intake', 'tia')"
)
INHERENT = (
    "SELECT a.vendor, a.organisation, a.inherent, row_number() OVER (PARTITION BY a.vendor, a.organisation"
    " ORDER BY a.concluded_on DESC, a.id DESC) AS place FROM assessment a"
    " JOIN template_version tv ON tv.id = a.template_version JOIN template t ON t.id = tv.template"
    " WHERE t.purpose = 'intake' AND a.state = 'concluded' AND a.inherent IS NOT NULL"
)
RUNS = (
    "SELECT a.vendor, a.organisation, count(*) AS running, min(a.due) AS due FROM assessment a"
    " WHERE a.state IN ('open', 'submitted', 'correction')"
)
HIGHEST_FIRST = (
    " ORDER BY CASE s.tier WHEN 'high' THEN 0 WHEN 'medium' THEN 1 WHEN 'low' THEN 2 ELSE 3 END, s.sort_name, s.id"
)


@dataclass(frozen=True, slots=True)
class Query:
    """What a list is to show; an empty value filters nothing, `none` asks for what is not there."""

    q: str = ""
    tier: str = ""
    outcome: str = ""
    organisation: int | None = None
    everywhere: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class VendorResult:
    """One vendor in one organisation, with its tier and what was decided last."""

    vendor: int
    vendor_name: str
    organisation: int
    organisation_name: str
    tier: str
    owner: str
    inherent: int | None
    residual: int | None
    assessment: int | None
    titles: Mapping[str, str]
    outcome: str
    concluded_on: date | None
    next_review: date | None
    running: int
    due: date | None

    def title(self, language: str) -> str:
        """Return what the questionnaire of the last decision is called."""
        return self.titles.get(language) or self.titles.get("en") or ""


async def count_by_tier(query: Query, actor: Actor) -> dict[tuple[str, str], int]:
    """Return how many vendors there are of each tier and outcome; both are empty where there is none."""
    where = _vendors(Query(organisation=query.organisation), actor)
    rows = await fetch_all(
        f"SELECT s.tier, coalesce(l.outcome, '') AS outcome, count(*) AS n{_joined()}{where}"
        " GROUP BY s.tier, coalesce(l.outcome, '')",
        where.values,
    )
    return {(row["tier"], row["outcome"]): row["n"] for row in rows}


async def list_vendor_results(query: Query, actor: Actor, size: int | None = SIZE) -> Page[VendorResult]:
    """Return one page of the vendors that fit, or all of them where `size` is None; the highest tier first."""
    where = _vendors(query, actor)
    # Only the outcome needs the assessments of all vendors to say which fit.
    every = _joined() if query.outcome else " FROM standing s"
    total = await fetch_number(f"SELECT count(*) AS n{every}{where}", where.values)
    page = 1 if size is None else max(1, min(query.page, -(-total // size)))
    among = None
    if size is not None:
        cut = f" LIMIT {size} OFFSET {(page - 1) * size}"
        found = await fetch_all(f"SELECT s.id, s.vendor{every}{where}{HIGHEST_FIRST}{cut}", where.values)
        among = [row["vendor"] for row in found]
        where = Where()
        where.add(f"s.id IN ({numbers(row['id'] for row in found)})")
    rows = await fetch_all(
        "SELECT s.vendor, s.name AS vendor_name, s.organisation, o.name AS organisation_name, s.tier, s.owner,"
        " s.next_review, l.id AS assessment, l.titles, l.outcome, l.residual, l.concluded_on, i.inherent,"
        f" r.running, r.due{_joined(among)}{where}{HIGHEST_FIRST}",
        where.values,
    )
    return Page(tuple(_result(row) for row in rows), total, page, size or max(total, 1))


def _joined(among: Iterable[int] | None = None) -> str:
    """Return the vendors with what is known of their assessments; of some vendors where only these are asked for."""
    only = "" if among is None else f" AND a.vendor IN ({numbers(among)})"
    return (
        " FROM standing s JOIN organisation o ON o.id = s.organisation"
        f" LEFT JOIN ({LAST}{only}) l ON l.vendor = s.vendor AND l.organisation = s.organisation AND l.place = 1"
        f" LEFT JOIN ({INHERENT}{only}) i ON i.vendor = s.vendor AND i.organisation = s.organisation AND i.place = 1"
        f" LEFT JOIN ({RUNS}{only} GROUP BY a.vendor, a.organisation) r"
        " ON r.vendor = s.vendor AND r.organisation = s.organisation"
    )


def _result(row: dict[str, Any]) -> VendorResult:
    known = {
        "titles": loaded(row["titles"]) if row["titles"] else {},
        "outcome": row["outcome"] or "",
        "running": row["running"] or 0,
        # SQLite forgets what kind of value the least of several days is.
        "due": date.fromisoformat(row["due"]) if isinstance(row["due"], str) else row["due"],
    }
    return VendorResult(**{**row, **known})


def _vendors(query: Query, actor: Actor) -> Where:
    where = Where()
    _scope(where, "s.organisation", query, actor)
    where.add("s.status = 'active'")
    if query.q.strip():
        where.add("s.search LIKE {} ESCAPE '!'", like(query.q))
    if query.tier:
        where.add("s.tier = {}", "" if query.tier == NONE else query.tier)
    if query.outcome:
        where.add("coalesce(l.outcome, '') = {}", "" if query.outcome == NONE else query.outcome)
    return where


def _scope(where: Where, column: str, query: Query, actor: Actor) -> None:
    if actor.scope is not None:
        where.add_in(column, sorted(actor.scope))
    if query.organisation is not None:
        where.add(f"{column} = {{}}", query.organisation)
