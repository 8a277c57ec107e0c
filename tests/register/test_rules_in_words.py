"""Every rule is documented, and every one of its sentences can be said."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from register.rules import RULES
from register.texts import finding_text
from tests.register.cases import TODAY

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", RULES)
def test_every_rule_is_documented_with_a_heading_of_its_own(name) -> None:
    text = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    assert re.search(rf"^### {name}$", text, re.MULTILINE)


def test_no_rule_is_documented_that_does_not_exist() -> None:
    text = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^### (\w+)$", text, re.MULTILINE)) == set(RULES)


KNOWN = {
    "citation",
    "place",
    "ground",
    "because",
    "since",
    "region",
    "organisation",
    "date",
    "condition",
    "changes",
    "count",
    "all",
}


@pytest.mark.parametrize(("name", "form"), [(rule.name, form) for rule in RULES.values() for form in rule.forms])
def test_every_sentence_can_be_filled_in_and_ends_as_a_sentence(name, form) -> None:
    wording = RULES[name].forms[form]
    for template in (wording.sentence, wording.todo):
        assert {field for _text, field, _spec, _how in Formatter().parse(template) if field} <= KNOWN
        assert template.endswith((".", "{because}", "({citation})"))
        assert "!" not in template
    _title, sentence, todo = finding_text(name, {"form": form, "date": "2026-01-01"}, "Example AB", TODAY)
    assert sentence
    assert todo
