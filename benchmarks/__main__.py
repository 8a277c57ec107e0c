"""`python -m benchmarks` (`make bench`): measure everything in one run and print a table of ratios."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from benchmarks import starting
from benchmarks.timing import Figure, milliseconds

IMPORTS = 3


def importing() -> list[Figure]:
    """Measure the import, several times, each in a register of its own."""
    runs = [own_process("benchmarks.importing") for _ in range(IMPORTS)]
    first, again, floor = (statistics.median(run[key] for run in runs) for key in ("first", "again", "floor"))
    against = f"openpyxl read_only {floor:.2f} s"
    return [
        Figure("import of 10,000 rows", f"{first:.2f} s", against, first / floor, 3),
        Figure("the same file again", f"{again:.2f} s", against, again / floor, 2.5),
    ]


def listing() -> list[Figure]:
    """Measure the vendor list."""
    found = own_process("benchmarks.listing")
    figures = [Figure("settling 10,000 vendors", f"{found['settle']:.2f} s")]
    for name, taken in found["pages"].items():
        if "floor" not in taken:
            figures.append(Figure(f"list of {name}", milliseconds(taken["page"]), "50 ms", taken["page"] / 0.05, 1))
            continue
        against = f"sqlite3 and Jinja {milliseconds(taken['floor'])}"
        ratio = taken["page"] / taken["floor"]
        limit = 3 if "filters" in name else 4
        figures.append(Figure(f"50 of 10,000 vendors, {name}", milliseconds(taken["page"]), against, ratio, limit))
    return figures


def pages() -> list[Figure]:
    """Measure the start page and the page of one vendor; the target is 50 ms as they are seen again."""
    figures = []
    for name, taken in own_process("benchmarks.pages").items():
        size = f"50 ms; {taken['bytes'] / 1000:.0f} kB"
        figures.append(
            Figure(f"{name}, 50,000 locations", milliseconds(taken["again"]), size, taken["again"] / 0.05, 1)
        )
        figures.append(
            Figure(f"{name}, right after a change", milliseconds(taken["changed"]), "50 ms", taken["changed"] / 0.05)
        )
    return figures


def judging() -> list[Figure]:
    """Measure the law."""
    found = own_process("benchmarks.judging")
    against = f"dict lookup {milliseconds(found['lookup'])}"
    lines = (("first", "50,000 judgements"), ("many", "the same again"), ("single", "one by one"))
    judged = [Figure(name, f"{found[key]:.2f} s", against, found[key] / found["lookup"]) for key, name in lines]
    fallen = found["what_if"]
    return [*judged, Figure("what if: 50,000 before and after", f"{fallen:.2f} s", "1 s", fallen, 1)]


def reminding() -> list[Figure]:
    """Measure reminders; the targets are seconds, and mails a second."""
    found = own_process("benchmarks.reminding")
    return [
        Figure(
            "planning reminders for 50,000 engagements", f"{found['planning']:.2f} s", "2 s", found["planning"] / 2, 1
        ),
        Figure("the same again, with nothing to do", f"{found['nothing']:.2f} s", "2 s", found["nothing"] / 2, 1),
        Figure("sending, one process", f"{found['rate']:.0f} mails/s", "200 mails/s", 200 / found["rate"], 1),
    ]


def start() -> list[Figure]:
    """Measure the start."""
    seconds, megabytes = starting.measure()
    return [
        Figure("start to first page", f"{seconds:.2f} s", "2 s", seconds / 2, 1),
        Figure("memory when idle", f"{megabytes:.0f} MB", "150 MB", megabytes / 150, 1),
    ]


MEASURES: dict[str, Callable[[], list[Figure]]] = {
    "importing": importing,
    "listing": listing,
    "pages": pages,
    "judging": judging,
    "reminding": reminding,
    "starting": start,
}


def own_process(module: str) -> Any:
    """Run a measure as a process of its own, so that none warms or fills the memory of another."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("ART28_") and name != "DATABASE_URL"
    }
    done = subprocess.run([sys.executable, "-m", module], env=kept, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{module} failed:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Run the measures that are named, or all."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("measure", nargs="*", choices=[*MEASURES, []], help="what to measure; all without it")
    names = asked.parse_args().measure or list(MEASURES)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores\n")
    print("| what | figure | against | ratio | at most |")
    print("|---|---|---|---|---|")
    for name in names:
        for figure in MEASURES[name]():
            print(figure.line(), flush=True)


if __name__ == "__main__":
    main()
