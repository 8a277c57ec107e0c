"""Columns that say something near what is asked: a check of the contract, the last review, other parties' places."""

from __future__ import annotations

import pytest

from imports.columns import match_header
from imports.places import Places, read_places
from tests.imports.books import rows_of


@pytest.mark.parametrize(
    "header", ["AVV geprüft durch DSB", "DPA reviewed by legal", "PUB-avtal granskat av jurist", "Contrat vérifié"]
)
def test_whether_the_contract_was_checked_is_not_whether_it_is_signed(header: str) -> None:
    assert match_header(header) == ("", 0.0)
    (row,) = rows_of(f"Auftragsverarbeiter|Leistung|AVV vom|{header}\nStrato AG|Newsletter|12.06.2020|nein")
    assert (row.dpa.signed, row.dpa.date, dict(row.notes)[header]) == (True, "2020-06-12", "nein")


def test_the_last_review_is_not_the_next_where_the_next_has_a_column() -> None:
    (row,) = rows_of("Databehandler|Formål|Tilsyn senest|Tilsyn næste\nKMD A/S|Løn|2023-10-01|2024-10-01")
    assert (row.next_review, dict(row.notes)) == ("2024-10-01", {"Tilsyn senest": "2023-10-01"})
    # Alone it is the day by which somebody looks again.
    (row,) = rows_of("Databehandler|Formål|Tilsyn senest\nKMD A/S|Løn|2024-10-01")
    assert row.next_review == "2024-10-01"


def test_for_whom_a_sub_processor_works_is_no_name_of_it() -> None:
    (row,) = rows_of("Vendor|Purpose|Country|Sub-processor of\nSlack Technologies LLC|Chat|USA|Salesforce, Inc.")
    assert (row.name, row.legal_name, dict(row.notes)) == (
        "Slack Technologies LLC",
        "",
        {"Sub-processor of": "Salesforce, Inc."},
    )


def test_columns_of_sub_processors_beside_the_vendor_are_kept_as_notes() -> None:
    rows = rows_of(
        "System|Leverantör|Underbiträde 1|Underbiträde 2|Serverplacering\n"
        "Teams|Microsoft AB|Microsoft Corp|Akamai Inc.|EU\nWebb|Kivra AB|Loopia AB|Amazon Inc.|Sverige"
    )
    assert [(row.name, row.legal_name) for row in rows] == [("Microsoft AB", ""), ("Kivra AB", "")]
    assert dict(rows[0].notes) == {"Underbiträde 1": "Microsoft Corp", "Underbiträde 2": "Akamai Inc."}


def test_neither_the_place_of_a_sub_processor_nor_an_address_is_where_the_vendor_has_the_data() -> None:
    rows = rows_of(
        "Auftragsverarbeiter|Anschrift|Leistung|Unterauftragnehmer\n"
        "Personio SE|Seidlstraße 3, 80335 München|Personal|AWS EMEA SARL (Luxemburg)\n"
        "Acme Support|Basel, Schweiz|IT-Support|"
    )
    assert [row.countries for row in rows] == [(), ()]


def test_a_transfer_with_its_ground_in_the_next_column_is_not_one_without() -> None:
    rows = rows_of(
        "Anbieter|Leistung|Drittlandtransfer (J/N)|Garantien nach Art. 46 DSGVO\n"
        "Mailchimp|Newsletter|J|Privacy Shield\nZoom|Video|J|"
    )
    assert [(row.grounds, "transfer_without_ground" in row.flags) for row in rows] == [
        (("PRIVACY_SHIELD_EU_US",), False),
        ((), True),
    ]


@pytest.mark.parametrize(
    ("header", "cells", "roles"),
    [
        ("Rolle (Art. 4 DSGVO)", ("AV", "GV"), ["processor", "joint controller"]),
        ("Qualification RGPD", ("ST", "RT"), ["processor", "controller"]),
        ("Role", ("P", "C"), ["processor", "controller"]),
        ("Roll", ("PUB", "PUA"), ["processor", "controller"]),
    ],
)
def test_roles_are_understood_as_codes(header: str, cells: tuple[str, str], roles: list[str]) -> None:
    rows = rows_of(f"Vendor|Purpose|{header}\nAcme Ltd|Mail|{cells[0]}\nBasecamp Ltd|Post|{cells[1]}")
    assert [row.role for row in rows] == roles
    assert not any("role_not_understood" in row.flags for row in rows)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("D / USA", Places(("US",), ("DE",))),
        ("D", Places((), ("DE",))),
        ("DK/S/N", Places(("DK",), ("SE", "NO"))),
        ("D/A/CH", Places(("DE", "AT", "CH"))),
        ("DACH", Places(("DE", "AT", "CH"))),
        # One letter may stand for anything, and so may one beside a word that is no place.
        ("A", Places(rest="A")),
        ("Plan B, USA", Places(("US",), rest="Plan B")),
    ],
)
def test_letters_of_number_plates_are_places(text: str, places: Places) -> None:
    assert read_places(text) == places


def test_how_old_a_list_is_is_not_what_it_is() -> None:
    (row,) = rows_of(
        "Förteckning över personuppgiftsbiträden\nUppdaterad 2024-09-12 av säkerhetsfunktionen\n\n"
        "Leverantör|Ändamål|Land\nKivra AB|Lön|Sverige"
    )
    assert row.section == "Förteckning över personuppgiftsbiträden"


@pytest.mark.parametrize(
    ("header", "cell", "grounds", "countries"),
    [
        ("Stannar data inom EU/EES?", "Ja", ("EEA",), ()),
        ("Stannar data inom EU/EES?", "Ja, Irland", ("EEA",), ()),
        ("Stannar data inom EU/EES?", "Ja, men support från USA", (), ("US",)),
        ("Hébergement UE (oui/non)", "oui / support Inde", (), ("IN",)),
        ("Verarbeitung nur in EU/EWR", "ja, mit Zugriff aus den USA", (), ("US",)),
        ("Transfer outside the EU/EEA?", "No", ("EEA",), ()),
        ("Transfer outside the EU/EEA?", "No, except backup in India", (), ("IN",)),
    ],
)
def test_an_answer_with_an_exception_outside_the_eea_is_no_plain_answer(
    header: str, cell: str, grounds: tuple[str, ...], countries: tuple[str, ...]
) -> None:
    (row,) = rows_of(f"Leverantör|Ändamål|{header}\nKivra AB|Post|{cell}")
    assert (row.grounds, row.countries) == (grounds, countries)


def test_what_is_asked_for_the_case_of_no_is_the_ground() -> None:
    (row,) = rows_of(
        "Prestataire|Finalité|Hébergement UE (oui/non)|Si non: pays|Si non: garantie\n"
        "Doodle|Sondage|non|Suisse|adéquation"
    )
    assert (row.grounds, row.countries) == (("ADEQUACY",), ("CH",))
