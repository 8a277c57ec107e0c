"""The commands that set up a register one step at a time."""

import re
from pathlib import Path

import pytest

from tests.support.process import Installation

PASSWORD = "correct horse battery staple\n"


def add(installation: Installation, email: str, *more: str, stdin: str = PASSWORD) -> tuple[int, str]:
    done = installation.run("user", "add", email, *more, "--password-stdin", stdin=stdin)
    return done.returncode, done.stdout + done.stderr


def test_migrate_may_run_again_and_again(new: Installation) -> None:
    for _ in range(2):
        done = new.run("migrate")
        assert done.returncode == 0
        assert done.stdout == "The database is up to date.\n"


def test_a_user_is_added_and_listed(installation: Installation) -> None:
    assert add(installation, "Privacy@example.org", "--role", "privacy") == (
        0,
        "privacy@example.org can sign in as privacy.\n",
    )
    done = installation.run("user", "list")
    assert done.stdout == "privacy@example.org\tprivacy\tall organisations\tactive\n"


def test_what_cannot_be_added_is_told_and_status_1(installation: Installation) -> None:
    add(installation, "a@example.org", "--role", "reader")
    assert add(installation, "a@example.org", "--role", "reader")[0] == 1
    status, said = add(installation, "b@example.org", "--role", "reader", stdin="short\n")
    assert status == 1
    assert "shorter than 12" in said
    status, said = add(installation, "b@example.org", "--role", "reader", "--organisation", "None Ltd")
    assert status == 1
    assert "There is no organisation named 'None Ltd'. There is none yet." in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "args", [("user", "add", "a@example.org", "--role", "king", "--password-stdin"), ("user",), ()]
)
def test_a_command_that_is_not_understood_is_told_how_to_ask(installation: Installation, args: tuple[str, ...]) -> None:
    done = installation.run(*args)
    assert done.returncode == 2
    assert "usage: art28" in done.stderr


def test_the_password_is_never_an_argument(installation: Installation) -> None:
    done = installation.run("user", "add", "a@example.org", "--role", "reader", "--password", PASSWORD)
    assert done.returncode == 2
    assert "unrecognized arguments" in done.stderr


def test_somebody_is_invited_by_a_link_where_no_mail_is_set_up(installation: Installation) -> None:
    installation.settings["ART28_URL"] = "https://register.example.org"
    done = installation.run("user", "add", "a@example.org", "--role", "reader")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^https://register\.example\.org/invitation\?token=\S{43}$", done.stdout, re.MULTILINE)


def test_a_wrong_setting_is_told_by_every_command(installation: Installation) -> None:
    installation.settings["ART28_UPLOAD_MEGABYTES"] = "0"
    done = installation.run("migrate")
    assert done.returncode == 2
    assert "ART28_UPLOAD_MEGABYTES='0'" in done.stderr


@pytest.mark.parametrize("args", [("migrate",), ("user", "list"), ("serve",)])
@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://register:hidden@127.0.0.1/register", "write it as postgresql://"),
        ("postgresql://register:hidden@127.0.0.1:port/register", "write it as postgresql://"),
        ("postgresql://register:hidden@127.0.0.1:1/register", "Check DATABASE_URL"),
        ("postgresql://register:hidden@/register?host=/nowhere", "Check DATABASE_URL"),
    ],
)
def test_a_database_that_cannot_be_reached_is_told_in_a_sentence_without_its_password(
    installation: Installation, args: tuple[str, ...], url: str, says: str
) -> None:
    installation.settings |= {"DATABASE_URL": url, "ART28_PORT": "0"}
    done = installation.run(*args)
    assert done.returncode in {1, 2}
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert "hidden" not in done.stderr


def test_a_file_that_is_no_database_is_told_in_a_sentence(new: Installation) -> None:
    new.settings["DATABASE_URL"] = ""
    new.data.mkdir(exist_ok=True)
    (new.data / "art28.sqlite").write_text("This is a letter and no database, however long one reads it.")
    done = new.run("migrate")
    assert done.returncode == 1
    assert "Check art28.sqlite" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_cannot_be_made_is_told_in_a_sentence(new: Installation, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    new.settings |= {"DATABASE_URL": "", "ART28_DATA": str(tmp_path / "file" / "data")}
    done = new.run("migrate")
    assert done.returncode == 1
    assert "Check ART28_DATA" in done.stderr


def test_a_database_that_does_not_exist_on_the_server_is_told_in_a_sentence(new: Installation) -> None:
    if not new.database_url:
        pytest.skip("this rule is about a PostgreSQL server")
    new.settings["DATABASE_URL"] = new.database_url.replace("art28_", "nosuch_")
    done = new.run("migrate")
    assert done.returncode == 1
    assert "does not exist" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_organisation_is_added_without_a_warning(new: Installation) -> None:
    done = new.run("organisation", "add", "Example", "--country", "SE")
    assert (done.returncode, done.stderr) == (0, "")


def test_database_and_backups_are_for_the_account_alone(new: Installation) -> None:
    assert new.run("organisation", "add", "One", "--country", "SE").returncode == 0
    assert new.run("backup").returncode == 0
    written = [*new.data.rglob("*.sqlite"), *new.data.rglob("*.tar.gz")]
    assert written
    assert [file for file in written if file.stat().st_mode & 0o077] == []
