"""Headers that say little by themselves: decided by what stands under them and beside them."""

from __future__ import annotations

from dataclasses import dataclass

from imports.contents import Contents

Guesses = dict[int, "Guess"]
RARE = 0.2
DIFFERENT = 0.6
_PHRASES = 0.3  # names of people are no phrases: all their words begin with a capital


@dataclass(slots=True)
class Guess:
    """What a column is taken for, how sure that is, and why."""

    field: str
    sure: float
    why: str


def decide_weak(numbers: list[int], guesses: Guesses, stand: dict[int, Contents]) -> None:
    """Settle "Signed", "Date", "Status", "Legal basis" and columns whose cells speak against their header."""
    for at, number in enumerate(numbers):
        left = guesses[numbers[at - 1]].field if at else ""
        decide = _DECIDE.get(guesses[number].field)
        if decide is not None:
            guesses[number] = decide(guesses[number], stand[number], left, guesses)


def _has(guesses: Guesses, field: str) -> int:
    return sum(guess.field == field for guess in guesses.values())


def _signed(_: Guess, its: Contents, __: str, guesses: Guesses) -> Guess:
    dates = its.date > its.answer or (not its.filled and _has(guesses, "dpa"))
    return Guess("dpa_date" if dates and not _has(guesses, "dpa_date") else "dpa", 0.8, "header and cells")


def _date(_: Guess, __: Contents, left: str, guesses: Guesses) -> Guess:
    only = _has(guesses, "dpa") and not _has(guesses, "dpa_date") and _has(guesses, "?date") == 1
    if left in ("dpa", "?signed", "dpa_date") or only:
        return Guess("dpa_date", 0.7, "stands beside the agreement")
    return Guess("", 0.5, "a date of unknown meaning")


def _status(guess: Guess, its: Contents, left: str, guesses: Guesses) -> Guess:
    if its.ground >= 0.3:
        return Guess("ground", 0.6, "cells")
    if left == "dpa" and its.answer > 0.6 and not _has(guesses, "dpa"):
        return Guess("dpa", 0.6, "stands beside the agreement")
    return Guess("status", guess.sure, guess.why)


def _legal_basis(_: Guess, its: Contents, __: str, ___: Guesses) -> Guess:
    return Guess("ground", 0.7, "header and cells") if its.ground >= 0.25 else Guess("", 0.7, "a basis under Art. 6")


def _dpa(guess: Guess, its: Contents, _: str, guesses: Guesses) -> Guess:
    dates = its.filled and its.date > 0.8 and _has(guesses, "dpa") > 1 and not _has(guesses, "dpa_date")
    return Guess("dpa_date", 0.7, "header and cells") if dates else guess


def _dpa_date(guess: Guess, its: Contents, _: str, guesses: Guesses) -> Guess:
    answers = its.filled and its.answer >= 0.5 > its.date and not _has(guesses, "dpa")
    return Guess("dpa", 0.8, "header and cells") if answers else guess


def _role(guess: Guess, its: Contents, _: str, guesses: Guesses) -> Guess:
    if not its.filled or max(its.role, its.answer) >= 0.3:
        return guess
    # "Role" is also what a tool does.
    purpose = tells_what_for(its) and not _has(guesses, "purpose")
    return Guess("purpose" if purpose else "", 0.5, "no roles stand in it")


def _name(guess: Guess, its: Contents, _: str, guesses: Guesses) -> Guess:
    """Read "Sub-processor?" with yes and no under it as a question about the role."""
    asked = its.filled and its.answer >= 0.6 and its.vendor < 0.1 and _has(guesses, "name") > 1
    return Guess("role", 0.6, "cells") if asked else guess


_DECIDE = {
    "?signed": _signed,
    "?date": _date,
    "?status": _status,
    "?legal_basis": _legal_basis,
    "dpa": _dpa,
    "dpa_date": _dpa_date,
    "role": _role,
    "name": _name,
}


def tells_what_for(its: Contents) -> bool:
    """Tell whether a column holds short texts that differ and are nothing else that is known, as purposes are."""
    other = max(its.date, its.answer, its.place, its.ground, its.link, its.number, its.vendor, its.department, its.role)
    return its.filled > 1 and other < RARE and its.distinct >= DIFFERENT and its.phrase >= _PHRASES
