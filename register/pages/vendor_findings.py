"""The findings of one vendor: what is wrong in several places is said once, with a deed for each place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from accounts.i18n import gettext as _
from register import words
from register.pages.mending import Deed, deed_for
from register.pages.vendor_words import called
from register.pages.words import country, listed, word
from register.view_model import EngagementView, FindingView, LocationView

SEVERITY = {"high": 0, "medium": 1, "low": 2}
Subjects = Mapping[tuple[str, int], str]


@dataclass(frozen=True)
class Spot:
    """One finding: what it is about, and what mends it."""

    finding: FindingView
    about: str
    deed: Deed


@dataclass(frozen=True)
class Problem:
    """Findings that say the same of several things."""

    finding: FindingView
    spots: tuple[Spot, ...]


def worst_first(findings: Iterable[FindingView]) -> list[FindingView]:
    """Return the open findings, the most urgent first and those that say the same beside each other."""
    mine = sorted((one for one in findings if one.state == "open"), key=lambda one: one.id)
    first = {_said(one): place for place, one in reversed(list(enumerate(mine)))}
    return sorted(mine, key=lambda one: (SEVERITY.get(one.severity, 3), first[_said(one)]))


def problems(
    findings: Sequence[FindingView], subjects: Subjects, organisations: Mapping[int, str]
) -> tuple[Problem, ...]:
    """Return findings with those that say the same brought together, in their order.

    What is about the vendor as a whole is found for each organisation, so with several its name tells them apart.
    """
    found: dict[tuple[object, ...], list[Spot]] = {}
    for one in findings:
        about = subjects.get((one.subject_type, one.subject_id), "")
        if not about and len(organisations) > 1:
            about = organisations.get(one.organisation, "")
        found.setdefault(_said(one), []).append(Spot(one, about, deed_for(one.rule, one.subject_id, one.vendor)))
    return tuple(Problem(spots[0].finding, tuple(spots)) for spots in found.values())


def subjects_of(engagements: Iterable[EngagementView]) -> dict[tuple[str, int], str]:
    """Return what the engagements and locations of a vendor are called where a finding is about them."""
    names: dict[tuple[str, int], str] = {}
    for engagement in engagements:
        name = called(engagement)
        names["engagement", engagement.id] = name
        names |= {("location", place.id): listed((_where(place), name)) for place in engagement.locations}
    return names


def _said(finding: FindingView) -> tuple[object, ...]:
    return finding.severity, finding.rule, finding.organisation, finding.sentence, finding.todo, finding.since


def _where(place: LocationView) -> str:
    if place.country:
        return country(place.country)
    return word(words.REGIONS, place.region) if place.region else _("Unknown country")
