"""What is understood in a process of its own is what would be understood here."""

from __future__ import annotations

from pathlib import Path

import pytest

from imports.away import TooMuch, pack, understand_apart, unpack
from imports.model import Limits, Options, Problem, Refused, Skipped
from imports.understand import understand
from tests.imports_commit.sheets import CLOUD, MAIL, PAY, sheet

pytestmark = pytest.mark.apart

FILES = Path(__file__).parent / "organisations"


@pytest.mark.parametrize("name", ["mailing-se.xlsx", "marketing-se-bilaga-2.tsv"])
async def test_a_file_is_understood_alike_at_home_and_away(name: str) -> None:
    assert await understand_apart(FILES / name, Options()) == understand(FILES / name, Options())


def test_nothing_is_lost_on_the_way_back() -> None:
    whole = sheet(
        CLOUD,
        MAIL,
        PAY,
        problems=[Problem("Vendors", 2, "C", "x", "a date")],
        skipped=[Skipped("Vendors", None, "note")],
    )
    assert unpack(pack(whole)) == whole


async def test_a_refusal_comes_back_as_its_sentence(tmp_path: Path) -> None:
    file = tmp_path / "list.pdf"
    file.write_bytes(b"%PDF-1.7")
    with pytest.raises(Refused) as here:
        understand(file, Options())
    with pytest.raises(Refused) as away:
        await understand_apart(file, Options())
    assert (away.value.code, str(away.value)) == (here.value.code, str(here.value))


async def test_a_file_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(Refused) as refused:
        await understand_apart(FILES / "mailing-se.xlsx", Options(limits=Limits(wall_seconds=0.001)))
    assert refused.value.code == "too_slow"


async def test_more_rows_than_were_asked_for_do_not_come_back() -> None:
    with pytest.raises(TooMuch):
        await understand_apart(FILES / "mailing-se.xlsx", Options(), most=2)
