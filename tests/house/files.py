"""The files of the project, as the guards read them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
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
        check=False,
    )
    # Without git, as in an unpacked archive, everything counts that is not hidden, data or made by a build.
    names = listed.stdout.split("\0") if listed.returncode == 0 else list(unpacked())
    paths = (ROOT / name for name in sorted(set(names)) if name and (not suffixes or Path(name).suffix in suffixes))
    return tuple(path for path in paths if path.is_file())


def unpacked() -> Iterator[str]:
    """Yield the names of files below the root, leaving out what an archive does not hold."""
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if parts[0] not in {"data", "build"} and not any(
            part.startswith(".") or part == "__pycache__" for part in parts
        ):
            yield "/".join(parts)


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
