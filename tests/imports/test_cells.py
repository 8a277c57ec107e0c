"""Dates, places, answers, agreements, roles and headers, as people write them in six languages."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports.answers import read_agreement, read_answer, read_role
from imports.brands import aliases_of, core
from imports.columns import match_header
from imports.dates import order_of, read_date
from imports.model import Value
from imports.places import read_places
from imports.row_places import hidden_places
from imports.transfers import named_grounds, read_declared


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2023-06-15", "2023-06-15"),
        ("2018.04.13", "2018-04-13"),
        ("10.09.2023", "2023-09-10"),
        ("2.11.20", "2020-11-02"),
        ("14/3/21", "2021-03-14"),
        ("4/18/20", "2020-04-18"),
        ("3/2-2021", "2021-02-03"),
        ("200923", "2020-09-23"),
        ("20240301", "2024-03-01"),
        ("mars 2024", "2024-03"),
        ("Mar-24", "2024-03"),
        ("sept. 2025", "2025-09"),
        ("03/2024", "2024-03"),
        ("2024-03", "2024-03"),
        ("den 3 maj 2021", "2021-05-03"),
        ("3. mai 2021", "2021-05-03"),
        ("1er mars 2020", "2020-03-01"),
        ("5 févr. 2020", "2020-02-05"),
        ("4. März 2021", "2021-03-04"),
        ("May 3, 2021", "2021-05-03"),
        ("3rd of May 2021", "2021-05-03"),
        ("12-Mar-24", "2024-03-12"),
        ("Q3 2027", "2027-Q3"),
        ("2025-Q3", "2025-Q3"),
        ("kv 3 2026", "2026-Q3"),
        ("3. kvartal 2027", "2027-Q3"),
        ("T2 2026", "2026-Q2"),
        ("2e trimestre 2026", "2026-Q2"),
        ("Q4/2025", "2025-Q4"),
        ("Q2/25", "2025-Q2"),
        ("3:e kvartalet 2025", "2025-Q3"),
        ("første kvartal 2026", "2026-Q1"),
        ("erstes Quartal 2026", "2026-Q1"),
        ("III/2025", "2025-Q3"),
        ("15. mai 23", "2023-05-15"),
        ("okt -24", "2024-10"),
        ("KW 12 2025", "2025"),
        ("KW12/2025", "2025"),
        ("H2/2026", "2026"),
        ("1H 2026", "2026"),
        ("1. Halbjahr 2026", "2026"),
        ("mars–april 2024", "2024"),
        ("i 2021", "2021"),
        ("2026", "2026"),
        ("signed 2021", "2021"),
        ("Ja (2021-03-04)", "2021-03-04"),
        ("45314", "2024-01-23"),
        (45314, "2024-01-23"),
        (2025, "2025"),
        (200923, "2020-09-23"),
        ("2024-03-01 00:00:00", "2024-03-01"),
        ("årligen", None),
        ("-", None),
        ("30/2/21", None),
        ("2024-13-45", None),
        ("SOC 2 2022", None),
        ("1 000 000", None),
        (12, None),
    ],
)
def test_a_date_is_read_as_far_as_it_is_written(written: Value, iso: str | None) -> None:
    assert read_date(written).iso == iso


def test_a_slash_date_is_read_by_what_its_column_shows_and_asked_where_that_shows_both() -> None:
    assert order_of(["16/4/23", "3/10/22"]) == "day first"
    assert order_of(["4/18/20", "3/10/22"]) == "month first"
    assert order_of(["4/18/20", "24/10/21"]) == "mixed"
    assert order_of(["3/10/22", None, 4]) == "unknown"
    assert read_date("3/10/22", "day first").iso == "2022-10-03"
    assert read_date("3/10/22", "month first").iso == "2022-03-10"
    mixed = read_date("3/10/22", "mixed")
    assert (mixed.iso, mixed.choices) == (None, ("2022-10-03", "2022-03-10"))
    assert read_date("4/4/22", "mixed").iso == "2022-04-04"


@settings(deadline=None)
@given(st.dates(min_value=date(1971, 1, 1), max_value=date(2069, 12, 31)))
def test_any_day_is_read_back_from_the_common_ways_to_write_it(day: date) -> None:
    iso = day.isoformat()
    for written in (iso, day.strftime("%d.%m.%Y"), day.strftime("%d %B %Y"), day.strftime("%Y%m%d"), day):
        assert read_date(written).iso == iso


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40))
def test_no_text_breaks_a_reader(text: str) -> None:
    read_date(text)
    read_places(text)
    read_places(text, prose=True)
    hidden_places(text)
    read_answer(text)
    read_agreement(text)
    read_role(text)
    match_header(text, "Avtal")
    core(text)
    aliases_of(text)
    for question in ("ground", "transfer", "inside"):
        read_declared(text, question)


@pytest.mark.parametrize(
    ("written", "countries", "inferred", "regions"),
    [
        ("United States, Iceland, Germany", "US IS DE", "", ""),
        ("USA / Kanada", "US CA", "", ""),
        ("EU + USA", "US", "", "EU"),
        ("USA/EU", "US", "", "EU"),
        ("EEA, UK, India, US", "GB IN US", "", "EEA"),
        ("EU (Frankfurt)", "", "DE", "EU"),
        ("USA (servere i EU: Frankfurt/Stockholm)", "US", "DE SE", "EU"),
        ("eu-north-1", "", "SE", ""),
        ("AWS ap-south-1", "", "IN", ""),
        ("eu-west-1 (Ireland)", "IE", "", ""),
        ("Azure West Europe", "", "NL", ""),
        ("SE/NO/DK", "SE NO DK", "", ""),
        ("Danmark, Tyskland og Irland", "DK DE IE", "", ""),
        ("EU, Indien samt Filippinerne", "IN PH", "", "EU"),
        ("San Francisco, CA, USA", "US", "", ""),
        ("US, CA, DE", "US CA DE", "", ""),
        ("England", "GB", "", ""),
        ("Island", "IS", "", ""),
        ("États-Unis", "US", "", ""),
        ("Vereinigte Staaten", "US", "", ""),
        ("EU/ESS", "", "", "EU EEA"),
        ("dans l’UE", "", "", "EU"),
        ("Au sein de l'EEE", "", "", "EEA"),
        ("Côte d'Ivoire", "CI", "", ""),
        ("EØS", "", "", "EEA"),
        ("Europa", "", "", "EUROPE"),
        ("weltweit", "", "", "GLOBAL"),
        ("Worldwide", "", "", "GLOBAL"),
        ("Varies", "", "", "VARIES"),
        ("flera länder", "", "", "VARIES"),
        ("Utanför EU/EES", "", "", ""),
        ("Non-EU", "", "", ""),
        ("EU-US DPF", "", "", ""),
        ("Tredjeland", "", "", ""),
        ("Norden", "", "", ""),
        ("no", "", "", ""),
        ("NO", "NO", "", ""),
        ("", "", "", ""),
        ("?", "", "", ""),
    ],
)
def test_places_are_those_named_and_a_region_is_no_country(
    written: str, countries: str, inferred: str, regions: str
) -> None:
    places = read_places(written)
    assert (" ".join(places.countries), " ".join(places.inferred), " ".join(places.regions)) == (
        countries,
        inferred,
        regions,
    )


@pytest.mark.parametrize(
    ("remark", "countries"),
    [
        ("Hosted in AWS eu-west-1 (Ireland)", ("IE",)),
        ("Servrar i USA, SCC tecknat", ("US",)),
        ("(USA, DPF)", ("US",)),
        ("Lagras i Sverige, avtal finns", ("SE",)),
        ("Land: Irland", ("IE",)),
        ("Data ligger i Danmark", ("DK",)),
        ("Overføres til USA på SCC", ("US",)),
        ("Data i Irland og USA, EU-US Data Privacy Framework", ("IE", "US")),
        ("Uppgifterna skickas till Indien", ("IN",)),
        ("Daten werden in die USA übermittelt", ("US",)),
        ("Données transférées aux États-Unis", ("US",)),
        ("Data is transferred to the US", ("US",)),
        ("Overføres ikke til USA", ()),
        ("Keine Übermittlung in die USA", ()),
        ("Pas de transfert vers les États-Unis", ()),
        ("Data om ansatte i Norge", ()),
        ("Kurs i Frankrike", ()),
        ("Support from our team", ()),
        ("Used by the office in Jersey on Mondays", ()),
        ("(HR)", ()),
        ("(IT)", ()),
        ("IT", ()),
        ("Reunion planning", ()),
    ],
)
def test_a_remark_gives_a_place_only_where_it_says_that_the_data_is_there(
    remark: str, countries: tuple[str, ...]
) -> None:
    assert hidden_places(remark).countries == countries


@pytest.mark.parametrize(
    "text",
    [
        "ja",
        "J",
        "x",
        "X",
        "✓",
        "✔",
        "✅ Ja",
        "yes",
        "TRUE",
        "1",
        "oui",
        "vorhanden",
        "liegt vor",
        "Signert",
        "på plats",
        "Tecknat",
        "oui, signé",
        "Yes (see folder)",
        "☑",
        "In place",
        "Påskrivet",
        "Gültig",
        "Ingår i huvudavtalet",
        "Inclus dans le contrat",
    ],
)
def test_yes_is_read_in_many_spellings(text: str) -> None:
    assert read_agreement(text).signed is True


@pytest.mark.parametrize(
    "text",
    [
        "nej",
        "N",
        "✗",
        "❌",
        "no",
        "FALSE",
        "0",
        "non",
        "Nein",
        "saknas",
        "mangler",
        "fehlt",
        "in Prüfung",
        "à faire",
        "pågår",
        "Not signed",
        "Avtal saknas",
        "DPA nicht vorhanden",
        "under forhandling",
        "To do",
        "Nej, skickat 2024-01-02",
        "soll abgeschlossen werden",
        "Bør signeres",
        "Behöver tecknas",
        "wartet auf Rückmeldung",
        "Hos jurist",
        "à compléter",
        "Does not exist",
        "Abgelehnt",
    ],
)
def test_no_and_not_yet_are_no_and_carry_no_day(text: str) -> None:
    cell = read_agreement(text)
    assert (cell.signed, cell.date.iso) == (False, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "–",
        "?",
        "n/a",
        "okänt",
        "ukjent",
        "TBD",
        "Ej tillämpligt",
        "Ikke relevant",
        "entfällt",
        "Vet inte",
        "Ikke kontrollert",
        "nicht geprüft",
        "Information saknas",
        "Nicht gefunden",
        "https://x.se/dpa.pdf",
    ],
)
def test_what_says_nothing_is_unknown_and_never_no(text: str) -> None:
    assert read_agreement(text).signed is None


@pytest.mark.parametrize(
    "text",
    ["entfällt", "Ej aktuellt", "ikke aktuelt", "sans objet", "Not applicable", "N/A", "Krävs ej", "trifft nicht zu"],
)
def test_what_needs_no_agreement_is_unknown_but_told_apart(text: str) -> None:
    cell = read_agreement(text)
    assert (cell.signed, cell.flags) == (None, ("dpa_not_applicable",))
    assert read_agreement("?").flags == ()


@pytest.mark.parametrize(
    ("text", "signed", "day"),
    [
        ("Ja 210304", True, "2021-03-04"),
        ("x 2019", True, "2019"),
        ("signed 2021", True, "2021"),
        ("2020-05-05", True, "2020-05-05"),
        ("Tecknat mars 2020", True, "2020-03"),
        ("yes (2021-04-05)", True, "2021-04-05"),
    ],
)
def test_a_flag_and_a_day_in_one_cell_are_both_read(text: str, signed: bool, day: str) -> None:
    cell = read_agreement(text)
    assert (cell.signed, cell.date.iso) == (signed, day)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Confidentiality agreement", "nda"),
        ("NDA signed 2020", "nda"),
        ("Sekretessavtal", "nda"),
        ("Taushetserklæring", "nda"),
        ("Fortrolighedsaftale", "nda"),
        ("Geheimhaltungsvereinbarung", "nda"),
        ("Accord de confidentialité", "nda"),
        ("Avtale om tilfredsstillende informasjonssikkerhet", "security"),
        ("Säkerhetsavtal", "security"),
        ("Gemensamt personuppgiftsansvar", "joint"),
    ],
)
def test_another_agreement_is_no_dpa_in_any_language(text: str, kind: str) -> None:
    cell = read_agreement(text)
    assert (cell.signed, cell.kind) == (None, kind)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Personuppgiftsbiträde", "processor"),
        ("PUB", "processor"),
        ("Databehandler", "processor"),
        ("Auftragsverarbeiter", "processor"),
        ("Sous-traitant", "processor"),
        ("Underbiträde", "sub-processor"),
        ("Sub-processor", "sub-processor"),
        ("Underdatabehandler", "sub-processor"),
        ("Självständigt personuppgiftsansvarig", "controller"),
        ("Selvstendig behandlingsansvarlig", "controller"),
        ("Controller", "controller"),
        ("Gemensamt personuppgiftsansvar", "joint controller"),
        ("Joint controller", "joint controller"),
        ("Controller and processor", None),
        ("Konsult", None),
    ],
)
def test_a_role_is_read_and_two_roles_are_none(text: str, role: str | None) -> None:
    assert read_role(text) == role


@pytest.mark.parametrize(
    ("text", "question", "grounds"),
    [
        ("Nej (2022)", "transfer", ("EEA",)),
        ("non", "transfer", ("EEA",)),
        ("Ja (SCC**)", "transfer", ("SCC_UNSPECIFIED",)),
        ("Ja", "transfer", ()),
        ("Ja", "inside", ("EEA",)),
        ("Nej", "inside", ()),
        ("", "transfer", ()),
        ("?", "transfer", ()),
        ("https://x.fr/dpa.pdf", "ground", ()),
        ("Politique de confidentialité", "ground", ()),
        ("Privacy Shield", "ground", ("PRIVACY_SHIELD_EU_US",)),
        ("Kein Drittlandtransfer", "ground", ("EEA",)),
        ("Ej överföring", "ground", ("EEA",)),
        ("Intra-EEA", "ground", ("EEA",)),
        ("UK adequacy", "ground", ("ADEQUACY",)),
    ],
)
def test_a_ground_is_read_by_what_its_column_asks(text: str, question: str, grounds: tuple[str, ...]) -> None:
    assert read_declared(text, question).grounds == grounds  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "Standardavtal (ingår i villkoren)",
        "Enterprise SCCs available on request",
        "Privacy by design",
        "Contract administration",
        "Code of conduct training",
        "Adequacy of controls",
    ],
)
def test_a_hint_in_another_column_is_no_ground(text: str) -> None:
    assert named_grounds(text) == ()


@pytest.mark.parametrize("piece", ["eu ", "scc ", "(", "1/", "hosted in ", "no ", "a-", ". ", "Ab, ", "jan "])
def test_a_hostile_cell_of_the_longest_text_holds_nobody_up(piece: str) -> None:
    text = (piece * 32_767)[:32_767]
    begun = time.process_time()
    for read in (
        read_date,
        read_places,
        read_answer,
        read_agreement,
        read_role,
        match_header,
        named_grounds,
        core,
        hidden_places,
    ):
        read(text)
    read_declared(text, "ground")
    assert time.process_time() - begun < 1.5
