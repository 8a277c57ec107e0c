"""Half an import never stands: the process is killed at each step, and the register is as it was."""

from __future__ import annotations

import asyncio
import signal
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.actor import SYSTEM
from accounts.tables import AuditEvent, Organisation
from assessments.shipped import load_shipped
from imports import batches
from imports.model import Options
from imports.store import File
from imports.tables import ImportBatch, ImportRow
from imports.understand import understand
from tests.imports_commit.test_apply import everything
from tests.support import warm

LIST = "Vendor,Purpose,Country,Transfer ground,DPA signed,Next review\n"
FIRST = LIST + "Cloud Ltd,Hosting,USA,Privacy Shield,yes,2027-02-01\nMail AB,Newsletters,Sweden,,no,2027-03-01\n"
SECOND = LIST + "Cloud Ltd,Hosting and backup,Canada,SCC,yes,2027-02-01\nPay GmbH,Payments,Germany,,yes,2027-04-01\n"
STEPS = [
    "imports.store.keep",
    "imports.store.keep+",
    "imports.batches._new_batch+",
    "imports.apply._change+",
    "accounts.bulk.insert_rows+",
    "imports.apply.settle_new+",
    "imports.apply.settle+",
    "imports.apply._record+",
    "imports.batches.store_steps+",
    "imports.batches.record+",
]


@pytest.mark.parametrize("step", STEPS)
async def test_an_import_that_is_killed_leaves_the_register_as_it_was_and_can_be_done_again(
    organisation: Organisation, now: datetime, today: date, law: Any, tmp_path: Path, step: str
) -> None:
    async def bring(text: str) -> dict[str, int]:
        file = write(tmp_path, text)
        kept = File(file.name, "0" * 64, file.stat().st_size)
        where = {"actor": SYSTEM, "now": now, "today": today, "law": law}
        _, counts = await batches.import_at_once(kept, understand(file, Options()), organisation.id, **where)
        return counts

    # The command brings the questionnaires that come with the program up to date, and tells so.
    await load_shipped(now)
    await bring(FIRST)
    before = await all_of_it()
    ended = await kill_at(step, "import", write(tmp_path, SECOND), "--yes")
    assert ended == -signal.SIGKILL
    assert await all_of_it() == before
    done = await bring(SECOND)
    assert (done["create"], done["update"]) == (1, 1)
    assert (await bring(SECOND))["unchanged"] == 2


async def kill_at(step: str, *args: str | Path) -> int:
    """Run `art28 ...` on the database of this test, in a process that ends at a step without any handler."""
    done = await asyncio.to_thread(warm.run, ["tests.imports_commit.killed", step, *map(str, args)])
    return done.returncode


async def all_of_it() -> list[Any]:
    """Return the register with the imports and the trail."""
    more = [await table.select().order_by(table.id) for table in (ImportBatch, ImportRow, AuditEvent)]
    return [*await everything(), *more]


def write(folder: Path, text: str) -> Path:
    """Return a file with this list."""
    file = folder / "list.csv"
    file.write_text(text)
    return file
