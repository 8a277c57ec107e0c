"""Whatever somebody uploads, and whoever does so at the same time: it is done once, and never an error."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from accounts.tables import Organisation
from app.settings import Settings
from imports.tables import ImportBatch
from register.tables import Engagement, Vendor
from tests.imports import hostile
from tests.imports_commit.test_pages import CLOUD, LIST, MAIL, hidden, send, text_of, upload
from tests.support import builders

pytestmark = pytest.mark.apart

LONG = "å" * 32_767
HEADS = "Vendor,Owner,Role,Registration number,Website,Legal name,Status,Service,Seat,Next review,DPA signed,Purpose"


@pytest.fixture
async def desk(as_role: Any, organisation: Organisation) -> Any:
    """The browser of somebody in procurement."""
    return await as_role("procurement", organisation)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("..%2f..%2fetc%2fpasswd.csv", "..%2f..%2fetc%2fpasswd.csv"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\list.csv", "list.csv"),
        ("å" * 300 + ".csv", "å" * 196 + ".csv"),
        ("bi\u202edi\n.csv", "bidi.csv"),
        ("<b>'\".csv", "<b>'\".csv"),
        (" ", " "),
    ],
)
async def test_a_file_of_any_name_is_kept_under_its_digest(desk: Any, settings: Settings, name: str, kept: str) -> None:
    answer = await send(desk, LIST + CLOUD, name)
    assert answer.status_code == 303, text_of(answer.text)
    assert (await desk.get(answer.headers["location"])).status_code == 200
    (batch,) = await ImportBatch.select()
    assert batch["file_name"] == kept
    assert [one.name for one in (settings.data / "uploads").iterdir()] == [batch["digest"]]


@pytest.mark.parametrize(
    ("content", "vendors"),
    [
        (f"{LIST}{LONG},Hosting,USA,Privacy Shield,yes,2027-02\n", 1),
        (f"{LIST}Cloud Ltd,{LONG},{LONG},{LONG},{LONG},{LONG}\n", 1),
        (f"{HEADS},{LONG}\nCloud Ltd" + f",{LONG}" * 12 + "\n", 1),
        (f"{LIST}Cl\u202eoud\u200f \x07Ltd,\x0b\x1f,U\u200bSA,\x85x,\u2028y,\ufeffz\n", 1),
        (f"{LIST}=cmd|' /C calc'!A0,=1+1,=1,@x,+1,-1\n@x,+1,-1,,,\n", 2),
        ("Vendor,Website\nCloud Ltd,http://[\nMail AB,//]x[\nPost AB,https://[::1]/\n", 3),
    ],
    ids=["a long name", "long cells", "every column long", "hidden characters", "formulas", "addresses that are none"],
)
async def test_cells_of_any_text_go_in_are_shown_and_go_out_again(desk: Any, content: str, vendors: int) -> None:
    path = await upload(desk, content)
    page = await desk.get(path)
    await desk.post(f"{path}/commit", data=hidden(page.text, f"{path}/commit"))
    assert await Vendor.count() == vendors
    number = (await Vendor.select().first())["id"]
    for shown in (path, f"/vendors/{number}", f"/vendors/{number}/origin"):
        assert (await desk.get(shown)).status_code == 200
    await desk.post(f"{path}/undo")
    assert (await Vendor.count(), await Engagement.count()) == (0, 0)


async def test_names_of_sheets_without_end_that_begin_alike_stay_apart(desk: Any) -> None:
    part = hostile.sheet_xml(hostile.HEADER)
    other = part.replace("Fortnox AB", "Visma AS")
    content = hostile.xlsx([part, other], names=["x" * 4_000 + "\u202e", "x" * 4_000 + "y"])
    path = (await desk.post("/imports", files={"file": ("list.xlsx", content)})).headers["location"]
    page = (await desk.get(path)).text
    await desk.post(f"{path}/commit", data=hidden(page, f"{path}/commit"))
    assert sorted([row["name"] for row in await Vendor.select()]) == ["Fortnox AB", "Visma AS"]


@pytest.mark.parametrize("name", ["\u200b", "\u202e\u200f", "\x07", "\ufeff "])
async def test_a_name_that_cannot_be_seen_is_no_correction(desk: Any, name: str) -> None:
    path = await upload(desk, LIST + CLOUD)
    answer = await desk.post(f"{path}/corrections", data={"sheet": "csv", "row": "2", "name": name})
    assert answer.status_code == 422
    assert "Write the name of the vendor" in text_of(answer.text)


async def test_marks_that_turn_a_name_around_are_not_kept_in_a_correction(desk: Any) -> None:
    path = await upload(desk, LIST + CLOUD)
    await desk.post(f"{path}/corrections", data={"sheet": "csv", "row": "2", "name": "Clo\u202eud\x00 AB"})
    await desk.post(f"{path}/commit", data=hidden((await desk.get(path)).text, f"{path}/commit"))
    assert [row["name"] for row in await Vendor.select()] == ["Cloud AB"]


async def test_four_who_commit_and_undo_the_same_upload_at_once_do_it_once(
    desk: Any, as_role: Any, organisation: Organisation
) -> None:
    path = await upload(desk, LIST + CLOUD + MAIL)
    seen = hidden((await desk.get(path)).text, f"{path}/commit")
    people = [desk, await as_role("privacy", organisation)] * 2
    answers = await asyncio.gather(*[one.post(f"{path}/commit", data=seen) for one in people])
    assert {one.status_code for one in answers} == {303}
    assert await Vendor.count() == 2
    await asyncio.gather(*[one.post(f"{path}/undo") for one in people])
    assert (await Vendor.count(), await ImportBatch.count().where(ImportBatch.state == "undone")) == (0, 1)


async def test_one_file_sent_four_times_at_once_is_kept_once_and_doubles_nothing(desk: Any, settings: Settings) -> None:
    answers = await asyncio.gather(*[send(desk, LIST + CLOUD + MAIL) for _ in range(4)])
    paths = [one.headers["location"] for one in answers]
    pages = [(await desk.get(path)).text for path in paths]
    both = zip(paths, pages, strict=True)
    await asyncio.gather(*[desk.post(f"{path}/commit", data=hidden(page, f"{path}/commit")) for path, page in both])
    assert await Vendor.count() == 2
    assert len(list((settings.data / "uploads").iterdir())) == 1


async def test_one_file_in_two_organisations_is_two_imports_that_do_not_see_each_other(
    desk: Any, as_role: Any, settings: Settings
) -> None:
    path = await upload(desk, LIST + CLOUD)
    await desk.post(f"{path}/commit", data=hidden((await desk.get(path)).text, f"{path}/commit"))
    number = (await Vendor.select().first())["id"]
    elsewhere = await as_role("procurement", await builders.organisation("Elsewhere AS", "NO"))
    theirs = await upload(elsewhere, LIST + CLOUD)
    assert len(list((settings.data / "uploads").iterdir())) == 1
    for shown in (path, f"{path}/columns", f"/vendors/{number}/origin"):
        assert (await elsewhere.get(shown)).status_code == 404, shown
    for deed in ("commit", "undo", "leave", "answers", "corrections", "columns", "held", "stop"):
        assert (await elsewhere.post(f"{path}/{deed}", data={"sheet": "csv", "row": "2"})).status_code == 404, deed
    assert (await elsewhere.get(theirs)).status_code == 200
    assert (await desk.get(theirs)).status_code == 404
