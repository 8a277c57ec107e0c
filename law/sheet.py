"""CSV in, CSV out: `art28 judge` and `art28 read-grounds`."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final, TextIO

from law.because import because
from law.errors import FactError
from law.facts import day, parse_facts
from law.judge import Transfer, judge
from law.judgement import Judgement
from law.store import Law, default_law
from law.wordings import read_grounds
from law.written.standing import as_written

JUDGED: Final = ("case_id", "verdict", "reason", "grounds", "ground_used", "changes_on", "because", "citation")
READ: Final = ("written", "grounds")
_NEEDED: Final = ("exporter_regime", "importer_country", "on")
_COLUMN_OF_FACT: Final = "facts"
_COLUMNS: Final = frozenset(
    {"exporter_country", "exporter_regime", "exporter_role", "importer_country", "importer_role", "grounds", "on"}
)
_SHOWN_ERRORS: Final = 20


class _Refused(ValueError):
    """The file cannot be read; the message says why."""


def judge_file(path: Path, out: TextIO, err: TextIO, law: Law | None = None) -> int:
    """Judge each row of a CSV file and write the verdicts as CSV; return the exit status.

    A fact, code or day that is not in the vocabulary refuses the file, naming row and column.
    """
    law = law or default_law()
    judged: list[tuple[str, tuple[str, ...], Judgement]] = []
    wrong: list[str] = []
    try:
        for number, row in _rows(path, _NEEDED):
            try:
                transfer, on = _transfer(row)
                judged.append((row.get("case_id", ""), transfer.grounds, judge(transfer, on, law)))
            except FactError as error:
                column = error.key if error.key in _COLUMNS else _COLUMN_OF_FACT
                wrong.append(f"{path}: row {number}, column {column}: {error}")
    except _Refused as error:
        wrong.append(f"{path}: {error}")
    if wrong:
        _complain(wrong, err)
        return 1
    table = csv.writer(out, lineterminator="\n")
    table.writerow(JUDGED)
    for case, grounds, found in judged:
        changes = found.changes_on.isoformat() if found.changes_on else ""
        why = because(found, law)
        table.writerow(
            (case, found.verdict, found.reason, "|".join(grounds), found.ground_used, changes, why, found.citation)
        )
    return 0


def read_grounds_file(path: Path, out: TextIO, err: TextIO) -> int:
    """Read the grounds in the column `written` of a CSV file and write them as CSV; return the exit status."""
    try:
        written = [row["written"] for _, row in _rows(path, ("written",))]
    except _Refused as error:
        _complain([f"{path}: {error}"], err)
        return 1
    table = csv.writer(out, lineterminator="\n")
    table.writerow(READ)
    table.writerows((text, "|".join(read_grounds(text))) for text in written)
    return 0


def _transfer(row: dict[str, str]) -> tuple[Transfer, date]:
    codes = tuple(code.strip() for code in row.get("grounds", "").split("|") if code.strip())
    facts = parse_facts(row.get("facts", ""))
    transfer = Transfer(
        exporter_country=row.get("exporter_country", "").strip(),
        exporter_regime=row["exporter_regime"].strip(),
        exporter_role=row.get("exporter_role", "").strip(),
        importer_country=row["importer_country"].strip(),
        importer_role=row.get("importer_role", "").strip(),
        grounds=codes or read_grounds(row.get("ground_text", "")),
        facts=as_written(facts, row.get("ground_text", "")),
    )
    return transfer, day("on", row["on"].strip())


def _rows(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row with its number as a person counts (the header is row 1); a short row is filled with blanks."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.reader(file)
            header = [name.strip() for name in next(table, [])]
            missing = [name for name in needed if name not in header]
            if missing:
                raise _Refused(f"the column {missing[0]} is missing; the first row has to name the columns")
            for number, cells in enumerate(table, start=2):
                if not cells or (len(header) > 1 and not any(cells)):
                    continue
                if len(cells) > len(header):
                    raise _Refused(f"row {number} has more cells than the first row; quote cells that hold a comma")
                yield number, dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))
    except OSError as error:
        raise _Refused(f"cannot be opened: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _Refused("is not text in UTF-8; save it as CSV in UTF-8") from error
    except csv.Error as error:
        raise _Refused(f"is not CSV: {error}") from error


def _complain(wrong: Sequence[str], err: TextIO) -> None:
    err.writelines(line + "\n" for line in wrong[:_SHOWN_ERRORS])
    if len(wrong) > _SHOWN_ERRORS:
        err.write(f"... and {len(wrong) - _SHOWN_ERRORS} more\n")
