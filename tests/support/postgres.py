"""A real PostgreSQL server for the tests: started by them, as an unprivileged account, and gone with them."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

ACCOUNTS = ("postgres", "nobody")
OPTIONS = (
    "listen_addresses=",  # no port: a socket in a folder that only this account and root can enter
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "max_connections=60",
    "shared_buffers=64MB",
    "jit=off",
    "timezone=UTC",
)
PR_SET_PDEATHSIG = 1


class NoPostgres(Exception):
    """There is no PostgreSQL that the tests could start."""


@dataclass(frozen=True)
class Server:
    """A running server: where its socket is, and how to end it."""

    folder: Path
    process: subprocess.Popen[bytes]

    def url(self, database: str) -> str:
        """Return the address of one of its databases."""
        return f"postgresql://art28@/{database}?host={self.folder}"

    def stop(self) -> None:
        """End the server at once (its data is thrown away) and remove its folder; a second call does nothing."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start() -> Server:
    """Start a server in a new temporary folder and return it when it answers; raise `NoPostgres` if it cannot be."""
    binaries = find_binaries()
    account = unprivileged_account()
    folder = Path(tempfile.mkdtemp(prefix="art28-pg-"))
    if account is not None:
        os.chown(folder, pwd.getpwnam(account).pw_uid, pwd.getpwnam(account).pw_gid)
    data = folder / "data"
    initdb = [binaries / "initdb", "-D", data, "-U", "art28", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    done = subprocess.run(initdb, user=account, group=group_of(account), cwd=folder, capture_output=True, check=False)
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise NoPostgres("initdb failed: " + done.stderr.decode(errors="replace").strip())
    log = (folder / "log").open("wb")
    options = [part for option in (*OPTIONS, f"unix_socket_directories={folder}") for part in ("-c", option)]
    process = subprocess.Popen(
        [binaries / "postgres", "-D", data, *options],
        user=account,
        group=group_of(account),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        # A test run that is killed takes its server with it. No thread runs in this process yet that could hold a lock.
        preexec_fn=end_with_parent,  # noqa: PLW1509
    )
    log.close()
    server = Server(folder, process)
    ready = [binaries / "pg_isready", "--quiet", "-h", folder]
    # pg_isready does not wait by itself; each try costs a process, so the loop is not a busy one.
    for _ in range(2000):
        if process.poll() is not None:
            break
        if subprocess.run(ready, check=False).returncode == 0:
            return server
    said = (folder / "log").read_text(errors="replace")
    server.stop()
    raise NoPostgres(f"The server did not start: {said.strip()}")


def find_binaries() -> Path:
    """Return the folder with initdb and postgres, the newest version where there are several."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.insert(0, Path(on_path).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgres("PostgreSQL is not installed (no initdb); on Debian or Ubuntu: apt-get install postgresql.")


def unprivileged_account() -> str | None:
    """Return the account to run as when this process is root, which PostgreSQL refuses; else None."""
    if os.getuid() != 0:
        return None
    for name in ACCOUNTS:
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise NoPostgres("PostgreSQL does not run as root, and neither `postgres` nor `nobody` exists to run it as.")


def group_of(account: str | None) -> int | None:
    """Return the group of an account."""
    return None if account is None else pwd.getpwnam(account).pw_gid


def end_with_parent() -> None:
    """Ask the kernel to end this process when its parent ends, however that ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)
