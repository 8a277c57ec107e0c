"""What `art28 user` does, in this process; tests/app/test_commands.py runs it as people do."""

import re
from contextlib import nullcontext
from typing import Any

import pytest

from accounts.tables import AuditEvent, Token, User
from app import users
from app.settings import Settings
from tests.support import builders
from tests.support.mailserver import mail_server

ADDRESS = "https://register.example.org"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, database: Any, settings: Settings) -> Settings:
    """The commands on the database of the test, without mail."""

    async def nothing() -> None:
        pass

    chosen = settings.model_copy(update={"url": ADDRESS})
    monkeypatch.setattr(users, "connections", nullcontext)
    monkeypatch.setattr(users, "migrate", nothing)
    monkeypatch.setattr(users, "read_settings", lambda: chosen)
    return chosen


async def test_a_reset_prints_a_link_once_where_no_mail_is_set_up(capsys: pytest.CaptureFixture[str]) -> None:
    user = await builders.user("reader", email="a@example.org", password_hash="x")
    assert await users.reset(" A@example.org ") == 0
    said = capsys.readouterr().out
    assert re.search(rf"^{ADDRESS}/password/new\?token=\S{{43}}$", said, re.MULTILINE)
    (row,) = await Token.select()
    assert (row["kind"], row["user"]) == ("reset", user.id)
    assert row["token_hash"] not in said
    events = [row["event"] for row in await AuditEvent.select(AuditEvent.event)]
    assert events == ["reset-link-made"]


async def test_a_reset_goes_out_by_mail_where_it_is_set_up(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, here: Settings
) -> None:
    await builders.user("reader", email="a@example.org", password_hash="x")
    with mail_server() as inbox:
        monkeypatch.setattr(users, "read_settings", lambda: here.model_copy(update={"smtp_url": inbox.url}))
        assert await users.reset("a@example.org") == 0
        assert await users.invited("new@example.org", "privacy", None) == 0
        assert sorted(inbox.recipients) == ["a@example.org", "new@example.org"]
    assert capsys.readouterr().out == "A link goes out to a@example.org.\nAn invitation goes out to new@example.org.\n"


async def test_a_mail_server_that_is_down_is_told_and_the_mail_waits(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, here: Settings
) -> None:
    monkeypatch.setattr(users, "read_settings", lambda: here.model_copy(update={"smtp_url": "smtp://127.0.0.1:9"}))
    assert await users.invited("new@example.org", "privacy", None) == 0
    assert "does not take mail now" in capsys.readouterr().err


async def test_nobody_is_reset_who_is_not_here_or_not_let_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert await users.reset("nobody@example.org") == 1
    await builders.user("reader", email="a@example.org", active=False)
    assert await users.reset("a@example.org") == 1
    said = capsys.readouterr().err
    assert "There is nobody with the address 'nobody@example.org'" in said
    assert "is deactivated" in said
    assert not await Token.exists()
    assert not await AuditEvent.exists()


async def test_people_are_disabled_enabled_and_listed(capsys: pytest.CaptureFixture[str]) -> None:
    await builders.user("reader", email="a@example.org", password_hash="x")
    await users.switched("a@example.org", active=False)
    await users.listed()
    await users.switched("a@example.org", active=True)
    await users.listed()
    await User.update({User.password_hash: ""}, force=True)
    await users.listed()
    assert [line.split("\t")[-1] for line in capsys.readouterr().out.splitlines() if "\t" in line] == [
        "deactivated",
        "active",
        "invited",
    ]


async def test_a_second_factor_is_removed_by_command(now: Any, capsys: pytest.CaptureFixture[str]) -> None:
    user = await builders.user("administrator", email="a@example.org", totp_secret="x", totp_since=now)
    assert await users.without_second_factor("a@example.org") == 0
    (row,) = await User.select(User.totp_secret, User.totp_since).where(User.id == user.id)
    assert row == {"totp_secret": "", "totp_since": None}
