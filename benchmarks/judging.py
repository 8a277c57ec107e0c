"""50,000 judgements, as a register of that many locations would ask for them, against looking each up in a dict."""

from __future__ import annotations

import itertools
import json
from datetime import date
from typing import Any

from benchmarks.timing import median_of, timed

COUNT = 50_000
RUNS = 5
ON = date(2026, 11, 21)


def transfers() -> list[Any]:
    """Return transfers of which about one in five is like another, as in a real list."""
    from law.facts import parse_facts
    from law.judge import Transfer

    countries = (
        "US",
        "GB",
        "IN",
        "SE",
        "DE",
        "CH",
        "JP",
        "KR",
        "CA",
        "BR",
        "PH",
        "IL",
        "AU",
        "",
        "NO",
        "UA",
        "SG",
        "ZA",
    )
    grounds = (
        ("NONE",),
        ("DPF_EU_US",),
        ("SCC_2021_M2",),
        ("PRIVACY_SHIELD_EU_US",),
        ("SCC_2010",),
        ("ADEQUACY",),
        ("BCR_P",),
        ("SCC_UNSPECIFIED", "DPF_EU_US"),
        ("EEA",),
        ("ART49_CONSENT",),
        ("UNKNOWN",),
    )
    facts = (
        "",
        "dpf_listed=yes",
        "dpf_listed=yes;dpf_lapsed_on={day}",
        "scc_signed_on={day}",
        "scc_signed_on={day};tia=adequate;contract_signed=yes",
        "scc_signed_on={day};contract_expired_on=2027-03-01",
        "bcr_approved=yes;bcr_member=yes;tia=adequate",
    )
    shapes = itertools.cycle(itertools.product(("SE", "NO", "DE", "DK"), countries, grounds, facts))
    made = []
    for number, (exporter, importer, ground, fact) in zip(range(COUNT), shapes, strict=False):
        day = date(2018 + number % 8, 1 + number % 12, 1 + number % 28)
        role = ("processor", "sub-processor")[number % 2]
        made.append(Transfer(exporter, "EU", "controller", importer, role, ground, parse_facts(fact.format(day=day))))
    return made


def main() -> None:
    """Measure and print the figures as JSON."""
    from law.judge import judge, judge_many
    from law.store import default_law
    from law.whatif import strike

    law = default_law()
    asked = transfers()
    known = dict.fromkeys(range(COUNT), "valid")

    def fall() -> None:
        without = strike(law, "DPF-EU", ON)
        judge_many(asked, ON, law)
        judge_many(asked, ON, without)

    figures = {
        # The first time is what a restarted process pays: nothing can be remembered yet.
        "first": timed(lambda: judge_many(asked, ON, law)),
        "many": median_of(RUNS, lambda: judge_many(asked, ON, law)),
        "single": median_of(2, lambda: [judge(transfer, ON, law) for transfer in asked]),
        # What if a ground fell: every location before and after.
        "what_if": median_of(RUNS, fall),
        "lookup": median_of(RUNS, lambda: [known[number] for number in range(COUNT)]),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
