"""`art28 import` as a person and a cron job type it: what it says, and its exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support.process import ROOT, Installation

LIST = "Vendor,Purpose,Country,Transfer ground\nCloud Ltd,Hosting,USA,Privacy Shield\nMail AB,Letters,Sweden,\n"
# The command on a disk that is full when the rows are written.
FAILING = """
import errno, sys
from app.cli import main
from imports import batches
async def full(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")
batches.import_at_once = full
sys.exit(main())
"""


def test_the_command_shows_asks_does_and_reports(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST)

    unknown = installation.run("import", file, "--organisation", "Ours")
    assert unknown.returncode == 2
    assert "there is no organisation called “Ours”" in unknown.stderr
    assert "art28 organisation add" in unknown.stderr

    added = installation.run(
        "organisation", "add", "Ours", "--country", "SE", "--promise", "All of it inside the EU/EEA"
    )
    assert (added.returncode, added.stdout) == (0, "Ours is in the register.\n")
    assert installation.run("organisation", "add", "Ours", "--country", "SE").returncode == 2

    shown = installation.run("import", file, "--organisation", "ours")
    assert shown.returncode == 3
    assert "2 new, 0 changed, 0 unchanged" in shown.stdout
    assert "Nothing was written" in shown.stderr

    done = installation.run("import", file, "--organisation", "Ours", "--yes", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["vendors_new"] == 2
    kept = [one.name for one in (installation.data / "uploads").iterdir()]
    assert len(kept) == 1
    assert len(kept[0]) == 64

    again = installation.run("import", file)
    assert again.returncode == 0
    assert "There is nothing to write." in again.stdout

    refused = tmp_path / "list.pdf"
    refused.write_bytes(b"%PDF-1.7")
    assert installation.run("import", refused, "--yes").returncode == 1


def test_a_file_whose_name_is_no_text_is_imported_and_one_that_has_no_room_is_not_kept(
    installation: Installation, tmp_path: Path
) -> None:
    installation.run("organisation", "add", "Ours", "--country", "SE")
    file = os.fsencode(tmp_path) + b"/li\xff\nst.csv"
    Path(os.fsdecode(file)).write_text(LIST)
    done = installation.run("import", os.fsdecode(file), "--yes")
    assert (done.returncode, done.stderr) == (0, "")

    other = tmp_path / "other.csv"
    other.write_text(LIST.replace("Mail AB", "Post AB"))
    words = [sys.executable, "-c", FAILING, "import", str(other), "--yes"]
    failed = subprocess.run(words, capture_output=True, text=True, check=False, env=installation.environment, cwd=ROOT)
    assert (failed.returncode, "no room left on the disk" in failed.stderr) == (1, True), failed.stderr
    assert len(list((installation.data / "uploads").iterdir())) == 1
