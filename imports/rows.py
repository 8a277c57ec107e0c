"""A line of a table becomes an understood row: every field beside its raw cell, nothing made up, nothing lost."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from imports.answers import read_answer, read_role, role_of_cell, role_of_heading
from imports.brands import aliases_of, is_product
from imports.columns import names_with_contact
from imports.context import PLACEHOLDERS, Context, Draft
from imports.mapping import Mapping, letter_of
from imports.model import CellError, Formula, Problem, Raw, Role, Row, Value
from imports.name_cells import name_and_rest
from imports.row_agreements import agreement_of, review_of
from imports.row_grounds import grounds_of
from imports.row_places import places_of, seat_of
from imports.sheet_rows import Layout, Line, show, texts
from imports.taken_in import SAID_VENDOR, name_in
from imports.words import folded, words

_SELF_HOSTED = re.compile(
    r"\b(?:self[- ]?hosted|selbst ?gehostet|on[- ]?prem\w*|egen drift|egen server|egne servere"
    r"|eigene server|inhouse|in-house|auto-heberge|eigenbetrieb)\b"
)
_PARTS = re.compile(r"\s*[;\n•·]\s*|,\s+|\s+/\s+")
_LONG_NAME = 60
_FAULTS = (Formula, CellError)


class _Named(NamedTuple):
    """What a row calls the vendor: its name, its legal entity, other names, and what else stands in the cell."""

    name: str
    legal: str
    aliases: tuple[str, ...]
    beside: tuple[tuple[str, str], ...]


class Reader:
    """Reads the lines of one table."""

    def __init__(self, table: Layout, mapping: Mapping) -> None:
        """Settle once what holds for every line."""
        self.table = table
        self.context = Context(table, mapping)
        self.faulty = any(type(v) in _FAULTS for line in table.lines for v in line.values.values())
        self.services_are_aliases = self._services_are_aliases()
        self.contact_asked = names_with_contact(self.context.header.get(self.context.columns["name"], ""))
        self.role = self._role_of_header()
        self.asked = read_role(self.context.header.get(self.context.columns["role"], ""))
        self.raws: dict[tuple[int, str], Raw] = {}
        self.last = (0, "")

    def _services_are_aliases(self) -> bool:
        """Tell whether the services are short and differ, as products beside the legal entities that sell them do."""
        column = self.context.columns["service"]
        services = [show(v) for v in texts(self.table.lines, column)] if column else []
        short = sum(len(s.split()) <= 3 for s in services)
        return bool(services) and min(short, len(set(services))) >= 0.7 * len(services)

    def _role_of_header(self) -> Role | None:
        """Return the role that the header over the names gives to all of them."""
        role = read_role(self.context.header.get(self.context.columns["name"], ""))
        return role if role in ("processor", "sub-processor") else None

    def read(self, line: Line) -> tuple[Row | None, list[Problem]]:
        """Return the row that a line holds, or None when it names no vendor; and what could not be understood."""
        context, draft, values = self.context, Draft(), line.values
        if self.faulty and (faults := self._faults(line, draft)):
            values = {c: v for c, v in values.items() if c not in faults}
        name, legal, aliases, beside = self._names(values, line, draft)
        if line.said:
            draft.flags.append(SAID_VENDOR)
            name = name or name_in(map(show, line.values.values()))
        if not name:
            return None, draft.problems
        self.last = (line.number, name)
        places, location_text = places_of(context, values, line, draft)
        grounds, ground_text = grounds_of(context, values, draft)
        agreement = agreement_of(context, values, line, draft)
        review = review_of(context, values, line, draft)
        purpose, role = self._purpose(values, draft), self._role(values, line.section, draft)
        self._flag(line, draft, (name, ground_text, location_text))
        header = context.header
        row = Row(
            sheet=context.sheet,
            row=context.columns["name"] if self.table.transposed else line.number,
            column=line.number if self.table.transposed else None,
            name=name,
            legal_name=legal,
            aliases=aliases,
            purpose=purpose,
            countries=(*places.countries, *places.inferred),
            inferred=places.inferred,
            regions=places.regions,
            location_text=location_text,
            seat_countries=seat_of(context, values) if context.columns["seat"] else (),
            grounds=grounds,
            ground_text=ground_text,
            role=role,
            dpa=agreement,
            owner=self._owner(values),
            next_review=review,
            service=context.text(values, "service"),
            website=context.text(values, "website"),
            registration_number=context.text(values, "registration_number"),
            status=context.text(values, "status"),
            data_categories=self._list(values, "data_categories"),
            data_subjects=self._list(values, "data_subjects"),
            section=line.section,
            flags=tuple(dict.fromkeys(draft.flags)),
            raw=tuple([self._raw(c, v) for c, v in sorted(line.values.items())]),
            notes=(*beside, *((header.get(c) or letter_of(c), show(values[c])) for c in context.notes if c in values)),
        )
        return row, draft.problems

    def _faults(self, line: Line, draft: Draft) -> set[int]:
        """Report formulas without a stored result and error values; they are never read as blank."""
        found = {c for c, value in line.values.items() if type(value) in _FAULTS}
        for column in found:
            value = line.values[column]
            if isinstance(value, Formula):
                draft.flags.append("formula_without_value")
                mend = "Open the file in a spreadsheet program and save it, so that the results of formulas are in it."
            else:
                draft.flags.append("error_value")
                mend = "Mend the cell in the spreadsheet, or type the value here."
            self.context.problem(draft, line, column, show(value), ("the value of the cell", mend, ""))
        return found

    def _names(self, values: dict[int, Value], line: Line, draft: Draft) -> _Named:
        """Return the names of the vendor, and what stands beside its name in the cell."""
        context = self.context
        name, rest = name_and_rest(context.text(values, "name"), asked=self.contact_asked)
        name = " ".join(name.split())
        beside = ((context.header[context.columns["name"]], rest),) if rest else ()
        legal, service = context.text(values, "legal_name"), context.text(values, "service")
        if folded(name) in PLACEHOLDERS:
            name = ""
        if not name and (name := self._name_above(line, values)):
            draft.flags.append("name_from_row_above")
            self.context.problem(draft, line, context.columns["name"] or 1, "", ("the name of a vendor", name, "name"))
        elif not name and (legal or service):
            name, legal = legal or service, ""
            draft.flags.append("name_from_other_column")
        aliases = list(aliases_of(name)) if name else []
        short = 0 < len(service) < _LONG_NAME and "\n" not in service and service != name
        if self.services_are_aliases and short and is_product(service):
            aliases.append(service)
        return _Named(name, " ".join(legal.split()), tuple(dict.fromkeys(aliases)), beside)

    def _name_above(self, line: Line, values: dict[int, Value]) -> str:
        """Return the vendor of the row above, when this one goes on with it: no name, but a purpose or a place."""
        number, name = self.last
        if isinstance(line.values.get(self.context.columns["name"] or 0), _FAULTS):  # it names somebody else
            return ""
        told = [c for f in ("purpose", "location") for c in self.context.fields.get(f, ()) if c in values]
        return name if told and number == line.number - 1 and not self.table.transposed else ""

    def _purpose(self, values: dict[int, Value], draft: Draft) -> str:
        text = self.context.text(values, "purpose")
        if text and folded(text) in PLACEHOLDERS:
            draft.flags.append("purpose_placeholder")
            return ""
        return text

    def _owner(self, values: dict[int, Value]) -> str:
        text = " ".join(self.context.text(values, "owner").split())
        return "" if words().answers.get(folded(text)) == "unknown" else text

    def _role(self, values: dict[int, Value], section: str, draft: Draft) -> Role | None:
        text = self.context.text(values, "role")
        if not text:
            return self.role or role_of_heading(section)
        role = role_of_cell(text)
        if role is None and self.asked is not None and (answer := read_answer(text)) in ("yes", "no"):
            return self.asked if answer == "yes" else None
        if role is None and words().answers.get(folded(text)) != "unknown":
            draft.flags.append("role_not_understood")
        return role

    def _list(self, values: dict[int, Value], name: str) -> tuple[str, ...]:
        text = self.context.text(values, name)
        return tuple(part for part in _PARTS.split(text) if part) if text else ()

    def _raw(self, column: int, value: Value) -> Raw:
        text = value.strip() if type(value) is str else show(value)
        key = (column, text)
        if (raw := self.raws.get(key)) is None:
            letter = self.context.letter.get(column, letter_of(column))
            raw = self.raws[key] = Raw(column, letter, self.context.header.get(column, ""), text)
        return raw

    def _flag(self, line: Line, draft: Draft, said: tuple[str, str, str]) -> None:
        """Flag what a person would see in the sheet beside the words: hidden rows, cleaned cells, merged ones."""
        if words().groups.search(folded(said[0])):
            draft.flags.append("unnamed_group")
        if any(map(_is_self_hosted, said)):
            draft.flags.append("self_hosted")
        grid, number = self.table.grid, line.number
        if self.table.transposed:
            draft.flags.append("transposed_table")
            if number in grid.hidden_columns:
                draft.flags.append("hidden_column")
            return
        if number in grid.hidden_rows:
            draft.flags.append("hidden_row")
        if grid.cleaned and any((number, c) in grid.cleaned for c in line.values):
            draft.flags.append("characters_removed")
        if self.table.merged_down and any((number, c) in self.table.merged_down for c in line.values):
            draft.flags.append("filled_from_merged_cell")
        if self.context.no_header:
            draft.flags.append("no_header")


@lru_cache(maxsize=20_000)
def _is_self_hosted(text: str) -> bool:
    return bool(_SELF_HOSTED.search(folded(text)))
