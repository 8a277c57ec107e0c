"""The commands `art28 audit verify` and `art28 audit export`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from accounts.actor import SYSTEM, Actor
from accounts.audit import record
from accounts.chain import Head
from accounts.database import connections, transaction
from accounts.events import Event
from accounts.trail import Wanted, as_csv, as_json_lines
from accounts.trail import verify as verify_trail
from app.clock import utc_now
from app.migrate import migrate

WRITERS: Mapping[str, Callable[[Wanted, Actor], AsyncIterator[str]]] = {".csv": as_csv, ".jsonl": as_json_lines}


async def verify(kept: str | None) -> int:
    """Say whether the trail is whole, and what its end is; return 1 where it is not."""
    try:
        known = read_head(kept) if kept else None
    except ValueError:
        print("art28: write the kept end as this command printed it, NUMBER:HASH.", file=sys.stderr)
        return 2
    await migrate()
    async with connections():
        proof = await verify_trail(known)
    if proof.broken:
        print(f"The audit trail does not hold at event {proof.broken.number}: {proof.broken.wrong}.", file=sys.stderr)
        print("Compare it with a backup, and find out who had access to the database.", file=sys.stderr)
        return 1
    print(f"The audit trail is whole: {proof.head.number} events. Its end is")
    print(f"{proof.head.number}:{proof.head.hash}")
    return 0


async def export(file: Path) -> int:
    """Write the whole trail as CSV or JSON lines, by the ending of the name; the file appears whole or not at all."""
    writer = WRITERS.get(file.suffix.lower())
    if writer is None:
        print("art28: name the file .csv or .jsonl; the ending says what is written.", file=sys.stderr)
        return 2
    await migrate()
    async with connections():
        async with transaction():
            await record(Event.TRAIL_EXPORTED, SYSTEM, utc_now())
        with whole_or_not_at_all(file) as coming:
            async for piece in writer(Wanted(), SYSTEM):
                coming.write(piece)
    print(f"The audit trail is in {file}.")
    return 0


@contextmanager
def whole_or_not_at_all(file: Path) -> Iterator[IO[str]]:
    """Open a file for writing that takes its name only once it is complete."""
    coming = tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, prefix=".art28-", delete=False)  # noqa: SIM115 - closed below
    try:
        with coming:
            yield coming
        Path(coming.name).replace(file)
    except BaseException:
        Path(coming.name).unlink(missing_ok=True)
        raise


def read_head(text: str) -> Head:
    """Return the end of a trail from NUMBER:HASH; raises ValueError for anything else."""
    number, _, digest = text.partition(":")
    if not digest:
        raise ValueError(text)
    return Head(int(number), digest.strip().lower())
