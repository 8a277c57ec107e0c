"""What the documents say is what the program has: every setting, command and event."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest

from accounts.events import SENTENCES, Event
from app.cli import parser
from app.settings import Settings, variable
from tests.house.files import ROOT, files, name

DOCS = "\n".join(
    path.read_text(encoding="utf-8") for path in files(".md") if name(path).startswith(("README", "docs/"))
)


def commands(top: argparse.ArgumentParser, said: str = "art28") -> Iterator[str]:
    """Yield every command as a person types it."""
    inner = [action for action in top._actions if isinstance(action, argparse._SubParsersAction)]
    if not inner:
        yield said
    for action in inner:
        for word, sub in action.choices.items():
            yield from commands(sub, f"{said} {word}")


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
def test_each_setting_is_documented(field: str) -> None:
    rows = [
        line
        for line in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    documented = [row for row in rows if f"`{variable(field)}`" in row]
    assert len(documented) == 1, variable(field)
    default = Settings.model_fields[field].default
    if default not in (None, ""):
        assert f"`{default}`" in documented[0]


def test_no_setting_is_documented_that_does_not_exist() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([A-Z0-9_]+)`", text, re.MULTILINE))
    assert named == {variable(field) for field in Settings.model_fields}


@pytest.mark.parametrize("command", sorted(commands(parser())))
def test_each_command_is_documented(command: str) -> None:
    assert re.search(rf"{command}\b", DOCS), command


def test_no_command_is_documented_that_does_not_exist() -> None:
    known = {tuple(command.split()[1:]) for command in commands(parser())}
    groups = {words[0] for words in known}
    said = re.findall(
        r"(?:^|[`\s/])art28 ([a-z][a-z-]+)(?: ([a-z][a-z-]+))?",
        "\n".join(re.findall(r"`[^`]+`|```.*?```", DOCS, re.DOTALL)),
    )
    wrong = [words for words in said if words[0] not in groups]
    assert wrong == []


@pytest.mark.parametrize("event", list(Event))
def test_each_event_has_a_sentence(event: Event) -> None:
    assert SENTENCES[event]
    assert SENTENCES[event][0].islower()
    assert not SENTENCES[event].endswith(".")
