"""A backup: the database, the files and the local law in one archive, checked by reading it back."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from accounts.chain import Head
from app.dumps import DumpError, check_postgres, check_sqlite, copy_sqlite, dump_postgres, head_of_sqlite
from app.settings import Settings

MANIFEST = "manifest.json"
DATABASE = {"sqlite": "art28.sqlite", "postgres": "art28.dump"}
FOLDERS = ("uploads", "documents")
LAW = "law.d"
PREFIX = "art28-"
ENDING = ".tar.gz"
BLOCK = 1 << 20


class Manifest(BaseModel):
    """What an archive holds: the engine, the end of the audit trail, the steps of the schema, a digest of each file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    made_at: datetime
    engine: str
    trail: int
    trail_hash: str
    steps: tuple[str, ...]
    files: dict[str, str]


@dataclass(frozen=True)
class Source:
    """What is backed up: the installation, the end of its trail and the steps of its schema when it began."""

    settings: Settings
    trail: Head
    steps: tuple[str, ...]

    @property
    def engine(self) -> str:
        """Return which engine holds the register."""
        return "postgres" if self.settings.database_url else "sqlite"


def make(source: Source, target: Path, now: datetime) -> Manifest:
    """Write a backup while others work, read it back, and only then give it its name; raise `DumpError` where it fails.

    The database is copied first: a file of which it knows is there before it is recorded, and kept a while after.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as here:
        folder = Path(here)
        database = folder / DATABASE[source.engine]
        trail = source.trail
        if source.engine == "sqlite":
            copy_sqlite(source.settings.sqlite_file, database)
            trail = head_of_sqlite(database)
        else:
            dump_postgres(source.settings.database_url, database)
        members = {database.name: database, **dict(belonging(source.settings))}
        archive = folder / "coming"
        digests = pack(archive, members)
        manifest = Manifest(
            made_at=now,
            engine=source.engine,
            trail=trail.number,
            trail_hash=trail.hash,
            steps=source.steps,
            files=digests,
        )
        # The manifest comes last: an archive that was cut off has none.
        append_manifest(archive, manifest)
        packed = folder / "packed"
        compress(archive, packed)
        with tempfile.TemporaryDirectory(dir=folder) as back:
            check(unpack(packed, Path(back)), Path(back))
        packed.replace(target)
    return manifest


def belonging(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Yield the files that belong to the register besides its database, by their names in the archive."""
    folders = [(name, settings.data / name) for name in FOLDERS]
    if settings.law:
        folders.append((LAW, settings.law))
    for name, folder in folders:
        for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if file.is_file() and not file.is_symlink() and not file.name.startswith("coming-"):
                yield f"{name}/{file.relative_to(folder).as_posix()}", file


def pack(archive: Path, members: dict[str, Path]) -> dict[str, str]:
    """Write files into a plain archive, and return the digest of each as it went in."""
    digests = {}
    with tarfile.open(archive, "w") as tar:
        for name, file in members.items():
            try:
                with file.open("rb") as content:
                    info = tar.gettarinfo(arcname=name, fileobj=content)
                    info.uid = info.gid = 0
                    info.uname = info.gname = ""
                    info.mode = 0o600
                    reader = Digesting(content)
                    tar.addfile(info, reader)
                    digests[name] = reader.digest()
            except FileNotFoundError:
                # Thrown away since it was listed: nothing in the copy of the database needs it.
                continue
    return digests


def append_manifest(archive: Path, manifest: Manifest) -> None:
    """Add the manifest to a plain archive."""
    with tempfile.TemporaryDirectory(dir=archive.parent) as here:
        file = Path(here) / MANIFEST
        file.write_text(json.dumps(manifest.model_dump(mode="json"), indent=1, sort_keys=True), encoding="utf-8")
        with tarfile.open(archive, "a") as tar:
            tar.add(file, arcname=MANIFEST)


def compress(plain: Path, packed: Path) -> None:
    """Compress an archive and bring it safely to the disk."""
    import gzip

    with plain.open("rb") as source, packed.open("wb") as target:
        with gzip.GzipFile("", "wb", 6, target, mtime=0) as zipped:
            shutil.copyfileobj(source, zipped, BLOCK)
        target.flush()
        os.fsync(target.fileno())
    plain.unlink()


def unpack(archive: Path, folder: Path) -> Manifest:
    """Unpack a backup into an empty folder, and return its manifest; raise `DumpError` where it is no whole backup."""
    try:
        with tarfile.open(archive, "r:gz") as tar:
            # "data" refuses absolute names, names that climb out, links and devices.
            tar.extractall(folder, filter="data")
        written = (folder / MANIFEST).read_text(encoding="utf-8")
        manifest = Manifest.model_validate_json(written)
    except (tarfile.TarError, EOFError, OSError, ValidationError, UnicodeDecodeError) as error:
        raise DumpError(f"{archive} is not a whole backup of a register ({error}).") from error
    (folder / MANIFEST).unlink()
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    if there != set(manifest.files):
        raise DumpError(f"{archive} does not hold the files that its list names.")
    for name, digest in manifest.files.items():
        if digest_of(folder / name) != digest:
            raise DumpError(f"{archive} is damaged: {name} is not what was backed up.")
    return manifest


def check(manifest: Manifest, folder: Path) -> None:
    """Raise `DumpError` unless the unpacked database can be used."""
    if DATABASE.get(manifest.engine) not in manifest.files:
        raise DumpError("The backup holds no database.")
    if manifest.engine == "sqlite":
        check_sqlite(folder / DATABASE["sqlite"], Head(manifest.trail, manifest.trail_hash))
    else:
        check_postgres(folder / DATABASE["postgres"])


def nightly(source: Source, now: datetime) -> str:
    """Make the backup of this day unless it is there, remove those that are too many, and say what was done."""
    folder = source.settings.backup_folder
    target = folder / f"{PREFIX}{now.astimezone(source.settings.zone).date().isoformat()}{ENDING}"
    said = "the backup of today is there"
    if not target.exists():
        manifest = make(source, target, now)
        said = f"{target.name}: {len(manifest.files)} files, {manifest.trail} events"
    kept = sorted(folder.glob(f"{PREFIX}????-??-??{ENDING}"), reverse=True)
    old = kept[source.settings.backups :]
    for file in old:
        file.unlink(missing_ok=True)
    return f"{said}; {len(old)} old removed" if old else said


def digest_of(file: Path) -> str:
    """Return the digest of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


class Digesting:
    """A file that is read by somebody else, and digested on the way."""

    def __init__(self, content: object) -> None:
        self._content = content
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        block: bytes = self._content.read(size)  # type: ignore[attr-defined]
        self._digest.update(block)
        return block

    def digest(self) -> str:
        """Return the digest of what was read."""
        return self._digest.hexdigest()
