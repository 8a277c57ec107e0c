"""The sample register comes and goes as a whole, and never mixes with what is one's own."""

from __future__ import annotations

import filecmp
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.errors import Conflict, Forbidden
from accounts.tables import Organisation
from imports import sample
from imports.tables import ImportBatch
from register.tables import Engagement, Finding, Standing, Vendor
from tests.register.cast import ADMINISTRATOR, PROCUREMENT, Desk, only
from tests.support.browsing import AsRole

ORGANISATIONS = Path(__file__).parent.parent / "imports" / "organisations"


@pytest.fixture
async def examples(database: Any, now: datetime, today: date, law: Any, tmp_path: Path) -> Path:
    await sample.add_examples(ADMINISTRATOR, now, today, law, tmp_path)
    return tmp_path


def test_the_examples_are_the_lists_that_the_import_is_held_to() -> None:
    files = [example.file for example in sample.EXAMPLES]
    same, different, missing = filecmp.cmpfiles(sample.FOLDER, ORGANISATIONS, files, shallow=False)
    assert (sorted(same), different, missing) == (sorted(files), [], [])


def files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


async def test_five_marked_organisations_come_with_vendors_and_findings(examples: Path) -> None:
    rows = await Organisation.select(Organisation.name, Organisation.example)
    assert len(rows) == 5
    assert all(row["example"] and row["name"].startswith("Example: ") for row in rows)
    assert await Vendor.count() > 20
    assert await Finding.count() > 20
    assert len(files(examples)) == 5


async def test_examples_are_removed_without_a_trace(examples: Path, now: datetime, today: date, law: Any) -> None:
    await sample.remove_examples(ADMINISTRATOR, now, today, law)
    for table in (Organisation, Vendor, Engagement, Standing, Finding, ImportBatch):
        assert not await table.exists(), table
    await sample.remove_examples(ADMINISTRATOR, now, today, law)


async def test_a_vendor_that_is_also_used_for_real_stays(
    examples: Path, organisation: Organisation, now: datetime, today: date, law: Any
) -> None:
    desk = Desk()
    (vendor,) = await Vendor.select(Vendor.id).where(Vendor.name == "Albacross")
    await desk.engagement(vendor["id"], organisation)
    await sample.remove_examples(ADMINISTRATOR, now, today, law)
    assert await Vendor.select(Vendor.name).run() == [{"name": "Albacross"}]
    assert [row["organisation"] for row in await Standing.select()] == [organisation.id]
    assert [row["id"] for row in await Organisation.select()] == [organisation.id]


async def test_examples_do_not_mix_with_vendors_of_ones_own(
    organisation: Organisation, now: datetime, today: date, law: Any, tmp_path: Path
) -> None:
    await Desk().vendor(organisation)
    with pytest.raises(Conflict):
        await sample.add_examples(ADMINISTRATOR, now, today, law, tmp_path)
    assert await Organisation.count() == 1


async def test_only_who_administers_everything_adds_or_removes_examples(
    organisation: Organisation, now: datetime, today: date, law: Any, tmp_path: Path
) -> None:
    for actor, refusal in ((PROCUREMENT, Forbidden), (only(organisation, ADMINISTRATOR.role), Conflict)):
        with pytest.raises(refusal):
            await sample.add_examples(actor, now, today, law, tmp_path)
        with pytest.raises(refusal):
            await sample.remove_examples(actor, now, today, law)


async def test_one_press_in_an_empty_register_adds_them_and_one_takes_them_away(
    organisation: Organisation, as_role: AsRole
) -> None:
    client = await as_role("administrator")
    assert 'action="/examples"' in (await client.get("/")).text
    assert (await client.post("/examples")).headers["location"] == "/"
    assert 'action="/examples/removal"' in (await client.get("/")).text
    assert 'action="/examples/removal"' not in (await (await as_role("reader")).get("/")).text
    assert (await client.post("/examples/removal")).headers["location"] == "/"
    assert "No vendors yet" in (await client.get("/")).text
