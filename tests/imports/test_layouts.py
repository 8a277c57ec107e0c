"""Lists in layouts that people make: stacked, transposed, merged, divided, pasted, without headers."""

from __future__ import annotations

import pytest

from imports.model import CellError, Formula, Options, Range, Refused
from tests.imports.books import grid, names, rows_of, table, understood


def test_a_header_of_two_rows_is_read_with_its_groups() -> None:
    visma, mailchimp = rows_of(
        """
        Registeransvarig: Inköp
        Leverantör | Avtal   |       | Behandling |                               | Uppföljning
                   | Tecknat | Datum | Land       | Rättsligt stöd för överföring | Nästa
        Visma AB   | Ja      | 2021-03-04 | Sverige |                             | mars 2026
        Mailchimp  | Nej     |       | USA        | SCC                           | 2026-Q2
        """,
        merged=[Range(2, 1, 3, 1), Range(2, 2, 2, 3), Range(2, 4, 2, 5)],
    )
    assert (visma.dpa.signed, visma.dpa.date, visma.countries, visma.next_review) == (
        True,
        "2021-03-04",
        ("SE",),
        "2026-03",
    )
    assert (mailchimp.dpa.signed, mailchimp.grounds, mailchimp.next_review) == (False, ("SCC_UNSPECIFIED",), "2026-Q2")


def test_group_labels_that_are_not_merged_reach_to_the_next_label() -> None:
    box, figma = rows_of(
        """
        Supplier |         | Contract      |            | Data location
        Name     | Service | DPA in place? | Date       | Country
        Box Inc  | Files   | yes           | 2022-01-02 | US
        Figma    | Design  | no            |            | US
        """
    )
    assert (box.name, box.purpose, box.dpa.signed, box.dpa.date, box.countries) == (
        "Box Inc",
        "Files",
        True,
        "2022-01-02",
        ("US",),
    )
    assert figma.dpa.signed is False


def test_a_name_merged_over_several_rows_holds_for_each_of_them() -> None:
    found = rows_of(
        """
        Leverantör | Tjänst     | Syfte  | Ägare | Land
        Microsoft  | Azure      | Drift  | IT    | Nederländerna
                   | Office 365 | Kontor |       | Irland
        Adobe      | Sign       | Avtal  | IT    | USA
        """,
        merged=[Range(2, 1, 3, 1), Range(2, 4, 3, 4)],
    )
    assert [(r.row, r.name, r.owner) for r in found] == [
        (2, "Microsoft", "IT"),
        (3, "Microsoft", "IT"),
        (4, "Adobe", "IT"),
    ]
    assert "filled_from_merged_cell" in found[1].flags


def test_a_row_that_goes_on_with_the_vendor_above_is_read_so_and_asked_about() -> None:
    found = understood(
        grid(table("Vendor | Purpose | Country\nGoogle | Mail | USA\n | Analytics | Ireland\nSlack | Chat | USA"))
    )
    assert [(r.name, r.purpose) for r in found.vendors] == [
        ("Google", "Mail"),
        ("Google", "Analytics"),
        ("Slack", "Chat"),
    ]
    assert [(p.row, p.suggestion) for p in found.problems] == [(3, "Google")]


def test_a_row_without_a_name_is_never_lost() -> None:
    found = understood(grid(table("Vendor | Owner | Cost\nSlack | IT | 100\n\n | HR | 200")))
    assert names(found.vendors) == ["Slack"]
    assert [(s.row, s.text) for s in found.skipped] == [(4, "HR | 200")]
    assert [p.expected for p in found.problems] == ["the name of a vendor"]


def test_the_name_may_stand_in_the_last_column_and_the_table_begin_in_b() -> None:
    cells = table(
        "Nr | Land | Syfte | Avtal finns | Leverantör\n1 | Sverige | Lön | Ja, 2021-05-03 | Hogia AB\nSumma | 3"
    )
    found = understood(grid([[None, *row] for row in cells]))
    (row,) = found.vendors
    assert (row.name, row.purpose, row.countries, row.dpa.signed, row.dpa.date) == (
        "Hogia AB",
        "Lön",
        ("SE",),
        True,
        "2021-05-03",
    )
    assert [(s.row, s.why) for s in found.skipped] == [(3, "total")]


def test_a_transposed_table_is_read_with_a_vendor_in_each_column() -> None:
    found = rows_of(
        """
        Sub-processor      | Datadog | Auth0         | Zendesk
        Purpose            | Logs    | Login         | Tickets
        Location           | USA     | EU (Dublin)   | United States, Denmark
        Transfer mechanism | DPF     | SCC           |
        DPA signed         | Yes     | 12 March 2023 | no
        """
    )
    assert [(r.row, r.column, r.name) for r in found] == [(1, 2, "Datadog"), (1, 3, "Auth0"), (1, 4, "Zendesk")]
    assert [r.countries for r in found] == [("US",), ("IE",), ("US", "DK")]
    assert [(r.dpa.signed, r.dpa.date) for r in found] == [(True, None), (True, "2023-03-12"), (False, None)]
    assert {r.role for r in found} == {"sub-processor"}


def test_blocks_of_labels_and_values_are_read_with_a_vendor_in_each_block() -> None:
    found = rows_of(
        "Leverandør | Visma\nFormål | Lønn\nLand | Norge\n\nLeverandør | Mailchimp\nLand | USA\nAvtale | Nei"
    )
    assert [(r.row, r.name, r.countries, r.dpa.signed) for r in found] == [
        (1, "Visma", ("NO",), None),
        (5, "Mailchimp", ("US",), False),
    ]
    assert names(
        rows_of("Underbiträde: Fortnox AB\nSyfte: Bokföring\n\nUnderbiträde: Mailchimp\nSyfte: Nyhetsbrev")
    ) == [
        "Fortnox AB",
        "Mailchimp",
    ]


def test_stacked_tables_are_each_read_by_their_own_header() -> None:
    found = understood(
        grid(
            table(
                """
Databehandlere – drift
Leverandør | Tjeneste | Land
Azure | Sky | Nederland

Databehandlere – HR
Navn | Formål | Lokasjon | Avtale
Visma | Lønn | Norge | Signert 12.03.2020
"""
            )
        )
    )
    azure, visma = found.vendors
    assert (azure.countries, azure.section) == (("NL",), "Databehandlere – drift")
    assert (visma.purpose, visma.countries, visma.dpa.date, visma.section) == (
        "Lønn",
        ("NO",),
        "2020-03-12",
        "Databehandlere – HR",
    )
    assert len(found.tables) == 2


def test_stacked_tables_without_a_blank_row_between_keep_the_last_row_of_the_first() -> None:
    assert names(
        rows_of("Vendor | Country\nA Inc | USA\nB Ltd | UK\nVendor | Purpose | Country\nC GmbH | Hosting | Germany")
    ) == ["A Inc", "B Ltd", "C GmbH"]


@pytest.mark.parametrize(
    ("divider", "merged"), [("IT-systemer", [Range(2, 1, 2, 3)]), ("Leverandører HR:", []), ("USA", [])]
)
def test_dividers_are_no_vendors(divider: str, merged: list[Range]) -> None:
    found = rows_of(f"Leverandør | Formål | Land\n{divider}\nAtea | Drift | Norge\nVisma | Lønn | Norge", merged=merged)
    assert [(r.name, r.section) for r in found] == [("Atea", divider), ("Visma", divider)]


def test_dividers_that_are_all_places_say_where_when_no_column_does() -> None:
    found = rows_of(
        "Leverandør | Formål\nEU/EØS\nSimply.com | Webhotel\nDinero | Regnskab\nUSA\nMailchimp | Nyhedsbreve"
    )
    assert [(r.name, r.countries, r.regions) for r in found] == [
        ("Simply.com", (), ("EU", "EEA")),
        ("Dinero", (), ("EU", "EEA")),
        ("Mailchimp", ("US",), ()),
    ]


def test_vendors_of_which_only_the_name_is_known_are_vendors() -> None:
    text = "Leverantör | Ändamål | Land\nAlfa Konsult\nBeta System\nGamma | Drift | Sverige\nDelta"
    assert names(rows_of(text)) == ["Alfa Konsult", "Beta System", "Gamma", "Delta"]


def test_totals_subtotals_and_notes_are_skipped_with_a_reason() -> None:
    found = understood(
        grid(
            table(
                """
Leverandør | Årlig kostnad | Land
Atea | 120000 | Norge
Sum IT | 120000
Simployer | 20000 | Norge
Totalsum | 140000
Antall leverandører: | 2

* Kilde: innkjøp
Stand: 01.02.2025
"""
            )
        )
    )
    assert names(found.vendors) == ["Atea", "Simployer"]
    assert [(s.row, s.why) for s in found.skipped] == [
        (3, "total"),
        (5, "total"),
        (6, "total"),
        (8, "note"),
        (9, "note"),
    ]


def test_a_vendor_called_total_is_a_vendor() -> None:
    assert names(
        rows_of("Leverantör | Syfte | Land\nTotal Energies SE | El | Frankrike\nTotal | Bränsle till bilar | Sverige")
    ) == [
        "Total Energies SE",
        "Total",
    ]


def test_a_table_without_headers_is_read_by_its_cells_and_says_so() -> None:
    found = rows_of(
        """
        Serverdrift för våra tjänster | DE | Hetzner Online GmbH | ja
        Ärendehantering i kundtjänst  | US | Zendesk Inc.        | nej
        Bokföring och fakturering     | SE | Fortnox AB          | ja
        """
    )
    assert names(found) == ["Hetzner Online GmbH", "Zendesk Inc.", "Fortnox AB"]
    assert [r.countries for r in found] == [("DE",), ("US",), ("SE",)]
    assert found[1].purpose == "Ärendehantering i kundtjänst"
    assert [r.dpa.signed for r in found] == [None, None, None]  # a yes to an unknown question is no agreement
    assert [r.notes for r in found] == [(("D", "ja"),), (("D", "nej"),), (("D", "ja"),)]
    assert all("no_header" in r.flags for r in found)


def test_yes_and_a_day_beside_it_are_read_as_an_agreement_where_no_header_says_more() -> None:
    found = rows_of("Hetzner Online GmbH | Drift | DE | ja | 2021-03-04\nZendesk Inc. | Support | US | nej |")
    assert [(r.dpa.signed, r.dpa.date) for r in found] == [(True, "2021-03-04"), (False, None)]


@pytest.mark.parametrize(
    "lines",
    [
        "• Amazon Web Services (Irland): Drift av tjenesten.\n• Intercom (USA, SCC): Kundedialog",
        "1. Amazon Web Services – Drift av tjenesten – Irland\n2. Intercom – Kundedialog (USA, SCC)",
        "- Amazon Web Services | Drift av tjenesten | Irland\n- Intercom | Kundedialog | USA | SCC".replace(
            " | ", " – "
        ),
    ],
)
def test_pasted_bullets_are_taken_apart(lines: str) -> None:
    aws, intercom = understood(
        grid([["Vi bruker følgende databehandlere:"], *([line] for line in lines.split("\n"))])
    ).vendors
    assert (aws.name, aws.purpose, aws.countries) == ("Amazon Web Services", "Drift av tjenesten", ("IE",))
    assert (intercom.name, intercom.purpose, intercom.countries) == ("Intercom", "Kundedialog", ("US",))
    assert intercom.grounds == ("SCC_UNSPECIFIED",)


def test_the_heading_of_pasted_lines_says_where_until_the_next_heading() -> None:
    found = rows_of(
        """
Följande leverantörer finns i Sverige:
- Loopia AB – Webbhotell
Leverantörer i USA:
- Zendesk, Inc. – Support
Övriga
- Alfa – Utskick
"""
    )
    assert [(r.name, r.countries) for r in found] == [("Loopia AB", ("SE",)), ("Zendesk, Inc.", ("US",)), ("Alfa", ())]


def test_a_letter_is_no_list_of_vendors() -> None:
    with pytest.raises(Refused, match="No list of vendors"):
        understood(grid([["Dear all,"], ["please find attached what we spoke of. It is short."], ["Regards"]]))


@pytest.mark.parametrize("first", [["Column", "Meaning"], ["Fält", "Förklaring"]])
def test_a_sheet_that_explains_the_columns_holds_no_vendors(first: list[str]) -> None:
    manual = grid(
        [first, ["Vendor", "Legal name of the vendor"], ["Country", "Where the data goes"], ["DPA", "yes or no"]],
        "Help",
    )
    found = understood(manual, grid(table("Vendor | Country\nAcme | USA")))
    assert [(r.sheet, r.name) for r in found.vendors] == [("Lista", "Acme")]


def test_hidden_sheets_and_older_copies_are_named_and_can_be_chosen() -> None:
    rows = table("Vendor | Country\nAcme | USA\nBeta | UK")
    sheets = (grid(rows, "2025"), grid(rows, "2023 (archive)"), grid(rows, "Lists", visible=False))
    found = understood(*sheets)
    assert {r.sheet for r in found.vendors} == {"2025"}
    assert {(s.sheet, s.why) for s in found.skipped} == {
        ("2023 (archive)", "an older copy of the list"),
        ("Lists", "hidden sheet"),
    }
    assert {r.sheet for r in understood(*sheets, options=Options(sheets=("Lists",))).vendors} == {"Lists"}


def test_a_person_can_say_which_column_is_which_and_where_the_header_is() -> None:
    sheet = grid(table("x | y | z\nAlfa | Beta | Gamma\nKund | Ting | Stad\nAcme | Lön | Umeå"))
    options = Options(header_row=3, columns={"Kund": "name", "B": "purpose", "Stad": "location"})
    (row,) = understood(sheet, options=options).vendors
    assert (row.row, row.name, row.purpose, row.countries) == (4, "Acme", "Lön", ("SE",))
    with pytest.raises(Refused, match="no field"):
        understood(sheet, options=Options(header_row=3, columns={"Kund": "namn"}))
    with pytest.raises(Refused, match="There is no sheet “Blad2”"):
        understood(sheet, options=Options(sheets=("Blad2",)))


def test_formulas_without_a_result_and_errors_are_problems_and_not_blanks() -> None:
    found = understood(grid([["Vendor", "Country", "DPA"], ["Acme", Formula("=B9"), CellError("#REF!")]]))
    (row,) = found.vendors
    assert row.flags == ("formula_without_value", "error_value")
    assert [(p.column, p.found) for p in found.problems] == [("Country", "=B9"), ("DPA", "#REF!")]
    assert [raw.text for raw in row.raw] == ["Acme", "=B9", "#REF!"]


def test_the_digest_of_a_layout_is_that_of_its_headers_and_not_of_its_rows() -> None:
    one = understood(grid(table("Vendor | Country\nAcme | USA"))).tables[0].digest
    assert one == understood(grid(table("Vendor | Country\nBeta | UK\nGamma | US"))).tables[0].digest
    assert one != understood(grid(table("Vendor | Purpose\nAcme | Mail"))).tables[0].digest
