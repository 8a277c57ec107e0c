"""The facts and grounds that a location may carry: the vocabulary of the law, as the register stores it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from law.errors import FactError
from law.facts import VOCABULARY, Facts, make_facts

# What the vendor's listing says holds for all its locations, so it is kept once, on the vendor.
DPF_KEYS = frozenset(key for key in VOCABULARY if key.startswith("dpf_"))


def known(facts: Mapping[str, str]) -> bool:
    """Return whether every key and value belongs to the vocabulary."""
    try:
        make_facts(facts)
    except FactError:
        return False
    return True


def as_facts(facts: Mapping[str, str]) -> Facts:
    """Return stored facts as the law's own type; raise `law.errors.FactError` for an unknown key or value."""
    return _made(tuple(sorted(facts.items())))


@lru_cache(maxsize=20_000)
def _made(known_facts: tuple[tuple[str, str], ...]) -> Facts:
    return make_facts(dict(known_facts))
