"""The grounds that a register can declare, and what people declare although it is none."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

_FILE = Path(__file__).parent / "data" / "grounds.toml"


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground that can be declared, or what is declared and is none.

    `family` is adequacy, framework, clauses, tool, derogation or none; `asks` names the facts that judging it needs.
    """

    code: str
    label: str
    family: str
    asks: tuple[str, ...]


def _grounds() -> dict[str, Ground]:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {code: Ground(code, row["label"], row["family"], tuple(row.get("asks", ()))) for code, row in table.items()}


GROUNDS: Final[Mapping[str, Ground]] = MappingProxyType(_grounds())
"""Each ground code with its label and family, in the order in which grounds are preferred among equals."""

RANK: Final[Mapping[str, int]] = MappingProxyType({code: place for place, code in enumerate(GROUNDS)})
"""The place of each ground code in that order."""

CLAUSES_2021: Final = frozenset(code for code in GROUNDS if code.startswith("SCC_2021"))
CLAUSES: Final = frozenset(code for code in GROUNDS if code.startswith("SCC_"))
