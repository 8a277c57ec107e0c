"""Where documents lie: each under its digest, in a folder that the web does not serve; scanned for viruses first."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shlex
import tempfile
from dataclasses import dataclass
from pathlib import Path

import structlog

from accounts.errors import Invalid
from accounts.events import N_

MEGABYTE = 1024 * 1024
SCAN_SECONDS = 120
INFECTED = 1

TOO_LARGE = N_("This file is larger than the register takes. Upload a smaller one, such as a PDF with fewer pictures.")
HARMFUL = N_("The virus scanner found something harmful in this file, so it was not kept. Ask for a clean copy.")
NOT_SCANNED = N_(
    "The virus scanner did not answer, and without it no file is kept. Try again later, or tell the administrator."
)


@dataclass(frozen=True, slots=True)
class Archive:
    """The folder of the documents, the largest size and the scanner's command (empty: none)."""

    folder: Path
    megabytes: int = 20
    scanner: str = ""

    def file(self, digest: str) -> Path:
        """Return where the file with a digest lies."""
        return self.folder / digest[:2] / digest

    def put(self, data: bytes) -> str:
        """Keep a file and return its digest; the copy is whole or not there at all."""
        digest = hashlib.sha256(data).hexdigest()
        target = self.file(digest)
        if target.exists() and target.stat().st_size == len(data):
            return digest
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.parent.mkdir(mode=0o700, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix="coming-", delete=False) as copy:
            try:
                copy.write(data)
                copy.flush()
                os.fsync(copy.fileno())
                Path(copy.name).replace(target)
            except BaseException:
                Path(copy.name).unlink(missing_ok=True)
                raise
        return digest

    def drop(self, digest: str) -> None:
        """Take a file away; it may be gone already."""
        self.file(digest).unlink(missing_ok=True)


async def contents(data: bytes | Path, archive: Archive) -> bytes:
    """Return what a file holds; raise `accounts.errors.Invalid` where it is too large."""
    size = len(data) if isinstance(data, bytes) else (await asyncio.to_thread(data.stat)).st_size
    if size > archive.megabytes * MEGABYTE:
        raise Invalid({"file": TOO_LARGE})
    return data if isinstance(data, bytes) else await asyncio.to_thread(data.read_bytes)


async def scan(data: bytes, archive: Archive) -> None:
    """Raise `accounts.errors.Invalid` unless the scanner, where one is set, calls the file clean."""
    if not archive.scanner:
        return
    await asyncio.to_thread(archive.folder.mkdir, 0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=archive.folder, prefix="scan-") as copy:
        await asyncio.to_thread(_fill, copy.name, data)
        answer = await _ask([*shlex.split(archive.scanner), copy.name])
    if answer == INFECTED:
        raise Invalid({"file": HARMFUL})
    if answer != 0:
        raise Invalid({"file": NOT_SCANNED})


def _fill(name: str, data: bytes) -> None:
    Path(name).write_bytes(data)


async def _ask(command: list[str]) -> int | None:
    """Return the exit status of the scanner, or None where it did not run to its end."""
    log = structlog.get_logger("art28")
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
        )
    except (OSError, ValueError) as error:
        log.error("the virus scanner cannot be started", scanner=command[0], exc_info=error)  # noqa: TRY400 - structlog
        return None
    try:
        status = await asyncio.wait_for(process.wait(), SCAN_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        log.error("the virus scanner did not end in time", scanner=command[0])  # noqa: TRY400 - there is no more to tell
        return None
    if status not in {0, INFECTED}:
        log.error("the virus scanner failed", scanner=command[0], status=status)
    return status
