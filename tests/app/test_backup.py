"""A backup is the register of one moment, proven by bringing it back."""

import gzip
import io
import json
import sqlite3
import tarfile
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from accounts.chain import Head
from app.backup import Source, nightly
from app.dumps import environment
from app.settings import Settings
from tests.support.process import Installation

NOW = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


def names(installation: Installation) -> set[str]:
    done = installation.run("audit", "export", installation.data / "trail.jsonl")
    assert done.returncode == 0, done.stderr
    lines = (installation.data / "trail.jsonl").read_text().splitlines()
    return {
        json.loads(e["after"])["name"] for line in lines if (e := json.loads(line))["event"] == "organisation-added"
    }


def add(installation: Installation, name: str) -> None:
    assert installation.run("organisation", "add", name, "--country", "SE").returncode == 0


def backup_of(installation: Installation, file: Path) -> Path:
    done = installation.run("backup", file)
    assert done.returncode == 0, done.stderr
    return file


def test_a_register_comes_back_as_it_was_when_it_was_backed_up(installation: Installation, tmp_path: Path) -> None:
    add(installation, "Example AB")
    (installation.data / "documents" / "ab").mkdir(parents=True)
    (installation.data / "documents" / "ab" / "abcd").write_bytes(b"an agreement")
    file = backup_of(installation, tmp_path / "b.tar.gz")
    add(installation, "Later AS")
    (installation.data / "documents" / "ab" / "abcd").write_bytes(b"something else")

    refused = installation.run("restore", file)
    assert refused.returncode == 2
    assert names(installation) == {"Example AB", "Later AS"}

    done = installation.run("restore", file, "--replace")
    assert done.returncode == 0, done.stderr
    assert names(installation) == {"Example AB"}
    assert (installation.data / "documents" / "ab" / "abcd").read_bytes() == b"an agreement"
    aside = next(installation.data.glob("documents.before-*"))
    assert (aside / "ab" / "abcd").read_bytes() == b"something else"
    assert installation.run("audit", "verify").returncode == 0


def test_what_is_written_meanwhile_is_in_the_backup_whole_or_not_at_all(
    installation: Installation, tmp_path: Path
) -> None:
    add(installation, "Example 0")
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set() and number < 8:
            number += 1
            add(installation, f"Example {number}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        file = backup_of(installation, tmp_path / "b.tar.gz")
    finally:
        stop.set()
        writer.join()
    done = installation.run("restore", file, "--replace")
    assert done.returncode == 0, done.stderr
    there = names(installation)
    assert there == {f"Example {number}" for number in range(len(there))}


def harmed(whole: bytes) -> dict[str, bytes]:
    """Return what may become of an archive on its way."""
    plain = bytearray(gzip.decompress(whole))
    plain[len(plain) // 2] ^= 1
    return {
        "cut off": whole[: len(whole) // 2],
        "one bit": gzip.compress(bytes(plain)),
        "no archive": b"PK\x03\x04 nothing of the kind",
        "climbing out": with_more(whole, "../../outside"),
        "one file more": with_more(whole, "documents/more"),
    }


def with_more(whole: bytes, name: str) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(whole)) as old, tarfile.open(fileobj=written, mode="w:gz") as new:
        for member in old.getmembers():
            new.addfile(member, old.extractfile(member))
        strange = tarfile.TarInfo(name)
        strange.size = 3
        new.addfile(strange, io.BytesIO(b"bad"))
    return written.getvalue()


def test_what_is_no_whole_backup_changes_nothing(installation: Installation, tmp_path: Path) -> None:
    add(installation, "Example AB")
    file = backup_of(installation, tmp_path / "b.tar.gz")
    for harm, content in harmed(file.read_bytes()).items():
        file.write_bytes(content)
        done = installation.run("restore", file, "--replace")
        assert (harm, done.returncode) == (harm, 1)
        assert "nothing was restored" in done.stderr
        assert "Traceback" not in done.stderr
    assert not list(installation.data.glob("*.before-*"))
    assert names(installation) == {"Example AB"}


def embedded(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "data")


def test_a_backup_of_another_engine_or_a_newer_program_is_refused(tmp_path: Path) -> None:
    there = embedded(tmp_path)
    add(there, "Example AB")
    file = backup_of(there, tmp_path / "b.tar.gz")
    with tarfile.open(file) as old:
        members = {m.name: (m, old.extractfile(m).read()) for m in old.getmembers()}  # type: ignore[union-attr]
    for change, sentence in (
        ({"steps": ["2099-01-01T00:00:00:000000"]}, "newer program"),
        ({"engine": "postgres"}, "holds no database"),
    ):
        manifest = {**json.loads(members["manifest.json"][1]), **change}
        with tarfile.open(file, "w:gz") as new:
            for name, (member, content) in members.items():
                written = json.dumps(manifest).encode() if name == "manifest.json" else content
                member.size = len(written)
                new.addfile(member, io.BytesIO(written))
        done = there.run("restore", file, "--replace")
        assert (done.returncode, sentence in done.stderr) == (1, True), done.stderr


def test_the_night_makes_one_backup_and_keeps_as_many_as_are_set(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, backups=3)
    with closing(sqlite3.connect(settings.sqlite_file)) as database:
        database.execute("CREATE TABLE audit_head (number INTEGER, hash TEXT)")
        columns = "number, at, actor_id, actor, event, organisation_id, subject_type, subject_id, vendor_id"
        database.execute(f"CREATE TABLE audit_event (id, {columns}, before, after, address, hash)")
    source = Source(settings, Head(), ())
    for night in range(5):
        assert "0 events" in nightly(source, NOW + timedelta(days=night))
        assert nightly(source, NOW + timedelta(days=night, hours=1)).startswith("the backup of today is there")
    kept = sorted(file.name for file in settings.backup_folder.iterdir())
    assert kept == [f"art28-2026-11-{day}.tar.gz" for day in (23, 24, 25)]


def test_a_backup_whose_trail_was_changed_never_gets_its_name(tmp_path: Path) -> None:
    there = embedded(tmp_path)
    add(there, "Example AB")
    with closing(sqlite3.connect(there.data / "art28.sqlite")) as database:
        database.execute("DROP TRIGGER audit_event_no_update")
        database.execute("UPDATE audit_event SET actor = 'x' WHERE number = 1")
        database.commit()
    done = there.run("backup", tmp_path / "b.tar.gz")
    assert done.returncode == 1
    assert "does not hold at event 1" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["data"]


def test_the_password_of_the_database_goes_by_the_environment() -> None:
    assert environment("postgresql://me:s%40cret@db.example.org:5433/register?sslmode=require") == {
        "PGHOST": "db.example.org",
        "PGPORT": "5433",
        "PGUSER": "me",
        "PGPASSWORD": "s@cret",
        "PGDATABASE": "register",
        "PGSSLMODE": "require",
    }
