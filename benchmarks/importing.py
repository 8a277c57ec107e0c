"""Ten thousand rows from file to committed register, against openpyxl's bare read-only iteration of the same file.

Run by `python -m benchmarks` as a process of its own; prints its figures as JSON. What `art28 import FILE --yes` does
is timed without the start of Python: read, understand, plan, apply, settle, commit.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import tempfile
from pathlib import Path

import openpyxl

from benchmarks import register
from benchmarks.timing import median_of, timed

SHEET = Path(__file__).parents[1] / "tests" / "imports" / "corpus" / "s14_ten_thousand_rows.xlsx"
ORGANISATION = "Example Municipality"


def main() -> None:
    """Import the sheet into a new register and again, and print the figures."""
    with tempfile.TemporaryDirectory(prefix="art28-bench-") as folder:
        register.use(Path(folder))
        from app.cli import parser
        from app.garbage import collect_seldom

        collect_seldom()  # as the command and the server do

        def command(*words: str | Path) -> None:
            args = parser().parse_args([str(word) for word in words])
            said = io.StringIO()
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                status = args.run(args)
            if status:
                raise AssertionError(f"art28 {words} ended with {status}: {said.getvalue()}")

        command("migrate")
        command("organisation", "add", ORGANISATION, "--country", "SE")
        # The modules are loaded before the clock starts, as they are in a server.
        command("import", SHEET, "--organisation", ORGANISATION, "--dry-run")
        figures = {
            "first": timed(lambda: command("import", SHEET, "--organisation", ORGANISATION, "--yes")),
            "again": timed(lambda: command("import", SHEET, "--organisation", ORGANISATION, "--yes")),
            "floor": median_of(3, iterate),
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        print(json.dumps(figures))


def iterate() -> None:
    """Iterate every row of every sheet and do nothing with it."""
    book = openpyxl.load_workbook(SHEET, read_only=True)
    for sheet in book.worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass
    book.close()


if __name__ == "__main__":
    main()
