"""The rows of an import as its page shows them: each raw cell beside what was understood, and the verdict to come."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, cast, get_type_hints

from accounts.i18n import gettext as _
from imports.additions import organisation_role
from imports.corrections import answered, correct
from imports.model import Problem, Row
from imports.own import is_own
from imports.page_words import ACTIONS, FIELDS, ICONS, LEFT_OUT, LIKE, LOOKS, MARKS, REFUSED, WENT_ON
from imports.raw_columns import Columns
from imports.reader_words import say
from imports.row_forms import anchor_of, as_in_column, choices_of, row_key
from imports.stored import read_problems, row_of
from imports.taken_in import SAID_VENDOR
from imports.wanted import Ask, ask
from law.judge import judge
from law.store import Law
from register.judging import transfer_of
from register.lawtext import because
from register.rows import EngagementRow, LocationRow, OrganisationRow, VendorRow
from register.sql import fetch_all, numbers
from register.words import AGREEMENTS, GROUNDS, KINDS, REGIONS, ROLES

WORST = ("invalid", "incomplete", "review", "valid", "no-transfer")
WHY = {"left-out": LEFT_OUT, "refused": REFUSED, "went-on": WENT_ON}


@dataclass(frozen=True)
class Cell:
    """A cell as written, and as read; `bad` where it could not be read, `absent` where no column is read for it."""

    raw: str
    read: tuple[str, ...]
    note: str = ""
    bad: bool = False
    absent: bool = False


@dataclass(frozen=True)
class RowView:
    """A row in words."""

    sheet: str
    row: int
    column: int | None
    place: str
    name: str
    legal_name: str
    marks: tuple[str, ...]
    vendor_id: int | None
    action: str
    look: str
    icon: str
    word: str
    why: str
    countries: Cell
    codes: tuple[str, ...]
    ground: Cell
    verdict: str
    because: str
    dpa: Cell
    next_review: Cell
    more: tuple[tuple[str, str], ...]
    changes: tuple[tuple[str, str, str], ...]
    proposals: tuple[tuple[int, str, str], ...]
    problems: tuple[tuple[Problem, tuple[tuple[str, str], ...], bool], ...]
    edited: bool
    may_return: bool
    may_be_vendor: bool
    taken: bool
    bare: bool
    at: str
    anchor: str
    corrected: bool


async def view_rows(
    stored: Sequence[dict[str, Any]],
    columns: Columns,
    organisation: OrganisationRow,
    *,
    acts_as: str,
    law: Law,
    on: date,
) -> tuple[RowView, ...]:
    """Return stored rows in words, each with the verdict that its places get or have."""
    verdicts = await _recorded([row["engagement_id"] for row in stored if row["engagement_id"] is not None])
    vendors = await _vendors([row["vendor_id"] for row in stored if row["vendor_id"] is not None])
    found: list[RowView] = []
    for one in stored:
        row = row_of(one)
        said = json.loads(one["effect"]).get("corrected", {})
        new = correct(row, said)
        asked = ask(new)
        judged = verdicts.get(one["engagement_id"])
        if judged is None and one["action"] != "skip" and not is_own(row):
            vendor = vendors.get(one["vendor_id"])
            judged = _preview(asked, organisation, vendor, acts_as=acts_as, law=law, on=on)
        found.append(_view(one, (row, new), asked, columns, judged or ("", ""), known=one["vendor_id"] in vendors))
    return tuple(found)


async def _recorded(engagements: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return the worst verdict of each engagement, with its sentence."""
    sql = f"SELECT engagement, verdict, reason, params FROM location WHERE engagement IN ({numbers(engagements)})"  # noqa: S608
    places: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in await fetch_all(sql):
        sentence = because(row["reason"], json.loads(row["params"] or "{}"))
        places[row["engagement"]].append((row["verdict"], sentence))
    return {number: _worst(judged) for number, judged in places.items()}


async def _vendors(ids: Sequence[int]) -> dict[int, VendorRow]:
    sql = f"SELECT id, country, parent_country, dpf FROM vendor WHERE id IN ({numbers(ids)})"  # noqa: S608
    return {
        row["id"]: _vendor(row["country"], row["parent_country"], json.loads(row["dpf"]))
        for row in await fetch_all(sql)
    }


def _vendor(country: str = "", parent_country: str = "", dpf: dict[str, str] | None = None) -> VendorRow:
    return cast(
        VendorRow, {**_blank(VendorRow), "country": country, "parent_country": parent_country, "dpf": dpf or {}}
    )


@cache
def _blank(kind: type[Any]) -> Mapping[str, Any]:
    """Return a row of the register in which nothing is known: what a sheet says nothing of."""
    blanks: dict[str, Any] = {"facts": "{}", "params": "{}", "status": "active", "dpf": {}}
    hints = get_type_hints(kind)
    return {name: blanks.get(name, "" if hint is str else None) for name, hint in hints.items()}


def _preview(
    asked: Ask, organisation: OrganisationRow, vendor: VendorRow | None, *, acts_as: str, law: Law, on: date
) -> tuple[str, str]:
    """Return the worst verdict that the places of a row would get, with its sentence."""
    role = asked.engagement["role"]
    said = {"role": role, "organisation_role": organisation_role(acts_as, role)}
    engagement = cast(EngagementRow, {**_blank(EngagementRow), **said})
    judged: list[tuple[str, str]] = []
    for country, region in asked.places:
        where = {"country": country, "region": region, "grounds": asked.grounds}
        location = cast(LocationRow, {**_blank(LocationRow), **where})
        made = judge(transfer_of(organisation, vendor or _vendor(), engagement, location), on, law)
        params = {key: str(value) for key, value in dict(made.params).items()}
        judged.append((made.verdict, because(made.reason, params)))
    return _worst(judged)


def _worst(judged: Sequence[tuple[str, str]]) -> tuple[str, str]:
    return min(judged, key=lambda one: WORST.index(one[0]) if one[0] in WORST else len(WORST), default=("", ""))


def _view(
    stored: dict[str, Any],
    rows: tuple[Row, Row],
    asked: Ask,
    columns: Columns,
    judged: tuple[str, str],
    *,
    known: bool,
) -> RowView:
    """Return a row in words; `rows` are the row as it was read, and as a person corrected it."""
    row, new = rows
    effect = json.loads(stored["effect"])
    said = effect.get("corrected", {})
    own = is_own(row)
    waiting = [problem for problem in read_problems(stored) if answered(problem) not in said]
    problems = tuple(_in_words(problem, _ if own else say) for problem in waiting)
    bad = {problem.field for problem in problems}
    skipped = stored["action"] == "skip"
    reason = stored["why"]
    verdict, sentence = judged
    place = f"{row.row}" if row.column is None else _("%(row)s, column %(column)s", row=row.row, column=row.column)
    return RowView(
        sheet=row.sheet,
        row=row.row,
        column=row.column,
        place=f"{row.sheet} {row.row}" if own else place if row.row else "",
        name=new.name,
        legal_name=row.legal_name if row.legal_name != row.name else "",
        marks=tuple(_(MARKS[flag]) for flag in row.flags if flag in MARKS),
        vendor_id=stored["vendor_id"] if known else None,
        action=stored["action"],
        look=LOOKS[stored["action"]],
        icon=ICONS[stored["action"]],
        word=_(ACTIONS[stored["action"]]),
        why=_(WHY[reason]) if reason in WHY else say(reason) if skipped else "",
        countries=_countries(row, new, columns, bad=bool(bad & {"location", "countries"})),
        codes=new.countries,
        ground=_ground(row, asked, columns),
        verdict=verdict,
        because=sentence,
        dpa=_dpa(row, new, asked, columns, bad=bool(bad & {"dpa", "dpa_date"})),
        next_review=_review(row, asked, columns, bad="next_review" in bad),
        more=((_("Verdict"), sentence), *_more(new, asked)) if sentence else _more(new, asked),
        changes=tuple((_(FIELDS.get(name, name)), before, after) for name, before, after in effect.get("changes", ())),
        proposals=tuple((number, name, _(LIKE[why])) for number, name, why in effect.get("proposals", ())),
        problems=tuple(
            (problem, choices_of(read), bool(as_in_column(read)))
            for problem, read in zip(problems, waiting, strict=True)
        ),
        edited=reason == "edited",
        may_return=reason == "left-out",
        may_be_vendor=skipped and reason not in WHY and row.row > 0,
        taken=SAID_VENDOR in row.flags,
        bare=own or skipped,
        at=row_key(row.sheet, row.row, row.column),
        anchor=anchor_of(row.sheet, row.row, row.column),
        corrected=bool(said),
    )


def _in_words(problem: Problem, words: Callable[[str], str]) -> Problem:
    """Return a problem in the language of the page; a suggestion that is a name or a day stays as it is."""
    suggestion = words(problem.suggestion) if problem.suggestion else ""
    return replace(problem, expected=words(problem.expected), suggestion=suggestion)


def _countries(row: Row, new: Row, columns: Columns, *, bad: bool) -> Cell:
    raw = columns.raw(row, "location", "inside") or row.location_text
    note = _("read from a city or cloud region") if set(new.inferred) & set(new.countries) else ""
    named = [region for region in new.regions if region != "EU" or "EEA" not in new.regions]
    regions = tuple(_(REGIONS.get(region, region)) for region in named)
    missing = (_("No country"),) if not new.countries and not regions else ()
    absent = columns.lacks(row, "location", "inside")
    return Cell(raw, regions or missing, note, bad or bool(missing and raw), absent)


def _ground(row: Row, asked: Ask, columns: Columns) -> Cell:
    raw = row.ground_text or columns.raw(row, "ground", "transfer")
    read = tuple(_(GROUNDS.get(code, code)) for code in asked.grounds.split("|") if code != "NONE")
    return Cell(raw, read, absent=columns.lacks(row, "ground", "transfer"))


def _dpa(row: Row, new: Row, asked: Ask, columns: Columns, *, bad: bool) -> Cell:
    raw = columns.raw(row, "dpa", "dpa_date") or row.dpa.text
    absent = columns.lacks(row, "dpa", "dpa_date")
    if asked.agreement is None:
        return Cell(raw, (), "", bad, absent)
    kind, status = asked.agreement["kind"], asked.agreement["status"]
    said = _(AGREEMENTS[status]) if status else ""
    named = _(KINDS[kind]) if kind != "dpa" else "" if said else _("Named, not known whether signed")
    day = new.dpa.date or ""
    return Cell(raw, tuple(part for part in (named, f"{said} {day}".strip()) if part), "", bad, absent)


def _review(row: Row, asked: Ask, columns: Columns, *, bad: bool) -> Cell:
    raw = columns.raw(row, "next_review")
    absent = columns.lacks(row, "next_review")
    if asked.next_review is None:
        return Cell(raw, (), "", bad, absent)
    notes = {4: _("only a year: last day"), 7: _("only a month or quarter: last day")}
    return Cell(raw, (asked.next_review.isoformat(),), notes.get(len(asked.next_review_text), ""), bad, absent)


def _more(row: Row, asked: Ask) -> tuple[tuple[str, str], ...]:
    """Return the other fields that were read, and the columns that are kept as notes."""
    named = [
        (_("Service"), row.service),
        (_("Purpose"), row.purpose),
        (_("Role"), _(ROLES[asked.engagement["role"]]) if row.role else ""),
        (_("Owner"), row.owner),
        (_("Seat"), ", ".join(row.seat_countries)),
        (_("Website"), row.website),
        (_("Registration number"), row.registration_number),
        (_("Data subjects"), asked.engagement["data_subjects"]),
        (_("Categories of data"), asked.engagement["data_categories"]),
        *asked.notes.items(),
    ]
    return tuple((name, text) for name, text in named if text)
