"""Headings in six languages name the field that a person would say they name, and what is none stays a note."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from imports.columns import FIELDS, match_header, names_with_contact

FOLDER = Path(__file__).with_name("headings")  # a field stands before its headings; "note" is none
LANGUAGES = ("en", "sv", "nb", "da", "de", "fr")
# What stands under a heading tells these apart: "DPA signed" over yes and no, or over days.
AS_GOOD = {
    "name": {"name", "legal_name"},
    "location": {"location", "processing_place"},
    "ground": {"ground", "?legal_basis"},
    "transfer": {"transfer", "inside"},
    "dpa": {"dpa", "?signed"},
    "dpa_date": {"dpa_date", "?date", "?signed"},
    "status": {"status", "?status"},
}


def headings() -> Iterator[tuple[str, str, list[str]]]:
    """Yield each language and field of the files with its headings, which may go on for several lines."""
    for language in LANGUAGES:
        text = (FOLDER / f"{language}.txt").read_text(encoding="utf-8")
        for line in text.replace(" |\n  ", " | ").strip().split("\n"):
            field, _, said = line.partition(": ")
            yield language, field, said.split(" | ")


TABLE = list(headings())


@pytest.mark.parametrize(("language", "field", "said"), TABLE, ids=[f"{one}-{field}" for one, field, _ in TABLE])
def test_a_heading_names_its_field(language: str, field: str, said: list[str]) -> None:
    found = {heading: match_header(heading)[0] for heading in said}
    if field == "note":
        assert {h: f for h, f in found.items() if f in FIELDS or f.startswith("?")} == {}, language
    else:
        assert {h: f for h, f in found.items() if f not in AS_GOOD.get(field, {field})} == {}, language


def test_every_language_has_a_heading_for_every_field_that_its_lists_have() -> None:
    fields = {language: {field for one, field, _ in TABLE if one == language} for language in LANGUAGES}
    assert {language: len(its) for language, its in fields.items()} == dict.fromkeys(LANGUAGES, len(fields["en"]))
    assert min(sum(len(said) for one, _, said in TABLE if one == language) for language in LANGUAGES) >= 400


@pytest.mark.parametrize(
    "heading",
    [
        "Name and address",
        "Namn och kontaktuppgifter",
        "Navn og adresse",
        "Firma/Anschrift",
        "Nom et coordonnées",
        "Leverantör (namn, adress)",
        "Databehandler, navn og kontaktinfo",
        "Supplier, address, reg. no.",
    ],
)
def test_a_heading_for_more_than_the_name_is_told_from_one_for_a_contact(heading: str) -> None:
    assert names_with_contact(heading)
    assert not names_with_contact("Supplier")
    assert match_header("Kontaktperson hos leverantören")[0] == match_header("Adresse")[0] == "contact"


HEADERS = """
name: Leverantör | Underbiträde | Mottaker | Leverandør | Databehandler | Anbieter | Dienstleister
name: Sous-traitant | Éditeur | Vendor name | Name of Subprocessor | Third party
purpose: Syfte | Ändamål | Formål | Bruk | Zweck | Finalité du traitement | Traitement réalisé | What for
purpose: Vad gör leverantören? | Hva brukes tjenesten til? | Gegenstand des Auftrags
location: Land | Standort | Pays destinataire | Where | Region | Lokasjon
seat: Corporate Location | HQ | Leverandørens hjemland | Säte | Firmensitz
dpa: PUB-avtal | DPA? | AVV | Databehandleravtale | Biträdesavtal (J/N) | Contrat art. 28 signé
dpa: DPA on file | Finns PUB-avtal? | DBA indgået
dpa_date: Avtalsdatum | Datum biträdesavtal | AVV vom | Indgået | Date de signature | Agreement date
dpa_date: När tecknades avtalet? | Vertrag geschlossen am
next_review: Nästa översyn | Neste gjennomgang | Næste tilsyn | Nächste Prüfung | Prochaine revue | Renewal
next_review: Wiedervorlage | Re-assessment due | Revideres innen
owner: Ansvarig | Systemägare | Eier | Fachbereich | Référent | Owner | Leverantörsansvarig
owner: Vem ansvarar internt? | Zuständige Abteilung | Personne responsable
ground: Transfermechanismus | Garanties | Overførselsgrundlag | Safeguards for transfers
ground: Lovligt grundlag for databehandling uden for EU | Geeignete Garantien nach Art. 46
transfer: Överförs uppgifter utanför EU? | Transfert hors UE | Drittlandübermittlung (j/n) | Outside EU/EEA
transfer: Tredjelandsöverføring
inside: Lagras inom EU/EES? | Within the EEA
role: Roll | Rolle | GDPR role
data_categories: Typ av personuppgifter | Customer data involved | Hvilke personoplysninger
data_categories: Datenkategorien
service: Tjänst | Tjeneste | Logiciel | Relevant Retool Services | Ydelse
legal_name: Legal entity | Juridisk person | Raison sociale
"""


@pytest.mark.parametrize(
    ("field", "header"),
    [
        (f, h.strip())
        for f, _, hs in (line.partition(": ") for line in HEADERS.split("\n") if line)
        for h in hs.split(" | ")
    ],
)
def test_a_header_is_known_in_six_languages(field: str, header: str) -> None:
    found, sure = match_header(header)
    assert found.replace("processing_place", "location") == field
    assert sure >= 0.8


@pytest.mark.parametrize(
    "header",
    [
        "Department",
        "Enhet",
        "Internal code",
        "Annual cost",
        "Kryptering",
        "Schutzmaßnahmen",
        "Opdateret den",
        "Senaste granskning",
        "Last review",
        "Kontaktperson hos leverantören",
        "Avtal giltigt t.o.m.",
        "Notes",
        "Responsable de traitement",
    ],
)
def test_a_header_of_something_else_is_taken_for_no_field(header: str) -> None:
    assert match_header(header)[0] not in FIELDS


def test_a_weak_label_takes_its_meaning_from_the_heading_over_it() -> None:
    assert match_header("Datum", "Avtal")[0] == "dpa_date"
    assert match_header("Namn", "Kontakt")[0] == "contact"
    assert match_header("Namn", "Leverantör")[0] == "name"
    assert match_header("Standort", "Dienstleister")[0] == "location"
