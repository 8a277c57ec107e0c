"""Sentences of a judgement: why, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Final

from law.judgement import Judgement
from law.names import display_names
from law.reasons import REASONS
from law.store import Law

COUNTRY: Final = "country"
TEXT: Final = "act"
DAYS: Final = ("date", "from_date", "until_date", "signed_until", "fact_date")
"""What stands in braces in a template: a country code, the citation of an act, and days as YYYY-MM-DD."""

NOWHERE: Final = "an unknown country"
UNKNOWN_DAY: Final = "an unknown day"
ORGANISATIONS: Final[Mapping[str, str]] = {"EPO": "European Patent Organisation", "INT": "international organisation"}


def because(
    judgement: Judgement,
    law: Law,
    *,
    translate: Callable[[str], str] = str,
    place: Callable[[str], str] | None = None,
    day: Callable[[date], str] = date.isoformat,
) -> str:
    """Return the sentence that says why, in English or as `translate` has the template.

    `place` names a country by its code and `day` writes a date, both in the reader's language.
    """
    return _fill(law.reasons[judgement.reason].because, judgement, translate, place, day)


def todo(
    judgement: Judgement,
    law: Law,
    *,
    translate: Callable[[str], str] = str,
    place: Callable[[str], str] | None = None,
    day: Callable[[date], str] = date.isoformat,
) -> str:
    """Return the sentence that says what to do, as `because` does."""
    return _fill(law.reasons[judgement.reason].todo, judgement, translate, place, day)


@cache
def msgids() -> tuple[str, ...]:
    """Return all sentences that translations need."""
    sentences = (text for reason in REASONS.values() for text in (reason.because, reason.todo))
    return tuple(dict.fromkeys((*sentences, NOWHERE, UNKNOWN_DAY)))


def english_place(code: str) -> str:
    """Return the English name of an importer, or the code if it has none."""
    return ORGANISATIONS.get(code) or display_names().get(code, code)


def _fill(
    template: str,
    judgement: Judgement,
    translate: Callable[[str], str],
    place: Callable[[str], str] | None,
    day: Callable[[date], str],
) -> str:
    name, known = place or english_place, dict(judgement.params)
    values = {key: day(date.fromisoformat(known[key])) if key in known else translate(UNKNOWN_DAY) for key in DAYS}
    values[COUNTRY] = name(known[COUNTRY]) if known[COUNTRY] else translate(NOWHERE)
    values[TEXT] = known.get(TEXT) or judgement.citation
    return translate(template).format(**values)
