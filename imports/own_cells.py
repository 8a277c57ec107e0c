"""Cells of an exported file against the register: what each edited cell puts into its field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from accounts.errors import Invalid
from imports.own import same
from imports.own_state import Held
from register import change
from register.editable import Part
from register.inputs import MODELS, Input, LocationInput
from register.locations import moved, with_grounds
from register.reading import read
from register.sheets import CELL, Column, cell, clean

LISTS = frozenset({"aliases", "grounds", "tags"})
PAIRS = frozenset({"facts", "dpf", "checklist", "clauses"})
# A section may hold a semicolon of its own: only one before another key parts two pairs.
_NEXT = re.compile(r";(?=\s*\w+\s*=)")


def written(values: Mapping[str, Any], column: Column) -> str:
    """Return what an export writes of a field, as the file's text."""
    value = cell(values, column)
    if value is None:
        return ""
    return clean(value.isoformat() if isinstance(value, date) else str(value))


def edits(held: Held, part: Part, cells: Mapping[str, str]) -> dict[str, tuple[Column, str]]:
    """Return the cells of a row that say something else than the register, by field; a missing column says nothing."""
    return {
        column.key: (column, cells[column.heading])
        for column in part.columns
        if column.heading in cells and not same(cells[column.heading], written(held.values, column))
    }


def too_long_to_edit(held: Held, column: Column) -> bool:
    """Return whether a value is longer than a cell holds, so that the file has only its beginning."""
    return len(written(held.values, column)) >= CELL


def taken(held: Held, texts: Mapping[str, str]) -> tuple[Input | None, dict[str, str]]:
    """Return the row of the register with these fields changed, and a sentence for each that cannot be taken."""
    values = {key: _value(key, text) for key, text in texts.items()}
    refused: dict[str, str] = {}
    while values:
        try:
            return _read(held, values), refused
        except Invalid as wrong:
            # Where two fields do not go together, the sentence may stand at the one that was not edited.
            bad = {key: wrong.fields[key] for key in wrong.fields if key in values} or dict.fromkeys(
                values, next(iter(wrong.fields.values()))
            )
            refused |= bad
            values = {key: value for key, value in values.items() if key not in bad}
    return None, refused


def written_fields(held: Held, data: Input) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the columns that change, before and after, as the table takes them."""
    before, after = change.columns(read(type(data), held.now)), change.columns(data)
    changed = [name for name in after if after[name] != before[name]]
    return {name: before[name] for name in changed}, {name: after[name] for name in changed}


def _read(held: Held, values: Mapping[str, Any]) -> Input:
    follows: dict[str, Any] = {}
    if held.table == "location":
        if "ground_text" in values and "grounds" not in values:
            follows["grounds"] = None
        if "country" in values:
            follows["inferred"] = False
    if held.table == "engagement" and "next_review" in values and "next_review_text" not in values:
        follows["next_review_text"] = ""
    data = read(MODELS[held.table], {**held.now, **follows, **values})
    if not isinstance(data, LocationInput):
        return data
    return moved(read(LocationInput, held.now), with_grounds(data))


def _value(key: str, text: str) -> Any:
    if key in LISTS:
        parts = tuple(part.strip() for part in text.split(";") if part.strip())
        return parts if parts or key in {"aliases", "tags"} else None
    if key in PAIRS:
        pairs = (part.partition("=") for part in _NEXT.split(text.strip().rstrip(";")) if part.strip())
        return {name.strip(): value.strip() for name, _, value in pairs}
    return text
