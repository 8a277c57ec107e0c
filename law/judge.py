"""The judge: one transfer, one day, one law; a verdict with its reason, and the day on which it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from operator import attrgetter
from typing import Final

from law.adequacy import adequate, declared_adequacy
from law.afterwards import afterwards
from law.claims import claim, country_unknown
from law.clauses import addendum, clauses
from law.codes import EXPORTER_ROLES, IMPORTER_ROLES, REGIMES, VERDICTS
from law.derogations import derogation
from law.errors import FactError
from law.facts import FIRST_DAY, LAST_DAY, NO_FACTS, Facts
from law.frameworks import covering, declared_adequacy_by_list, declared_framework
from law.grounds import GROUNDS, RANK
from law.judgement import Judgement
from law.leg import Leg, Outcome
from law.place import no_transfer
from law.reasons import REASONS
from law.records import territories
from law.store import Law
from law.tools import ad_hoc, certification, code_of_conduct, corporate_rules, idta, public_bodies

NOTHING: Final = ("NONE",)


@dataclass(frozen=True, slots=True)
class Transfer:
    """What is judged: who sends data to whom, on which declared grounds, and what is known about it.

    Countries are ISO 3166-1 alpha-2, blank for unknown; an importer may also be EPO, INT, IC or EA. `exporter_regime`
    is EU, UK or CH, or several joined by `|`, all of which must hold. Roles are those of `law.codes`, blank for
    unknown. Raises FactError.
    """

    exporter_country: str
    exporter_regime: str
    exporter_role: str
    importer_country: str
    importer_role: str
    grounds: tuple[str, ...] = NOTHING
    facts: Facts = NO_FACTS

    def __post_init__(self) -> None:
        """Refuse words that are not in the vocabulary, so that judging never meets one."""
        known = _places()
        for key in ("exporter_country", "importer_country"):
            if getattr(self, key) not in known:
                expected = "a country by its two letters (ISO 3166-1), EPO, INT, or blank"
                raise FactError(key, getattr(self, key), expected)
        _regimes(self.exporter_regime)
        if self.exporter_role and self.exporter_role not in EXPORTER_ROLES:
            raise FactError("exporter_role", self.exporter_role, " or ".join(EXPORTER_ROLES))
        if self.importer_role and self.importer_role not in IMPORTER_ROLES:
            raise FactError("importer_role", self.importer_role, " or ".join(IMPORTER_ROLES))
        for ground in self.grounds:
            if ground not in GROUNDS:
                raise FactError("grounds", ground, "a ground code")


def judge(t: Transfer, on: date, law: Law) -> Judgement:
    """Return the verdict on a transfer on a day, with its reason, and the next day on which the verdict changes.

    Pure. Raises FactError for a day outside 1995 to 2100.
    """
    _check_day(on)
    outcome = _worst(t, on, law)
    badness = _BADNESS[outcome.reason]
    changes_on = next((day for day in _days(t, on, law) if _BADNESS[_worst(t, day, law).reason] != badness), None)
    return Judgement.of(outcome, t.importer_country, on, changes_on)


def judge_many(transfers: Iterable[Transfer], on: date, law: Law) -> list[Judgement]:
    """Judge many transfers on one day, equal ones only once: a register repeats itself."""
    known: dict[Transfer, Judgement] = {}
    found = []
    for transfer in transfers:
        judgement = known.get(transfer)
        if judgement is None:
            judgement = known[transfer] = judge(transfer, on, law)
        found.append(judgement)
    return found


def _check_day(on: date) -> None:
    if not FIRST_DAY <= on <= LAST_DAY:
        raise FactError("on", on.isoformat(), "a day from 1995 to 2100")


@cache
def _places() -> frozenset[str]:
    return territories() | {""}


@cache
def _regimes(joined: str) -> tuple[str, ...]:
    named = joined.split("|")
    for regime in named:
        if regime not in REGIMES or named.count(regime) > 1:
            raise FactError("exporter_regime", joined, "EU, UK or CH, or several joined by |")
    return tuple(regime for regime in REGIMES if regime in named)


def _worst(t: Transfer, on: date, law: Law) -> Outcome:
    """Judge by each regime of the exporter; all must hold, so the worst outcome stands."""
    legs = [_leg(t, on, law, regime) for regime in _regimes(t.exporter_regime)]
    return legs[0] if len(legs) == 1 else max(legs, key=lambda outcome: _BADNESS[outcome.reason])


def _leg(t: Transfer, on: date, law: Law, regime: str) -> Outcome:
    if regime == "UK" and law.find("place", "UK", "GB", on) is None:
        regime = "EU"  # before the end of the transition the Union's law was the United Kingdom's own
    roles = (t.exporter_role, t.importer_role)
    leg = Leg(law, on, regime, t.exporter_country, *roles, t.importer_country, _relevant(t.grounds), t.facts)
    outcome = no_transfer(leg)
    if outcome is None:
        outcome = _on_some_ground(leg) if leg.country else min(country_unknown(leg), key=_preference)
    found = afterwards(leg, outcome)
    return found if leg.country == t.importer_country else found._replace(country=leg.country)


def _on_some_ground(leg: Leg) -> Outcome:
    """Judge a transfer to a known place: adequacy by law, what is declared, what holds although it is not declared."""
    by_law = adequate(leg)
    if by_law is not None:
        return by_law
    declared = [outcome for ground in leg.grounds if (outcome := _JUDGES[ground](leg, ground)) is not None]
    best = declared[0] if len(declared) == 1 else min(declared, key=_preference)
    verdict = REASONS[best.reason].verdict
    if verdict == "valid":
        return best
    framework = covering(leg)
    if framework is not None:
        return Outcome("STALE_LABEL_REAL_GROUND_EXISTS", framework.ground[0], (framework,))
    if leg.pending is not None and (verdict != "review" or REASONS[leg.pending.reason].verdict == "review"):
        return leg.pending
    return best


@cache
def _relevant(grounds: tuple[str, ...]) -> tuple[str, ...]:
    """Return the grounds once each in the order of preference; silence counts only where nothing else is said."""
    said = sorted({ground for ground in grounds if ground not in {"NONE", "UNKNOWN"}}, key=RANK.__getitem__)
    return tuple(said) or grounds[:1] or NOTHING


_BADNESS: Final[Mapping[str, int]] = {code: VERDICTS.index(reason.verdict) for code, reason in REASONS.items()}


def _preference(outcome: Outcome) -> tuple[int, int]:
    return _BADNESS[outcome.reason], RANK.get(outcome.ground, 0)


def _adequacy(leg: Leg, _ground: str) -> Outcome:
    if leg.out_of_scope is None:
        by_list = declared_adequacy_by_list(leg)
        if by_list is not None:
            return by_list
    return declared_adequacy(leg)


_OF_FAMILY: Final[Mapping[str, Callable[[Leg, str], Outcome | None]]] = {
    "framework": declared_framework,
    "clauses": clauses,
    "derogation": derogation,
    "none": claim,
}
_OWN: Final[Mapping[str, Callable[[Leg, str], Outcome | None]]] = {
    "ADEQUACY": _adequacy,
    "UK_IDTA": idta,
    "UK_ADDENDUM": addendum,
    "BCR_C": corporate_rules,
    "BCR_P": corporate_rules,
    "BCR_UNSPECIFIED": corporate_rules,
    "CODE_OF_CONDUCT": code_of_conduct,
    "CERTIFICATION": certification,
    "AD_HOC_CLAUSES": ad_hoc,
    "PUBLIC_BODY_INSTRUMENT": public_bodies,
    "PUBLIC_BODY_ARRANGEMENT": public_bodies,
}
_JUDGES: Final = {code: _OWN.get(code) or _OF_FAMILY[ground.family] for code, ground in GROUNDS.items()}

_first_days = attrgetter("dpf_lapsed_on", "scc_signed_on", "processing_changed_on", "idta_signed_on")
_UNDATED: Final = (None,) * 4


def _days(t: Transfer, on: date, law: Law) -> list[date]:
    """Return the days after `on` from which the verdict may differ: by law, or by a dated fact."""
    facts = t.facts
    days = list(law.days_after(t.importer_country, on))
    for country in (facts.parent_country, facts.hosting_country):
        if country is not None and country != t.importer_country:
            days += law.days_after(country, on)
    if not t.importer_country:
        days += law.days_after("US", on)  # a framework names its country itself
    dated = _first_days(facts)
    if dated != _UNDATED:
        days += [day for day in dated if day is not None and day > on]
    if facts.contract_expired_on is not None and facts.contract_expired_on >= on:
        days.append(facts.contract_expired_on + timedelta(days=1))
    return sorted(set(days)) if days else days
