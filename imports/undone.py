"""Imports that were undone since: what they wrote and took back is no later change of what an earlier one left."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from register.sql import chunks, fetch_all, numbers

Key = tuple[str, int]


@dataclass(slots=True)
class Span:
    """The versions of a row that an undone import went through: before it, as it wrote it, and how often it did."""

    before: int
    written: int
    times: int


async def undone_since(batch: int, vendors: Iterable[int]) -> Mapping[Key, list[Span]]:
    """Return what imports after this one did to rows of these vendors and took back."""
    found: dict[Key, list[Span]] = defaultdict(list)
    for some in chunks(vendors):
        sql = (
            "SELECT r.batch, r.undo FROM import_row r JOIN import_batch b ON r.batch = b.id"  # noqa: S608 - integers
            f" WHERE b.state = 'undone' AND b.id <> {{}} AND r.vendor_id IN ({numbers(some)}) ORDER BY r.id"
        )
        spans: dict[tuple[int, Key], Span] = {}
        for row in await fetch_all(sql, [batch]):
            for was in json.loads(row["undo"]).get("was", ()):
                if "version" not in was:
                    continue
                key = was["table"], was["id"]
                span = spans.get((row["batch"], key))
                if span is None:
                    span = spans[row["batch"], key] = Span(was["version"] - 1, was["version"], 0)
                    found[key].append(span)
                span.written = was["version"]
                span.times += 1
    return found


def now_at(version: int, spans: Iterable[Span]) -> int:
    """Return the version that a row has now which stood at `version` when the undone imports came, one on another."""
    left = {span.before: span for span in spans}
    while (span := left.pop(version, None)) is not None:
        version = now_at(span.written, left.values()) + span.times
    return version
