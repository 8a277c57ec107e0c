"""Columns without headers: what each holds can be told by its cells alone, and much cannot."""

from __future__ import annotations

from imports.contents import Contents
from imports.weak_headers import Guess, Guesses


def guess_all(numbers: list[int], guesses: Guesses, stand: dict[int, Contents]) -> None:
    """Guess the columns of a table without any header from their cells alone."""
    left = [c for c in numbers if stand[c].filled]

    def take(field: str, sure: float, columns: list[int]) -> None:
        if columns and columns[0] in left:
            guesses[columns[0]] = Guess(field, sure, "cells")
            left.remove(columns[0])

    take("website", 0.7, [c for c in left if stand[c].link >= 0.6])
    take("ground", 0.7, sorted((c for c in left if stand[c].ground >= 0.3), key=lambda c: -stand[c].ground))
    take("location", 0.7, sorted((c for c in left if stand[c].place >= 0.6), key=lambda c: -stand[c].place))
    take("role", 0.6, [c for c in left if stand[c].role >= 0.6])
    # Yes and no without a header may be about anything; with a day beside each they tell of the agreement.
    dates = [c for c in left if stand[c].date >= 0.6]
    answers = [c for c in left if stand[c].answer >= 0.6 and c not in dates]
    if answers and answers[0] + 1 in dates:
        take("dpa", 0.5, answers)
        take("dpa_date", 0.5, [answers[0] + 1])
        take("next_review", 0.4, [c for c in dates if c > answers[0] + 1])
    take("owner", 0.5, [c for c in left if stand[c].department >= 0.5])
    worded = [c for c in left if stand[c].words and max(stand[c].number, stand[c].date, stand[c].answer) < 0.5]
    if not worded:
        return
    name = max(worded, key=lambda c: (name_score(stand[c]), -c))
    take("name", 0.6, [name])
    rest = [c for c in left if c in worded]
    take("purpose", 0.6, sorted(rest, key=lambda c: -stand[c].words))


def name_score(its: Contents) -> float:
    """Return how much a column looks like names of vendors; to compare columns of one table by."""
    short = max(0.0, 1 - max(0.0, its.words - 2) / 4)
    return 2 * its.vendor + short + its.distinct - its.prose - its.place - its.department
