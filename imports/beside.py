"""A process beside the server that says how far it has come and what came of it, a line of JSON each."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Mapping, Sequence
from typing import Any

from accounts.progress import Listener

BLOCK = 64 * 1024
COMPLAINT = 4000


class Beside:
    """One run of a program that is given JSON and answers in lines of JSON.

    The program gets one line on its standard input, which stays open for as long as the answer is wanted: a program
    that reads its end knows that nobody waits any more. A line [step, done, total] tells how far it has come; a line
    {"outcome": ...} what came of it.
    """

    def __init__(self, words: Sequence[str], hear: Listener, environment: Mapping[str, str] | None = None) -> None:
        self._words = words
        self._hear = hear
        self._environment = environment
        self.complaint = ""

    async def run(self, given: Mapping[str, Any]) -> dict[str, Any] | None:
        """Run it and return what came of it, or None where it ended without saying so.

        Whoever cancels this ends the program, and all that it has started.
        """
        process = await asyncio.create_subprocess_exec(
            *self._words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,  # so that it can be ended with all that it started
            env=dict(self._environment) if self._environment is not None else None,
        )
        try:
            complaints = asyncio.create_task(self._collect(process))
            outcome = await self._listen(process, given)
            await process.wait()
            await complaints
        except BaseException:
            await asyncio.shield(_end(process))
            raise
        return outcome

    async def _listen(self, process: asyncio.subprocess.Process, given: Mapping[str, Any]) -> dict[str, Any] | None:
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(ConnectionError):  # it ended before it was asked
            process.stdin.write(json.dumps(given).encode() + b"\n")
            await process.stdin.drain()
        outcome, begun = None, bytearray()
        while block := await process.stdout.read(BLOCK):
            begun += block
            *lines, rest = begun.split(b"\n") if b"\n" in block else [begun]
            begun = bytearray(rest)
            for line in lines:
                said = json.loads(line)
                if isinstance(said, list):
                    self._hear(*said)
                else:
                    outcome = said["outcome"]
        process.stdin.close()
        return outcome

    async def _collect(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        while block := await process.stderr.read(COMPLAINT):
            self.complaint = (self.complaint + block.decode(errors="replace"))[-COMPLAINT:]


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a process and its children at once, and wait until it is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
