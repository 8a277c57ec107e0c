"""What can fall, in words, and what a location would be afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from accounts.i18n import gettext as _
from law.records import Record
from law.store import Law
from register import words
from register.causes import short
from register.lawtext import because, todo
from register.pages.law import REGIMES, title
from register.pages.words import Options, country, listed, word
from register.whatif import Line

SETS = {"2021": "SCC_2021_M2", "2010": "SCC_2010", "2004": "SCC_2004", "2002": "SCC_2002", "2001": "SCC_2001"}


class Group(NamedTuple):
    """Choices of one kind."""

    label: str
    choices: Options


class Shown(NamedTuple):
    """A location before and after, in words."""

    vendor: int
    name: str
    place: str
    service: str
    before: str
    after: str
    why: str
    citation: str
    todo: str
    fallback: str
    owner: str


def choices(law: Law, today: date) -> Iterator[Group]:
    """Yield what is in force or to come, and so can fall, by kind."""
    alive = [record for record in law.records.values() if record.ends >= today]
    yield Group(_("Frameworks for listed recipients"), _named(r for r in alive if r.kind == "framework"))
    yield Group(_("Adequacy decisions"), _named(r for r in alive if r.kind in {"adequacy", "adequacy_eea", "bridge"}))
    sets = sorted({record.set for record in alive if record.kind == "clauses"}, reverse=True)
    clauses = [(SETS[year], _("Clauses of %(year)s", year=year)) for year in sets]
    yield Group(_("Standard contractual clauses"), [*clauses, ("UK_ADDENDUM", word(words.GROUNDS, "UK_ADDENDUM"))])
    tools = {code for record in alive if record.kind == "tool" for code in record.ground}
    yield Group(
        _("Other safeguards, Art. 46"), sorted(((code, word(words.GROUNDS, code)) for code in tools), key=_label)
    )


def shown(line: Line) -> Shown:
    """Return a location in words."""
    after = line.after
    told = (after.reason, json.loads(after.params), after.citation)
    place = country(line.country) if line.country else word(words.REGIONS, line.region) if line.region else ""
    return Shown(
        line.vendor,
        line.name,
        place or _("Unknown country"),
        line.service,
        line.before.verdict,
        after.verdict,
        because(*told),
        after.citation,
        todo(*told),
        word(words.GROUNDS, line.fallback) if line.fallback else "",
        line.owner,
    )


def _named(records: Iterable[Record]) -> Options:
    return sorted(((record.id, _name(record)) for record in records), key=_label)


def _name(record: Record) -> str:
    return f"{title(record)}, {short(record.citation)} ({listed(word(REGIMES, regime) for regime in record.exporter)})"


def _label(choice: tuple[str, str]) -> str:
    return choice[1].casefold()
