"""The public list of the Data Privacy Framework as downloaded: columns by their headers, rows as facts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from imports.model import Grid, Refused, Value
from imports.words import folded

# The first header that fits a field is taken; each is tried from the surest wording to the vaguest.
HEADERS: Mapping[str, tuple[str, ...]] = {
    "name": (r"^(organi[sz]ation|participant|company)( name)?$", r"^name$", r"(organi[sz]ation|participant).*name"),
    "status": (r"^(participation |certification )?status$", r"status"),
    "data": (r"covered data", r"types? of data", r"data covered", r"hr data"),
    "frameworks": (r"^(privacy )?frameworks?$", r"framework|program"),
    "due": (r"next certification", r"next (re.?)?certification|certification due", r"due date|valid (un)?til|expir"),
}
ACTIVE = re.compile(r"^active|participant|^yes$|^current")
GONE = re.compile(r"inactive|withdrawn|lapsed|removed|expired|^no$")
HR = re.compile(r"(?<!non-)(?<!non )\bhr\b|(?<!non-)human resources|employ")
SEARCHED_ROWS = 30


@dataclass(frozen=True, slots=True)
class Participant:
    """One row of the list. What a list has no column for, or does not say, is None."""

    row: int
    name: str
    active: bool | None
    hr: bool | None
    eu: bool | None
    uk: bool | None
    swiss: bool | None
    due: date | None

    def facts(self, checked: date) -> dict[str, str]:
        """Return the facts of a vendor that the row tells, in the vocabulary of the law."""
        known: dict[str, str] = {}
        listed = self.active if self.eu is not False else False
        if listed is not None:
            known["dpf_listed"] = _yes(listed)
        if self.active is False and self.due is not None and self.due <= checked:
            known["dpf_lapsed_on"] = self.due.isoformat()
        for key, said in (("dpf_covers_hr", self.hr), ("dpf_uk_extension", self.uk), ("dpf_swiss", self.swiss)):
            if said is not None:
                known[key] = _yes(said and self.active is not False)
        return known


def participants(grids: Iterable[Grid]) -> list[Participant]:
    """Return the participants of a list; raise `Refused` where no row has a header for the name and one more field."""
    for grid in grids:
        for number, row in enumerate(grid.rows[:SEARCHED_ROWS], 1):
            columns = _columns(row)
            if "name" in columns and len(columns) > 1:
                return list(_read(grid, number, columns))
    raise Refused(
        "no_table",
        "No row of this file has the headers of the list of participants: a name, and status, covered data, frameworks"
        " or the next certification date. Download the list of participants as CSV and use it as it is.",
    )


def _columns(row: tuple[Value, ...]) -> dict[str, int]:
    headers = [folded(str(value)).strip() if value is not None else "" for value in row]
    found: dict[str, int] = {}
    for field, patterns in HEADERS.items():
        free = [place for place in range(len(headers)) if headers[place] and place not in found.values()]
        for pattern in patterns:
            place = next((place for place in free if re.search(pattern, headers[place])), None)
            if place is not None:
                found[field] = place
                break
    return found


def _read(grid: Grid, header: int, columns: Mapping[str, int]) -> Iterable[Participant]:
    for number, row in enumerate(grid.rows[header:], header + 1):
        said = {field: row[place] if place < len(row) else None for field, place in columns.items()}
        name = str(said["name"] or "").strip()
        if name:
            yield _participant(number, name, said)


def _participant(number: int, name: str, said: Mapping[str, Value]) -> Participant:
    data, frameworks, status = (_text(said.get(field)) for field in ("data", "frameworks", "status"))
    return Participant(
        row=number,
        name=name,
        active=False if GONE.search(status) else True if ACTIVE.search(status) or "status" not in said else None,
        hr=bool(HR.search(data)) if data else None,
        eu=bool(re.search(r"\beu\b|european union", frameworks)) if frameworks else None,
        uk=bool(re.search(r"\buk\b|united kingdom", frameworks)) if frameworks else None,
        swiss=bool(re.search(r"swiss|switzerland", frameworks)) if frameworks else None,
        due=_day(said.get("due")),
    )


def _text(value: Value) -> str:
    return folded(str(value)).strip() if value is not None else ""


def _day(value: Value) -> date | None:
    """Return a day as the list writes it: 2027-07-09, or month first as in the United States."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value or "").strip()
    for form in ("%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y", "%B %d, %Y", "%b %d, %Y"):
        try:
            return datetime.strptime(text[:40], form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def _yes(said: bool) -> str:  # noqa: FBT001 - the answer itself
    return "yes" if said else "no"
