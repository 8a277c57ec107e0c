"""The commands that set up a register one step at a time."""

import pytest

from tests.support.process import Installation

PASSWORD = "correct horse battery staple\n"


def add(installation: Installation, email: str, *more: str, stdin: str = PASSWORD) -> tuple[int, str]:
    done = installation.run("user", "add", email, *more, "--password-stdin", stdin=stdin)
    return done.returncode, done.stdout + done.stderr


def test_migrate_may_run_again_and_again(installation: Installation) -> None:
    for _ in range(2):
        done = installation.run("migrate")
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
    done = installation.run("user", "add", "a@example.org", "--role", "reader")
    assert done.returncode == 2
    assert "--password-stdin" in done.stderr


def test_a_wrong_setting_is_told_by_every_command(installation: Installation) -> None:
    installation.settings["ART28_UPLOAD_MEGABYTES"] = "0"
    done = installation.run("migrate")
    assert done.returncode == 2
    assert "ART28_UPLOAD_MEGABYTES='0'" in done.stderr
