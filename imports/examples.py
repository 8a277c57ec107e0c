"""Rows of a template that only show how to fill in the list: they name no vendor."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from imports.columns import match_header
from imports.words import folded, words

_MARKED = re.compile(r"<[^<>]+>|\[[^\[\]]+\]|\{[^{}]+\}")


def is_example(name: str, cells: Iterable[str]) -> bool:
    """Tell whether a row is an example: its name says so, or most of its cells do."""
    if _says_so(name):
        return True
    said = [_opens(cell) for cell in cells]
    return sum(said) > 1 and sum(said) >= len(said) / 2


@lru_cache(maxsize=20_000)
def _says_so(name: str) -> bool:
    if _opens(name) or words().example_names.search(folded(name).strip(" ()[]")):
        return True
    inside = name.strip()
    return bool(_MARKED.fullmatch(inside)) and bool(inside[0] == "<" or match_header(inside[1:-1])[0])


@lru_cache(maxsize=20_000)
def _opens(text: str) -> bool:
    """Tell whether a text opens with a word for an example: "Ex: drift", "z. B. Hosting", "(Eksempel)"."""
    return bool(words().examples.match(folded(text)))
