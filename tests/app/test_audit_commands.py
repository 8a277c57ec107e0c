"""The commands that prove and write out the audit trail."""

import json
from pathlib import Path

from tests.support.process import Installation


def test_the_trail_is_proven_and_its_end_can_be_kept_and_compared(installation: Installation) -> None:
    installation.run("organisation", "add", "Example AB", "--country", "SE")
    first = installation.run("audit", "verify")
    assert first.returncode == 0
    kept = first.stdout.splitlines()[-1]
    number, digest = kept.split(":")
    assert (int(number) > 0, len(digest)) == (True, 64)
    installation.run("organisation", "add", "Another AS", "--country", "NO")
    assert installation.run("audit", "verify", "--kept", kept).returncode == 0
    other = installation.run("audit", "verify", "--kept", f"{number}:" + "f" * 64)
    assert other.returncode == 1
    assert "not the one whose end was kept" in other.stderr
    assert installation.run("audit", "verify", "--kept", "nonsense").returncode == 2


def test_the_trail_is_written_by_the_ending_of_the_name(installation: Installation, tmp_path: Path) -> None:
    installation.run("organisation", "add", "Example AB", "--country", "SE")
    assert installation.run("audit", "export", tmp_path / "trail.jsonl").returncode == 0
    events = [json.loads(line)["event"] for line in (tmp_path / "trail.jsonl").read_text().splitlines()]
    assert events[-2:] == ["organisation-added", "trail-exported"]
    assert installation.run("audit", "export", tmp_path / "trail.csv").returncode == 0
    assert (tmp_path / "trail.csv").read_text().splitlines()[0].startswith("number,at,")
    assert installation.run("audit", "export", tmp_path / "trail.doc").returncode == 2
    assert not (tmp_path / "trail.doc").exists()
