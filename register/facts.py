"""The facts and grounds that a location may carry: the vocabulary of the law, as the register stores it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from law.errors import FactError
from law.facts import VOCABULARY, Facts, make_facts

# What the vendor's listing says holds for all its locations, so it is kept once, on the vendor.
DPF_KEYS = frozenset(key for key in VOCABULARY if key.startswith("dpf_"))

# A transfer impact assessment looks at the law of one country and at one importer (EDPB 01/2020 paras 28-49), and some
# adequacy decisions cover one kind of importer only. None of these goes along to another place.
OF_THE_PLACE = frozenset({"tia", "supplementary_measures", "adequacy_scope"})


def elsewhere(facts: Mapping[str, str], told: Mapping[str, str]) -> dict[str, str]:
    """Return the facts of a location whose place is another one now: what was found out about the old place is gone.

    `told` are the facts before: one that was changed together with the place speaks of the new one, and stays.
    """
    return {key: value for key, value in facts.items() if key not in OF_THE_PLACE or told.get(key) != value}


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
