"""The program as people run it: a process with a data folder of its own, which a test may kill."""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from queue import Empty, Queue

from tests.support import engine, warm

ROOT = Path(__file__).parents[2]
START_SECONDS = 30


@dataclass
class Installation:
    """A register of its own: data folder, database and settings, for processes that a test starts."""

    data: Path
    database_url: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of its processes."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ART28_", "COV_"))}
        given = {"ART28_DATA": str(self.data), "DATABASE_URL": self.database_url, "PYTHONUNBUFFERED": "1"}
        return {**kept, **given, **self.settings}

    def run(self, *args: str | Path, stdin: str = "", timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run `art28 ...` to its end and return what it said."""
        return warm.run(["app.cli", *map(str, args)], self.environment, stdin, timeout)

    def start(self, *args: str | Path, cold: bool = False) -> Process:
        """Start `art28 ...` and return the running process; a cold one loads the program first, as people have it."""
        return Process(["app.cli", *map(str, args)], self.environment, cold=cold)

    @contextlib.contextmanager
    def serve(self, *, cold: bool = False) -> Iterator[Server]:
        """Serve the register on a free port until the block ends."""
        # The kernel chooses the port, so that no two tests can want the same one.
        self.settings.setdefault("ART28_PORT", "0")
        process = self.start("serve", cold=cold)
        try:
            yield Server(process, process.read_until(re.compile(r"(http://127\.0\.0\.1:\d+)")).group(1))
        finally:
            process.stop()
        if "Traceback" in (said := "".join(process.said)):
            raise AssertionError("the server met an error that nobody expected:\n" + said)


class Process:
    """A running process whose output is read as it comes."""

    def __init__(self, words: Sequence[str], environment: dict[str, str], *, cold: bool = False) -> None:
        """Start `python -m ...`."""
        self.said: list[str] = []
        self._lines: Queue[str | None] = Queue()
        output, said = os.pipe()
        self._output = os.fdopen(output)
        with Path(os.devnull).open() as nothing, os.fdopen(said, "w"):
            self.process = (_cold if cold else _warm)(words, environment, nothing.fileno(), said)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def read_until(self, pattern: re.Pattern[str], seconds: float = START_SECONDS) -> re.Match[str]:
        """Return the first match in a line of output; fail with all that was said where none comes."""
        while True:
            try:
                line = self._lines.get(timeout=seconds)
            except Empty:
                line = None
            if line is None:
                raise AssertionError(f"never said {pattern.pattern!r}, but:\n" + "".join(self.said))
            if found := pattern.search(line):
                return found

    def kill(self) -> None:
        """End it and its children as a power cut would: no handler runs."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self._finish()

    def stop(self, seconds: float = 15) -> int:
        """Ask it to end, and return its exit status; kill it and fail where it does not."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("did not end when asked to:\n" + "".join(self.said)) from None
        return self._finish()

    def _finish(self) -> int:
        status = self.process.wait()
        self._reader.join(5)
        self._output.close()
        return status

    def _read(self) -> None:
        for line in self._output:
            self.said.append(line)
            self._lines.put(line)
        self._lines.put(None)


@dataclass(frozen=True)
class Server:
    """A served register: its process and its address."""

    process: Process
    address: str

    @property
    def first_link(self) -> str:
        """Return the one-time link that makes the first administrator."""
        for line in self.process.said:
            if found := re.search(r"(http\S+/first-administrator\?token=\S+)", line):
                return found.group(1)
        return self.process.read_until(re.compile(r"(http\S+/first-administrator\?token=\S+)")).group(1)


def _cold(words: Sequence[str], environment: dict[str, str], nothing: int, said: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", *words],
        env=environment,
        cwd=ROOT,
        stdin=nothing,
        stdout=said,
        stderr=said,
        start_new_session=True,
    )


def _warm(words: Sequence[str], environment: dict[str, str], nothing: int, said: int) -> warm.Forked:
    return warm.Forked(words, environment, [nothing, said, said])


def new_installation(folder: Path) -> Installation:
    """Return a register that does not exist yet, on the engine under test."""
    return Installation(folder / "data", engine.new_database_url())


def migrated_installation(folder: Path) -> Installation:
    """Return a register in which nothing is yet, on the engine under test."""
    like, data = _migrated(), folder / "data"
    if like.data.exists():  # with its database, on SQLite
        shutil.copytree(like.data, data)
    return Installation(data, engine.new_database_url(like.database_url))


@cache
def _migrated() -> Installation:
    """Return the register that others are copied from; its database goes with the tests' server."""
    folder = tempfile.mkdtemp(prefix="art28-migrated-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = new_installation(Path(folder))
    done = made.run("migrate")
    assert done.returncode == 0, done.stderr
    return made


def command(*args: str | Path) -> list[str]:
    """Return the words that start `art28`, without a shell."""
    return [sys.executable, "-m", "app.cli", *map(str, args)]
