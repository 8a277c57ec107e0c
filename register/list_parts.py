"""What a list is made of: its rows, columns, filters and order, as `register.list_kinds` says of each. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Key:
    """One expression that rows are ordered by; what is empty or null comes last, whichever way one sorts.

    No value is below `least`: a query that says so makes SQLite walk the index of the expression instead of sorting.
    """

    sql: str
    empty: str = ""
    turned: bool = False
    least: str = ""

    def order(self, *, descending: bool) -> str:
        """Return the part of an ORDER BY."""
        down = " DESC" if descending != self.turned else ""
        return f"{self.empty}, {self.sql}{down}" if self.empty else f"{self.sql}{down}"


@dataclass(frozen=True, slots=True)
class Narrow:
    """Something that a list can be narrowed by: a condition with a mark for the value, and what can be chosen.

    `words` are fixed choices; without them the values of `among` that occur are offered. `blank` says that an empty
    value is there to be asked for as unknown. With `days` each choice stands for a day, so many from today on. `each`
    says a condition for each choice instead: a database knows how many rows have a value, and nothing of a CASE.
    """

    name: str
    label: str
    condition: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    among: str = ""
    blank: bool = False
    usual: str = ""
    member: bool = False
    days: Mapping[str, int] = field(default_factory=dict)
    each: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that can be chosen; `shown` without being chosen, `sort` names the keys that it is sorted by."""

    key: str
    label: str
    shown: bool = False
    sort: tuple[Key, ...] = ()
    number: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A list: `source` joins `s`, the standing of the vendor, which is searched; `own` is the alias of its rows."""

    name: str
    title: str
    source: str
    own: str
    fields: str
    columns: tuple[Column, ...]
    narrows: tuple[Narrow, ...]
    sort: str
    none_yet: str
    why_none: str
    order: tuple[Key, ...] = ()
    vendor_first: bool = True
    at: str = ""

    @property
    def path(self) -> str:
        """Return the address of the list."""
        return self.at or f"/{self.name}"

    def column(self, key: str) -> Column | None:
        """Return a column by its key."""
        return next((one for one in self.columns if one.key == key), None)

    def shown(self, keys: tuple[str, ...]) -> tuple[Column, ...]:
        """Return the columns that were chosen, in the list's order and always with the first, or the usual ones."""
        if not keys:
            return tuple(one for one in self.columns if one.shown)
        return tuple(one for place, one in enumerate(self.columns) if one.key in keys or not place)


def blank_last(sql: str) -> Key:
    """Return the key of a text, the empty last."""
    return Key(sql, f"CASE WHEN {sql} = '' THEN 1 ELSE 0 END")


def day_key(sql: str) -> Key:
    """Return the key of a day, the missing last."""
    return Key(sql, f"CASE WHEN {sql} IS NULL THEN 1 ELSE 0 END")
