"""The rows of an import as they are stored: every raw cell, what was understood, what it does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from accounts.bulk import Behind
from accounts.database import insert_rows
from accounts.progress import counted
from imports import said
from imports.model import Problem, Row, Skipped
from imports.plan_model import Step
from imports.tables import ImportRow

AT_ONCE = 2_000  # rows: while these are written, the next are made
COLUMNS = (
    "batch",
    "sheet",
    "row",
    "column",
    "cells",
    "understood",
    "action",
    "why",
    "problems",
    "problem_count",
    "effect",
    "vendor_id",
    "engagement_id",
    "undo",
)


async def store_steps(
    batch: int, steps: Sequence[Step], undo: Sequence[str] | None = None, behind: Behind | None = None
) -> None:
    """Write what each row of a file does; with `undo` it has been done, without it is only planned.

    With `behind`, the last of the rows may still be being written at the end.
    """
    if behind is None:
        async with Behind() as alone:
            await store_steps(batch, steps, undo, alone)
        return
    rows: list[tuple[Any, ...]] = []
    for place, step in enumerate(counted(steps, "storing")):
        if len(rows) >= AT_ONCE:
            await behind.insert(ImportRow, COLUMNS, rows)
            rows = []
        row = step.row
        rows.append(
            (
                batch,
                row.sheet[:255],
                row.row,
                row.column,
                said.write_raw(row.raw),
                step.said,
                step.action,
                step.why,
                write_problems(step.problems),
                len(step.waiting),
                _effect(step),
                step.vendor_id,
                step.engagement_id if undo is not None and step.action != "needs-you" else None,
                undo[place] if undo is not None else "{}",
            )
        )
    await behind.insert(ImportRow, COLUMNS, rows)


async def store_skipped(batch: int, skipped: Iterable[Skipped]) -> None:
    """Write the rows that are no vendors, so that the page can show what was left aside and why."""
    rows = []
    for one in skipped:
        said_of = json.dumps({"name": one.text[:300]}, ensure_ascii=False)
        place = (batch, one.sheet[:255], one.row or 0, None)
        rows.append((*place, "[]", said_of, "skip", one.why, "[]", 0, "{}", None, None, "{}"))
    await insert_rows(ImportRow, COLUMNS, rows)


def row_of(stored: dict[str, Any]) -> Row:
    """Return an understood row from the stored one."""
    return said.read(stored["understood"], stored["sheet"], stored["row"], stored["column"], stored["cells"])


def write_problems(problems: Sequence[Problem]) -> str:
    """Return problems as text."""
    if not problems:
        return "[]"
    return json.dumps([[one.column, one.found, one.expected, one.suggestion, one.field] for one in problems])


def read_problems(stored: dict[str, Any]) -> list[Problem]:
    """Return the problems of a stored row."""
    sheet, row = stored["sheet"], stored["row"]
    return [Problem(sheet, row, *one) for one in json.loads(stored["problems"])]


def _effect(step: Step) -> str:
    effect: dict[str, Any] = {"corrected": step.corrected} if step.corrected else {}
    if step.changes:
        effect["changes"] = [[one.field, one.before, one.after] for one in step.changes]
    if step.proposals:
        effect["proposals"] = [[one.vendor_id, one.name, one.reason] for one in step.proposals]
    return said.as_json(effect) if effect else "{}"
