"""The rows of engagements, locations, agreements and findings, in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.moments import local_day
from register import words
from register.lawtext import because, todo
from register.listing import Row
from register.pages.cells import Cell, Line, day, number
from register.pages.mending import deed_for
from register.pages.words import country, dated, listed, word
from register.texts import finding_text


class Beside(NamedTuple):
    """What a row is shown beside: the day, what links carry on, whether organisations are told apart, who may what."""

    today: date
    at: str
    several: bool
    decides: Callable[[int], bool]
    edits: Callable[[int], bool]


Cells = Mapping[str, Callable[[Row, Beside], Cell]]


def line_of(cells: Cells, row: Row, columns: tuple[str, ...], beside: Beside, picked: str = "id") -> Line:
    """Return a row of a list in words, with the columns that were chosen; `picked` names what it is changed by."""
    return Line(str(row[picked]), tuple(cells[column](row, beside) for column in columns))


def _vendor(anchor: str = "") -> Callable[[Row, Beside], Cell]:
    def cell(row: Row, beside: Beside) -> Cell:
        name = row["organisation_name"] if beside.several else ""
        href = f"/vendors/{row['vendor']}{beside.at}{anchor.format(row['id'])}"
        return Cell("name", row["name"], href=href, lines=(name,) if name else ())

    return cell


def text_cell(key: str, kind: str = "text") -> Callable[[Row, Beside], Cell]:
    """Return how a text of a row is shown."""
    return lambda row, _beside: Cell(kind, row[key] or "")


def word_cell(key: str, vocabulary: Mapping[str, str]) -> Callable[[Row, Beside], Cell]:
    """Return how the word for a code of a row is shown."""
    return lambda row, _beside: Cell("text", word(vocabulary, row[key] or ""))


def day_cell(key: str) -> Callable[[Row, Beside], Cell]:
    """Return how a day of a row is shown."""
    return lambda row, _beside: day(row[key])


def ahead_cell(key: str) -> Callable[[Row, Beside], Cell]:
    """Return how a day with how far away it is of a row is shown."""
    return lambda row, beside: day(row[key], beside.today)


def number_cell(key: str) -> Callable[[Row, Beside], Cell]:
    """Return how a number of a row is shown."""
    return lambda row, _beside: number(row[key])


def _service(row: Row, _beside: Beside) -> Cell:
    purposes = row["purposes"] if row["purposes"] != row["service"] else ""
    return Cell("clip", ": ".join(part for part in (row["service"], purposes) if part))


def _worst(row: Row, _beside: Beside) -> Cell:
    places = ngettext("%(num)s location", "%(num)s locations", row["locations"])
    verdict = row["verdict"] or ""
    return Cell("verdict", sub=places, look=verdict, value=f"{word(words.VERDICTS, verdict)}; {places}".strip("; "))


def _yes_no(row: Row, _beside: Beside) -> Cell:
    value = row["special_categories"]
    return Cell("text", "" if value is None else _("Yes") if value else _("No"))


def _notes(row: Row, _beside: Beside) -> Cell:
    notes = json.loads(row["notes"] or "{}")
    return Cell("clip", "; ".join(f"{name}: {text}" for name, text in notes.items()))


def _place(row: Row, _beside: Beside) -> Cell:
    if row["country"]:
        return Cell("countries", lines=(row["country"],), value=country(row["country"]))
    if row["region"]:
        return Cell("text", word(words.REGIONS, row["region"]))
    return Cell("countries", look="unknown", value=_("Unknown"))


def _verdict(row: Row, _beside: Beside) -> Cell:
    ground = listed(word(words.SHORT, code) for code in row["grounds"].split("|"))
    text = word(words.VERDICTS, row["verdict"])
    return Cell("verdict", sub=ground, look=row["verdict"], value=f"{text}: {ground}" if text else ground)


def _because(row: Row, _beside: Beside) -> Cell:
    return Cell("clip", because(row["reason"], json.loads(row["params"]), row["citation"]))


def _todo(row: Row, _beside: Beside) -> Cell:
    return Cell("clip", todo(row["reason"], json.loads(row["params"]), row["citation"]))


def _signed(row: Row, _beside: Beside) -> Cell:
    return day(row["signed_on"]) if row["signed_on"] else Cell("text", row["signed_text"])


def _status(row: Row, beside: Beside) -> Cell:
    over = row["status"] == "signed" and row["expires_on"] is not None and row["expires_on"] < beside.today
    status = "expired" if over else row["status"]
    look = "" if status == "signed" else "late" if status in {"missing", "expired"} else "soon"
    return Cell("words", word(words.AGREEMENTS, status), look=look)


def _checklist(row: Row, _beside: Beside) -> Cell:
    if row["kind"] != "dpa":
        return Cell("text")
    states = list(filter(None, json.loads(row["checklist"]).values()))
    if not states:
        return Cell("text", word(words.MET, ""))
    return Cell("text", _("%(n)s of 8 met", n=states.count("met")))


def _covers(row: Row, beside: Beside) -> Cell:
    return work_cell(row, beside) if row["engagement"] else Cell("clip", _("All that the vendor does"))


def work_cell(row: Row, _beside: Beside) -> Cell:
    """Return what an engagement is: its service, or what it is for where lists name no service."""
    return Cell("clip", row["service"] or row["purposes"] or "")


def _finding(row: Row, beside: Beside) -> Cell:
    told = _told(row)
    where = _("At %(service)s.", service=row["service"]) if row["service"] else ""
    sentence = f"{told[1]} {where}".strip()
    step = told[2] if row["state"] == "open" else ""
    whole = " ".join(part for part in (f"{told[0]}:", sentence, step) if part)
    href = f"/findings/{row['id']}" if row["id"] else ""
    mends = row["id"] and row["state"] == "open" and beside.edits(row["organisation"])
    deed = (*deed_for(row["rule"], row["subject_id"], row["vendor"]), row["name"]) if mends else ()
    return Cell("finding", told[0], href=href, lines=(dated(sentence), step, *deed), value=whole)


def _state(row: Row, beside: Beside) -> Cell:
    name = f"{row['name']}, {_told(row)[0]}"
    if row["state"] == "accepted":
        text = _("Accepted until %(day)s", day=row["accepted_until"])
        sub = f"{row['accepted_by']}: {row['accepted_why']}"
        deed = _("Change")
    elif row["state"] == "resolved":
        on = local_day(row["resolved_at"]).isoformat() if row["resolved_at"] else ""
        return Cell("state", _("Resolved"), on, value=f"{_('Resolved')} {on}".strip())
    else:
        text, sub, deed = _("Open"), "", _("Accept for a time")
    href = f"/findings/{row['id']}/acceptance" if row["id"] and beside.decides(row["organisation"]) else ""
    return Cell("state", text, sub, href, lines=(deed, name), value=f"{text}. {sub}".strip(". "))


def _told(row: Row) -> tuple[str, str, str]:
    if "told" not in row:
        row["told"] = finding_text(row["rule"], row["params"], row["organisation_name"], row["since"])
    told: tuple[str, str, str] = row["told"]
    return told


def moment_cell(key: str) -> Callable[[Row, Beside], Cell]:
    """Return how the day of a moment of a row is shown."""

    def cell(row: Row, _beside: Beside) -> Cell:
        at: Any = row[key]
        return day(local_day(at) if at else None)

    return cell


ORGANISATION = text_cell("organisation_name")
ENGAGEMENTS: Cells = {
    "vendor": _vendor("#engagement-{}"),
    "service": _service,
    "role": lambda row, _beside: Cell("text", word(words.ROLES, row["role"]) if row["role"] else ""),
    "verdict": _worst,
    "special": _yes_no,
    "next_review": ahead_cell("next_review"),
    "owner": text_cell("owner"),
    "organisation": ORGANISATION,
    "data_subjects": text_cell("data_subjects", "clip"),
    "data_categories": text_cell("data_categories", "clip"),
    "retention": text_cell("retention", "clip"),
    "locations": number_cell("locations"),
    "started_on": day_cell("started_on"),
    "ended_on": day_cell("ended_on"),
    "status": word_cell("status", words.STATUS),
    "notes": _notes,
}
LOCATIONS: Cells = {
    "vendor": _vendor("#location-{}"),
    "country": _place,
    "verdict": _verdict,
    "because": _because,
    "service": work_cell,
    "activity": text_cell("activity"),
    "recipient": text_cell("recipient"),
    "place": text_cell("place", "clip"),
    "ground_text": text_cell("ground_text", "clip"),
    "todo": _todo,
    "citation": text_cell("citation"),
    "since": day_cell("since"),
    "changes_on": day_cell("changes_on"),
    "judged_on": day_cell("judged_on"),
    "owner": text_cell("owner"),
    "organisation": ORGANISATION,
}
AGREEMENTS: Cells = {
    "vendor": _vendor("#agreement-{}"),
    "kind": word_cell("kind", words.KINDS),
    "status": _status,
    "signed_on": _signed,
    "expires_on": ahead_cell("expires_on"),
    "checklist": _checklist,
    "covers": _covers,
    "authorisation": word_cell("authorisation", words.AUTHORISATIONS),
    "objection_days": number_cell("objection_days"),
    "notice_days": number_cell("notice_days"),
    "text": text_cell("text", "clip"),
    "owner": text_cell("owner"),
    "organisation": ORGANISATION,
}
FINDINGS: Cells = {
    "vendor": lambda row, beside: _vendor(_anchor(row))(row, beside),
    "severity": lambda row, _beside: Cell(
        "urgency", look=row["severity"], value=word(words.SEVERITIES, row["severity"])
    ),
    "finding": _finding,
    "since": day_cell("since"),
    "state": _state,
    "owner": text_cell("owner"),
    "found_at": moment_cell("found_at"),
    "resolved_at": moment_cell("resolved_at"),
    "organisation": ORGANISATION,
}
CELLS: Mapping[str, Cells] = {
    "engagements": ENGAGEMENTS,
    "locations": LOCATIONS,
    "agreements": AGREEMENTS,
    "findings": FINDINGS,
}


def _anchor(row: Row) -> str:
    return f"#location-{row['subject_id']}" if row["subject_type"] == "location" else "#findings"
