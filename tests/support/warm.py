"""A process that has loaded the program and waits: what a test runs to its end is forked off it.

Loading takes most of the time of a short command, and a whole run of the tests starts hundreds. What is forked has an
environment, streams and a database of its own, as any process. Servers, and what a test ends from outside, are started
as people start them (`tests.support.process`).

Run as `python -m tests.support.warm SOCKET`; it ends with the standard input of whoever started it.
"""

from __future__ import annotations

import atexit
import os
import pickle
import runpy
import shutil
import signal
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOADED = (
    *("app.audit", "app.backup", "app.export", "app.importing", "app.migrate", "app.remind", "app.restore"),
    *("app.scheduler", "app.users", "imports.command", "imports.command_dpf", "imports.understand", "law.sheet"),
)


@dataclass(frozen=True)
class Asked:
    """What is to be run: as after `python -m`, and the environment of the process."""

    words: tuple[str, ...]
    environment: dict[str, str]


def art28(*args: str | Path, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run `art28 ...` to its end in a process that is loaded already, and return what it said."""
    return run(["app.cli", *map(str, args)], environment)


def run(
    words: Sequence[str], environment: Mapping[str, str] | None = None, stdin: str = "", timeout: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run `python -m ...` to its end in a process that is loaded already, and return what it said."""
    streams = [tempfile.TemporaryFile() for _ in range(3)]  # noqa: SIM115 - closed below
    try:
        streams[0].write(stdin.encode())
        streams[0].seek(0)
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(timeout)
            line.connect(_server())
            asked = pickle.dumps(Asked(tuple(words), dict(os.environ if environment is None else environment)))
            socket.send_fds(line, [len(asked).to_bytes(8, "big")], [stream.fileno() for stream in streams])
            line.sendall(asked)
            with line.makefile("rb") as answer:
                status = int(answer.readline() or b"-9")
        said = []
        for stream in streams[1:]:
            stream.seek(0)
            said.append(stream.read().decode(errors="surrogateescape").replace("\r\n", "\n"))
        return subprocess.CompletedProcess(words, status, *said)
    finally:
        for stream in streams:
            stream.close()


@cache
def _server() -> str:
    """Start the process that waits, once for each process of the tests, and return its address."""
    folder = tempfile.mkdtemp(prefix="art28-warm-")
    address = str(Path(folder) / "socket")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.warm", address],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(process.wait)
    atexit.register(process.stdin.close)
    assert process.stdout.readline() == "ready\n"
    return address


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """Run what is asked for in a process of its own; end that process when the one who asked has gone."""
        length, streams, _, _ = socket.recv_fds(self.request, 8, 3)
        with self.request.makefile("rb") as line:
            asked: Asked = pickle.loads(line.read(int.from_bytes(length, "big")))
        child = os.fork()
        if child == 0:
            _become(asked, streams)
        threading.Thread(target=self._end_with_listener, args=[child], daemon=True).start()
        _, ended = os.waitpid(child, 0)
        with suppress(OSError):
            self.request.sendall(b"%d\n" % os.waitstatus_to_exitcode(ended))

    def _end_with_listener(self, child: int) -> None:
        with suppress(OSError):
            self.request.recv(1)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


class _Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    """One process for each that is asked for."""


def _become(asked: Asked, streams: Sequence[int]) -> None:
    """Be the process that was asked for, and never return."""
    status: Any = 70
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        os.environ.clear()
        os.environ.update(asked.environment)
        time.tzset()
        module, *sys.argv[1:] = asked.words
        try:
            runpy.run_module(module, run_name="__main__", alter_sys=True)
            status = 0
        except SystemExit as ending:
            status = ending.code
        except BaseException:  # noqa: BLE001 - as the interpreter would
            sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
            status = 1
        if isinstance(status, str):
            print(status, file=sys.stderr)
            status = 1
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status or 0)


def main() -> None:
    """Load the program and wait for work until whoever started this has gone."""
    for name in LOADED:
        __import__(name)
    with _Server(sys.argv[1], _Handler) as server:
        print("ready", flush=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        os.read(0, 1)  # not through `sys.stdin`, whose lock those that are forked off meanwhile would inherit


if __name__ == "__main__":
    main()
