"""What `art28 import` does beyond reading: shows the plan, asks, commits, and reports in a form fit for a cron job."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from accounts.actor import SYSTEM
from accounts.database import engine, transaction
from accounts.errors import DomainError
from accounts.moments import local_day
from imports import batches, conflicts, incoming, layouts, store
from imports.command import options_of
from imports.model import Understood
from imports.plan import Where
from imports.plan_model import Decision, Plan
from imports.planning import make_plan
from imports.understand import understand
from law.store import Law
from register.inputs import OrganisationInput
from register.organisations import create_organisation, find_organisation, list_organisations
from register.reading import read

DONE, NOT_SO, NOT_ASKED = 0, 2, 3
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Around:
    """What the command is given by the program: folder, law, clock, and how the schema is brought up to date."""

    data: Path
    law: Callable[[], Law]
    clock: Callable[[], datetime]
    migrate: Callable[[], Awaitable[None]]


def commit(args: argparse.Namespace, understood: Understood) -> int:
    """Show what the file would do, ask, do it, and return the exit status.

    0: done, or nothing to do. 2: it cannot be asked for so. 3: nobody said yes, so nothing was written.
    """
    return asyncio.run(_commit(args, understood))


async def _commit(args: argparse.Namespace, understood: Understood) -> int:
    around: Around = args.around
    await around.migrate()
    database = engine()
    await database.start_connection_pool()
    try:
        organisation = await _organisation(args, around.clock())
        if organisation is None:
            return NOT_SO
        known = await layouts.remembered(organisation)
        if any(table.digest in known for table in understood.tables):
            understood = understand(args.file, replace(options_of(args), layouts=known))
        said: Mapping[Where, Decision] = {}
        if not args.yes:
            plan, said = await _shown(understood, organisation, args.on_conflict)
            if not _agreed(plan):
                return DONE if not writes(plan.counts) else NOT_ASKED
        now = around.clock()
        digest = store.keep(args.file, around.data)
        file = store.File(store.clean_name(args.file.name), digest, args.file.stat().st_size)
        law = around.law()
        try:
            batch, counts = await batches.import_at_once(
                file,
                understood,
                organisation,
                actor=SYSTEM,
                now=now,
                today=local_day(now),
                law=law,
                decide=lambda plan: said or conflicts.decided(plan, args.on_conflict),
            )
        except BaseException:
            await incoming.let_go(digest, around.data)
            raise
    except DomainError as error:
        print(f"art28: {error}", file=sys.stderr)
        return NOT_SO
    finally:
        await database.close_connection_pool()
    print(json.dumps({"import": batch, **counts}) if args.json else report(batch, counts))
    return DONE


async def _shown(
    understood: Understood, organisation: int, policy: conflicts.Policy
) -> tuple[Plan, Mapping[Where, Decision]]:
    """Show what would be done, ask about rows that need somebody, and return the plan with what was said of them."""
    async with transaction():
        plan = await make_plan(understood, organisation, SYSTEM, {})
    said: Mapping[Where, Decision] = conflicts.decided(plan, policy)
    if policy == "ask" and sys.stdin.isatty():
        _tell(plan, understood, needing=False)
        said = conflicts.asked(plan, input)
    if said:
        async with transaction():
            plan = await make_plan(understood, organisation, SYSTEM, said)
    _tell(plan, understood)
    return plan, said


async def _organisation(args: argparse.Namespace, now: datetime) -> int | None:
    """Return the organisation that was named, or the only one; say what to do where there is none."""
    known = await list_organisations(SYSTEM)
    if not args.organisation:
        if len(known) == 1:
            return int(known[0]["id"])
        print(f"art28: say whose list this is with --organisation NAME.{_named(known)}", file=sys.stderr)
        return None
    found = await find_organisation(args.organisation)
    if found is not None or not args.create_organisation:
        if found is None:
            print(
                f"art28: there is no organisation called “{args.organisation}”.{_named(known)} Add it with"
                f' art28 organisation add "{args.organisation}" --country SE,'
                " or use --create-organisation --country SE.",
                file=sys.stderr,
            )
        return found
    given = {"name": args.organisation, "country": args.country or "", "acts_as": args.acts_as}
    return await create_organisation(read(OrganisationInput, given), SYSTEM, now)


def _named(known: list[dict[str, Any]]) -> str:
    return f" The register has: {', '.join(row['name'] for row in known)}." if known else " The register has none yet."


def _tell(plan: Plan, understood: Understood, *, needing: bool = True) -> None:
    counts = {**plan.counts, "skip": plan.counts["skip"] + len(understood.skipped)}
    print(summary(counts))
    if not needing:
        return
    for step in list(conflicts.conflicts(plan))[:MOST_SHOWN]:
        names = ", ".join(one.name for one in step.proposals)
        why = f"may be {names}" if names else "was changed here and in the register"
        print(f"  needs you: {step.row.sheet}, row {step.row.row}: {step.row.name} {why}")
    for problem in understood.problems[:MOST_SHOWN]:
        where = f"{problem.sheet}, row {problem.row}, column {problem.column}"
        print(f"  not read: {where}: found “{problem.found}”, expected {problem.expected}")
    if len(understood.problems) > MOST_SHOWN:
        print(f"  and {len(understood.problems) - MOST_SHOWN} more cells")


def _agreed(plan: Plan) -> bool:
    if not writes(plan.counts):
        print("There is nothing to write.")
        return False
    if not sys.stdin.isatty():
        print("Nothing was written, because nobody was there to say yes. Add --yes to do it.", file=sys.stderr)
        return False
    if input("Do this? [y/N] ").strip().casefold() in {"y", "yes", "j", "ja"}:
        return True
    print("Nothing was written.")
    return False


def writes(counts: Mapping[str, int]) -> bool:
    """Return whether a plan with these counts writes anything to the register."""
    return bool(counts["create"] or counts["update"])


def summary(counts: Mapping[str, int]) -> str:
    """Return the counts of a plan in one line."""
    return (
        f"{counts['create']} new, {counts['update']} changed, {counts['unchanged']} unchanged,"
        f" {counts['needs-you']} need you, {counts['skip']} skipped:"
        f" {counts['vendors_new']} vendors are new, {counts['vendors_changed']} change."
    )


def report(batch: int, counts: Mapping[str, int]) -> str:
    """Return what an import did, for a person and for the log of a cron job."""
    lines = [f"Import {batch}: {summary(counts)}"]
    if counts["needs-you"]:
        lines.append(f"Rows held back: {counts['needs-you']}; answer them at /imports/{batch}.")
    if counts["problems"]:
        lines.append(f"Rows with a cell not understood: {counts['problems']}; see /imports/{batch}?show=problems.")
    return "\n".join(lines)
