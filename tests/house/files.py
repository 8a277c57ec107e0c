"""The files of the project, as the guards read them."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("law", "accounts", "register", "assessments", "imports", "app")


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """Return the files that belong to the project (committed, or new and not ignored) with one of the suffixes."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    paths = (ROOT / name for name in sorted(set(listed)) if name and (not suffixes or Path(name).suffix in suffixes))
    return tuple(path for path in paths if path.is_file())


def name(path: Path) -> str:
    """Return a file's name as it is written in a message."""
    return str(path.relative_to(ROOT))


def python_of_packages() -> list[Path]:
    """Return the Python files of the product, without migrations, which Piccolo writes."""
    return [
        path
        for path in files(".py")
        if path.relative_to(ROOT).parts[0] in PACKAGES and "migrations" not in path.relative_to(ROOT).parts
    ]
