"""What a person says of a row instead of what was read: beside the raw cells, which stay as they are. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from accounts.errors import Invalid
from accounts.events import N_
from accounts.i18n import gettext as _
from imports.clean import clean
from imports.dates import read_date
from imports.model import Agreement, Kind, Problem, Role, Row
from imports.places import read_places
from law.wordings import read_grounds

FIELDS = ("name", "countries", "ground", "dpa", "dpa_date", "next_review", "owner", "role")
REGIONS = ("EU", "EEA", "EUROPE", "GLOBAL", "VARIES")
ROLES = ("processor", "sub-processor", "joint controller", "controller")
# What a cell about the agreement can have said: an answer about a DPA, or another kind of agreement.
AGREEMENTS: Mapping[str, tuple[bool | None, Kind | None]] = {
    "": (None, None),
    "signed": (True, None),
    "missing": (False, None),
    "nda": (None, "nda"),
    "security": (None, "security"),
    "joint": (None, "joint"),
}
# The field in which a problem is answered, where it is called otherwise.
ANSWERED_IN = {"location": "countries"}
LONGEST = 300

NO_NAME = N_("Write the name of the vendor, or leave the row out.")
TOO_LONG = N_("This is too long. Write at most %(most)s characters.")
NO_PLACE = N_("No country is read from “%(word)s”. Write countries by name or code, with commas: Sweden, IE.")
NO_GROUND = N_("No ground is read from this. Write for example SCC 2021 module 2, EU–US DPF, or adequacy decision.")
NO_DATE = N_("No date is read from this. Write year-month-day, year-month or a year: 2026-03-31.")
NO_CHOICE = N_("Choose one of the values of the list.")


def answered(problem: Problem) -> str:
    """Return the field in which a problem is answered."""
    return ANSWERED_IN.get(problem.field, problem.field)


def as_read(row: Row) -> dict[str, str]:
    """Return what was read of a row, as the form shows it."""
    said = row.dpa
    known = "signed" if said.signed else "missing" if said.signed is False else said.kind or ""
    return {
        "name": row.name,
        "countries": ", ".join((*row.countries, *row.regions)),
        "ground": row.ground_text,
        "dpa": known if known in AGREEMENTS else "",
        "dpa_date": said.date or "",
        "next_review": row.next_review or "",
        "owner": row.owner,
        "role": row.role or "",
    }


def read_given(given: Mapping[str, str]) -> dict[str, str]:
    """Return what a person wrote in the form it is kept; raise `Invalid` with a sentence for each field."""
    kept: dict[str, str] = {}
    errors: dict[str, str] = {}
    for name in FIELDS:
        if name not in given:
            continue
        text = " ".join(clean(given[name])[0].split())
        try:
            if len(text) > LONGEST:
                raise ValueError(_(TOO_LONG, most=LONGEST))  # noqa: TRY301 - one way to tell what is wrong
            kept[name] = READERS[name](text)
        except ValueError as error:
            errors[name] = str(error)
    if errors:
        raise Invalid(errors)
    return kept


def correct(row: Row, said: Mapping[str, str]) -> Row:
    """Return a row as a person corrected it; its raw cells and where it stands stay."""
    if not said:
        return row
    changes: dict[str, Any] = {}
    if "name" in said:
        changes |= {"name": said["name"], "flags": tuple(flag for flag in row.flags if flag != "unnamed_group")}
    if "countries" in said:
        codes = [code for code in said["countries"].split(", ") if code]
        changes |= {
            "countries": tuple(code for code in codes if code not in REGIONS),
            "regions": tuple(code for code in codes if code in REGIONS),
            "inferred": (),
        }
    if "ground" in said:
        codes = [code for code in read_grounds(said["ground"]) if code != "NONE"]
        changes |= {"ground_text": said["ground"], "grounds": tuple(codes)}
    if "dpa" in said or "dpa_date" in said:
        changes["dpa"] = _agreement(row.dpa, said)
    if "next_review" in said:
        changes["next_review"] = said["next_review"] or None
    if "owner" in said:
        changes["owner"] = said["owner"]
    if "role" in said:
        changes["role"] = cast("Role | None", said["role"] or None)
    return replace(row, **changes)


def _agreement(read: Agreement, said: Mapping[str, str]) -> Agreement:
    if "dpa" in said:
        signed, kind = AGREEMENTS[said["dpa"]]
        read = Agreement(signed, read.date, read.text if said["dpa"] else "", kind)
    if "dpa_date" in said:
        day = said["dpa_date"] or None
        # A day of signature says that it was signed, unless a person said otherwise.
        signed = True if day and read.signed is None and read.kind in {None, "dpa"} and "dpa" not in said else None
        read = replace(read, date=day, signed=signed or read.signed)
    return read if read.signed is not False else replace(read, date=None)


def _name(text: str) -> str:
    if not text:
        raise ValueError(_(NO_NAME))
    return text


def _places(text: str) -> str:
    codes: list[str] = []
    for part in text.replace(";", ",").split(","):
        word = part.strip()
        if word in REGIONS:
            codes.append(word)
        elif word:
            found = read_places(word)
            if not found or found.rest:
                raise ValueError(_(NO_PLACE, word=word))
            codes += [*found.countries, *found.inferred, *found.regions]
    return ", ".join(dict.fromkeys(codes))


def _ground(text: str) -> str:
    if text and "UNKNOWN" in read_grounds(text):
        raise ValueError(_(NO_GROUND))
    return text


def _day(text: str) -> str:
    read = read_date(text) if text else None
    if read is not None and (read.iso is None or read.rest):
        raise ValueError(_(NO_DATE))
    return (read.iso or "") if read else ""


def _as_written(text: str) -> str:
    return text


def _one_of(known: tuple[str, ...]) -> Callable[[str], str]:
    def choose(text: str) -> str:
        if text not in known:
            raise ValueError(_(NO_CHOICE))
        return text

    return choose


READERS: Mapping[str, Callable[[str], str]] = {
    "name": _name,
    "countries": _places,
    "ground": _ground,
    "dpa": _one_of(tuple(AGREEMENTS)),
    "dpa_date": _day,
    "next_review": _day,
    "owner": _as_written,
    "role": _one_of(("", *ROLES)),
}
