"""What a row says, as text: stored with the import, and compared with what the row said the last time."""

from __future__ import annotations

import json
from dataclasses import fields
from operator import attrgetter
from typing import Any

import msgspec

from imports.model import Agreement, Raw, Row

PLACE = {"sheet", "row", "column", "raw"}
SPOKEN = tuple(field.name for field in fields(Row) if field.name not in PLACE)
BLANK = Row(sheet="", row=0, name="")
_spoken = attrgetter(*SPOKEN)
_BLANKS: tuple[Any, ...] = _spoken(BLANK)
_encoder = msgspec.json.Encoder(enc_hook=str)


def as_json(value: Any) -> str:
    """Return a value as JSON, in letters that a person can read and without spaces."""
    return _encoder.encode(value).decode()


def write(row: Row) -> str:
    """Return what the row says, without where it stands: the same text for two rows that say the same."""
    said: dict[str, Any] = {}
    for name, value, blank in zip(SPOKEN, _spoken(row), _BLANKS, strict=True):
        if value is not blank and value != blank:
            said[name] = [value.signed, value.date, value.text, value.kind] if name == "dpa" else value
    return as_json(said)


def read(text: str, sheet: str, row: int, column: int | None, raw: str = "[]") -> Row:
    """Return the row that `write` was given."""
    said = json.loads(text)
    values: dict[str, Any] = {name: _tuples(value) for name, value in said.items() if name in SPOKEN and name != "dpa"}
    if "dpa" in said:
        values["dpa"] = Agreement(*said["dpa"])
    return Row(sheet=sheet, row=row, column=column, raw=read_raw(raw), **{"name": "", **values})


def write_raw(cells: tuple[Raw, ...]) -> str:
    """Return the raw cells of a row as text."""
    return as_json(cells)


def read_raw(text: str) -> tuple[Raw, ...]:
    """Return the raw cells that `write_raw` was given."""
    return tuple(Raw(*cell) for cell in json.loads(text))


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value
