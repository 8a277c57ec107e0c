"""`--on-conflict`: what the command does with rows that need somebody."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.actor import SYSTEM
from accounts.tables import Organisation
from app.cli import ON_CONFLICT
from imports import batches, conflicts
from imports.plan_model import Plan
from imports.store import File
from imports.tables import ImportBatch, ImportRow
from imports.understand import understand
from register.tables import Location, Vendor
from tests.support.process import Installation

LIST = "Vendor,Purpose,Country,Transfer ground\n"
FIRST = LIST + "Mailboxes,Letters,Sweden,\nCloud Ltd,Hosting,USA,Privacy Shield\n"
# One row may be a vendor of the register, the other says something new of what was changed here too.
SECOND = LIST + "Mailboxses,Letters,Sweden,\nCloud Ltd,Hosting,USA,SCC\n"


@pytest.fixture
def bring(organisation: Organisation, now: datetime, today: date, law: Any, tmp_path: Path) -> Any:
    """Import a list, with an answer to what needs somebody."""

    async def bring(text: str, decide: Any = None) -> dict[str, int]:
        path = tmp_path / "list.csv"
        path.write_text(text)
        file = File(path.name, "0" * 64, len(text))
        where = {"actor": SYSTEM, "now": now, "today": today, "law": law}
        _, counts = await batches.import_at_once(file, understand(path), organisation.id, decide=decide, **where)
        return counts

    return bring


async def edited_here() -> None:
    """Change the ground of the one transfer to the United States by hand."""
    await Location.update({Location.ground_text: "BCR", Location.grounds: "BCR", Location.version: 2}).where(
        Location.country == "US"
    )


async def ground() -> str:
    return str((await Location.select().where(Location.country == "US"))[0]["ground_text"])


def test_the_command_knows_every_policy() -> None:
    assert ON_CONFLICT == conflicts.POLICIES


@pytest.mark.parametrize("policy", ["ask", "hold"])
async def test_rows_that_need_somebody_are_held_back_where_nobody_is_asked(bring: Any, policy: Any) -> None:
    await bring(FIRST)
    await edited_here()
    counts = await bring(SECOND, lambda plan: conflicts.decided(plan, policy))
    assert (counts["needs-you"], counts["create"], counts["update"]) == (2, 0, 0)
    assert await ground() == "BCR"
    assert await Vendor.count() == 2


async def test_keep_lets_the_register_stand_and_says_so_in_the_import(bring: Any) -> None:
    await bring(FIRST)
    await edited_here()
    counts = await bring(SECOND, lambda plan: conflicts.decided(plan, "keep"))
    assert (counts["needs-you"], counts["skip"]) == (0, 2)
    assert await ground() == "BCR"
    assert await Vendor.count() == 2
    batch = (await ImportBatch.select().order_by(ImportBatch.id))[-1]
    assert {kind for *_, kind, _ in json.loads(batch["options"])["decisions"]} == {"skip"}
    rows = await ImportRow.select().where(ImportRow.batch == batch["id"])
    assert {row["why"] for row in rows} == {"left-out"}


async def test_take_writes_the_file_and_lets_no_two_vendors_become_one(bring: Any) -> None:
    await bring(FIRST)
    await edited_here()
    counts = await bring(SECOND, lambda plan: conflicts.decided(plan, "take"))
    assert (counts["needs-you"], counts["create"], counts["update"]) == (0, 1, 1)
    assert await ground() == "SCC"
    assert {row["name"] for row in await Vendor.select()} == {"Mailboxes", "Mailboxses", "Cloud Ltd"}


@pytest.mark.parametrize(
    ("said", "vendors", "now_ground", "held"),
    [
        (["1", "f"], {"Mailboxes", "Cloud Ltd"}, "SCC", 0),
        (["f", "r"], {"Mailboxes", "Mailboxses", "Cloud Ltd"}, "BCR", 0),
        (["r", ""], {"Mailboxes", "Cloud Ltd"}, "BCR", 1),
        (["9", "perhaps"], {"Mailboxes", "Cloud Ltd"}, "BCR", 2),
    ],
)
async def test_at_a_terminal_each_row_is_asked_about(
    bring: Any, said: list[str], vendors: set[str], now_ground: str, held: int
) -> None:
    await bring(FIRST)
    await edited_here()
    questions: list[str] = []
    answers = iter(said)

    def ask(question: str) -> str:
        questions.append(question)
        return next(answers)

    def decide(plan: Plan) -> Any:
        return conflicts.asked(plan, ask)

    counts = await bring(SECOND, decide)
    assert "1 it is Mailboxes" in questions[0]
    assert "register “BCR”, file “SCC”" in questions[1]
    assert counts["needs-you"] == held
    assert {row["name"] for row in await Vendor.select()} == vendors
    assert await ground() == now_ground


def test_the_command_line_does_as_it_is_told(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    installation.run("organisation", "add", "Ours", "--country", "SE")
    file.write_text(FIRST)
    assert installation.run("import", file, "--yes").returncode == 0
    file.write_text(SECOND)
    done = installation.run("import", file, "--yes", "--json", "--on-conflict", "take")
    assert (done.returncode, json.loads(done.stdout)["needs-you"]) == (0, 0)
    assert installation.run("import", file, "--on-conflict", "merge").returncode == 2
