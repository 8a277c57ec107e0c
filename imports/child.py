"""The process that reads one file under limits and prints its sheets as JSON; whatever happens to it, the server lives.

Run as `python -m imports.child PATH FORMAT` with the options as JSON on standard input.
"""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path
from typing import Any

from imports.model import Limits, Refused
from imports.sheets import damaged, too_large
from imports.wire import pack


def main() -> None:
    """Read the file and print the outcome."""
    options = json.load(sys.stdin)
    _limit(Limits(**options["limits"]))
    outcome = answer(Path(sys.argv[1]), sys.argv[2], options)
    sys.stdout.write(json.dumps(outcome, ensure_ascii=False, check_circular=False, separators=(",", ":")))


def answer(path: Path, kind: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return what stands in a file, or why it is refused, in values that JSON can hold."""
    try:
        return _read(path, kind, Limits(**options["limits"]), options)
    except Refused as refused:
        return _told(refused)
    except MemoryError:
        return _told(too_large("It needs more memory than a file is given."))
    except RecursionError:
        return _told(damaged("Its inner structure never ends."))


def _told(refused: Refused) -> dict[str, Any]:
    return {"refused": [refused.code, str(refused)]}


def _limit(limits: Limits) -> None:
    """Bind this process to the memory and time that a file is given, where the system can."""
    try:
        import resource
    except ImportError:  # not on Windows; the parent's clock and the counted limits remain
        return
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        _, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(what, (bound, bound))
        except (ValueError, OSError):  # a system that will not limit this
            continue


def _read(path: Path, kind: str, limits: Limits, options: dict[str, Any]) -> dict[str, Any]:
    if kind in ("xlsx", "ods"):
        from imports import ods, xlsx

        try:
            with zipfile.ZipFile(path) as archive:
                sheets = xlsx.read(archive, limits) if kind == "xlsx" else ods.read(archive, limits)
        except zipfile.BadZipFile as error:
            raise damaged("Its end is missing or broken.") from error
        return pack(sheets)
    if kind == "xls":
        from imports import xls

        return pack(xls.read(path.read_bytes(), limits))
    from imports import text

    whole = text.read(path.read_bytes(), limits, options["encoding"], options["delimiter"])
    return {
        **pack([whole.sheet]),
        "encoding": whole.encoding,
        "delimiter": whole.delimiter,
        "notes": whole.notes,
    }


if __name__ == "__main__":
    main()
