"""Rows of the register's own export become a plan: exactly the edited cells, each in the row of its number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from accounts.events import N_
from accounts.tables import Organisation
from imports import said
from imports.model import Problem, Row
from imports.own import same, sheet_of, title_of
from imports.own_cells import edits, taken, too_long_to_edit, written, written_fields
from imports.own_new import vendor_number
from imports.own_state import Held, read_held
from imports.plan_model import Change, Decision, Plan, Step, Write
from register.editable import PARTS, Part, Table
from register.seal import broken

Where = tuple[str, int, int | None]
A_NUMBER = N_("a number that this organisation's register has")
NO_SUCH = N_(
    "No such row is in the register of this organisation: it was removed, or belongs to another. Export again, and edit"
    " that file."
)
NO_NUMBER = N_("A place or an agreement is not added by a row without a number. Add it on the vendor's page.")
TWICE = N_("This number stands in a row above. Keep one row for each number.")
WHOSE = N_("a row of the organisation that the file is imported for")
WHOSE_OTHER = N_("Import the file for that organisation too; its rows are taken there.")
CUT = N_("The text is longer than a cell holds. Edit it on the vendor's page.")
A_CELL = N_("a text that fits in a cell")
ONE_VALUE = N_("the same value in all rows of this number")
CLASH = N_("Another row of this file changes it to something else. Write one value in all of them.")
NO_ROW = N_("nothing: there is no row of the register that this cell belongs to")
NOT_READ = N_("no edit: this column is not read back")
IGNORED = N_("The change was ignored. Change it on the vendor's page.")
ADD_IT = N_("Add it on the vendor's page.")


@dataclass(slots=True)
class Reading:
    """What one row of the file has come to so far."""

    step: Step
    cells: dict[str, str]
    writes: list[Write] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def problem(self, heading: str, expected: str, suggestion: str, name: str = "") -> None:
        """Show a cell that is not taken, and why."""
        row = self.step.row
        found = self.cells.get(heading, "")
        self.step.problems.append(Problem(row.sheet, row.row, heading, found, expected, suggestion, name))

    def refuse(self, heading: str, expected: str, suggestion: str) -> Step:
        """Take nothing of the row."""
        self.problem(heading, expected, suggestion)
        self.step.action, self.step.why, self.step.vendor_id = "skip", "refused", None
        return self.step


async def plan_own(
    rows: Sequence[Row], organisation: int, decisions: Mapping[Where, Decision], added: Sequence[Row] = ()
) -> Plan:
    """Return what the rows of an exported file change in the register of an organisation.

    Of the rows that were `added` to it, only those have a step that are refused.
    """
    wanted: dict[Table, set[int]] = defaultdict(set)
    wanted["vendor"] |= {number for row in added if (number := vendor_number(row)) is not None}
    for row in rows:
        cells = _cells(row)
        for part in PARTS[title_of(row)]:
            if (number := _number(cells.get(part.number, ""))) is not None:
                wanted[part.table].add(number)
    held = await read_held(wanted, organisation)
    found = await Organisation.select(Organisation.name).where(Organisation.id == organisation).first()
    name: str = found["name"] if found else ""
    met: set[tuple[str, int]] = set()
    steps = [_step(row, name, held, met, decisions.get((row.sheet, row.row, row.column))) for row in rows]
    return Plan([*steps, *_refused(added, name, held)], [])


def _refused(added: Sequence[Row], whose: str, held: Mapping[tuple[str, int], Held]) -> Iterator[Step]:
    """Yield the rows that were added to the file and are for somebody else, or for a vendor that is not there."""
    for row in added:
        one = Reading(Step(row, said.write(row), "skip", "refused"), _cells(row))
        number = vendor_number(row)
        if one.cells.get("Organisation") and not same(one.cells["Organisation"], whose):
            yield one.refuse("Organisation", WHOSE, WHOSE_OTHER)
        elif number is not None and ("vendor", number) not in held:
            yield one.refuse("Vendor id", A_NUMBER, NO_SUCH)


def _step(
    row: Row, whose: str, held: Mapping[tuple[str, int], Held], met: set[tuple[str, int]], decided: Decision | None
) -> Step:
    one = Reading(Step(row, said.write(row), "unchanged", "same"), _cells(row))
    step, cells = one.step, one.cells
    if decided is not None and decided.kind == "skip":
        step.action, step.why = "skip", "left-out"
        return step
    if cells.get("Organisation") and not same(cells["Organisation"], whose):
        return one.refuse("Organisation", WHOSE, WHOSE_OTHER)
    pairs: list[tuple[Held, Part]] = []
    parts = PARTS[title_of(row)]
    for part in parts:
        text = cells.get(part.number, "")
        there = held.get((part.table, _number(text) or 0))
        if not text and part is not parts[0]:
            _homeless(one, part)
        elif there is None or step.vendor_id not in {None, there.vendor}:
            return one.refuse(part.number, A_NUMBER, NO_SUCH if text else NO_NUMBER)
        elif part is parts[-1] and (part.table, there.id) in met:
            return one.refuse(part.number, ONE_VALUE, TWICE)
        else:
            step.vendor_id = there.vendor
            pairs.append((there, part))
    met |= {(there.table, there.id) for there, part in pairs if part is parts[-1]}
    take = decided is not None and decided.kind == "take"
    later = [] if take else [change for pair in pairs for change in _since(one, *pair)]
    if later:
        step.action, step.why, step.changes = "needs-you", "edited", tuple(later)
        return step
    for pair in pairs:
        _compare(one, *pair)
    _not_read(one)
    if one.writes:
        step.action, step.why = "update", "changed"
        step.writes, step.changes = tuple(one.writes), tuple(one.changes)
    return step


def _homeless(one: Reading, part: Part) -> None:
    """Show the cells that speak of a place where the row has none."""
    for column in part.columns if part.table == "location" else ():
        if one.cells.get(column.heading):
            one.problem(column.heading, NO_ROW, ADD_IT, column.key)


def _not_read(one: Reading) -> None:
    """Show the edited cells that are not read back: what follows from others, and columns of somebody's own."""
    sheet = sheet_of(one.step.row)
    known = {column.heading for column in sheet.columns}
    for column in broken(sheet, one.cells):
        one.problem(column.heading, NOT_READ, IGNORED)
    for heading, text in one.cells.items():
        if text and heading not in known:
            one.problem(heading, NOT_READ, IGNORED)


def _since(one: Reading, held: Held, part: Part) -> list[Change]:
    """Return the cells that differ from a row of the register that was changed after the export: whose edit is it?"""
    version = _number(one.cells.get(part.version, ""))
    if version is None or version == held.version:
        return []
    found = edits(held, part, one.cells).values()
    return [Change(column.heading, written(held.values, column), text) for column, text in found]


def _compare(one: Reading, held: Held, part: Part) -> None:
    """Put down what the row edits in one row of the register."""
    found = edits(held, part, one.cells)
    texts: dict[str, str] = {}
    for key, (column, text) in found.items():
        if too_long_to_edit(held, column):
            one.problem(column.heading, A_CELL, CUT, key)
        elif key in held.claimed:
            if not same(held.claimed[key], text):
                one.problem(column.heading, ONE_VALUE, CLASH, key)
        else:
            texts[key] = text
    data, refused = taken(held, texts)
    for key, sentence in refused.items():
        one.problem(found[key][0].heading, sentence, "", key)
    if data is None:
        return
    before, after = written_fields(held, data)
    if after:
        one.writes.append(Write(held.table, held.id, held.version, before, after))
        for key in [key for key in texts if key in after]:
            held.claimed[key] = texts[key]
            column = found[key][0]
            one.changes.append(Change(column.heading, written(held.values, column), texts[key]))
        held.now = data.model_dump()


def _cells(row: Row) -> dict[str, str]:
    return {cell.header: cell.text for cell in row.raw}


def _number(text: str) -> int | None:
    """Return the number in a cell; None where it holds anything else."""
    digits = text.removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None
