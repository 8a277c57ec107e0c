"""Findings: listed, accepted until a date, and opened again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from piccolo.columns import Column

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Invalid, NotFound
from accounts.events import Event
from accounts.roles import Deed, demand
from register import sentences
from register.change import GONE
from register.days import ACCEPTANCE_MONTHS, months_after
from register.lists import Page, window
from register.search import like
from register.sql import Where, fetch_all, fetch_number
from register.tables import Finding, Standing
from register.texts import finding_text
from register.view_model import FindingView

COLUMNS = (
    "f.id, f.organisation, f.vendor, v.name AS vendor_name, o.name AS organisation_name, f.rule, f.params, f.severity,"
    " f.since, f.subject_type, f.subject_id, f.state, f.accepted_until, f.accepted_by, f.accepted_why, f.found_at,"
    " f.resolved_at"
)
LONGEST_REASON = 4000
SOURCE = "finding f JOIN vendor v ON f.vendor = v.id JOIN organisation o ON f.organisation = o.id"
_WORST = "CASE f.severity WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END"
ORDERS = {
    "severity": (f"{_WORST}, f.since, f.id", f"{_WORST} DESC, f.since DESC, f.id DESC"),
    "since": ("f.since NULLS LAST, f.id", "f.since DESC NULLS LAST, f.id DESC"),
    "vendor": ("v.search, f.id", "v.search DESC, f.id DESC"),
    "rule": ("f.rule, f.id", "f.rule DESC, f.id DESC"),
}

# What Piccolo takes for an update.
Values = dict[Column | str, Any]


@dataclass(frozen=True, slots=True)
class FindingQuery:
    """Which findings to list; an empty value filters nothing. `sort`: severity, since, vendor or rule."""

    q: str = ""
    rule: str = ""
    severity: str = ""
    state: str = "open"
    vendor: int | None = None
    organisation: int | None = None
    sort: str = "severity"
    descending: bool = False
    page: int = 1
    size: int = 50


async def list_findings(query: FindingQuery, actor: Actor) -> Page[FindingView]:
    """Return one page of the findings that fit; a page beyond the last shows the last."""
    where = _conditions(query, actor)
    named = bool(query.q.strip()) or query.sort == "vendor"
    source = SOURCE if named else "finding f"
    total = await fetch_number(f"SELECT count(*) AS n FROM {source}{where}", where.values)
    page, size = window(query.page, query.size, total)
    order = ORDERS.get(query.sort, ORDERS["severity"])[query.descending]
    part = f"ORDER BY {order} LIMIT {size} OFFSET {(page - 1) * size}"
    # Where the order needs no names, only the rows of the page are joined with them.
    chosen = SOURCE.replace("finding f", f"(SELECT * FROM finding f{where} {part}) f")
    sql = f"{SOURCE}{where} {part}" if named else f"{chosen} ORDER BY {order}"
    rows = await fetch_all(f"SELECT {COLUMNS} FROM {sql}", where.values)
    return Page(tuple(_view(row) for row in rows), total, page, size)


async def find_finding(number: int, actor: Actor) -> FindingView:
    """Return one finding; raise `accounts.errors.NotFound` where there is none that the actor may see."""
    where = Where()
    where.add("f.id = {}", number)
    rows = await fetch_all(f"SELECT {COLUMNS} FROM {SOURCE}{where}", where.values)
    if not rows or not actor.sees(rows[0]["organisation"]):
        raise NotFound(GONE)
    return _view(rows[0])


async def find_findings(numbers: Sequence[int], actor: Actor) -> list[FindingView]:
    """Return findings by their numbers, in that order, without those that the actor may not see."""
    where = Where()
    where.add_in("f.id", numbers)
    rows = await fetch_all(f"SELECT {COLUMNS} FROM {SOURCE}{where}", where.values)
    found = {row["id"]: _view(row) for row in rows if actor.sees(row["organisation"])}
    return [found[number] for number in numbers if number in found]


async def findings_of(vendor: int, actor: Actor) -> tuple[FindingView, ...]:
    """Return the findings of a vendor that are open or accepted, the worst first."""
    where = _conditions(FindingQuery(vendor=vendor, state=""), actor)
    where.add("f.state <> 'resolved'")
    rows = await fetch_all(f"SELECT {COLUMNS} FROM {SOURCE}{where} ORDER BY {ORDERS['severity'][0]}", where.values)
    return tuple(_view(row) for row in rows)


async def accept_finding(number: int, until: date, why: str, actor: Actor, now: datetime, today: date) -> None:
    """Accept a finding until a day, with the reason; never for ever: at most 12 months ahead.

    Raises `accounts.errors.Invalid` for a day that is past or too far and for a missing reason.
    """
    demand(actor, Deed.DECIDE)
    wrong = wrong_reason(why)
    if until < today:
        wrong["until"] = sentences.UNTIL_PAST
    elif until > months_after(today, ACCEPTANCE_MONTHS):
        wrong["until"] = sentences.UNTIL_TOO_FAR
    if wrong:
        raise Invalid(wrong)
    async with transaction():
        found = await find_finding(number, actor)
        demand(actor, Deed.DECIDE, found.organisation)
        if found.state == "resolved":
            raise Invalid({"": sentences.ALREADY_RESOLVED})
        values: Values = {
            "state": "accepted",
            "accepted_until": until,
            "accepted_by": actor.label,
            "accepted_why": why.strip(),
        }
        await Finding.update(values).where(Finding.id == number)
        await _recount(found)
        await _record(
            Event.FINDING_ACCEPTED,
            found,
            actor,
            now,
            {"accepted_until": until.isoformat(), "accepted_why": why.strip()},
        )


def wrong_reason(why: str) -> dict[str, str]:
    """Return what is wrong with the reason of an acceptance, as a refusal names it; nothing where it will do."""
    if not why.strip():
        return {"why": sentences.REASON_MISSING}
    return {"why": sentences.TOO_LONG} if len(why) > LONGEST_REASON else {}


async def reopen(number: int, actor: Actor, now: datetime) -> None:
    """Take back the acceptance of a finding; one that is open or resolved stays as it is."""
    demand(actor, Deed.DECIDE)
    async with transaction():
        found = await find_finding(number, actor)
        demand(actor, Deed.DECIDE, found.organisation)
        if found.state != "accepted":
            return
        await Finding.update({"state": "open", "accepted_until": None, "accepted_by": "", "accepted_why": ""}).where(
            Finding.id == number
        )
        await _recount(found)
        await _record(Event.FINDING_REOPENED, found, actor, now, {})


def _conditions(query: FindingQuery, actor: Actor) -> Where:
    where = Where()
    if actor.scope is not None:
        where.add_in("f.organisation", sorted(actor.scope))
    for column, wanted in (
        ("organisation", query.organisation),
        ("vendor", query.vendor),
        ("state", query.state),
        ("severity", query.severity),
        ("rule", query.rule),
    ):
        if wanted:
            where.add(f"f.{column} = {{}}", wanted)
    if query.q.strip():
        where.add("v.search LIKE {} ESCAPE '!'", like(query.q))
    return where


def _view(row: Mapping[str, Any]) -> FindingView:
    title, sentence, todo = finding_text(row["rule"], row["params"], row["organisation_name"], row["since"])
    values = {name: row[name] for name in FindingView.__slots__ if name in row}
    return FindingView(**values, title=title, sentence=sentence, todo=todo)


async def _recount(found: FindingView) -> None:
    # The list counts open findings only, so it has to hear of an acceptance at once.
    rows = await Finding.select(Finding.rule).where(
        (Finding.vendor == found.vendor) & (Finding.organisation == found.organisation) & (Finding.state == "open")
    )
    names = sorted({row["rule"] for row in rows})
    values: Values = {"findings": len(rows), "rules": f"|{'|'.join(names)}|" if names else ""}
    await Standing.update(values).where(
        (Standing.vendor == found.vendor) & (Standing.organisation == found.organisation)
    )


async def _record(event: Event, found: FindingView, actor: Actor, now: datetime, after: Mapping[str, Any]) -> None:
    await record(
        event,
        actor,
        now,
        subject=("finding", found.id),
        organisation_id=found.organisation,
        vendor_id=found.vendor,
        after={"rule": found.rule, **after},
    )
