"""The chips above a list: each filter with its value and the way off, or with its choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from register.pages.queries import address
from register.pages.words import Options


@dataclass(frozen=True)
class Choice:
    """One value that a filter can take."""

    label: str
    href: str
    count: int | None = None
    verdict: str | None = None


@dataclass(frozen=True)
class Filter:
    """A filter of a list: on with its value and the way off, or off with its choices."""

    label: str
    value: str
    off: str
    choices: tuple[Choice, ...]


def filter_of(
    path: str,
    name: str,
    label: str,
    value: str,
    choices: Options,
    now: Mapping[str, str],
    counts: Mapping[str, int] | None = None,
) -> Filter:
    """Return a filter; `now` is the state of the list, `counts` how many rows each choice would leave."""
    offered = tuple(
        Choice(
            text,
            address(path, now, **{name: code}),
            None if counts is None else counts.get(code, 0),
            code if name == "verdict" else None,
        )
        for code, text in choices
    )
    return Filter(label, dict(choices).get(value, value), address(path, now, **{name: ""}), offered)
