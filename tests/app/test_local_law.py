"""A folder of local law files adds to the shipped law or ends records of it; a mistake in one stops the start."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from accounts.actor import SYSTEM
from accounts.tables import AuditEvent, Organisation
from app.law import check, the_law
from app.settings import Settings
from law.check import mark
from law.store import default_law
from register.nightly import rejudge_all
from tests.register.cast import NOW, TODAY, Desk, finding
from tests.support.browsing import AsRole
from tests.support.process import Installation

ENDED = """
[end.DPF-EU]
until = 2026-11-20
ended_by = "Judgment in C-703/25 P of 2026-11-21"
citation = "C-703/25 P"
source = "curia.europa.eu"
checked_on = 2026-11-21
"""
OLD = """
[ADQ-KE]
kind = "adequacy"
importers = ["KE"]
exporter = ["EU"]
from = 2026-01-01
citation = "(EU) 2026/1"
source = "eur-lex.europa.eu"
checked_on = 2020-01-01
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "law.d"
    found.mkdir()
    return found


def test_a_mistake_stops_the_start_with_file_line_record_and_reason(installation: Installation, folder: Path) -> None:
    (folder / "ours.toml").write_text(ENDED + '\n[NEW]\nkind = "adequacy"\nimporters = ["XX"]\n', encoding="utf-8")
    installation.settings["ART28_LAW"] = str(folder)
    for command in ("serve", "export"):
        done = installation.run(command, *([folder / "x.csv"] if command == "export" else []))
        assert done.returncode
        assert "ours.toml, line 9: NEW: " in done.stderr
        assert "Traceback" not in done.stderr
    assert not (folder / "x.csv").exists()


def test_law_check_lists_what_is_old_and_ends_with_status_1(installation: Installation, folder: Path) -> None:
    (folder / "ours.toml").write_text(OLD, encoding="utf-8")
    installation.settings["ART28_LAW"] = str(folder)
    done = installation.run("law", "check")
    assert done.returncode == 1
    assert done.stdout.startswith("2020-01-01\tADQ-KE\t(EU) 2026/1\tours.toml: eur-lex.europa.eu\n")


def test_law_check_is_content_with_what_was_looked_up_lately(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("app.law.utc_now", lambda: NOW)
    assert check(Settings()) == 0
    assert "were looked up within the last 90 days" in capsys.readouterr().out


async def test_a_record_that_a_file_ends_moves_verdicts_and_history_says_what_ended(
    organisation: Organisation, folder: Path
) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, dpf={"dpf_listed": "yes"}, dpf_checked_on="2026-11-01")
    await desk.location(await desk.engagement(vendor, organisation), "US", "DPF_EU_US")
    (folder / "ours.toml").write_text(ENDED, encoding="utf-8")
    law = the_law(Settings(law=folder))
    (moved,) = await rejudge_all(TODAY, law, SYSTEM, NOW)
    assert (moved.before, moved.after) == ("valid", "invalid")
    event = await AuditEvent.select().where(AuditEvent.event == "location-judged-again").first()
    assert json.loads(event["after"])["cause"] == "ended"
    view = await Desk(law=law).view(vendor)
    assert finding(view, "invalid_ground").since == date(2026, 11, 21)
    assert view.history[0].sentence == "judged a location again because (EU) 2023/1795 ended on 2026-11-20"
    assert "cause" not in {name for name, _before, _after in view.history[0].changes}
    assert await rejudge_all(TODAY, law, SYSTEM, NOW) == []


async def test_judging_again_stops_when_it_takes_too_long_and_goes_on_the_next_time(
    organisation: Organisation, folder: Path
) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, dpf={"dpf_listed": "yes"}, dpf_checked_on="2026-11-01")
    await desk.location(await desk.engagement(vendor, organisation), "US", "DPF_EU_US")
    (folder / "ours.toml").write_text(ENDED, encoding="utf-8")
    law = the_law(Settings(law=folder))
    assert await rejudge_all(TODAY, law, SYSTEM, NOW, more=lambda: False) == []
    assert len(await rejudge_all(TODAY, law, SYSTEM, NOW)) == 1


async def test_every_page_says_on_which_law_its_verdicts_rest(organisation: Organisation, as_role: AsRole) -> None:
    page = (await (await as_role("reader")).get("/vendors")).text
    found = mark(default_law())
    assert f'href="/law">{found.digest}</a> (<time>{found.looked_up_on}</time>)' in page


def test_the_start_judges_again_before_it_serves(installation: Installation, folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "vendors.csv"
    sheet.write_text("Vendor,Country,Transfer ground\nAlpine Mail AG,Switzerland,Adequacy decision\n", encoding="utf-8")
    made = ("--organisation", "Example Ltd", "--create-organisation", "--country", "SE", "--yes")
    done = installation.run("import", sheet, *made)
    assert done.returncode == 0, done.stderr
    ended = ENDED.replace("DPF-EU", "ADQ-CH").replace("2026-11-20", "2025-12-31")
    (folder / "ours.toml").write_text(ended, encoding="utf-8")
    installation.settings["ART28_LAW"] = str(folder)
    for expected in (True, False):
        with installation.serve() as server:
            said = "".join(server.process.said)
        assert ("date did: 1." in said) is expected
