"""What if a ground fell: the same law, but for what is struck."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from law.errors import LawError
from law.grounds import CLAUSES_2021, GROUNDS
from law.records import Record
from law.store import Law, assemble, ended

ENDED_BY: Final = "what if"

_SETS: Final = {
    "SCC_2001": "2001",
    "SCC_2002": "2002",
    "SCC_2004": "2004",
    "SCC_2010": "2010",
    "UK_ADDENDUM": "2021",
} | dict.fromkeys(CLAUSES_2021, "2021")


def strike(law: Law, what: str | Iterable[str], from_date: date) -> Law:
    """Return the law as it would be if these records, or all records of this ground, ended the day before `from_date`.

    `what` is a ground code, a record id, or several ids. Pure: the law that is passed in stays as it is. A record that
    would begin only later never holds. Raises LawError for what is neither, and for a ground that rests on no record.
    """
    ids = {record.id for one in ([what] if isinstance(what, str) else what) for record in _meant(law, one)}
    last = from_date - timedelta(days=1)
    return assemble(
        record if record.id not in ids or record.ends <= last else ended(record, last, ENDED_BY)
        for record in law.records.values()
    )


def resting_on(law: Law, ground: str) -> tuple[Record, ...]:
    """Return the records on which a ground rests, for the page of the law and for what-if."""
    return tuple(record for record in law.records.values() if _carries(record, ground))


def _meant(law: Law, one: str) -> tuple[Record, ...]:
    if one in law.records:
        return (law.records[one],)
    found = resting_on(law, one) if one in GROUNDS else ()
    if not found:
        raise LawError(f"{one!r} is no record of the law, and no ground that rests on one")
    return found


def _carries(record: Record, ground: str) -> bool:
    if record.kind in {"adequacy", "adequacy_eea"}:
        return ground == "ADEQUACY"
    if record.kind == "clauses":
        only_uk = ground == "UK_ADDENDUM"
        return record.set == _SETS.get(ground) and (not only_uk or record.exporter == ("UK",))
    return record.kind != "no_tool" and ground in record.ground
