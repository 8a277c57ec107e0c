"""Files of law: TOML tables, each a record, or under `end` the last day of a record that stands elsewhere."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from law.errors import LawError
from law.records import Record, read_record

OTHER_TABLES: Final = frozenset({"names.toml", "reasons.toml", "wordings.toml", "grounds.toml"})
"""Files beside the law that are no law: names of places, sentences, labels."""

_ENDING: Final = frozenset({"until", "ended_by", "citation", "source", "checked_on"})


def read_folder(folder: Path, records: dict[str, Record]) -> None:
    """Add the records of all TOML files of a folder, by name of file, and end those that it says have ended.

    Raises LawError naming file, line and reason, also for a folder that is not there.
    """
    if not folder.is_dir():
        raise LawError(f"{folder}: there is no such folder of law; make it, or take the setting away")
    for file in sorted(folder.glob("*.toml")):
        if file.name not in OTHER_TABLES:
            _read_file(file, records)


def _read_file(file: Path, records: dict[str, Record]) -> None:
    try:
        text = file.read_text(encoding="utf-8")
        tables = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LawError(f"{file}: cannot be read as TOML: {error}") from error
    endings = tables.pop("end", {})
    for name, row in tables.items():
        try:
            records[name] = _new(name, row, file.name, records)
        except LawError as error:
            raise LawError(f"{file}{_line(text, name)}: {name}: {error}") from error
    if not isinstance(endings, dict):
        raise LawError(f"{file}: end: has to be tables such as [end.DPF-EU]")
    for name, row in endings.items():
        try:
            records[name] = _end(records.get(name), row, file.name)
        except LawError as error:
            raise LawError(f"{file}{_line(text, f'end.{name}')}: end.{name}: {error}") from error


def _new(name: str, row: Any, file: str, records: Mapping[str, Record]) -> Record:
    if not isinstance(row, Mapping):
        raise LawError("stands outside any record; each record begins with its id in brackets")
    if name in records:
        raise LawError(f"is there already, in {records[name].file}; to end that one, write [end.{name}]")
    return read_record(name, row, file)


def _end(record: Record | None, row: Any, file: str) -> Record:
    if record is None:
        raise LawError("there is no such record to end")
    if not isinstance(row, Mapping) or row.keys() != _ENDING:
        raise LawError(f"has to have exactly these keys: {', '.join(sorted(_ENDING))}")
    checked = read_record(record.id, {"kind": "test_change", "exporter": ["EU"], "from": record.starts, **row}, file)
    if checked.ends > record.ends:
        raise LawError(f"{record.id} has ended before, on {record.ends}")
    return replace(
        record,
        ends=checked.ends,
        ended_by=checked.ended_by,
        checked_on=checked.checked_on,
        citation=f"{record.citation}; ended by {checked.citation}",
        source=f"{record.source}; {checked.source}",
        file=f"{record.file}, {file}",
    )


def _line(text: str, name: str) -> str:
    key = rf'"?{re.escape(name)}"?'
    found = re.search(rf"^[ \t]*(?:\[[ \t]*{key}[ \t]*\]|{key}[ \t]*=)", text, re.MULTILINE)
    return "" if found is None else f", line {text.count(chr(10), 0, found.start()) + 1}"
