"""The law that verdicts rest on: each record with its days, its citation, and whether it was confirmed again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from litestar import get
from litestar.di import NamedDependency

from accounts.actor import Actor
from accounts.events import N_
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, guard, render
from law.records import NEVER, Record
from law.store import Law
from register import words
from register.causes import short
from register.coming import Coming, coming
from register.days import months_after
from register.pages.filters import Filter, filter_of
from register.pages.group import as_shown
from register.pages.queries import ANY, address
from register.pages.words import country, listed, word
from register.resting import resting
from register.timeline import Timeline, timeline

PATH = "/law"
SOON_MONTHS = 24
GROUPS: Mapping[str, tuple[str, ...]] = {
    N_("Adequacy decisions"): ("adequacy", "adequacy_eea", "no_adequacy", "law_enforcement"),
    N_("Frameworks for listed recipients"): ("framework",),
    N_("Standard contractual clauses"): ("clauses",),
    N_("Other safeguards, Art. 46"): ("tool", "no_tool"),
    N_("Derogations, Art. 49"): ("derogation",),
    N_("General rules"): ("rule", "test_change"),
}
PLACES = N_("What counts as inside, and what does not")
REGIMES: Mapping[str, str] = {"EU": N_("EU and EEA"), "UK": N_("United Kingdom"), "CH": N_("Switzerland")}
STATES: Mapping[str, str] = {"force": N_("In force"), "ended": N_("Ended"), "coming": N_("To come")}


@dataclass(frozen=True)
class Line:
    """One record in words."""

    id: str
    title: str
    regimes: str
    scope: str
    starts: date
    ends: date | None
    ended_by: str
    state: str
    citation: str
    source: str
    checked_on: date
    confirmed: bool
    watch: str
    resting: int


@dataclass(frozen=True)
class Group:
    """Records of one kind."""

    id: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Change:
    """A day to come, in words: what begins or ends, and how many locations move from which verdict to which."""

    day: date
    said: tuple[str, ...]
    moves: tuple[tuple[str, str, int], ...]
    locations: int
    href: str


@dataclass(frozen=True)
class LawPage:
    """What the page of the law shows."""

    groups: tuple[Group, ...]
    filters: tuple[Filter, ...]
    hidden: tuple[tuple[str, str], ...]
    filtered: bool
    lead: str
    digest: str
    soon: tuple[Change, ...]
    later: tuple[Change, ...]
    drawing: Timeline
    regime: str


@get(PATH, guards=[guard(Deed.READ)])
async def law_page(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    law: NamedDependency[Law],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    patience: NamedDependency[float],
) -> Page:
    """Show the records that the address asks for, by kind."""
    state = request.query_params.get("state", "")
    regime = request.query_params.get("regime", "")
    here = {name: value for name, value in (("state", state), ("regime", regime)) if value and value != ANY}
    records = [record for record in law.records.values() if not regime or regime in record.exporter]
    actor = as_shown(request, actor)
    counts = await resting(actor, now)
    lines = {record: line(record, today, counts.get(record.id, 0)) for record in records}
    wanted = {record: found for record, found in lines.items() if not state or found.state == state}
    unconfirmed = sum(not record.confirmed for record in law.records.values())
    soon, later = soon_and_later(await coming(actor, law, now, today, patience), today)
    drawn = regime if regime in REGIMES else "EU"
    context = LawPage(
        groups=tuple(grouped(wanted)),
        filters=tuple(filters(state, regime, here)),
        hidden=(),
        filtered=bool(here),
        lead=lead(len(law.records), unconfirmed),
        digest=law.digest[:12],
        soon=soon,
        later=later,
        drawing=timeline(
            (record for record in law.records.values() if drawn in record.exporter),
            {record.id: title(record) for record in law.records.values()},
            today,
        ),
        regime=word(REGIMES, drawn),
    )
    return render(request, "register/law.html", context)


def soon_and_later(days: Iterable[Coming], today: date) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """Return what is coming in words: within `SOON_MONTHS`, and after them."""
    changes = [changed(one) for one in days]
    near = months_after(today, SOON_MONTHS)
    return tuple(one for one in changes if one.day <= near), tuple(one for one in changes if one.day > near)


def changed(one: Coming) -> Change:
    """Return what is coming on a day in words."""
    said = [_("%(what)s begins", what=named(record)) for record in one.begins]
    said += [_("%(what)s ends", what=named(record)) for record in one.ended]
    return Change(one.day, tuple(said), one.moves, one.locations, address("/vendors", {"as_of": one.day.isoformat()}))


def named(record: Record) -> str:
    """Return what a record is called, with its act."""
    return f"{title(record)}, {short(record.citation)}"


def lead(number: int, unconfirmed: int) -> str:
    """Return how much law there is, and how much of it was not looked up again."""
    first = ngettext("Verdicts rest on %(num)s record.", "Verdicts rest on %(num)s records.", number)
    if not unconfirmed:
        return first
    second = ngettext(
        "%(num)s of them has not been confirmed again at its source, and is marked so.",
        "%(num)s of them have not been confirmed again at their source, and are marked so.",
        unconfirmed,
    )
    return f"{first} {second}"


def grouped(lines: Mapping[Record, Line]) -> Iterable[Group]:
    """Return the records by kind, each kind by title and day."""
    named = {kind for kinds in GROUPS.values() for kind in kinds}
    places = tuple({record.kind for record in lines} - named)
    for number, (title, kinds) in enumerate({**GROUPS, PLACES: places}.items(), 1):
        found = [line for record, line in lines.items() if record.kind in kinds]
        if found:
            yield Group(
                f"kind-{number}", _(title), tuple(sorted(found, key=lambda each: (each.title, each.starts, each.id)))
            )


def line(record: Record, today: date, number: int) -> Line:
    """Return a record in words."""
    return Line(
        id=record.id,
        title=title(record),
        regimes=listed(word(REGIMES, regime) for regime in record.exporter),
        scope=record.scope,
        starts=record.starts,
        ends=None if record.ends == NEVER else record.ends,
        ended_by=record.ended_by,
        state="force" if record.holds(today) else "ended" if record.ends < today else "coming",
        citation=record.citation,
        source=record.source,
        checked_on=record.checked_on,
        confirmed=record.confirmed,
        watch=record.watch,
        resting=number,
    )


def title(record: Record) -> str:
    """Return what a record is called: its ground, its set of clauses or its places."""
    if record.ground:
        return listed(word(words.GROUNDS, code) for code in record.ground)
    if record.set:
        return _("Clauses of %(year)s", year=record.set) + (f", {record.parties}" if record.parties else "")
    if record.kind == "adequacy_eea":
        return _("EU and EEA")
    return listed(country(code) for code in record.importers) or record.id


def filters(state: str, regime: str, now: Mapping[str, str]) -> Iterable[Filter]:
    """Return the filters of the page."""
    yield filter_of(PATH, "state", _("State"), state, [(code, _(text)) for code, text in STATES.items()], now)
    yield filter_of(PATH, "regime", _("Who sends"), regime, [(code, _(text)) for code, text in REGIMES.items()], now)
