"""The list of vendors: one row of `Standing` each, searched, filtered, sorted and paged by the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar

from accounts.actor import Actor
from register.search import like
from register.sql import Where, fetch_all, fetch_number

Row = TypeVar("Row")

UNKNOWN = "unknown"
COLUMNS = (
    "id, vendor, organisation, name, legal_name, service, role, countries, locations, verdict, rank, verdict_count,"
    " reason, ground, dpa, dpa_on, tier, owner, status, next_review, findings, rules, tags"
)
# Vendors of which a location rests on a record of the law.
RESTS = (
    "EXISTS (SELECT 1 FROM engagement e JOIN location l ON l.engagement = e.id WHERE e.vendor = standing.vendor"
    " AND e.organisation = standing.organisation AND e.status = 'active' AND l.records LIKE {} ESCAPE '!')"
)
# What each sort orders by, up and down; unknown comes last both ways, and the worst verdict first.
_TIER = "CASE tier WHEN 'high' THEN 0 WHEN 'medium' THEN 1 WHEN 'low' THEN 2 ELSE 3 END"
ORDERS = {
    "name": ("sort_name, id", "sort_name DESC, id DESC"),
    "verdict": ("rank DESC, sort_name, id", "rank, sort_name, id"),
    "dpa": (
        "CASE WHEN dpa = '' THEN 1 ELSE 0 END, dpa, sort_name, id",
        "CASE WHEN dpa = '' THEN 1 ELSE 0 END, dpa DESC, sort_name, id",
    ),
    "next_review": ("next_review NULLS LAST, sort_name, id", "next_review DESC NULLS LAST, sort_name, id"),
    "owner": (
        "CASE WHEN owner = '' THEN 1 ELSE 0 END, owner, sort_name, id",
        "CASE WHEN owner = '' THEN 1 ELSE 0 END, owner DESC, sort_name, id",
    ),
    "tier": (f"{_TIER}, sort_name, id", f"{_TIER} DESC, sort_name, id"),
    "findings": ("findings DESC, sort_name, id", "findings, sort_name, id"),
}


@dataclass(frozen=True, slots=True)
class VendorQuery:
    """What the list is to show; an empty value filters nothing, `unknown` asks for what is not recorded.

    `rests` is the id of a legal record that a verdict has to rest on; `as_of` another day than today, for which
    `register.asof_lists` lists. `sort` is one of `ORDERS`; `page` counts from 1.
    """

    q: str = ""
    verdict: str = ""
    finding: str = ""
    country: str = ""
    owner: str = ""
    status: str = ""
    dpa: str = ""
    role: str = ""
    rests: str = ""
    tier: str = ""
    tag: str = ""
    columns: tuple[str, ...] = ()
    as_of: date | None = None
    organisation: int | None = None
    everywhere: bool = False
    sort: str = "name"
    descending: bool = False
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class VendorRow:
    """One vendor in one organisation, as the list shows it; `id` is the vendor's."""

    id: int
    organisation: int
    name: str
    legal_name: str
    service: str
    role: str
    countries: tuple[str, ...]
    locations: int
    verdict: str
    verdict_count: int
    reason: str
    ground: str
    dpa: str
    dpa_on: str
    tier: str
    owner: str
    status: str
    next_review: date | None
    findings: int
    rules: tuple[str, ...]
    tags: tuple[str, ...]


LARGEST_PAGE = 500


def window(page: int, size: int, total: int) -> tuple[int, int]:
    """Return which page of so many rows is shown, and its size: a page beyond the last is the last."""
    size = max(1, min(size, LARGEST_PAGE))
    return max(1, min(page, -(-total // size))), size


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a longer list."""

    rows: tuple[Row, ...]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True)
class Facets:
    """What a list can be narrowed by: vendors by verdict and finding; the owners, countries and tags there are."""

    verdicts: dict[str, int]
    findings: dict[str, int]
    owners: tuple[str, ...]
    countries: tuple[str, ...]
    tags: tuple[str, ...] = ()


async def count_vendors(query: VendorQuery, actor: Actor) -> int:
    """Return how many vendors fit."""
    where = conditions(query, actor)
    return await fetch_number(f"SELECT count(*) AS n FROM standing{where}", where.values)


async def list_vendors(query: VendorQuery, actor: Actor, total: int | None = None) -> Page[VendorRow]:
    """Return one page of the vendors that fit; a page beyond the last shows the last. `total` is counted if unknown."""
    where = conditions(query, actor)
    if total is None:
        total = await count_vendors(query, actor)
    page, size = window(query.page, query.size, total)
    rows = await fetch_all(
        f"SELECT {COLUMNS} FROM standing{where} ORDER BY {order(query)} LIMIT {size} OFFSET {(page - 1) * size}",
        where.values,
    )
    return Page(tuple(vendor_row(row) for row in rows), total, page, size)


async def vendor_numbers(query: VendorQuery, actor: Actor) -> list[tuple[int, int]]:
    """Return vendor and organisation of all that fit, in the order of the list: what an export of this view holds."""
    where = conditions(query, actor)
    rows = await fetch_all(f"SELECT vendor, organisation FROM standing{where} ORDER BY {order(query)}", where.values)
    return [(row["vendor"], row["organisation"]) for row in rows]


async def all_vendors(query: VendorQuery, actor: Actor) -> tuple[VendorRow, ...]:
    """Return all vendors that fit, in the order of the list."""
    where = conditions(query, actor)
    rows = await fetch_all(f"SELECT {COLUMNS} FROM standing{where} ORDER BY {order(query)}", where.values)
    return tuple(vendor_row(row) for row in rows)


async def rows_of(vendors: Iterable[int]) -> dict[tuple[int, int], VendorRow]:
    """Return the rows of some vendors by vendor and organisation."""
    where = Where()
    where.add_in("vendor", sorted(vendors))
    rows = await fetch_all(f"SELECT {COLUMNS} FROM standing{where}", where.values)
    return {(row["vendor"], row["organisation"]): vendor_row(row) for row in rows}


async def facets(query: VendorQuery, actor: Actor) -> Facets:
    """Return what the list can be narrowed by, as the organisation's whole register stands."""
    where = conditions(replace(VendorQuery(), organisation=query.organisation, status=query.status), actor)
    verdicts = await fetch_all(f"SELECT verdict, count(*) AS n FROM standing{where} GROUP BY verdict", where.values)
    owners = await fetch_all(f"SELECT DISTINCT owner FROM standing{where} ORDER BY owner", where.values)
    places = await fetch_all(f"SELECT DISTINCT countries FROM standing{where}", where.values)
    found = await fetch_all(f"SELECT rules, count(*) AS n FROM standing{where} GROUP BY rules", where.values)
    tagged = await fetch_all(f"SELECT DISTINCT tags FROM standing{where}", where.values)
    findings: dict[str, int] = {}
    for row in found:
        for rule in _split(row["rules"]):
            findings[rule] = findings.get(rule, 0) + row["n"]
    return Facets(
        verdicts={row["verdict"]: row["n"] for row in verdicts},
        findings=findings,
        owners=tuple(row["owner"] for row in owners if row["owner"]),
        countries=tuple(sorted({code for row in places for code in _split(row["countries"])})),
        tags=tuple(sorted({tag for row in tagged for tag in _split(row["tags"])})),
    )


def conditions(query: VendorQuery, actor: Actor) -> Where:
    """Return what a row must fulfil to be listed for the actor."""
    where = Where()
    if actor.scope is not None:
        where.add_scope("organisation", actor.scope)
    if query.organisation is not None:
        where.add("organisation = {}", query.organisation)
    if query.q.strip():
        where.add("search LIKE {} ESCAPE '!'", like(query.q))
    for column, wanted in (
        ("verdict", query.verdict),
        ("owner", query.owner),
        ("dpa", query.dpa),
        ("role", query.role),
        ("tier", query.tier),
    ):
        if wanted:
            where.add(f"{column} = {{}}", "" if wanted == UNKNOWN else wanted)
    if query.status:
        where.add("status = {}", query.status)
    if query.finding:
        where.add("rules LIKE {} ESCAPE '!'", _member(query.finding))
    if query.tag:
        where.add("tags LIKE {} ESCAPE '!'", _member(query.tag))
    _add_places(where, query)
    return where


def order(query: VendorQuery) -> str:
    """Return the ORDER BY of a list; an unknown sort is by name."""
    return ORDERS.get(query.sort, ORDERS["name"])[query.descending]


def _add_places(where: Where, query: VendorQuery) -> None:
    if query.country == UNKNOWN:
        where.add("rules LIKE {} ESCAPE '!'", _member("unknown_country"))
    elif query.country:
        where.add("'|' || countries || '|' LIKE {} ESCAPE '!'", _member(query.country))
    if query.rests:
        where.add(RESTS, _member(query.rests))


def _member(word: str) -> str:
    escaped = word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%|{escaped}|%"


def vendor_row(row: dict[str, Any]) -> VendorRow:
    """Return a row of the database as the list shows it."""
    values = {name: row[name] for name in VendorRow.__slots__}
    values |= {"id": row["vendor"], "countries": _split(row["countries"]), "rules": _split(row["rules"])}
    values["tags"] = _split(row["tags"])
    return VendorRow(**values)


def _split(joined: str) -> tuple[str, ...]:
    return tuple(part for part in joined.split("|") if part)
