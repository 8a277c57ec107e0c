"""Which column names the vendor, which its legal entity and which the product, where several could."""

from __future__ import annotations

from imports.columns import is_plural_of_subs, names_a_sub
from imports.contents import Contents
from imports.headerless import name_score
from imports.sheet_rows import Layout
from imports.weak_headers import DIFFERENT, RARE, Guess, Guesses

_CLEARLY = 0.5
_VENDORS = 0.4


def leave_their_own(table: Layout, numbers: list[int], guesses: Guesses) -> None:
    """Take a column that lists the vendors' own sub-processors for no name, when another column names the vendors."""
    names = [c for c in numbers if guesses[c].field == "name"]
    subs = [c for c in names if guesses[c].why != "chosen" and is_plural_of_subs(table.labels.get(c, ""))]
    if len(subs) < len(names):
        for c in subs:
            guesses[c] = Guess("", 0.7, "the vendors' own sub-processors")


def decide_names(table: Layout, numbers: list[int], guesses: Guesses, stand: dict[int, Contents]) -> None:
    """Settle which column names the vendor, which the legal entity, and which the product."""
    names = [c for c in numbers if guesses[c].field == "name"]
    if len(names) > 1:
        best = max(
            names,
            key=lambda c: (
                guesses[c].why == "chosen",
                _header_rank(guesses[c]),
                _fill(stand[c], len(table.lines)) >= 0.5,
                name_score(stand[c]),
                -c,
            ),
        )
        for c in names:
            if c != best:
                legal = (
                    stand[c].vendor >= 0.3
                    and stand[c].distinct > 0.5
                    and "legal_name" not in {g.field for g in guesses.values()}
                    and not names_a_sub(table.labels.get(c, ""))
                )
                guesses[c] = Guess("legal_name" if legal else "", 0.5, "another column names the vendor")
        names = [best]
    entities = [c for c in numbers if guesses[c].field == "legal_name" and stand[c].vendor >= _CLEARLY]
    if names and entities and guesses[names[0]].sure < 1 and not stand[names[0]].vendor:
        # "Sub-processor: Payroll" over "Legal entity: Cegid SA": what is called a vendor there is a label.
        guesses[names[0]] = Guess("service", 0.5, "another column names the vendor")
        guesses[entities[0]] = Guess("name", 0.6, "header and cells")
        return
    if not names:
        for field in ("legal_name", "service"):
            its = [c for c in numbers if guesses[c].field == field]
            if its:
                guesses[its[0]] = Guess("name", 0.6, "the only column of names")
                return
        listed = any(g.field in ("dpa", "dpa_date") for g in guesses.values())  # then it is a list of processors
        unknown = [
            c
            for c in numbers
            if (not guesses[c].field and not guesses[c].sure) or guesses[c].field == "contact"
            if stand[c].vendor >= _VENDORS or (listed and c == numbers[0] and _may_name(stand[c]))
        ]
        if unknown:
            guesses[max(unknown, key=lambda c: name_score(stand[c]))] = Guess("name", 0.5, "cells")


def _may_name(its: Contents) -> bool:
    """Tell whether a column can hold names of vendors, though no legal form and no brand gives it away."""
    other = max(its.date, its.answer, its.place, its.ground, its.link, its.number, its.role, its.prose)
    return its.filled > 0 and its.words > 0 and other < RARE and its.distinct >= DIFFERENT


def _header_rank(guess: Guess) -> int:
    return round(guess.sure * 10)


def _fill(its: Contents, lines: int) -> float:
    return its.filled / max(min(lines, 120), 1)
