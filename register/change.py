"""What all verbs of the register share: who may, what differs, who was faster."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from piccolo.table import Table

from accounts.actor import Actor
from accounts.errors import Conflict, NotFound
from accounts.events import N_
from accounts.roles import Deed, demand
from register.inputs import Input

OVERTAKEN = N_("Somebody else changed this while you were editing. Compare both versions, then save again.")
GONE = N_("There is no such entry. It may have been removed, or it belongs to another organisation.")
JSON_FIELDS = frozenset({"aliases", "dpf", "facts", "checklist", "clauses", "notes", "promises", "tags"})
JOINED_FIELDS = frozenset({"grounds", "regimes"})


def may_edit(actor: Actor, organisation: int | None = None) -> None:
    """Raise `accounts.errors.Forbidden` unless the actor may change the register of an organisation, or of any."""
    demand(actor, Deed.EDIT, organisation)


def stored(row: Mapping[str, Any], model: type[Input]) -> dict[str, Any]:
    """Return the fields of a model as a row of the database holds them."""
    # A vendor's notes are a text, an engagement's are several: the model tells them apart.
    return {
        name: row[name] if field.annotation is str else _from_column(name, row[name])
        for name, field in model.model_fields.items()
    }


def columns(data: Input) -> dict[Any, Any]:
    """Return the values of an input as the columns of its table take them."""
    return {name: _to_column(name, value) for name, value in data.model_dump().items()}


def difference(before: Input, after: Input) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields that differ, as they were and as they become, in values that JSON can hold."""
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    changed = [name for name in new if new[name] != old[name]]
    return {name: old[name] for name in changed}, {name: new[name] for name in changed}


def filled(data: Input) -> dict[str, Any]:
    """Return what an input says beyond its defaults, in values that JSON can hold."""
    return data.model_dump(mode="json", exclude_defaults=True)


async def fetch(table: type[Table], number: int) -> dict[str, Any]:
    """Return one row; raise `accounts.errors.NotFound` where there is none."""
    row: dict[str, Any] | None = await table.select().where(table._meta.primary_key == number).first()
    if row is None:
        raise NotFound(GONE)
    return row


async def overwrite(table: type[Table], number: int, version: int, values: Mapping[Any, Any]) -> bool:
    """Update a row if it still has the version that was read; return whether it had."""
    key = table._meta.primary_key
    counter = table._meta.get_column_by_name("version")
    written = (
        await table.update({**values, "version": version + 1})
        .where((key == number) & (counter == version))
        .returning(key)
    )
    return bool(written)


def overtaken(current: Mapping[str, Any], given: Mapping[str, Any], version: int) -> Conflict:
    """Return the conflict that shows both versions; `current["version"]` is the one to save over next."""
    return Conflict(OVERTAKEN, current={**current, "version": version}, given=given)


def _from_column(name: str, value: Any) -> Any:
    if name in JSON_FIELDS:
        return json.loads(value) if isinstance(value, str) else value
    if name in JOINED_FIELDS:
        return tuple(part for part in value.split("|") if part)
    return value


def _to_column(name: str, value: Any) -> Any:
    if name in JSON_FIELDS and not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False, default=str)
    if name in JOINED_FIELDS:
        return "|".join(value)
    return value
