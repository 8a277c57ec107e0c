"""Whatever a reader of files says, the page can say in its own language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from imports import layout, reader_words
from imports.reader_words import SKIPPED, is_known, say

PACKAGE = Path(reader_words.__file__).parent
# Read by the command line only, which speaks English.
ELSEWHERE = {"command.py", "dpf_list.py", "named.py", "mapping.py"}
REFUSING = {"Refused", "too_large", "damaged"}


def calls(names: set[str]) -> Iterator[tuple[str, ast.Call]]:
    for file in sorted(PACKAGE.glob("*.py")):
        if file.name not in ELSEWHERE:
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in names:
                    yield file.name, node


def text_of(node: ast.expr) -> str:
    """Return a sentence as it is written, with 7 for what is filled in; nothing for what is no sentence."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
    return ""


def refusals() -> Iterator[str]:
    for _file, call in calls(REFUSING):
        told = [text_of(argument) for argument in call.args]
        if told and told[0] != "option":
            yield from (sentence.removesuffix(" 7") for sentence in told if " " in sentence)


@pytest.mark.parametrize("sentence", sorted(set(refusals())))
def test_a_refusal_can_be_said_in_every_language(sentence: str) -> None:
    # The frames of `too_large` and `damaged` are filled with a sentence of their own, which comes here by itself.
    assert is_known(sentence.replace(". 7 ", ". "))


def told(node: ast.expr) -> list[str]:
    return [text_of(one) for one in node.elts] if isinstance(node, ast.Tuple) else []


def test_what_is_expected_of_a_cell_can_be_said_in_every_language() -> None:
    said = [text for _file, call in calls({"problem"}) if len(call.args) == 5 for text in told(call.args[4])[:1]]
    assert len(said) >= 5
    assert [text for text in said if text and not is_known(text)] == []


def test_why_a_row_is_skipped_can_be_said_in_every_language() -> None:
    whys = {text_of(call.args[2]) for _file, call in calls({"Skipped", "skip"}) if len(call.args) > 2} - {""}
    whys |= {
        text_of(call.args[0].elts[1])
        for file, call in calls({"append"})
        if file == Path(layout.__file__).name and isinstance(call.args[0], ast.Tuple)
    } - {""}
    assert len(whys) >= 6
    assert whys <= set(SKIPPED)


def test_what_is_filled_in_stays_and_the_rest_speaks_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = {
        "This file is %(what)s, not a spreadsheet.": "Filen är %(what)s, inget kalkylark.",
        "a PDF": "en PDF",
        "It has more than %(most)s cells.": "Den har fler än %(most)s celler.",
    }
    monkeypatch.setattr(
        reader_words, "_", lambda text, **values: spoken.get(text, text) % values if values else spoken.get(text, text)
    )
    assert say("This file is a PDF, not a spreadsheet.") == "Filen är en PDF, inget kalkylark."
    assert say("This file is too large to read. It has more than 1,500,000 cells.").endswith(
        "Den har fler än 1,500,000 celler."
    )
    assert say("High Rise AB. Or so") == "High Rise AB. Or so"
    assert say("2024-03-01 or 2024-01-03") == "2024-03-01 or 2024-01-03"
