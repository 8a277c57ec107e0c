"""The facts and grounds that a location may carry: the vocabulary of the law, as the register stores it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from law.facts import VOCABULARY, FactError, Facts, parse_facts
from law.grounds import GROUNDS as GROUNDS

DPF_KEYS = frozenset(
    {"dpf_listed", "dpf_lapsed_on", "dpf_covers_hr", "dpf_uk_extension", "dpf_swiss", "dpf_eligible"} & VOCABULARY.keys()
)


def known(facts: Mapping[str, str]) -> bool:
    """Return whether every key and value belongs to the vocabulary."""
    try:
        as_facts(facts)
    except FactError:
        return False
    return True


def as_facts(facts: Mapping[str, str]) -> Facts:
    """Return stored facts as the law's own type; raise `law.facts.FactError` for an unknown key or value."""
    return _parse(";".join(f"{key}={value}" for key, value in sorted(facts.items())))


@lru_cache(maxsize=20_000)
def _parse(text: str) -> Facts:
    return parse_facts(text)
