"""A process that has loaded the program and waits: what a test runs to its end is forked off it.

Loading takes most of the time of a short command, and a whole run of the tests starts hundreds. What is forked has an
environment, streams and a database of its own, as any process. Tests of the start itself load it anew.

Run as `python -m tests.support.warm SOCKET`; it ends with the standard input of whoever started it.
"""

from __future__ import annotations

import atexit
import os
import pickle
import runpy
import select
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
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOADED = (
    *("app.asgi", "app.audit", "app.backup", "app.export", "app.importing", "app.migrate", "app.remind", "app.restore"),
    *("app.scheduler", "app.users", "imports.command", "imports.command_dpf", "imports.understand", "law.sheet"),
)


@dataclass(frozen=True)
class Asked:
    """What is to be run: as after `python -m`, and the environment of the process."""

    words: tuple[str, ...]
    environment: dict[str, str]


class Forked:
    """A process that was loaded already; it leads a group of its own, and ends when nobody holds it any more."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], streams: Sequence[int]) -> None:
        """Begin `python -m ...` with these as its standard streams."""
        self.returncode: int | None = None
        self._line = socket.socket(socket.AF_UNIX)
        self._line.connect(_server())
        asked = pickle.dumps(Asked(tuple(words), dict(environment)))
        socket.send_fds(self._line, [len(asked).to_bytes(8, "big")], streams)
        self._line.sendall(asked)
        self.pid = int.from_bytes(self._line.recv(8), "big")

    def poll(self) -> int | None:
        """Return its exit status, or None while it runs."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit status when it has ended; raise `subprocess.TimeoutExpired`."""
        if self.returncode is None:
            if not select.select([self._line], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
            self.returncode = int(self._line.recv(8))
            self._line.close()
        return self.returncode

    def terminate(self) -> None:
        """Ask it to end."""
        os.kill(self.pid, signal.SIGTERM)


def art28(*args: str | Path, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run `art28 ...` to its end in a process that is loaded already, and return what it said."""
    return run(["app.cli", *map(str, args)], environment)


def run(
    words: Sequence[str], environment: Mapping[str, str] | None = None, stdin: str = "", timeout: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run `python -m ...` to its end in a process that is loaded already, and return what it said."""
    with ExitStack() as stack:
        given, *said = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(3)]
        given.write(stdin.encode())
        given.seek(0)
        process = Forked(
            words, os.environ if environment is None else environment, [one.fileno() for one in (given, *said)]
        )
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        for stream in said:
            stream.seek(0)
        texts = [stream.read().decode(errors="surrogateescape") for stream in said]
        return subprocess.CompletedProcess(words, process.wait(), *texts)


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
            os.setsid()
            _become(asked, streams)
        self.request.sendall(child.to_bytes(8, "big"))
        for stream in streams:
            os.close(stream)  # or whoever reads them would never see their end
        threading.Thread(target=self._end_with_listener, args=[child], daemon=True).start()
        _, ended = os.waitpid(child, 0)
        with suppress(OSError):
            self.request.sendall(b"%d" % os.waitstatus_to_exitcode(ended))

    def _end_with_listener(self, child: int) -> None:
        with suppress(OSError):
            self.request.recv(1)
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)


class _Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    """One process for each that is asked for."""


def _become(asked: Asked, streams: Sequence[int]) -> None:
    """Be the process that was asked for, and never return."""
    status: Any = 70
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
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
