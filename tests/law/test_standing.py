"""Contracts that are named as a ground and are still to come: they bind nobody, so they are no safeguard yet."""

from __future__ import annotations

from datetime import date

import pytest

from law.facts import parse_facts
from law.judge import Transfer, judge
from law.store import default_law
from law.wordings import read_grounds
from law.written.standing import as_written, is_to_come

ON = date(2026, 12, 1)
HOME = {"EU": "SE", "CH": "CH", "UK": "GB"}
TO_COME = """
SCC 2021 module 2 planerat
SCC planned
SCC (planned)
SCCs to be signed
SCC ska tecknas
SCC – ej signerat
SCC modul 2, ej undertecknad
SCC modul 2 (inte signerade ännu)
SCC osignerade
SCC under förhandling
SCC, väntar på underskrift
SCC skickat för signering
SCC kan tecknas vid behov
SCC utkast
SCC 2021 modul 2 planlagt
SCC skal inngås
SCC ikke signert ennå
SCC endnu ikke underskrevet
SCC under forhandling
SCC mangler signatur
SCC avventer leverandør
EU-standardkontrakt planlægges
Standardvertragsklauseln geplant
SCC (in Vorbereitung)
SCC noch nicht unterzeichnet
SCC werden noch abgeschlossen
SCC in Verhandlung
SCC: Unterschrift fehlt
SCC sollen abgeschlossen werden
SCC Modul 2, Abschluss geplant Q1 2027
Clauses contractuelles types prévues
CCT à signer
CCT non signées
CCT en cours de négociation
CCT en attente de signature
CCT seront signées
SCC M2 not signed
SCCs not yet in place
SCC unsigned
SCC pending
SCC module 2 - pending signature
SCC, awaiting vendor
SCC available on request
DPF (no), SCC planned
DPA and SCC to be signed
SCC 2021 M2 (draft)
SCC 2021 M2, in negotiation
IDTA planned
IDTA to be signed
SCC 2021/914 module 2 will be signed in Q1
Planned: SCC module 2
Planerat: SCC modul 2
Geplant: SCC Modul 2
SCC modul 2 på gång
SCC modul 2 saknas
SCC ännu inte på plats
SCC modul 3 inväntar påskrift
SCC (signed by vendor, not yet signed by us)
SCC 2021 module 2; not signed
SCC 2021 module 2 | planned
SCC 2021 Modul 2 – wird nachgereicht
SCC inte klara
SCC M2 ej påskrivna
SCC - signering pågår
Vi planerar att teckna SCC modul 2
SCC tecknas Q1 2027
SCC signeras i januari
SCC will be in place in 2027
SCCs proposed by vendor
SCC module 2 requested
SCC 2021 M2 (not executed)
SCC ikkje signert
SCC modul 2 – udestår
""".strip().splitlines()
CONCLUDED = """
SCC
SCC 2021 module 2
SCC signed 2022-03-01
SCC, TIA planned
SCC 2021 M2, renewal planned 2027
SCC 2021 M2; TIA pending
SCC module 2, signed; renewal planned 2027
SCC 2021 modul 2 signerat 2023, ny version planeras
DPF
DPF planned
SCC signed
Standardavtalsklausuler (EU 2021/914)
SCC modul 2 undertecknade 2022-05-04
SCC Modul 2 (unterzeichnet)
CCT signées
CCT 2021 module 2
SCC 2021 M2, DPA to be signed
SCC 2021 M2 (TIA to be done)
SCC with supplementary measures
SCC modul 2, TIA pågår
SCC module 2 in DPA
SCC new version
SCC version 2021, reviewed 2024
SCC under ny DPA
Standardkontrakt ingået
SCC 2021/914, Module Two; effective 2023-01-01
SCC nya 2021
Planned hosting in EU
BCR pending
""".strip().splitlines()


@pytest.mark.parametrize("text", TO_COME)
def test_a_contract_that_is_planned_or_not_signed_is_to_come(text):
    assert is_to_come(text)


@pytest.mark.parametrize("text", CONCLUDED)
def test_what_is_signed_or_speaks_of_something_else_is_not(text):
    assert not is_to_come(text)


@pytest.mark.parametrize(
    ("text", "regime", "facts"),
    [
        ("SCC 2021 module 2 {}", "EU", "tia=adequate"),
        ("SCC 2021 module 2 {}", "CH", "tia=adequate;swiss_adaptations=yes"),
        ("SCC 2021 module 2 + UK Addendum {}", "UK", "tia=adequate"),
        ("IDTA {}", "UK", "tia=adequate"),
        ("ad hoc clauses {}", "EU", "tia=adequate;sa_authorised=yes"),
    ],
)
@pytest.mark.parametrize("still", ["", "planned", "ska tecknas", "(geplant)", "ikke signert", "à signer"])
def test_all_else_being_in_order_only_a_contract_that_is_to_come_is_incomplete(text, regime, facts, still):
    written = text.format(still).strip()
    known = as_written(parse_facts(facts), written)
    transfer = Transfer(HOME[regime], regime, "controller", "IN", "processor", read_grounds(written), known)
    found = judge(transfer, ON, default_law())
    assert found.verdict == ("incomplete" if still else "valid"), found.reason
    assert not still or found.reason == "SCC_UNSIGNED"


@pytest.mark.parametrize("known", ["contract_signed=yes", "contract_signed=no", "scc_signed_on=2024-03-01"])
def test_a_fact_says_more_than_the_wording(known):
    facts = parse_facts(known)
    assert as_written(facts, "SCC planned") == facts
    assert as_written(parse_facts("tia=none"), "SCC planned") == parse_facts("tia=none;contract_signed=no")
