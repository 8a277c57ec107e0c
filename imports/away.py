"""Understand a file in a process of its own, so that the server keeps its memory and its time for other people.

Run as `python -m imports.away PATH` with the options as a line of JSON on standard input; answers as `imports.beside`
says.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from accounts import progress
from imports import said
from imports.beside import Beside
from imports.model import Column, Duplicate, Limits, Options, Place, Problem, Refused, Skipped, Table, Understood
from imports.teller import Teller, end_with_listener

LOG = logging.getLogger("art28.imports")
ROOT = Path(__file__).resolve().parent.parent
GIVEN_UP = "This file takes too long to understand, so it was given up. Save only the list in a new workbook."
BROKEN = "This file could not be understood to its end. Save it again as .xlsx or .csv, and upload that."


class TooMuch(Exception):
    """There is more in a file than was asked for."""


async def understand_apart(path: Path, options: Options, most: int | None = None) -> Understood:
    """Return what `imports.understand` makes of the file at an absolute path, in a process of its own.

    Raises `Refused` as it does, and where the process fails; raises `TooMuch` for more rows than `most`. What it
    says of its progress is told on.
    """
    words = (sys.executable, "-P", "-X", "utf8", "-m", "imports.away", str(path))
    apart = Beside(words, progress.tell, {"PYTHONPATH": str(ROOT)})  # and no secrets of the server
    try:
        async with asyncio.timeout(options.limits.wall_seconds * 2):
            outcome = await apart.run({"options": asdict(options), "most": most})
    except TimeoutError as error:
        raise Refused("too_slow", GIVEN_UP) from error
    if outcome is None:
        LOG.error("a file could not be understood: %s", apart.complaint)
        raise Refused("damaged", BROKEN)
    if "much" in outcome:
        raise TooMuch
    return unpack(outcome)


def main() -> None:
    """Understand one file and print the outcome."""
    teller = Teller(sys.stdout)
    asked = json.loads(sys.stdin.readline())
    threading.Thread(target=end_with_listener, daemon=True).start()
    progress.listen(teller.hear)
    teller.end(answer(Path(sys.argv[1]), asked))


def answer(path: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what is understood of a file, or why it is refused, in values that JSON can hold."""
    from imports.understand import understand

    given, most = asked["options"], asked["most"]
    sheets = given.pop("sheets")
    limits = Limits(**given.pop("limits"))
    options = Options(**given, sheets=tuple(sheets) if sheets is not None else None, limits=limits)
    try:
        understood = understand(path, options)
    except Refused as refused:
        return {"refused": [refused.code, str(refused)]}
    much = most is not None and len(understood.vendors) + len(understood.skipped) > most
    return {"much": True} if much else pack(understood)


def pack(understood: Understood) -> dict[str, Any]:
    """Return what was understood in values that JSON can hold."""
    return {
        "vendors": [
            [row.sheet, row.row, row.column, said.write(row), said.write_raw(row.raw)] for row in understood.vendors
        ],
        "skipped": [asdict(one) for one in understood.skipped],
        "duplicates": [asdict(one) for one in understood.duplicates],
        "problems": [asdict(one) for one in understood.problems],
        "tables": [asdict(one) for one in understood.tables],
        "file": [
            *(understood.format, understood.digest, understood.size, understood.encoding, understood.delimiter),
            understood.notes,
            understood.sheets,
        ],
    }


def unpack(outcome: dict[str, Any]) -> Understood:
    """Return what `pack` was given; raise `Refused` where the file was refused."""
    if "refused" in outcome:
        raise Refused(*outcome["refused"])
    kind, digest, size, encoding, delimiter, notes, sheets = outcome["file"]
    return Understood(
        tuple(said.read(words, sheet, row, column, raw) for sheet, row, column, words, raw in outcome["vendors"]),
        tuple(Skipped(**one) for one in outcome["skipped"]),
        tuple(_duplicate(one) for one in outcome["duplicates"]),
        tuple(Problem(**one) for one in outcome["problems"]),
        tuple(_table(one) for one in outcome["tables"]),
        kind,
        digest,
        size,
        encoding,
        delimiter,
        tuple(notes),
        tuple(sheets),
    )


def _duplicate(one: dict[str, Any]) -> Duplicate:
    return Duplicate(tuple(Place(**place) for place in one["rows"]), tuple(one["names"]), one["reason"])


def _table(one: dict[str, Any]) -> Table:
    columns = tuple(Column(**{**column, "samples": tuple(column["samples"])}) for column in one["columns"])
    return Table(**{**one, "header_rows": tuple(one["header_rows"]), "columns": columns})


if __name__ == "__main__":
    main()
