"""A line of a table becomes an understood row: every field beside its raw cell, nothing made up, nothing lost."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from imports.answers import AgreementCell, read_agreement, read_role
from imports.brands import aliases_of
from imports.bullets import places_of_heading
from imports.columns import FIELDS
from imports.dates import Order, Read, order_of, read_date
from imports.layout import Layout, Line, show, texts
from imports.mapping import Mapping, letter_of
from imports.model import Agreement, CellError, Formula, Problem, Raw, Role, Row, Value
from imports.places import Places, only_places, read_places
from imports.transfers import Question, named_grounds, read_declared
from imports.words import folded, words

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_PLACEHOLDER = frozenset(["-", "–", "—", "--", "?", "??", "n/a", "na", "tbd", "…", "...", "/", ".", "xx", "xxx"])
_SELF = re.compile(r"\b(?:self[- ]?hosted|selbst ?gehostet|on[- ]?prem\w*|egen drift|egen server|egne servere|eigene server|inhouse|in-house|auto-heberge|eigenbetrieb)\b")
_YEARLY = re.compile(r"\b(?:arlig\w*|arsvis|hvert ar|varje ar|yearly|annual\w*|jahrlich|annuel\w*|lopande|lobende|lopende|ongoing|laufend|jevnlig\w*|regelbunde\w*|halvarlig\w*|halvars\w*|kvartalsvis|quarterly|vierteljahrlich|trimestriel\w*|manad\w*|monthly)\b")
_PARTS = re.compile(r"\s*[;\n•·]\s*|,\s+|\s+/\s+")


_FAULTS = (Formula, CellError)


@dataclass(slots=True)
class Draft:
    """What is being understood of one line."""

    flags: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Reader:
    """Reads the lines of one table."""

    def __init__(self, table: Layout, mapping: Mapping) -> None:
        """Settle once what holds for every line: columns, slash dates, whether a column of answers stands beside dates."""
        self.table, self.mapping = table, mapping
        self.sheet = table.grid.sheet
        self.header = {column.number: column.header for column in mapping.columns}
        self.letter = {column.number: column.letter for column in mapping.columns}
        self.orders: dict[int, Order] = {
            c: order_of(texts(table.lines, c))
            for name in ("dpa_date", "next_review", "dpa")
            for c in mapping.fields.get(name, ())
        }
        used = {c for its in mapping.fields.values() for c in its}
        self.notes = [column.number for column in mapping.columns if column.number not in used]
        self.name_role = self._role_of_header()
        self.place_sections = _sections_are_places(table) and "location" not in mapping.fields
        self.raws: dict[tuple[int, str], Raw] = {}
        self.last = (0, "")
        self.columns = {name: mapping.of(name) or 0 for name in FIELDS}
        self.faulty = any(type(v) in _FAULTS for line in table.lines for v in line.values.values())
        self.services_are_aliases = self._service_is_alias()
        self.no_header = "no_header" in mapping.flags
        self.elsewhere = [*self.notes, *(c for name in ("purpose", "service", "name") for c in mapping.fields.get(name, ()))]

    def _role_of_header(self) -> Role | None:
        column = self.mapping.of("name")
        role = read_role(self.header.get(column, "")) if column else None
        return role if role in ("processor", "sub-processor") else None

    def read(self, line: Line) -> tuple[Row | None, list[Problem]]:
        """Return the row that a line holds, or None when it names no vendor; and what could not be understood."""
        draft = Draft()
        values = line.values
        if self.faulty and (faults := self._errors(line, draft)):
            values = {c: v for c, v in values.items() if c not in faults}
        name, legal, aliases = self._names(values, draft)
        if not name and (name := self._name_above(line, values)):
            draft.flags.append("name_from_row_above")
            self._problem(draft, line.number, self.mapping.of("name") or 1, "", "the name of a vendor", name, "name")
        if not name:
            return None, draft.problems
        self.last = (line.number, name)
        service = self._text(values, "service")
        purpose = self._purpose(values, draft)
        places, seat, location_text = self._places(values, line, draft)
        grounds, ground_text = self._grounds(values, location_text, places, draft)
        dpa = self._agreement(values, line, draft)
        review = self._review(values, line, draft)
        role = self._role(values, draft)
        if name and words().groups.search(folded(name)):
            draft.flags.append("unnamed_group")
        if any(map(_is_self_hosted, (name, ground_text, location_text))):
            draft.flags.append("self_hosted")
        self._marks(line, draft)
        row = Row(
            sheet=self.sheet,
            row=self.table.header_rows[0] if self.table.transposed else line.number,
            column=line.number if self.table.transposed else None,
            name=name,
            legal_name=legal,
            aliases=aliases,
            purpose=purpose,
            countries=(*places.countries, *places.inferred),
            inferred=places.inferred,
            regions=places.regions,
            location_text=location_text,
            seat_countries=seat,
            grounds=grounds,
            ground_text=ground_text,
            role=role,
            dpa=dpa,
            owner=self._owner(values),
            next_review=review,
            service=service,
            website=self._text(values, "website"),
            registration_number=self._text(values, "registration_number"),
            status=self._text(values, "status"),
            data_categories=self._list(values, "data_categories"),
            data_subjects=self._list(values, "data_subjects"),
            section=line.section,
            flags=tuple(dict.fromkeys(draft.flags)),
            raw=tuple([self._raw(c, v) for c, v in sorted(line.values.items())]),
            notes=tuple([(self.header.get(c) or letter_of(c), show(line.values[c])) for c in self.notes if c in line.values]),
        )
        return row, draft.problems

    def _name_above(self, line: Line, values: dict[int, Value]) -> str:
        """Return the vendor of the row above, when this one goes on with it: no name, but a purpose or a place."""
        number, name = self.last
        told = [c for f in ("purpose", "location", "service") for c in self.mapping.fields.get(f, ()) if c in values]
        return name if told and number == line.number - 1 and not self.table.transposed else ""

    def _raw(self, column: int, value: Value) -> Raw:
        text = value.strip() if type(value) is str else show(value)
        key = (column, text)
        if (raw := self.raws.get(key)) is None:
            raw = self.raws[key] = Raw(column, self.letter.get(column, letter_of(column)), self.header.get(column, ""), text)
        return raw

    def _errors(self, line: Line, draft: Draft) -> set[int]:
        """Report formulas without a stored result and error values; they are never read as blank."""
        found = set()
        for column, value in line.values.items():
            if isinstance(value, Formula | CellError):
                found.add(column)
                formula = isinstance(value, Formula)
                draft.flags.append("formula_without_value" if formula else "error_value")
                self._problem(
                    draft, line.number, column, value.text, "the value of the cell",
                    "Open the file in a spreadsheet program and save it, so that the results of formulas are stored in it."
                    if formula else "Mend the cell in the spreadsheet, or type the value here.", "",
                )  # fmt: skip
        return found

    def _problem(self, draft: Draft, number: int, column: int, found: str, expected: str, suggestion: str, name: str) -> None:
        letter = self.letter.get(column, letter_of(column))
        row, header = number, self.header.get(column, "") or letter
        if self.table.transposed:
            row, header = column, self.header.get(column, "") or letter_of(number)
        draft.problems.append(Problem(self.sheet, row, header, found, expected, suggestion, name))

    def _text(self, values: dict[int, Value], name: str) -> str:
        value = values.get(self.columns[name])
        return "" if value is None else _neat(show(value))

    def _list(self, values: dict[int, Value], name: str) -> tuple[str, ...]:
        text = self._text(values, name)
        return tuple(part for part in _PARTS.split(text) if part) if text else ()

    def _names(self, values: dict[int, Value], draft: Draft) -> tuple[str, str, tuple[str, ...]]:
        name, legal, service = self._text(values, "name"), self._text(values, "legal_name"), self._text(values, "service")
        name = " ".join(name.split())
        if folded(name) in _PLACEHOLDER:
            name = ""
        aliases = list(aliases_of(name)) if name else []
        if not name and (legal or service):
            name, legal = legal or service, ""
            draft.flags.append("name_from_other_column")
        if service and len(service) < 60 and "\n" not in service and service != name and self.services_are_aliases:  # noqa: PLR2004
            aliases.append(service)
        return name, " ".join(legal.split()), tuple(dict.fromkeys(aliases))

    def _service_is_alias(self) -> bool:
        """Tell whether the column of services names one product for each vendor, as a brand beside a legal entity does."""
        column = self.mapping.of("service")
        its = next((c for c in self.mapping.columns if c.number == column), None)
        if its is None:
            return False
        services = [show(v) for v in texts(self.table.lines, its.number)]
        short = sum(len(s.split()) <= 3 for s in services)  # noqa: PLR2004
        return short >= 0.7 * len(services) and len(set(services)) >= 0.7 * len(services)  # noqa: PLR2004

    def _purpose(self, values: dict[int, Value], draft: Draft) -> str:
        text = self._text(values, "purpose")
        if folded(text) in _PLACEHOLDER:
            draft.flags.append("purpose_placeholder")
            return ""
        return text

    def _owner(self, values: dict[int, Value]) -> str:
        text = " ".join(self._text(values, "owner").split())
        return "" if words().answers.get(folded(text)) == "unknown" or folded(text) in _PLACEHOLDER  else text

    def _places(self, values: dict[int, Value], line: Line, draft: Draft) -> tuple[Places, tuple[str, ...], str]:
        places, text = Places(), ""
        for column in self.mapping.fields.get("location", ()):
            if column in values:
                text = _neat(show(values[column]))
                places = read_places(text)
                if places or places.outside:
                    break
                if words().answers.get(folded(text)) != "unknown":
                    self._problem(draft, line.number, column, text, "a country or region", "", "location")
        seat: tuple[str, ...] = ()
        if (column := self.columns["seat"]) in values:
            seen = read_places(show(values[column]))
            seat = (*seen.countries, *seen.inferred)
        if not places and not text:
            places, text = self._places_elsewhere(values, line, draft)
        if places.inferred:
            draft.flags.append("country_inferred")
        if places.outside:
            draft.flags.append("outside_eea")
        return places, seat, text

    def _places_elsewhere(self, values: dict[int, Value], line: Line, draft: Draft) -> tuple[Places, str]:
        """Return places that another cell or the heading over the row names, when no column is for them."""
        if "location" not in self.mapping.fields:
            for name in ("ground",):
                for column in self.mapping.fields.get(name, ()):
                    if column in values and self.mapping.questions.get(column) != "inside":
                        text = show(values[column])
                        places = read_places(text, prose=True)
                        if places.countries or (places.regions and not places.outside and self._names_places(column)):
                            draft.flags.append("country_in_other_column")
                            return Places(places.countries, (), places.regions, places.outside), text
            for column in [*self.notes, *self.mapping.fields.get("purpose", ()), *self.mapping.fields.get("service", ())]:
                value = values.get(column)
                if isinstance(value, str) and (places := _hidden_places(value)):
                    draft.flags.append("country_in_other_column")
                    return places, value
        if "location" in self.mapping.fields:  # then a blank cell is blank, whatever stands over it
            return Places(), ""
        places = read_places(line.section) if self.place_sections and line.section else places_of_heading(line.section)
        if places.countries or places.regions:
            draft.flags.append("country_from_heading")
            return Places(places.countries, places.inferred, places.regions), line.section
        return Places(), ""

    def _names_places(self, column: int) -> bool:
        """Tell whether a column of grounds also says where, as a mixed column of lists without a header does."""
        return self.no_header and column in self.mapping.fields.get("ground", ())

    def _grounds(
        self, values: dict[int, Value], location: str, places: Places, draft: Draft
    ) -> tuple[tuple[str, ...], str]:
        found: list[str] = []
        told: list[str] = []
        for column in self.mapping.fields.get("ground", ()):
            if column in values:
                text = _neat(show(values[column]))
                question: Question = "ground"
                if (asked := self.mapping.questions.get(column)) in ("transfer", "inside"):
                    question = "transfer" if asked == "transfer" else "inside"
                declared = read_declared(text, question)
                draft.flags.extend(declared.flags)
                found.extend(declared.grounds)
                told.append(text)
        for name in ("location", "dpa"):
            for column in self.mapping.fields.get(name, ()):
                value = values.get(column)
                if isinstance(value, str) and (named := named_grounds(value)):
                    found.extend(named)
                    told.append(_neat(value))
        if not found:
            self._grounds_elsewhere(values, found, told, draft)
        if not found and not told:
            return (), ""
        return tuple(_most_exact(list(dict.fromkeys(found)))), " | ".join(dict.fromkeys(t for t in told if t))

    def _grounds_elsewhere(self, values: dict[int, Value], found: list[str], told: list[str], draft: Draft) -> None:
        """Take grounds that a remark names outright; a measure or a mere possibility is none."""
        for column in self.elsewhere:
            value = values.get(column)
            if isinstance(value, str) and (named := named_grounds(value)):
                found.extend(named)
                told.append(_neat(value))
                draft.flags.append("ground_in_other_column")

    def _agreement(self, values: dict[int, Value], line: Line, draft: Draft) -> Agreement:
        cell, text, column = AgreementCell(), "", None
        for candidate in self.mapping.fields.get("dpa", ()):
            if candidate in values:
                column = candidate
                text = _neat(show(values[candidate]))
                cell = read_agreement(values[candidate], self.orders.get(candidate, "day first"))
                break
        draft.flags.extend(cell.flags)
        if column is not None and not cell.understood:
            self._problem(draft, line.number, column, text, "yes, no, or the day of signature", "", "dpa")
        day, signed = cell.date, cell.signed
        if (dated := self.columns["dpa_date"]) in values:
            read = read_date(values[dated], self.orders.get(dated, "day first"))
            if read.iso or read.choices:
                self._report_date(read, dated, line, "dpa_date", values[dated], draft)
                day = read
                if signed is None and (cell.kind in (None, "dpa", "other")):
                    signed = True
                elif signed is False:
                    draft.flags.append("date_without_dpa")
            else:
                signed = self._worded_date(values[dated], dated, line, signed, draft)
        elif (day.iso or day.choices) and column is not None:
            self._report_date(day, column, line, "dpa_date", values[column], draft)
        return Agreement(signed, day.iso, text, cell.kind)

    def _worded_date(self, value: Value, column: int, line: Line, signed: bool | None, draft: Draft) -> bool | None:  # noqa: FBT001
        """Read what stands in a column of dates and is none: an answer, or something to ask about."""
        cell = read_agreement(value)
        if cell.signed is not None and isinstance(value, str):
            draft.flags.extend(cell.flags)
            return cell.signed if signed is None else signed
        text = show(value)
        if words().answers.get(folded(text)) != "unknown":
            self._problem(draft, line.number, column, text, "a date", "", "dpa_date")
        return signed

    def _report_date(self, read: Read, column: int, line: Line, name: str, value: Value, draft: Draft) -> None:
        draft.flags.extend(f"{name}_{flag}" for flag in read.flags)
        if read.choices and not (read.iso and self.orders.get(column) == "day first"):
            expected = "a date that can be read in one way only, such as 2024-03-01"
            self._problem(draft, line.number, column, show(value), expected, " or ".join(read.choices), name)
        elif "more_than_year" in read.flags:
            self._problem(draft, line.number, column, show(value), "a date, a month, a quarter or a year", read.iso or "", name)

    def _review(self, values: dict[int, Value], line: Line, draft: Draft) -> str | None:
        column = self.columns["next_review"]
        if column not in values:
            return None
        value = values[column]
        read = read_date(value, self.orders.get(column, "day first"))
        if read.iso or read.choices:
            self._report_date(read, column, line, "next_review", value, draft)
            return read.iso
        text = show(value)
        if _YEARLY.search(folded(text)):
            draft.flags.append("review_recurring")
        elif words().answers.get(folded(text)) is None:
            self._problem(draft, line.number, column, text, "the date of the next review", "", "next_review")
        return None

    def _role(self, values: dict[int, Value], draft: Draft) -> Role | None:
        text = self._text(values, "role")
        if not text:
            return self.name_role
        role = read_role(text)
        if role is None and words().answers.get(folded(text)) != "unknown":
            draft.flags.append("role_not_understood")
        return role

    def _marks(self, line: Line, draft: Draft) -> None:
        """Flag what a person would see in the sheet beside the text: hidden rows, cleaned cells, merged ones, the header's absence."""
        grid = self.table.grid
        if self.table.transposed:
            draft.flags.append("transposed_table")
            if line.number in grid.hidden_columns:
                draft.flags.append("hidden_column")
            return
        if line.number in grid.hidden_rows:
            draft.flags.append("hidden_row")
        if grid.cleaned and any((line.number, c) in grid.cleaned for c in line.values):
            draft.flags.append("characters_removed")
        if self.table.merged_down and any((line.number, c) in self.table.merged_down for c in line.values):
            draft.flags.append("filled_from_merged_cell")
        if self.no_header:
            draft.flags.append("no_header")


@lru_cache(maxsize=20_000)
def _is_self_hosted(text: str) -> bool:
    return bool(_SELF.search(folded(text)))


def _neat(text: str) -> str:
    """Return a text with single blanks, its line breaks kept."""
    if "\u00a0" not in text and "  " not in text and "\t" not in text and text.isascii():
        return text
    return _SPACES.sub(" ", text).strip()


def _most_exact(codes: list[str]) -> list[str]:
    """Leave out a ground of unstated kind where another cell states the kind."""
    return [
        code
        for code in codes
        if not (
            code.endswith("UNSPECIFIED")
            and any(other != code and other.startswith(code.removesuffix("_UNSPECIFIED")) and not other.endswith("UNSPECIFIED") for other in codes)
        )
        and not (code == "SCC_UNSPECIFIED" and "SCC_2021_UNSPECIFIED" in codes)
    ]


def _sections_are_places(table: Layout) -> bool:
    sections = {line.section for line in table.lines if line.section}
    return len(sections) > 1 and all((p := read_places(s)) and not p.rest for s in sections)


_HOSTED = re.compile(
    r"\b(?:hosted|stored|located|servers?|data ?cent(?:er|re)s?|lagras|lagres|lagret|driftas|driftes|hostes|hostas|servrar|servere|behandlas|"
    r"behandles|processed|gehostet|gespeichert|serverstandort|verarbeitet|heberge\w*|stocke\w*|serveurs?|placeret|plassert|opbevares|oppbevares|"
    r"hosting|hosts?|lagring|based|sitz)\b[^.;\n]{0,40}?\b(?:in|i|en|aux?|dans|within|inom|from|at|:)\b"
)
_LABELLED = re.compile(r"\s*(?:land|country|pays|plats|location|standort|sted|lokation|lieu)\s*:")
_LISTED = re.compile(r"[,;/|+–—]| - ")
_SHORT_REMARK = 60
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")


def _hidden_places(text: str) -> Places:
    """Return the places that a remark gives for the data: "hosted in Ireland", "(USA, SCC)", "Land: Irland"."""
    for inside in _IN_BRACKETS.findall(text):
        if places := _places_and_grounds(inside):
            return places
    for sentence in re.split(r"[.;\n]", text):
        flat = folded(sentence)
        if _HOSTED.search(flat) or _LABELLED.match(flat):
            places = read_places(sentence, prose=True)
            if places.countries or places.regions:
                return Places(places.countries, (), places.regions)
    return _places_and_grounds(text)


def _places_and_grounds(text: str) -> Places:
    """Return the places of a text that holds nothing but places and grounds, such as "USA, SCC"."""
    if len(text) > _SHORT_REMARK:
        return Places()
    parts = [part.strip() for part in _LISTED.split(text) if part.strip()]
    found = [only_places(part) for part in parts]
    if not parts or not any(found) or not all(f or named_grounds(p) for f, p in zip(found, parts, strict=True)):
        return Places()
    return Places(
        tuple(dict.fromkeys(c for f in found for c in f.countries)),
        tuple(dict.fromkeys(c for f in found for c in f.inferred)),
        tuple(dict.fromkeys(r for f in found for r in f.regions)),
    )
