"""What the jobs record of themselves can be said in every language."""

import ast
import inspect
import re
from collections.abc import Iterator
from types import ModuleType

import pytest

from app import backup, keeping, scheduler
from assessments import job_words, jobs
from assessments.job_words import is_known, say

# What is filled in: a count reads 7, and whatever stands between the parts is said by itself.
FILLED = "7"


def said(module: ModuleType, *names: str) -> Iterator[str]:
    """Yield the parts of all that these functions return or put together."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef) and node.name in names:
            for text in ast.walk(node):
                if isinstance(text, ast.JoinedStr):
                    parts = (str(one.value) if isinstance(one, ast.Constant) else FILLED for one in text.values)
                    yield from re.split(r"[,;:] ", "".join(parts))


def texts_of(function: object) -> Iterator[str]:
    for node in ast.walk(ast.parse(inspect.getsource(function))):  # type: ignore[arg-type]
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize(
    ("module", "names"),
    [
        (scheduler, ("judge_again", "reviews", "reminders", "outbox", "clean")),
        (jobs, ("clean_up",)),
    ],
)
def test_what_a_job_says_can_be_said_in_every_language(module: ModuleType, names: tuple[str, ...]) -> None:
    # The words of a mail server are its own.
    parts = {part for part in said(module, *names) if part != FILLED} - {"the mail server"}
    assert parts
    assert [part for part in parts if not is_known(part)] == []


@pytest.mark.parametrize("text", [scheduler.NO_MAIL, "no backups are kept (ART28_BACKUPS=0)"])
def test_a_job_that_did_nothing_says_so_in_every_language(text: str) -> None:
    assert is_known(text)


def test_what_the_nightly_backup_says_can_be_said_in_every_language() -> None:
    sentences = {text for function in (keeping.nightly, backup.nightly) for text in texts_of(function)}
    assert {"no backups are kept (ART28_BACKUPS=0)", "the backup of today is there"} <= sentences
    assert all(is_known(text) for text in ("the backup of today is there", "7 files", "7 events", "7 old removed"))


def test_counts_are_kept_and_what_others_say_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = {"sent: %(n)s": "skickade: %(n)s", "put off: %(n)s": "uppskjutna: %(n)s"}
    monkeypatch.setattr(job_words, "_", lambda text, **values: spoken.get(text, text) % values)
    assert say("3 sent, 1 put off; the mail server: 421 busy") == (
        "skickade: 3, uppskjutna: 1; the mail server: 421 busy"
    )
