"""Rows that somebody added to an exported file: without a number they are new, and are read as a list's rows are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from imports.answers import read_role
from imports.dates import read_date
from imports.model import Agreement, Row
from imports.own import FLAG, sheet_of, title_of
from imports.places import read_places
from imports.plan_model import Decision
from imports.words import folded
from law.grounds import GROUNDS
from law.wordings import read_grounds
from register.editable import PARTS

NEW = "own-new"
Where = tuple[str, int, int | None]
# Sheets to which a vendor, or what a vendor does, can be added by a row; a place or an agreement needs its page.
OPEN = frozenset({"Vendors", "Engagements", "Register"})
_READ = frozenset(
    {"Vendor", "Legal name", "Other names", "Registration number", "Country of seat", "Website", "Service", "Role"}
    | {"Purposes", "Data subjects", "Data categories", "Owner", "Status", "Next review", "Country", "Countries"}
    | {"Region", "Place as written", "Ground as written", "Grounds"}
)


def is_new(row: Row) -> bool:
    """Return whether a row of an exported file was added to it: it names a vendor, and has no number of its own."""
    title = title_of(row)
    if title not in OPEN or not row.name:
        return False
    cells = _cells(row)
    own = [part.number for part in PARTS[title]]
    # A vendor's number in a row of engagements says whose new engagement it is.
    wanted = own if title == "Register" else own[-1:]
    return not any(cells.get(number) for number in wanted)


def read_new(row: Row) -> Row:
    """Return the row of a list that says the same; what has no field there is kept as a note."""
    cells = _cells(row)
    known = {column.heading: column for column in sheet_of(row).columns}
    places = read_places("; ".join(filter(None, (cells.get("Country"), cells.get("Countries"), cells.get("Region")))))
    written = cells.get("Ground as written", "")
    chosen = tuple(code for code in _parts(cells.get("Grounds", "")) if code in GROUNDS)
    review = read_date(cells.get("Next review", "")).iso
    role = read_role(cells.get("Role", ""))
    not_read = {"Role": role is None, "Next review": review is None}
    notes = [
        (heading, text)
        for heading, text in cells.items()
        if text
        and heading in known
        and (heading not in _READ or not_read.get(heading))
        and not _is_number(row, heading)
    ]
    return replace(
        row,
        legal_name=cells.get("Legal name", ""),
        aliases=_parts(cells.get("Other names", "")),
        registration_number=cells.get("Registration number", ""),
        website=cells.get("Website", ""),
        seat_countries=read_places(cells.get("Country of seat", "")).countries[:1],
        service=cells.get("Service", ""),
        purpose=cells.get("Purposes", ""),
        role=role,
        data_subjects=_parts(cells.get("Data subjects", "")),
        data_categories=_parts(cells.get("Data categories", "")),
        owner=cells.get("Owner", ""),
        status=cells.get("Status", ""),
        next_review=review,
        countries=(*places.countries, *places.inferred),
        inferred=places.inferred,
        regions=places.regions,
        location_text=cells.get("Place as written", ""),
        ground_text=written or cells.get("Grounds", ""),
        grounds=chosen or (read_grounds(written) if written else ()),
        dpa=Agreement(),
        flags=(FLAG + title_of(row), NEW),
        notes=tuple(notes),
    )


def told_elsewhere(rows: Sequence[Row]) -> set[int]:
    """Return the new vendors, by place, of which another new row says what they do; it takes over what they say."""
    doing = {folded(row.name) for row in rows if title_of(row) != "Vendors"}
    return {at for at, row in enumerate(rows) if title_of(row) == "Vendors" and folded(row.name) in doing}


def completed(rows: Sequence[Row], elsewhere: Iterable[int]) -> list[Row]:
    """Return the rows with what the row of their vendor says of it."""
    about = {folded(rows[at].name): rows[at] for at in elsewhere}
    found = []
    for row in rows:
        vendor = about.get(folded(row.name))
        if vendor is not None and title_of(row) != "Vendors":
            row = replace(  # noqa: PLW2901 - the same row, with more
                row,
                legal_name=vendor.legal_name,
                aliases=vendor.aliases,
                registration_number=vendor.registration_number,
                website=vendor.website,
                seat_countries=vendor.seat_countries,
                countries=row.countries or vendor.countries,
                inferred=row.inferred or vendor.inferred,
                regions=row.regions or vendor.regions,
                notes=(*row.notes, *vendor.notes),
            )
        found.append(row)
    return found


def whose(rows: Iterable[Row], vendors: Iterable[int]) -> dict[Where, Decision]:
    """Return the vendors that rows name by number, as far as the organisation's register has them."""
    known = set(vendors)
    found: dict[Where, Decision] = {}
    for row in rows:
        number = vendor_number(row)
        if number in known:
            found[row.sheet, row.row, row.column] = Decision("vendor", number)
    return found


def vendor_number(row: Row) -> int | None:
    """Return the number of the vendor that a new row is about, where it has one."""
    text = _cells(row).get("Vendor id", "").removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _cells(row: Row) -> Mapping[str, str]:
    return {cell.header: cell.text for cell in row.raw}


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _is_number(row: Row, heading: str) -> bool:
    """Tell whether a column only ties a row to the register: numbers, versions, whose it is, the seal."""
    own = {"Organisation", "Check", "Vendor id", "Engagement id", "Location id"}
    return heading in own | {part.version for part in PARTS[title_of(row)]}
