"""All rules of the register, and what they find; documented in docs/findings.md."""

from __future__ import annotations

from collections.abc import Iterator

from register.rules import conditions, contracts, record, subprocessors, transfers
from register.rules.base import Case, Found, Rule

RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (*transfers.RULES, *contracts.RULES, *subprocessors.RULES, *conditions.RULES, *record.RULES)
}


def find(case: Case) -> Iterator[tuple[str, Found]]:
    """Yield everything that is wrong, with the name of the rule; an ended vendor has nothing wrong any more."""
    if case.vendor["status"] == "ended":
        return
    for name, rule in RULES.items():
        for found in rule.find(case):
            yield name, found
