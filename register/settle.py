"""After each change: judge, find, and rewrite where vendors stand, many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any, cast

from accounts.actor import SYSTEM, Actor
from accounts.audit import Entry, record_many
from accounts.bulk import delete_rows, update_rows
from accounts.database import insert_rows
from accounts.events import Event
from accounts.progress import tell
from law.store import Law
from register import ledger
from register.judging import Verdict, inside_eea, judge_locations, put
from register.load import Loaded, load, lock_vendors, vendors_below
from register.rows import FindingRow, LocationRow
from register.rules import find
from register.rules.base import Case
from register.sql import chunks, fetch_all, numbers
from register.standing import StandingRow, standing
from register.tables import Finding, Location, Standing

JUDGED = Verdict._fields
_judged = itemgetter(*JUDGED)
_DAY = JUDGED.index("judged_on")
STANDING = tuple(StandingRow.__annotations__)


@dataclass(frozen=True, slots=True)
class Moved:
    """A location whose verdict changed when it was judged again; `before` is empty for one that is new.

    What it was judged by before, and on which day, tells what moved it (`register.causes`).
    """

    location: int
    vendor: int
    organisation: int
    before: str
    after: str
    reason: str
    citation: str
    params: str
    old_params: str
    old_judged_on: date | None
    new_law: bool


async def settle(vendor_ids: Iterable[int], *, today: date, now: datetime, law: Law, actor: Actor) -> list[Moved]:
    """Judge the locations of these vendors and of their sub-processors, and rewrite findings and standings.

    Runs in the caller's transaction, a few hundred vendors at a time. Returns the locations whose verdict moved.
    """
    del actor  # What follows from a change is nobody's deed; the verb records the deed itself.
    moved: list[Moved] = []
    wanted = set(vendor_ids)
    for part in chunks(wanted):
        wanted |= await vendors_below(part)
    settled = 0
    for part in chunks(wanted):
        tell("judging", settled, len(wanted))
        settled += len(part)
        await lock_vendors(part)
        moved += await _settle(part, today, now, law)
    return moved


def case_of(loaded: Loaded, vendor: int, organisation: int, today: date, law: Law) -> tuple[Case, bool]:
    """Return what the rules see of a vendor in an organisation, and whether anything of it is still active."""
    mine = [e for e in loaded.engagements.values() if e["vendor"] == vendor and e["organisation"] == organisation]
    return case_for(loaded, vendor, organisation, mine, today, law)


async def _settle(vendors: list[int], today: date, now: datetime, law: Law) -> list[Moved]:
    loaded = await load(vendors, today)
    moved = await _judge(loaded, today, law)
    pairs, stood = await _pairs(loaded, vendors)
    engagements = defaultdict(list)
    for engagement in loaded.engagements.values():
        engagements[engagement["vendor"], engagement["organisation"]].append(engagement)
    known = {ledger.key(row): row for row in await _findings(vendors)}
    book = ledger.Ledger(now, today)
    cases = []
    for vendor, organisation in pairs:
        case, active = case_for(loaded, vendor, organisation, engagements[vendor, organisation], today, law)
        cases.append((case, active))
        for rule, found in find(case):
            before = known.pop((organisation, rule, found.subject_type, found.subject_id), None)
            book.add(vendor, organisation, rule, found, before)
    book.close(known.values())
    await _write_findings(book)
    await record_many([_lapsed(before, rule, now) for before, rule in book.lapsed])
    rows = [
        standing(case, book.open_rules.get((case.vendor["id"], case.organisation["id"]), ()), active=on)
        for case, on in cases
    ]
    await _write_standings(rows, stood)
    return moved


async def _judge(loaded: Loaded, today: date, law: Law) -> list[Moved]:
    moved: list[Moved] = []
    rows: list[tuple[Any, ...]] = []
    verdicts = judge_locations(loaded, law, today)
    for locations in loaded.locations.values():
        for location in locations:
            new = verdicts[location["id"]]
            if not _differs(location, new):
                continue
            rows.append((*new, location["id"]))
            if location["verdict"] != new.verdict:
                engagement = loaded.engagements[location["engagement"]]
                moved.append(
                    Moved(
                        location["id"],
                        engagement["vendor"],
                        engagement["organisation"],
                        location["verdict"],
                        new.verdict,
                        new.reason,
                        new.citation,
                        new.params,
                        location["params"],
                        location["judged_on"],
                        location["law_digest"] != new.law_digest,
                    )
                )
            put(location, new)
    await update_rows(Location, JUDGED, rows)
    return moved


def _differs(location: LocationRow, new: Verdict) -> bool:
    # The day of judging alone is no difference, except where time has passed a day on which something was to change.
    old = _judged(location)
    return old[_DAY] is None or old[:_DAY] != new[:_DAY] or old[_DAY + 1 :] != new[_DAY + 1 :]


def case_for(
    loaded: Loaded, vendor: int, organisation: int, engagements: list[Any], today: date, law: Law
) -> tuple[Case, bool]:
    """Return what the rules see of a vendor with these engagements, and whether anything of it is still active."""
    row = loaded.vendors[vendor]
    running = [e for e in engagements if e["status"] == "active"] if row["status"] == "active" else []
    case = Case(
        vendor=row,
        organisation=loaded.organisations[organisation],
        engagements=running,
        locations=loaded.locations,
        agreements=[a for a in loaded.agreements.get(vendor, ()) if a["organisation"] == organisation],
        today=today,
        inside_eea=lambda country: inside_eea(country, today, law),
        conditions=[c for c in loaded.conditions.get(vendor, ()) if c["organisation"] == organisation],
        notices=[n for n in loaded.notices.get(vendor, ()) if n["organisation"] == organisation],
    )
    return case, row["status"] == "active" and bool(running or not engagements)


async def _pairs(loaded: Loaded, vendors: list[int]) -> tuple[list[tuple[int, int]], dict[tuple[int, int], int]]:
    rows = await fetch_all(f"SELECT id, vendor, organisation FROM standing WHERE vendor IN ({numbers(vendors)})")
    stood = {(row["vendor"], row["organisation"]): row["id"] for row in rows}
    working = loaded.pairs()
    pairs = {(vendor, organisation) for vendor, organisations in working.items() for organisation in organisations}
    # A vendor that works for nobody yet stays in the register in which it was created.
    pairs |= {pair for pair in stood if pair[0] not in working}
    return sorted(pairs), stood


async def _findings(vendors: list[int]) -> list[FindingRow]:
    rows = await fetch_all(
        "SELECT id, organisation, vendor, rule, subject_type, subject_id, severity, since, params, state,"
        f" accepted_until FROM finding WHERE vendor IN ({numbers(vendors)})"
    )
    return cast("list[FindingRow]", rows)


def _lapsed(before: FindingRow, rule: str, now: datetime) -> Entry:
    # Time did it, and nobody else.
    return Entry(
        Event.FINDING_LAPSED,
        SYSTEM,
        now,
        subject=("finding", before["id"]),
        organisation_id=before["organisation"],
        vendor_id=before["vendor"],
        before={"accepted_until": before["accepted_until"]},
        after={"rule": rule},
    )


async def _write_findings(book: ledger.Ledger) -> None:
    await insert_rows(Finding, ledger.INSERTED, book.inserted)
    await update_rows(Finding, ledger.CHANGED, book.changed)
    await update_rows(Finding, ledger.OPENED_AGAIN, book.opened_again)
    await update_rows(Finding, ledger.RESOLVED, book.resolved)


async def _write_standings(rows: list[StandingRow], stood: dict[tuple[int, int], int]) -> None:
    fresh: list[tuple[Any, ...]] = []
    kept: list[tuple[Any, ...]] = []
    for row in rows:
        number = stood.pop((row["vendor"], row["organisation"]), None)
        values = tuple(row.values())
        if number is None:
            fresh.append(values)
        else:
            kept.append((*values, number))
    await insert_rows(Standing, STANDING, fresh)
    await update_rows(Standing, STANDING, kept)
    await delete_rows(Standing, stood.values())
