"""What `art28 export` does: the register, or one organisation's, as a file that is whole or not there."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date
from pathlib import Path

from accounts.actor import SYSTEM, Actor
from accounts.database import connections
from accounts.moments import local_day
from app.clock import utc_now
from app.law import the_law
from app.migrate import migrate
from app.settings import read_settings
from law.store import Law
from register.asof import judged_day
from register.export import export_csv, export_json, export_xlsx
from register.lists import VendorQuery
from register.organisations import find_organisation

ENDINGS = (".xlsx", ".csv", ".json")


async def run(file: Path, organisation: str | None, as_of: str | None = None) -> int:
    """Write the export to `file` and return the exit status: 0, or 2 where it cannot be asked for so."""
    if file.suffix.lower() not in ENDINGS:
        print(f"art28: an export is written as {', '.join(ENDINGS)}, not as {file.name}.", file=sys.stderr)
        return 2
    try:
        day = judged_day(as_of or "")
    except ValueError:
        print(f"art28: {as_of} is no day from 1995 to 2100. Write it as 2019-03-01.", file=sys.stderr)
        return 2
    async with connections():
        await migrate()
        return await _export(file, organisation, day)


async def _export(file: Path, organisation: str | None, as_of: date | None) -> int:
    number = None
    if organisation is not None:
        number = await find_organisation(organisation)
        if number is None:
            print(f"art28: there is no organisation called {organisation!r} in this register.", file=sys.stderr)
            return 2
    content = await _content(file.suffix.lower(), number, as_of, SYSTEM, the_law(read_settings()))
    try:
        write_whole(file, content)
    except OSError as error:
        print(f"art28: {file} could not be written: {error.strerror}.", file=sys.stderr)
        return 1
    print(f"Wrote {file} ({len(content):,} bytes).")
    return 0


async def _content(ending: str, organisation: int | None, as_of: date | None, actor: Actor, law: Law) -> bytes:
    now = utc_now()
    today = local_day(now)
    query = VendorQuery(organisation=organisation, as_of=as_of)
    if ending == ".xlsx":
        return await export_xlsx(actor, query, law=law, now=now, today=today)
    if ending == ".csv":
        return await export_csv(actor, query, law=law, now=now, today=today)
    return await export_json(actor, law=law, now=now, today=today, organisation=organisation, as_of=as_of)


def write_whole(file: Path, content: bytes) -> None:
    """Write a file beside its place and move it there, so that nobody ever reads half of it."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        beside.chmod(0o644)
        beside.replace(file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
