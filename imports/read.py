"""A file becomes a book of grids, read by a child process that may be killed without harm."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from imports.model import Book, Options, Refused
from imports.sheets import damaged, too_large, too_slow
from imports.sniff import sniff
from imports.wire import unpack

_ROOT = Path(__file__).resolve().parent.parent


def read(path: Path, options: Options) -> Book:
    """Return all that stands in the file at `path`.

    Raises `Refused` with one sentence for a person when the file is no spreadsheet, is locked, empty, broken, or asks
    for more than the limits in `options` allow.
    """
    kind = sniff(path, options.limits)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    request = {"limits": asdict(options.limits), "encoding": options.encoding, "delimiter": options.delimiter}
    answer = ask_child(path, kind, request)
    if "refused" in answer:
        code, sentence = answer["refused"]
        raise Refused(code, sentence)
    grids = unpack(answer)
    if not any(grid.rows for grid in grids):
        raise Refused(
            "empty", "There is nothing in any sheet of this file. Check that the list was saved, and upload it again."
        )
    return Book(
        format=kind,
        grids=grids,
        digest=digest,
        size=path.stat().st_size,
        encoding=answer.get("encoding"),
        delimiter=answer.get("delimiter"),
        notes=tuple(answer.get("notes", ())),
    )


def ask_child(path: Path, kind: str, request: dict[str, Any]) -> dict[str, Any]:
    """Return what `imports.child` answers; raise `Refused` where it comes to no answer."""
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and a path that is no option
            [sys.executable, "-P", "-X", "utf8", "-m", "imports.child", str(path.resolve()), kind],
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=request["limits"]["wall_seconds"],
            env={"PYTHONPATH": str(_ROOT)},  # and no secrets of the server
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise too_slow() from error
    if done.returncode == 0:
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer
    if done.returncode in (-24, -9):  # out of processor time
        raise too_slow()
    if b"MemoryError" in done.stderr or b"memory allocation" in done.stderr or done.returncode == -6:
        raise too_large("It needs more memory than a file is given.")
    raise damaged("It cannot be read to its end.")
