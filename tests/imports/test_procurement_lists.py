"""Lists as procurement keeps them in six languages: what foots them, what heads them, and what their cells answer."""

from __future__ import annotations

import pytest

from imports.brands import brand_of
from imports.columns import match_header
from imports.dates import order_of, read_date
from tests.imports.books import grid, names, rows_of, table, understood

PLAIN = "Leverantör|Ändamål|Land\nVisma AB|Lön|Sverige\nKivra AB|Post|Norge\n"


@pytest.mark.parametrize(
    "foot",
    [
        "|Summe: 6",
        "Anzahl: 2",
        "Summa||2 st",
        "Average score|3.4",
        "Gjennomsnittlig alder: 4 år",
        "Gesamt|2\n\nHinweis:|Freie Zeilen bitte nicht löschen",
        "Summa: 2\nFait à Lyon, le 12/01/2025||Signature :",
        "Signatur:|________",
        "Antal: 2\nDocument interne – ne pas diffuser",
    ],
)
def test_totals_averages_and_signatures_at_the_foot_are_no_vendors(foot: str) -> None:
    assert names(rows_of(PLAIN + foot)) == ["Visma AB", "Kivra AB"]


def test_a_table_below_is_found_by_headers_in_fuller_words_and_its_main_contractor_is_not_the_vendor() -> None:
    rows = rows_of(
        "Empfänger|Zweck|Ort der Verarbeitung\nStrato AG|Hosting|Berlin\n\nB) Unterauftragsverarbeiter\n"
        "Unterauftragnehmer|Hauptauftragnehmer|Leistung|Ort der Verarbeitung|Geeignete Garantien\n"
        "Cloudflare, Inc.|Strato AG|CDN|weltweit|SCC"
    )
    assert [(row.name, row.legal_name, row.purpose, row.regions) for row in rows] == [
        ("Strato AG", "", "Hosting", ()),
        ("Cloudflare, Inc.", "", "CDN", ("GLOBAL",)),
    ]


def test_a_heading_that_names_a_role_and_nothing_else_gives_it_to_the_rows_under_it() -> None:
    rows = rows_of(
        "2. Sub-processors\nVendor|Purpose|Country\nAcme Ltd|Hosting|Ireland\nOther Ltd|Mail|Spain\n\n"
        "Joint controllers\nVendor|Purpose|Country\nNHS Digital|Care|UK\n\n"
        "Vendors we use as a controller in all our shops\nVendor|Purpose|Country\nThird Ltd|Ads|Malta"
    )
    assert [row.role for row in rows] == ["sub-processor", "sub-processor", "joint controller", None]


def test_a_column_that_asks_whether_the_vendor_is_a_sub_processor_is_answered_by_yes_and_no() -> None:
    rows = rows_of("Supplier|Purpose|Sub-processor?\nAcme Ltd|Hosting|Yes\nOther Ltd|Mail|No")
    assert [row.role for row in rows] == ["sub-processor", None]


def test_an_answer_about_a_joint_arrangement_says_nothing_of_a_dpa() -> None:
    rows = rows_of("Part|Land|Avtale om felles ansvar\nNAV|Norge|Ja, 2021\nMeta Ireland Limited|Irland|nei")
    assert [(row.dpa.signed, row.dpa.date, row.dpa.kind) for row in rows] == [
        (None, None, "joint"),
        (None, None, None),
    ]


def test_the_number_of_a_contract_is_no_answer_about_it() -> None:
    (row,) = rows_of("Contract no.|Art. 28 terms agreed|Purpose|Vendor\nC-100|Y|Hosting|Acme Ltd")
    assert (row.name, row.dpa.signed, row.dpa.text) == ("Acme Ltd", True, "Y")


def test_a_circle_beside_crosses_is_no_yes_but_an_o_beside_an_n_is_oui() -> None:
    crosses = rows_of("Firma|Zweck|AVV\nEins GmbH|Hosting|x\nZwei GmbH|Mail|o")
    letters = rows_of("Prestataire|Finalité|DPA\nUn SAS|Paie|O\nDeux SAS|Mail|N")
    assert [row.dpa.signed for row in crosses] == [True, None]
    assert [row.dpa.signed for row in letters] == [True, False]


@pytest.mark.parametrize(
    "said",
    [
        "under udarbejdelse",
        "på vei",
        "on its way",
        "til signering",
        "skal signeres",
        "upprättas",
        "à signer",
        "drafted",
    ],
)
def test_an_agreement_on_its_way_is_not_signed(said: str) -> None:
    (row,) = rows_of(f"Vendor|Purpose|DPA\nAcme Ltd|Hosting|{said}")
    assert row.dpa.signed is False
    assert "dpa_pending" in row.flags


@pytest.mark.parametrize(
    ("written", "iso"), [("II. Quartal 2026", "2026-Q2"), ("3. kvt. 2026", "2026-Q3"), ("iv kvartal 2025", "2025-Q4")]
)
def test_quarters_are_read_in_roman_numbers_and_short_words(written: str, iso: str) -> None:
    assert read_date(written).iso == iso


def test_two_digits_at_the_end_are_the_year_where_the_column_writes_years_last() -> None:
    last = ["02-01-2023", "24-05-18"]
    assert read_date("24-05-18", order_of(last)).iso == "2018-05-24"
    assert read_date("24-05-18", order_of(["24-05-18"])).iso is None


def test_a_vendor_of_a_transposed_table_stands_in_the_row_of_its_name() -> None:
    rows = rows_of(
        "Databehandlere\n\nLeverandør|Visma AS|Sage\nFormål|Lønn|Regnskap\nLand|Norge|Storbritannia\n"
        "Databehandleravtale|Ja|Nei\nSignert dato|01.02.2021|"
    )
    assert [(row.row, row.column, row.name, row.dpa.date) for row in rows] == [
        (3, 2, "Visma AS", "2021-02-01"),
        (3, 3, "Sage", None),
    ]


def test_west_europe_is_a_data_centre_of_azure_only_when_microsoft_is_the_vendor() -> None:
    azure, other = rows_of("Vendor|Purpose|Location\nMicrosoft|Hosting|West Europe\nAcme Ltd|Mail|West Europe")
    assert (azure.inferred, azure.regions) == (("NL",), ())
    assert (other.countries, other.regions) == ((), ("EUROPE",))


def test_a_country_at_the_end_of_a_name_is_asked_about_when_no_column_tells_the_place() -> None:
    end, middle = rows_of("Vendor|Purpose|DPA\nHotjar Ltd (Malta)|Survey|yes\nIron Store (UK) Ltd|Paper|yes")
    assert (end.name, end.inferred) == ("Hotjar Ltd (Malta)", ("MT",))
    assert "country_in_name" in end.flags
    assert middle.countries == ()
    (told,) = rows_of("Vendor|Purpose|Country\nHotjar Ltd (Malta)|Survey|")
    assert told.countries == ()


@pytest.mark.parametrize(
    ("header", "cell", "grounds"),
    [
        ("Transfert hors UE", "Pas de transfert", ("EEA",)),
        ("Overføringsgrunnlag", "Ingen overføring", ("EEA",)),
        ("Übermittlungsgrundlage", "entfällt (EU)", ("EEA",)),
        ("Hors UE ? Si oui, quelle garantie ?", "Non", ("EEA",)),
        ("Overføring utenfor EØS – grunnlag", "Nei", ("EEA",)),
        ("Kommentar", "Ingen overføring ut av EØS", ("EEA",)),
        ("Kommentar", "Ingen overføring avtalt med leverandøren", ()),
        ("Overføringsgrunnlag", "Nei", ()),
    ],
)
def test_no_transfer_is_declared_only_by_words_that_say_it(header: str, cell: str, grounds: tuple[str, ...]) -> None:
    row = rows_of(f"Leverandør|Formål|{header}\nAcme AS|Drift|{cell}\nAndre AS|Post|SCC")[0]
    assert row.grounds == grounds


def test_sheets_of_choices_and_of_instructions_are_no_lists_of_vendors() -> None:
    main = grid(table("Leverantör|Roll|Land\nVisma AB|PuB|Sverige\nKivra AB|PuB|Norge"), "Register")
    choices = grid(table("Roller|Länder|Ja/Nej\nPuB|Sverige|Ja\nUnderbiträde|USA|Nej"), "Val i cellerna")
    manual = grid(table("Colonne|Contenu\nOutil|Nom commercial\nLeverantör|Land"), "Bilaga")
    found = understood(main, choices, manual)
    assert names(found.vendors) == ["Visma AB", "Kivra AB"]


def test_a_sheet_of_unknown_names_without_headers_is_kept_beside_a_list() -> None:
    main = grid(table("Leverantör|Ändamål|Land\nVisma AB|Lön|Sverige\nKivra AB|Post|Norge"), "Register")
    bare = grid(table("Blomman|reklam och event|Norge|Ja\nKvisten|tryck och porto|Finland|Nej"), "Bilaga 2")
    assert {"Blomman", "Kvisten"} <= set(names(understood(main, bare).vendors))


def test_a_column_of_the_vendors_own_sub_processors_names_no_vendor() -> None:
    rows = rows_of(
        "Leverandørens navn|Formål|Underdatabehandlere\nSimply A/S|Webhotel|Ingen\n"
        "Peytz Mail|Mails|AWS EMEA SARL, SendGrid Inc.\nQueue ApS|Kø|Google LLC"
    )
    assert [(row.name, row.legal_name) for row in rows] == [("Simply A/S", ""), ("Peytz Mail", ""), ("Queue ApS", "")]


def test_a_header_in_few_known_words_is_one_when_none_of_its_cells_could_be_in_the_list() -> None:
    rows = rows_of(
        "Anlage 2\nName und Anschrift des Unterauftragnehmers|Gegenstand der Beauftragung|Wo genau|Womit gesichert"
        "|Zuletzt besprochen\nnoris network AG|Rechenzentrum|Deutschland|SCC|01.10.2019"
    )
    assert [(row.name, row.purpose) for row in rows] == [("noris network AG", "Rechenzentrum")]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Vad gäller avtalet?", "purpose"),
        ("Avtalet ses över", "next_review"),
        ("Échéance de révision", "next_review"),
        ("Next due diligence", "next_review"),
        ("Relationship manager", "owner"),
        ("Avtalsnummer", "id"),
        ("Ort der Leistungserbringung", "processing_place"),
        ("Signée le", "dpa_date"),
        ("Gyldig fra", "?date"),
    ],
)
def test_headers_of_procurement_are_known(header: str, field: str) -> None:
    assert match_header(header)[0] == field


def test_next_steps_are_no_next_review() -> None:
    assert match_header("Next steps")[0] != "next_review"


def test_names_that_begin_alike_are_not_one_vendor() -> None:
    rows = understood(
        grid(table("Vendor|Purpose\nSage|Books\nSageMaker|Models\nAWS|Hosting\nStripe|Cards\nStripo|Mails"))
    )
    assert [found.names for found in rows.duplicates] == [("SageMaker", "AWS")]
    assert brand_of("Sage (UK) Limited") != brand_of("Amazon SageMaker")


def test_columns_under_unknown_headers_are_told_by_what_stands_in_them() -> None:
    rows = rows_of(
        "Vendor|Qwerty|Country|DPA|Asdf|Zxcv\nAcme Ltd|Sending of mail|Ireland|yes|2022-06-15|Finance\n"
        "Other Ltd|Shared calendars for all|Spain|yes|2021-02-01|HR\nThird Ltd|Web pages|Malta|no||IT"
    )
    assert [(row.purpose, row.dpa.date, row.owner) for row in rows] == [
        ("Sending of mail", "2022-06-15", "Finance"),
        ("Shared calendars for all", "2021-02-01", "HR"),
        ("Web pages", None, "IT"),
    ]


def test_a_column_of_capitalised_words_under_an_unknown_header_is_no_purpose() -> None:
    rows = rows_of("Vendor|Qwerty|Country\nAcme Ltd|Alfa Beta|Ireland\nOther Ltd|Gamma Delta|Spain")
    assert [row.purpose for row in rows] == ["", ""]
    assert [row.notes[0][1] for row in rows] == ["Alfa Beta", "Gamma Delta"]
