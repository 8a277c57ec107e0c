"""What the rows are called of which the audit trail and the history of a vendor speak by number."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from accounts.i18n import gettext as _
from accounts.recorded import Names, named
from register import words
from register.lawtext import place_name
from register.naming import engagement_names
from register.rules import RULES
from register.sql import fetch_all, numbers


def named_by(table: str, column: str) -> Names:
    """Return a way to name the rows of a table by one of its columns."""

    async def names(ids: Collection[int]) -> dict[int, str]:
        return {row["id"]: row["name"] for row in await _rows(table, f"{column} AS name", ids) if row["name"]}

    return names


async def agreements(ids: Collection[int]) -> dict[int, str]:
    """Return the kinds of agreements."""
    return {row["id"]: named(words.KINDS)(row["kind"]) for row in await _rows("agreement", "kind", ids)}


async def findings(ids: Collection[int]) -> dict[int, str]:
    """Return the titles of findings."""
    titles = named({code: rule.title for code, rule in RULES.items()})
    return {row["id"]: titles(row["rule"]) for row in await _rows("finding", "rule", ids)}


async def locations(ids: Collection[int]) -> dict[int, str]:
    """Return where the data goes, and to whom where somebody is named."""
    rows = await _rows("location", "country, region, recipient", ids)
    return {row["id"]: ", ".join(part for part in (where(row), row["recipient"]) if part) for row in rows}


def where(row: Mapping[str, Any]) -> str:
    """Return the country of a location, else its region; that neither is known, where so."""
    if row["country"]:
        return place_name(row["country"])
    return named(words.REGIONS)(row["region"]) if row["region"] else _("Unknown country")


async def _rows(table: str, columns: str, ids: Collection[int]) -> list[dict[str, Any]]:
    # Names of tables and columns come from this module and its callers alone, the ids are integers.
    return await fetch_all(f"SELECT id, {columns} FROM {table} WHERE id IN ({numbers(ids)})")  # noqa: S608


NAMES: Mapping[str, Names] = {
    "vendor": named_by("vendor", "name"),
    "engagement": engagement_names,
    "location": locations,
    "agreement": agreements,
    "document": named_by("document", "name"),
    "finding": findings,
    "condition": named_by("condition", "text"),
    "view": named_by("saved_view", "name"),
}
