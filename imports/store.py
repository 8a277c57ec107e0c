"""Uploaded files: kept as they came, under their digest, outside what the web serves."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class File:
    """The file of an import: its name as the person knows it, and its kept copy."""

    name: str
    digest: str
    size: int


def clean_name(name: str) -> str:
    """Return the name of a file without folders and signs that do not print."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable())[-200:] or "file"


def keep(file: Path, data: Path) -> str:
    """Keep a copy of a file and return its digest; the copy is whole or not there at all."""
    with file.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    folder = uploads(data)
    target = folder / digest
    if target.exists() and target.stat().st_size == file.stat().st_size:
        return digest
    with tempfile.NamedTemporaryFile(dir=folder, prefix="coming-", delete=False) as copy:
        try:
            with file.open("rb") as source:
                shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
            Path(copy.name).replace(target)
        except BaseException:
            Path(copy.name).unlink(missing_ok=True)
            raise
    return digest


def uploads(data: Path) -> Path:
    """Return the folder of uploaded files, which only this program's account can read."""
    folder = data / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
