"""The reasons for a verdict: code, verdict, the sentence that says why, and what to do."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

_FILE = Path(__file__).parent / "data" / "reasons.toml"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a verdict is what it is.

    `because` and `todo` are templates for `str.format`, and the msgids of the translations; `law/because.py` names the
    parameters.
    """

    code: str
    verdict: str
    because: str
    todo: str
    citation: str


def _reasons() -> dict[str, Reason]:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {code: Reason(code, **row) for code, row in table.items()}


REASONS: Final[Mapping[str, Reason]] = MappingProxyType(_reasons())
"""Each reason code, as FACTS lists them."""
