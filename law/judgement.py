"""What the judge answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from law.leg import Outcome
from law.reasons import REASONS
from law.records import NEVER, Record


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with all that it rests on.

    `reason` is a code of `law.reasons`; `ground_used` is the ground that the verdict is about, blank where there is
    none; `changes_on` is the next day on which the verdict changes by what is known; `params` fills the sentences in
    (see `law.because`); `records` are ids of the law; `unconfirmed` says that one of them was not looked up again.
    """

    verdict: str
    reason: str
    ground_used: str
    changes_on: date | None
    params: tuple[tuple[str, str], ...]
    citation: str
    records: tuple[str, ...]
    unconfirmed: bool

    @classmethod
    def of(cls, outcome: Outcome, country: str, on: date, changes_on: date | None) -> Judgement:
        """Make a judgement of what the steps found."""
        reason = REASONS[outcome.reason]
        return cls(
            verdict=reason.verdict,
            reason=reason.code,
            ground_used=outcome.ground,
            changes_on=changes_on,
            params=_params(outcome, country if outcome.country is None else outcome.country, on),
            citation=_citation(reason.citation, outcome.records),
            records=tuple([record.id for record in outcome.records]),
            unconfirmed=False in [record.confirmed for record in outcome.records],
        )


def _citation(general: str, records: tuple[Record, ...]) -> str:
    """Return the citation of the record relied on, and the general one of the reason."""
    if not records or records[0].citation == general:
        return general
    return f"{records[0].citation}; {general}"


def _params(outcome: Outcome, country: str, on: date) -> tuple[tuple[str, str], ...]:
    known = [("country", country), ("date", on.isoformat())]
    if outcome.records:
        record = outcome.records[0]
        known += [("act", record.citation), ("from_date", record.starts.isoformat())]
        last = record.doubtful_until or record.ends
        if last != NEVER:
            known.append(("until_date", last.isoformat()))
        if record.signed_until is not None:
            known.append(("signed_until", record.signed_until.isoformat()))
    if outcome.fact_date is not None:
        known.append(("fact_date", outcome.fact_date.isoformat()))
    return tuple(known)
