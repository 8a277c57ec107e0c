"""The downloaded list of participants: columns by header, vendors by name, doubts asked, all or nothing written."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from accounts.tables import Organisation
from imports import command_dpf
from imports.command_commit import DONE, NOT_ASKED, NOT_SO, Around
from imports.dpf_list import Participant, participants
from imports.model import Grid, Refused
from register.tables import Vendor
from tests.register.cast import NOW, Desk, places

LIST = """Data Privacy Framework List,,,,
Organization Name,Participation Status,Covered Data,Frameworks,Next Certification Due Date
"Example Mail, Inc.",Active,"HR Data, Non-HR Data","EU-U.S. Data Privacy Framework; UK Extension",7/9/2027
"Paper Tools, LLC",Active,Non-HR Data,EU-U.S. Data Privacy Framework; Swiss-U.S. Data Privacy Framework,2027-03-01
"Gone Analytics, Inc.",Inactive - Withdrawn,Non-HR Data,EU-U.S. Data Privacy Framework,1/31/2026
"Some Other, Inc.",Active,Non-HR Data,EU-U.S. Data Privacy Framework,2/2/2027
"""


def rows(text: str) -> list[Participant]:
    lines = [tuple(cell or None for cell in line.split("|")) for line in text.splitlines()]
    return participants([Grid("list", tuple(lines))])


def test_columns_are_found_by_their_wording_in_any_order() -> None:
    (one,) = rows("Status|Next Certification Date|Organisation|Privacy frameworks|Types of data\n"
                  "Active|July 9, 2027|Example|Swiss-U.S. DPF|Human Resources")  # fmt: skip
    assert one == Participant(2, "Example", True, True, False, False, True, date(2027, 7, 9))
    assert one.facts(NOW.date())["dpf_listed"] == "no", "the Swiss list is none of the Union's"


def test_what_the_list_does_not_say_stays_unknown() -> None:
    (one,) = rows("Name|Status\nExample|Active")
    assert one.facts(NOW.date()) == {"dpf_listed": "yes"}
    (one,) = rows("Name|Status\nExample|Pending")
    assert one.facts(NOW.date()) == {}


def test_data_that_is_not_about_employees_is_not_taken_for_it() -> None:
    (one,) = rows("Name|Covered data\nExample|Non-HR Data")
    assert one.facts(NOW.date())["dpf_covers_hr"] == "no"


def test_a_file_without_the_headers_is_refused() -> None:
    with pytest.raises(Refused, match="headers of the list of participants"):
        rows("Vendor|Purpose\nExample|Mail")


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    file = tmp_path / "participants.csv"
    file.write_text(LIST, encoding="utf-8")
    return file


@pytest.fixture
async def vendors(organisation: Organisation) -> dict[str, int]:
    desk = Desk()
    found = {}
    for name, ground in (
        ("Example Mail Inc.", "DPF_EU_US"),
        ("Paper Tools Technologies", "DPF_EU_US"),
        ("Gone Analytics, Inc.", "DPF_EU_US"),
        ("Never Listed, Inc.", "DPF_EU_US"),
    ):
        found[name] = await desk.place(organisation, "US", ground, name)
    found["Some Other AB"] = await desk.place(organisation, "SE", "EEA", "Some Other AB")
    return found


async def update(file: Path, **more: Any) -> int:
    async def migrated() -> None:
        """The schema of the tests is there already."""

    around = Around(file.parent, lambda: Desk().law, lambda: NOW, migrated)
    given = {"file": file, "checked_on": None, "yes": False, "dry_run": False, "around": around, **more}
    args = argparse.Namespace(**given)
    day = command_dpf._day(args.checked_on, around)
    if day is None:
        return NOT_SO
    return await command_dpf._update(
        args, participants(command_dpf.read.read(file, command_dpf.Options()).grids), day, around
    )


async def dpf(vendor: int) -> tuple[dict[str, str], date | None]:
    row = await Vendor.select(Vendor.dpf, Vendor.dpf_checked_on).where(Vendor.id == vendor).first()
    return json.loads(row["dpf"]), row["dpf_checked_on"]


async def test_yes_writes_what_is_certain_and_names_the_rest(
    vendors: dict[str, int], listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await update(listed, yes=True) == DONE
    said = capsys.readouterr().out
    assert "4 participants read: 2 vendors are on the list, 1 may be, 1 that name the framework are not." in said
    assert "is it Paper Tools Technologies?" in said
    assert "not found: Never Listed, Inc." in said
    assert await dpf(vendors["Example Mail Inc."]) == (
        {"dpf_listed": "yes", "dpf_covers_hr": "yes", "dpf_uk_extension": "yes", "dpf_swiss": "no"},
        NOW.date(),
    )
    assert (await dpf(vendors["Gone Analytics, Inc."]))[0]["dpf_lapsed_on"] == "2026-01-31"
    assert await dpf(vendors["Paper Tools Technologies"]) == ({}, None)
    assert await dpf(vendors["Some Other AB"]) == ({}, None)
    (place,) = places(await Desk().view(vendors["Example Mail Inc."]))
    assert place.verdict == "valid"


async def test_without_a_person_or_with_dry_run_nothing_is_written(
    vendors: dict[str, int], listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert await update(listed, dry_run=True) == DONE
    assert await update(listed) == NOT_ASKED
    assert await dpf(vendors["Example Mail Inc."]) == ({}, None)


async def test_a_doubtful_name_is_written_when_a_person_says_yes(
    vendors: dict[str, int], listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return "y"

    monkeypatch.setattr("builtins.input", answer)
    assert await update(listed, checked_on="2026-11-01") == DONE
    assert [question.partition(" (")[0] for question in asked] == [
        "Paper Tools, LLC",
        "Write the facts of 3 vendors? [y/N] ",
    ]
    found, day = await dpf(vendors["Paper Tools Technologies"])
    assert (found["dpf_swiss"], day) == ("yes", date(2026, 11, 1))


async def test_a_day_to_come_is_refused(vendors: dict[str, int], listed: Path) -> None:
    assert await update(listed, checked_on="2027-01-01") == NOT_SO
    assert await update(listed, checked_on="soon") == NOT_SO


async def test_who_is_listed_again_has_not_lapsed_any_more(organisation: Organisation, listed: Path) -> None:
    desk = Desk()
    before = {"dpf_listed": "no", "dpf_lapsed_on": "2026-01-31", "dpf_eligible": "yes"}
    vendor = await desk.vendor(organisation, "Example Mail, Inc.", dpf=before, dpf_checked_on="2026-02-01")
    await desk.location(await desk.engagement(vendor, organisation), "US", "DPF_EU_US")
    assert await update(listed, yes=True) == DONE
    facts, _day = await dpf(vendor)
    assert facts["dpf_listed"] == "yes"
    assert "dpf_lapsed_on" not in facts
    assert facts["dpf_eligible"] == "yes"
