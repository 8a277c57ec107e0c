"""How a process beside the server says how far it has come: lines of JSON, a few in a second."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from typing import Any, TextIO

EVERY = 0.1


class Teller:
    """Writes lines for `imports.beside` to hear."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._step = ""
        self._next = 0.0

    def hear(self, step: str, done: int, total: int) -> None:
        """Tell of progress: each new step, and what is done of it a few times in a second."""
        now = time.monotonic()
        if step == self._step and now < self._next:
            return
        self._step, self._next = step, now + EVERY
        self._line([step, done, total])

    def end(self, outcome: Mapping[str, Any]) -> None:
        """Tell what came of it."""
        self._line({"outcome": outcome})

    def _line(self, said: object) -> None:
        self._out.write(json.dumps(said, ensure_ascii=False, check_circular=False, separators=(",", ":")) + "\n")
        self._out.flush()


def end_with_listener() -> None:
    """Wait until nobody listens any more, then end this process and all that it has started."""
    # Not by the buffer of `sys.stdin`: the end of the process would wait for it.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    with contextlib.suppress(OSError):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
