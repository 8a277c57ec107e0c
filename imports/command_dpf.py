"""The command `art28 dpf`: bring the vendors' facts up to date from the downloaded list of participants."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from datetime import date
from typing import Any

from accounts.actor import SYSTEM
from accounts.database import connections, transaction
from accounts.errors import DomainError
from accounts.moments import local_day
from imports import read
from imports.command_commit import DONE, NOT_ASKED, NOT_SO, Around
from imports.dpf_list import Participant, participants
from imports.dpf_match import Doubt, Found, changed, matched
from imports.model import Options, Refused
from imports.page_words import LIKE
from register.sql import fetch_all
from register.vendors import update_vendor

VENDORS = (
    "SELECT id, name, legal_name, aliases, registration_number, website, dpf, dpf_checked_on, version FROM vendor"
    " WHERE unnamed_group = {} AND status = 'active' ORDER BY id"
)
# Whose listing matters: data goes to the United States, or the framework is what is named.
CONCERNED = (
    "SELECT DISTINCT e.vendor FROM location l JOIN engagement e ON l.engagement = e.id WHERE e.status = 'active' AND"
    " (l.country = 'US' OR l.grounds LIKE {} ESCAPE '!')"
)
RESTING = (
    "SELECT DISTINCT e.vendor FROM location l JOIN engagement e ON l.engagement = e.id WHERE e.status = 'active' AND"
    " l.grounds LIKE {} ESCAPE '!'"
)
NAMED = "%DPF!_%"
SHOWN = 20


def run(args: argparse.Namespace) -> int:
    """Update the vendors from a list; return 0 when all is done, 2 for what cannot be, 3 where nobody agreed."""
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    around: Around = args.around
    checked = _day(args.checked_on, around)
    if checked is None:
        print(f"art28: {args.checked_on} is no day up to today. Write it as 2026-11-21.", file=sys.stderr)
        return NOT_SO
    try:
        listed = participants(read.read(args.file, Options()).grids)
    except Refused as refused:
        print(f"art28: {refused}", file=sys.stderr)
        return NOT_SO
    await around.migrate()
    async with connections():
        return await _update(args, listed, checked, around)


def _day(text: str | None, around: Around) -> date | None:
    today = local_day(around.clock())
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day <= today else None


async def _update(args: argparse.Namespace, listed: list[Participant], checked: date, around: Around) -> int:
    vendors = {row["id"]: row for row in await fetch_all(VENDORS, [False])}
    concerned = frozenset(row["vendor"] for row in await fetch_all(CONCERNED, [NAMED]))
    resting = frozenset(row["vendor"] for row in await fetch_all(RESTING, [NAMED])) & vendors.keys()
    known = [{**row, "aliases": json.loads(row["aliases"])} for row in vendors.values()]
    found = matched(listed, known, concerned, resting)
    _tell(listed, found, vendors)
    chosen = dict(found.sure)
    if not (args.yes or args.dry_run) and sys.stdin.isatty():
        chosen |= _ask(found.doubts, vendors)
    changes = {number: changed(vendors[number]["dpf"], participant, checked) for number, participant in chosen.items()}
    for number, facts in changes.items():
        print(f"  {vendors[number]['name']}: {'; '.join(f'{key}={value}' for key, value in facts.items())}")
    if not changes or args.dry_run:
        print("Nothing was written." if args.dry_run else "There is nothing to write.")
        return DONE
    if not _agreed(args, len(changes)):
        return NOT_ASKED
    try:
        await _write(changes, vendors, checked, around)
    except DomainError as error:
        print(f"art28: {error} Nothing was written.", file=sys.stderr)
        return NOT_SO
    print(f"Vendors brought up to date: {len(changes)}, as checked on {checked}.")
    return DONE


def _tell(listed: list[Participant], found: Found, vendors: dict[int, dict[str, Any]]) -> None:
    perhaps = len({doubt.vendor for doubt in found.doubts})
    print(
        f"{len(listed)} participants read: {len(found.sure)} vendors are on the list,"
        f" {perhaps} may be, {len(found.missing)} that name the framework are not."
    )
    for doubt in found.doubts[:SHOWN]:
        print(f"  to be asked: row {doubt.participant.row}, {doubt.participant.name}: {_question(doubt, vendors)}")
    for number in found.missing[:SHOWN]:
        print(f"  not found: {vendors[number]['name']}; look it up by hand, it may be listed under another name")


def _question(doubt: Doubt, vendors: dict[int, dict[str, Any]]) -> str:
    why = LIKE.get(doubt.reason, "several rows of the list have this name")
    return f"is it {vendors[doubt.vendor]['name']}? ({why})"


def _ask(doubts: tuple[Doubt, ...], vendors: dict[int, dict[str, Any]]) -> dict[int, Participant]:
    chosen: dict[int, Participant] = {}
    for doubt in doubts:
        if doubt.vendor in chosen or doubt.vendor not in vendors:
            continue
        if _yes(f"{doubt.participant.name} (row {doubt.participant.row}): {_question(doubt, vendors)} [y/N] "):
            chosen[doubt.vendor] = doubt.participant
    return chosen


def _agreed(args: argparse.Namespace, number: int) -> bool:
    if args.yes:
        return True
    if not sys.stdin.isatty():
        print("Nothing was written, because nobody was there to say yes. Add --yes to do it.", file=sys.stderr)
        return False
    if _yes(f"Write the facts of {number} vendors? [y/N] "):
        return True
    print("Nothing was written.")
    return False


def _yes(question: str) -> bool:
    return input(question).strip().casefold() in {"y", "yes", "j", "ja"}


async def _write(
    changes: dict[int, dict[str, str]], vendors: dict[int, dict[str, Any]], checked: date, around: Around
) -> None:
    now, law = around.clock(), around.law()
    # All or nothing: half a list would say of the rest that it was looked up.
    async with transaction():
        for number, facts in changes.items():
            new = {"dpf": facts, "dpf_checked_on": checked}
            await update_vendor(number, new, vendors[number]["version"], SYSTEM, now, local_day(now), law)
