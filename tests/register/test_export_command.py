"""`art28 export` writes a file, or says in one sentence why not."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.support.warm import art28


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """The data folder of a register of its own."""
    return tmp_path_factory.mktemp("data")


def export(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return art28("export", *words, environment={**environment, "ART28_DATA": str(data)})


@pytest.mark.parametrize("name", ["register.xlsx", "register.csv", "register.json"])
def test_an_empty_register_is_a_file_too(data, tmp_path, name) -> None:
    done = export(data, str(tmp_path / name))
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / name).stat().st_size > 20
    if name.endswith("json"):
        assert json.loads((tmp_path / name).read_text())["vendors"] == []


def test_a_format_that_is_not_known_is_refused(data, tmp_path) -> None:
    done = export(data, str(tmp_path / "register.pdf"))
    assert done.returncode == 2
    assert ".xlsx, .csv, .json" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_organisation_that_is_not_there_is_named(data, tmp_path) -> None:
    done = export(data, str(tmp_path / "register.csv"), "--organisation", "Nobody AB")
    assert done.returncode == 2
    assert "Nobody AB" in done.stderr


def test_a_folder_that_is_not_there_is_said(data, tmp_path) -> None:
    done = export(data, str(tmp_path / "nowhere" / "register.csv"))
    assert done.returncode == 1
    assert "could not be written" in done.stderr
