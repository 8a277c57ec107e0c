"""The image: what it is built from is enough to run, and it runs without rights and without a password that works."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from app.settings import Settings, variable

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
LET_IN = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]


def test_what_is_let_into_the_image_is_enough_to_serve(tmp_path: Path) -> None:
    context = tmp_path / "app"
    context.mkdir()
    for name in LET_IN:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, context / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, context / name)
    code = f"import sys; sys.path.insert(0, {str(context)!r}); import app.serve; print(app.serve.__file__)"
    environment = {"PATH": "/usr/bin:/bin", "ART28_DATA": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=context, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(context)


def test_the_image_runs_without_rights_and_says_whether_it_is_well() -> None:
    final = DOCKERFILE.rpartition("FROM ")[2]
    assert re.search(r"^USER (?!root)\w+$", final, re.MULTILINE)
    assert "HEALTHCHECK" in final
    assert "--require-hashes --no-deps -r requirements.lock" in DOCKERFILE


def test_the_register_of_the_composition_cannot_write_to_its_own_files_and_no_password_works_by_itself() -> None:
    register = COMPOSE["services"]["register"]
    assert register["read_only"] is True
    assert register["cap_drop"] == ["ALL"]
    assert all(
        port.startswith("127.0.0.1:") for service in COMPOSE["services"].values() for port in service.get("ports", [])
    )
    text = (ROOT / "compose.yaml").read_text()
    assert re.findall(r"PASSWORD: \"(.*)\"", text) == ["${ART28_DB_PASSWORD:?set it to a password of your own}"]


def test_every_setting_that_image_and_composition_name_exists() -> None:
    known = {variable(name) for name in Settings.model_fields}
    named = set(re.findall(r"\b(ART28_[A-Z]+)=", DOCKERFILE)) | set(COMPOSE["services"]["register"]["environment"])
    assert named
    assert named <= known
