"""Tables of cases, and builders of transfers and of law."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from law.facts import make_facts, parse_facts
from law.judge import Transfer, judge
from law.judgement import Judgement
from law.store import Law, default_law

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 21)


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def transfer_of(row: Mapping[str, str], grounds: tuple[str, ...] | None = None) -> Transfer:
    return Transfer(
        row["exporter_country"],
        row["exporter_regime"],
        row["exporter_role"],
        row["importer_country"],
        row["importer_role"],
        grounds or tuple(row["grounds"].split("|")),
        parse_facts(row["facts"]),
    )


def verdict(
    importer: str,
    *grounds: str,
    on: date = TODAY,
    regime: str = "EU",
    roles: tuple[str, str] = ("controller", "processor"),
    law: Law | None = None,
    **facts: object,
) -> Judgement:
    """Judge a transfer of an exporter at home in the regime."""
    home = {"EU": "SE", "UK": "GB", "CH": "CH"}[regime]
    transfer = Transfer(home, regime, roles[0], importer, roles[1], grounds or ("NONE",), make_facts(facts))
    return judge(transfer, on, law or default_law())
