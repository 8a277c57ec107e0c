"""Which column of a table holds which field: headers, contents, neighbours and a person's word weighed together."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from imports.columns import FIELDS, asks_outside, key_of, match_header, says_next
from imports.contents import Contents, contents_of
from imports.headerless import guess_all
from imports.model import Column, Refused
from imports.name_columns import decide_names, leave_their_own
from imports.sheet_rows import Layout, texts
from imports.weak_headers import DIFFERENT, RARE, Guess, Guesses, decide_weak, tells_what_for

MANY = ("ground", "transfer", "inside", "location", "dpa")  # fields that several columns may hold, the surest first
_SOME = 0.1
_CLEARLY = 0.5
_PLACES = ("processing_place", "location")


@dataclass(frozen=True, slots=True)
class Mapping:
    """The columns of a table as read, and the columns of each field, the surest first."""

    columns: tuple[Column, ...]
    fields: dict[str, tuple[int, ...]]
    digest: str
    questions: dict[int, str]
    flags: tuple[str, ...] = ()

    def of(self, field: str) -> int | None:
        """Return the first column of a field."""
        return self.fields.get(field, (None,))[0]


def letter_of(number: int) -> str:
    """Return the letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def map_columns(table: Layout, chosen: dict[str, str], layouts: dict[str, dict[str, str]] | None = None) -> Mapping:
    """Return how each column of a table is read; `chosen` is a person's word and goes before all else.

    `layouts` has what a person said of tables that look like this one: fields by letter, by the digest of the layout.
    """
    numbers = sorted({*table.labels, *(c for line in table.lines for c in line.values)})
    shape = "|".join(f"{letter_of(c)}:{key_of(_header(table, c))}" for c in numbers)
    digest = hashlib.sha256(shape.encode()).hexdigest()[:16]
    stand = {c: contents_of(texts(table.lines, c)) for c in numbers}
    guesses = {c: Guess(*match_header(table.labels.get(c, ""), table.groups.get(c, "")), "header") for c in numbers}
    flags: list[str] = []
    decide_weak(numbers, guesses, stand)
    _decide_places(numbers, guesses, stand)
    if not table.labels:
        guess_all(numbers, guesses, stand)
        flags.append("no_header")
    else:
        _guess_missing(numbers, guesses, stand)
    _remember(numbers, guesses, (layouts or {}).get(digest, {}))
    _choose(table, numbers, guesses, chosen)
    leave_their_own(table, numbers, guesses)
    _decide_reviews(table, numbers, guesses)
    _decide_questions(table, numbers, guesses, stand)
    decide_names(table, numbers, guesses, stand)
    _decide_purpose(table, numbers, guesses, stand)
    questions = {c: g.field for c, g in guesses.items() if g.field in ("transfer", "inside")}
    fields = _fields(numbers, guesses)
    held = {c: field for field, its in fields.items() for c in its}
    columns = tuple(
        Column(
            number=c,
            letter=letter_of(c),
            header=_header(table, c),
            field=_public(held.get(c, ""), guesses[c]),
            confidence=round(guesses[c].sure, 2),
            why=guesses[c].why,
            samples=stand[c].samples,
        )
        for c in numbers
    )
    return Mapping(columns, fields, digest, questions, tuple(flags))


def _header(table: Layout, column: int) -> str:
    group, label = table.groups.get(column, ""), table.labels.get(column, "")
    return f"{group} / {label}" if group and label and group != label else label or group


def _public(held: str, guess: Guess) -> str:
    if held == "ground" and guess.field in ("transfer", "inside"):
        return guess.field
    return held if held in FIELDS else ""


def _decide_places(numbers: list[int], guesses: Guesses, stand: dict[int, Contents]) -> None:
    """Tell the place of processing from the seat, and a column of countries from a yes or no about transfers."""
    for c in numbers:
        guess, its = guesses[c], stand[c]
        if guess.field == "transfer" and its.place >= 0.5 and its.answer < 0.2 and its.ground < 0.3:
            guesses[c] = Guess("location", 0.7, "cells")
        elif (
            guess.field in ("location", "processing_place")
            and guess.sure < 1
            and its.filled
            and its.place == 0
            and its.answer > 0.5
        ):
            guesses[c] = Guess("", 0.5, "no places stand in it")
    if not any(g.field in _PLACES for g in guesses.values()):
        seats = [c for c in numbers if guesses[c].field == "seat"]
        if seats and not any(g.field in ("transfer", "inside") for g in guesses.values()):
            guesses[seats[0]] = Guess("location", 0.5, "the only column of places")


def _guess_missing(numbers: list[int], guesses: Guesses, stand: dict[int, Contents]) -> None:
    """Find places, grounds and links in columns whose header says nothing."""
    have = {g.field for g in guesses.values()}
    for c in numbers:
        if guesses[c].field or guesses[c].sure:
            continue
        its = stand[c]
        if its.place >= 0.7 and its.filled > 1 and not have & {"location", "processing_place"}:
            guesses[c] = Guess("location", 0.6, "cells")
            have.add("location")
        elif its.ground >= 0.6 and its.filled > 1 and not have & {"ground", "transfer"}:
            guesses[c] = Guess("ground", 0.6, "cells")
            have.add("ground")
        elif its.link >= 0.7 and "website" not in have:
            guesses[c] = Guess("website", 0.6, "cells")
            have.add("website")
        elif its.date >= 0.7 and "dpa_date" not in have and guesses.get(c - 1, guesses[c]).field == "dpa":
            guesses[c] = Guess("dpa_date", 0.5, "dates beside the agreement")
            have.add("dpa_date")
        elif its.department >= 0.5 and not have & {"owner", "department"}:
            guesses[c] = Guess("owner", 0.5, "cells")
            have.add("owner")
        elif tells_what_for(its) and not have & {"purpose", "service"}:
            guesses[c] = Guess("purpose", 0.4, "cells")
            have.add("purpose")


def _remember(numbers: list[int], guesses: Guesses, said: dict[str, str]) -> None:
    """Follow what a person said of this layout before; a field that only one column may hold leaves the others."""
    chosen = {c: said[letter_of(c)] for c in numbers if said.get(letter_of(c)) in (*FIELDS, "")}
    for c, field in chosen.items():
        for other in numbers:
            if other not in chosen and field and field not in MANY and guesses[other].field == field:
                guesses[other] = Guess("", 1.0, "another column was chosen")
        guesses[c] = Guess(field, 1.0, "chosen")


def _choose(table: Layout, numbers: list[int], guesses: Guesses, chosen: dict[str, str]) -> None:
    """Follow a person's word on columns, named by header or by letter."""
    taken: dict[str, tuple[int, str]] = {}
    for named, field in chosen.items():
        if field and field not in FIELDS:
            known = ", ".join(FIELDS)
            raise Refused("option", f"“{field}” is no field that a column can hold. Choose one of: {known}.")
        for c in numbers:
            if (
                named in (_header(table, c), table.labels.get(c))
                or key_of(named) == key_of(table.labels.get(c, "")) != ""
                or named == letter_of(c)
            ):
                column, before = taken.setdefault(field, (c, named))
                if column != c and field and field not in MANY:
                    raise Refused("option", f"“{before}” and “{named}” cannot both be {field}. Name one column for it.")
                for other in numbers:
                    if field and guesses[other].field == field and other != c:
                        guesses[other] = Guess("", 1.0, "another column was chosen")
                guesses[c] = Guess(field, 1.0, "chosen")


def _decide_questions(table: Layout, numbers: list[int], guesses: Guesses, stand: dict[int, Contents]) -> None:
    """Read "Outside the EU? On which ground?" as a question with an answer when yes and no stand under it."""
    for c in numbers:
        guess = guesses[c]
        if guess.field == "ground" and guess.why != "chosen" and stand[c].answer >= _SOME:
            guesses[c] = Guess("transfer" if asks_outside(table.labels.get(c, "")) else "ground", guess.sure, guess.why)


def _decide_reviews(table: Layout, numbers: list[int], guesses: Guesses) -> None:
    """Take "Tilsyn senest" for the last one, and not for a deadline, where another column says "next"."""
    reviews = [c for c in numbers if guesses[c].field == "next_review" and guesses[c].why != "chosen"]
    said = [c for c in reviews if says_next(table.labels.get(c, ""))]
    for c in reviews if said else ():
        if c not in said:
            guesses[c] = Guess("", 0.7, "the next review has a column of its own")


def _decide_purpose(table: Layout, numbers: list[int], guesses: Guesses, stand: dict[int, Contents]) -> None:
    """Read the services as purposes too when nothing else says what the vendor is for, or the words beside its name."""
    if any(g.field == "purpose" for g in guesses.values()):
        return
    services = [c for c in numbers if guesses[c].field == "service"]
    if services and stand[services[0]].filled and stand[services[0]].vendor < 0.3:
        guesses[services[0]] = Guess("purpose", 0.5, "the only column that says what for")
        return
    unknown = [c for c in numbers if table.labels.get(c) and not guesses[c].field and not guesses[c].sure]
    worded = [c for c in unknown if stand[c].words and stand[c].number < _CLEARLY]
    beside = next((numbers[at + 1 : at + 2] for at, c in enumerate(numbers) if guesses[c].field == "name"), [])
    if worded and worded == beside and not services and _are_words(stand[worded[0]]):
        guesses[worded[0]] = Guess("purpose", 0.4, "the only column of words, beside the name")


def _are_words(its: Contents) -> bool:
    """Tell whether a column holds words that differ, and neither people nor anything that has a column of its own."""
    other = max(its.date, its.answer, its.place, its.ground, its.link, its.vendor, its.department, its.role)
    return its.filled > 1 and other < RARE and its.person < _CLEARLY and its.distinct >= DIFFERENT


def _fields(numbers: list[int], guesses: Guesses) -> dict[str, tuple[int, ...]]:
    """Return the columns of each field, the surest first; where one is enough, the others become notes."""
    fields: dict[str, list[int]] = {}
    order = sorted(numbers, key=lambda c: (-guesses[c].sure, c))
    for c in order:
        field = guesses[c].field
        if field in ("transfer", "inside"):
            field = "ground"
        elif field == "processing_place":
            fields.setdefault("location", []).insert(0, c)
            continue
        if field in FIELDS and (field not in fields or field in MANY):
            fields.setdefault(field, []).append(c)
    if "ground" in fields:
        fields["ground"].sort()
    return {field: tuple(columns) for field, columns in fields.items()}
