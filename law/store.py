"""The whole law, loaded once, frozen, and looked up by day."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from law.errors import LawError
from law.reading import read_folder
from law.reasons import REASONS, Reason
from law.records import NEVER, PLACES, Record

DATA = Path(__file__).parent / "data"
"""The law that ships with the product."""

_EDITION = b"2"
"""Of the rules that apply the records: raised when they judge otherwise, so that what was judged before is again."""

_Key = tuple[str, str, str]
_BY_GROUND = frozenset({"tool", "no_tool", "derogation"})


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """All records, by id and by what is asked of them; `digest` names this very law and how it is applied.

    Two laws are the same when their digests are.
    """

    records: Mapping[str, Record]
    reasons: Mapping[str, Reason]
    digest: str
    efta: frozenset[str]
    _index: dict[_Key, tuple[Record, ...]]
    _days: dict[str, tuple[date, ...]]

    def find(self, kind: str, regime: str, about: str, on: date) -> Record | None:
        """Return the record of this kind that holds on the day, or None.

        `about` is an importer, a ground, a set of clauses or the name of a rule, as the kind has it; places have the
        kind `place`.
        """
        for record in self._index.get((kind, regime, about), ()):
            if record.starts <= on <= record.ends:
                return record
        return None

    def all_of(self, kind: str, regime: str, about: str) -> tuple[Record, ...]:
        """Return all records of this kind, the earliest first."""
        return self._index.get((kind, regime, about), ())

    def nearest(self, kind: str, regime: str, about: str, on: date) -> Record | None:
        """Return the record that holds on the day, or else the last that began before it, or else the first."""
        found = None
        for record in self._index.get((kind, regime, about), ()):
            if found is None or record.starts <= on:
                found = record
        return found

    def days_after(self, importer: str, on: date) -> tuple[date, ...]:
        """Return the days after `on` from which the law, as known, may judge a transfer there differently."""
        days = self._days.get(importer) or self._days[""]
        return days[bisect_right(days, on) :]


def load(*folders: Path) -> Law:
    """Return the shipped law with the records of further folders added, or ended by them.

    Raises LawError naming file, line and reason; a law is whole or it is not.
    """
    records: dict[str, Record] = {}
    for folder in (DATA, *folders):
        read_folder(folder, records)
    return assemble(records.values())


@cache
def default_law() -> Law:
    """Return the law that ships with the product."""
    return load()


def assemble(records: Iterable[Record]) -> Law:
    """Make a Law of records, refusing those that overlap and reasons that do not exist; raises LawError."""
    by_id = {record.id: record for record in records}
    index: dict[_Key, list[Record]] = {}
    days: dict[str, set[date]] = {"": set()}
    for record in by_id.values():
        for code in record.reasons.values():
            if code not in REASONS:
                raise LawError(f"{record.file}: {record.id}: reasons: {code!r} is no reason code")
        for importer in record.importers or ("",):
            days.setdefault(importer, set()).update(record.days())
        for key in _keys(record):
            index.setdefault(key, []).append(record)
    for key, found in index.items():
        found.sort(key=lambda record: record.starts)
        _refuse_overlap(key, found)
    general = days[""]
    return Law(
        records=MappingProxyType(by_id),
        reasons=REASONS,
        digest=_digest(by_id.values()),
        efta=frozenset(i for record in by_id.values() if record.efta for i in record.importers),
        _index={key: tuple(found) for key, found in index.items()},
        _days={importer: tuple(sorted(own | general)) for importer, own in days.items()},
    )


def ended(record: Record, last: date, by: str) -> Record:
    """Return the record with `last` as its last day, and with what ended it."""
    return replace(record, ends=min(last, record.ends), ended_by=by)


def _keys(record: Record) -> Iterator[_Key]:
    kind = "place" if record.kind in PLACES else record.kind
    for regime in record.exporter:
        if record.kind == "framework":
            for ground in (*record.ground, *record.also_named):
                yield "framework_named", regime, ground
        about = record.ground if record.kind in _BY_GROUND else record.importers or (record.set or record.rule,)
        for one in about:
            yield kind, regime, one


def _refuse_overlap(key: _Key, found: list[Record]) -> None:
    if key[0] == "framework_named":
        return
    for before, after in pairwise(found):
        if after.starts <= before.ends:
            raise LawError(
                f"{after.file}: {after.id}: overlaps {before.id} ({before.file}) for {key[2] or key[0]} and {key[1]}: "
                f"from {after.starts} both would hold; end the one before the other begins"
            )


def _digest(records: Iterable[Record]) -> str:
    digest = hashlib.sha256(_EDITION)
    for record in sorted(records, key=lambda record: record.id):
        fields = (getattr(record, name) for name in Record.__slots__ if name != "file")
        digest.update(repr([dict(value) if isinstance(value, Mapping) else value for value in fields]).encode())
    return digest.hexdigest()


__all__ = ["DATA", "NEVER", "Law", "LawError", "assemble", "default_law", "ended", "load"]
