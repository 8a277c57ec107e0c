"""What was not read, or read wrongly, is corrected in its row; the raw cell never changes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from accounts.errors import Invalid
from accounts.tables import Organisation
from imports.corrections import as_read, correct, read_given
from imports.model import Agreement, Row
from imports.tables import ImportRow
from register.tables import Agreement as Agreed
from register.tables import Engagement, Location, Vendor
from tests.imports_commit.test_pages import LIST, hidden, text_of, upload
from tests.support import builders

DOUBT = "Cloud Ltd,Hosting,Atlantis,Privacy Shield,03/04/2024,05/06/2027\n"
MAIL = "Mail AB,Newsletters,Sweden,,no,2027-03-01\n"


@pytest.fixture
async def desk(as_role: Any, organisation: Organisation) -> Any:
    """The browser of somebody in procurement."""
    return await as_role("procurement", organisation)


async def say(desk: Any, path: str, **said: str) -> Any:
    return await desk.post(f"{path}/corrections", data={"sheet": "csv", "row": "2", **said})


async def first() -> dict[str, Any]:
    return (await ImportRow.select().where(ImportRow.row == 2))[0]


async def commit(desk: Any, path: str) -> None:
    page = (await desk.get(path)).text
    await desk.post(f"{path}/commit", data=hidden(page, f"{path}/commit"))


async def test_a_date_that_can_be_read_in_two_ways_has_a_button_for_each(desk: Any) -> None:
    path = await upload(desk, LIST + DOUBT)
    page = (await desk.get(path)).text
    for value in ("next_review=2027-06-05", "next_review=2027-05-06", "next_review=", "countries="):
        assert f'name="set" value="{value}"' in page
    answer = await say(desk, path, set="next_review=2027-06-05")
    assert answer.status_code == 303
    page = (await desk.get(path)).text
    assert 'value="next_review=2027-05-06"' not in page
    assert "2027-06-05" in text_of(page)
    await commit(desk, path)
    assert [str(row["next_review"]) for row in await Engagement.select()] == ["2027-06-05"]


async def test_the_raw_cells_and_what_was_read_stay_beside_the_correction(desk: Any) -> None:
    path = await upload(desk, LIST + DOUBT)
    before = await first()
    await say(desk, path, countries="Sweden, IE", name="Cloud Limited")
    after = await first()
    assert (after["cells"], after["understood"], after["problems"]) == (
        before["cells"],
        before["understood"],
        before["problems"],
    )
    assert json.loads(after["effect"])["corrected"] == {"name": "Cloud Limited", "countries": "SE, IE"}
    page = text_of((await desk.get(path)).text)
    assert "In the file: Atlantis" in page
    assert "Corrected by a person" in page


async def test_a_corrected_row_is_written_as_corrected(desk: Any) -> None:
    path = await upload(desk, LIST + DOUBT)
    said = {"name": "Cloud Limited", "countries": "Norway; US", "ground": "SCC 2021 module 2", "dpa": "signed"}
    await say(desk, path, **said, dpa_date="2024-04-03", next_review="2027-06", owner="IT", role="processor")
    await commit(desk, path)
    assert [row["name"] for row in await Vendor.select()] == ["Cloud Limited"]
    assert sorted(row["country"] for row in await Location.select()) == ["NO", "US"]
    assert {row["ground_text"] for row in await Location.select()} == {"SCC 2021 module 2"}
    engagement = (await Engagement.select())[0]
    assert (engagement["owner"], engagement["role"], str(engagement["next_review"])) == (
        "IT",
        "processor",
        "2027-06-30",
    )
    agreed = (await Agreed.select())[0]
    assert (agreed["status"], str(agreed["signed_on"])) == ("signed", "2024-04-03")


async def test_the_same_file_again_does_not_take_a_correction_back(desk: Any) -> None:
    path = await upload(desk, LIST + DOUBT)
    await say(desk, path, countries="Norway", owner="IT")
    await commit(desk, path)
    again = await upload(desk, LIST + DOUBT)
    assert "There is nothing to write." in (await desk.get(again)).text
    await say(desk, again, owner="HR")  # the register has another owner by now, so it is asked which one holds
    fields = hidden((await desk.get(again)).text, f"{again}/answers")
    await desk.post(f"{again}/answers", data={**fields, "answer": "take"})
    assert "Update 1 vendor" in text_of((await desk.get(again)).text)
    await commit(desk, again)
    assert [row["owner"] for row in await Engagement.select()] == ["HR"]
    assert [row["country"] for row in await Location.select()] == ["NO"]


async def test_a_field_left_empty_is_answered_and_no_longer_asked_about(desk: Any) -> None:
    path = await upload(desk, LIST + "Cloud Ltd,Hosting,Atlantis,SCC,yes,\n" + MAIL)
    assert "Not all read" in (await desk.get(path)).text
    await say(desk, path, set="countries=")
    page = (await desk.get(path)).text
    assert "Not all read" not in page
    assert "not understood whole" not in page
    assert (await first())["problem_count"] == 0
    await say(desk, path, do="back")
    assert "not understood whole" in (await desk.get(path)).text


async def test_the_form_opens_in_the_row_with_what_was_read(desk: Any) -> None:
    path = await upload(desk, LIST + DOUBT + MAIL)
    page = (await desk.get(f"{path}?correct=3::csv")).text
    assert page.count('class="rowform"') == 1
    assert 'name="countries" type="text" value="SE"' in page
    assert '<option value="missing" selected>' in page
    assert 'class="rowform"' not in (await desk.get(f"{path}?correct=99::csv")).text
    assert 'class="rowform"' not in (await desk.get(f"{path}?correct=nonsense")).text


async def test_what_cannot_be_read_in_the_form_is_told_beside_its_field_and_kept(desk: Any) -> None:
    path = await upload(desk, LIST + DOUBT)
    answer = await say(desk, path, name="", countries="Atlantis", next_review="soon", dpa="perhaps", ground="magic")
    assert answer.status_code == 422
    for told in ("Write the name of the vendor", "No country is read from", "No date is read from", "Choose one of"):
        assert told in answer.text
    assert 'value="soon"' in answer.text
    assert "corrected" not in (await first())["effect"]


async def test_a_row_that_is_not_there_and_a_committed_import_are_not_corrected(desk: Any) -> None:
    path = await upload(desk, LIST + MAIL)
    assert (
        await desk.post(f"{path}/corrections", data={"sheet": "csv", "row": "77", "owner": "IT"})
    ).status_code == 404
    await commit(desk, path)
    await say(desk, path, owner="IT")
    assert "Somebody else has just dealt with this import" in (await desk.get(path)).text
    assert [row["owner"] for row in await Engagement.select()] == [""]


async def test_corrections_in_other_organisations_do_not_exist(desk: Any, as_role: Any) -> None:
    path = await upload(desk, LIST + MAIL)
    stranger = await as_role("administrator", await builders.organisation("Elsewhere", "NO"))
    assert (await say(stranger, path, owner="IT")).status_code == 404


ROW = Row(sheet="S", row=2, name="A", countries=("SE",), regions=("EU",), dpa=Agreement(True, "2024-03", "ja"))


def test_what_was_read_given_back_changes_nothing() -> None:
    assert correct(ROW, read_given(as_read(ROW))) == ROW


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"dpa": "missing"}, Agreement(signed=False, date=None, text="ja")),
        ({"dpa": ""}, Agreement(date="2024-03")),
        ({"dpa": "nda", "dpa_date": ""}, Agreement(text="ja", kind="nda")),
        ({"dpa_date": "2025-01-02"}, Agreement(signed=True, date="2025-01-02", text="ja")),
    ],
)
def test_what_is_said_of_the_agreement(said: dict[str, str], expected: Agreement) -> None:
    assert correct(ROW, read_given(said)).dpa == expected


def test_a_day_of_signature_alone_says_that_it_was_signed() -> None:
    blank = Row(sheet="S", row=2, name="A")
    assert correct(blank, {"dpa_date": "2025-01-02"}).dpa == Agreement(signed=True, date="2025-01-02")


def test_a_name_given_to_a_group_makes_it_one_vendor() -> None:
    group = Row(sheet="S", row=2, name="Banks", flags=("unnamed_group", "hidden_row"))
    assert correct(group, {"name": "Bank AB"}).flags == ("hidden_row",)


@pytest.mark.parametrize("field", ["name", "countries", "owner"])
def test_an_endless_text_is_refused(field: str) -> None:
    with pytest.raises(Invalid):
        read_given({field: "x" * 5_000})


SETTLED = "Mail AB,Newsletters,Sweden,,31/12/2023,2027-03-01\nPay AS,Payments,Norway,,05/06/2023,2027-03-01\n"


async def test_a_doubtful_date_suggests_how_its_column_is_written_and_is_not_taken_unasked(desk: Any) -> None:
    path = await upload(desk, LIST + DOUBT + SETTLED)
    page = text_of((await desk.get(path)).text)
    assert "2024-04-03, as the other dates of the column are written, or 2024-03-04" in page
    assert "In 2 rows a cell cannot be read for certain." in page
    await commit(desk, path)
    signed = await Agreed.select(Agreed.signed_on).order_by(Agreed.id)
    assert [str(row["signed_on"]) for row in signed] == ["None", "2023-12-31", "None"]


async def test_all_doubtful_dates_of_a_column_are_answered_at_once_but_not_what_was_said_of_one(desk: Any) -> None:
    path = await upload(desk, LIST + DOUBT + SETTLED)
    await say(desk, path, set="dpa_date=2024-03-04")
    await desk.post(f"{path}/corrections", data={"sheet": "csv", "row": "4", "alike": "dpa_date"})
    await commit(desk, path)
    signed = await Agreed.select(Agreed.signed_on).order_by(Agreed.id)
    assert [str(row["signed_on"]) for row in signed] == ["2024-03-04", "2023-12-31", "2023-06-05"]


async def test_only_a_column_that_settles_its_dates_can_be_answered_at_once(desk: Any) -> None:
    path = await upload(desk, LIST + DOUBT)
    assert 'name="alike"' not in (await desk.get(path)).text
    answer = await desk.post(f"{path}/corrections", data={"sheet": "csv", "row": "2", "alike": "dpa_date"})
    assert answer.status_code == 404
