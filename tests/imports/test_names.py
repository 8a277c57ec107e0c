"""What a vendor is called, apart from what stands beside its name, and rows that name none."""

from __future__ import annotations

import pytest

from imports.brands import aliases_of, brand_of, core, is_product
from imports.examples import is_example
from imports.name_cells import name_and_rest


def test_names_are_compared_without_legal_forms_and_known_by_their_brands() -> None:
    assert core("Slack Technologies, LLC") == core("slack technologies") == "slack technologies"
    assert core("GitHub,\xa0Inc.") == "github"
    assert core("Hetzner Online GmbH") == "hetzner online"
    assert {brand_of(n) for n in ("G Suite", "Google Workspace", "Google Ireland Limited", "Google LLC")} == {"Google"}
    assert brand_of("LinkedIn Navigator") != brand_of("Microsoft")
    assert aliases_of("Functional Software, Inc (”Sentry”)") == ("Sentry",)
    assert aliases_of("AlphaAI Technologies Inc. dba Tavily") == ("Tavily",)
    assert aliases_of("Anthropic (via OpenRouter)") == ()
    assert aliases_of("Workplace (f.d. Facebook)") == ("Facebook",)


@pytest.mark.parametrize(
    "name",
    [
        "Sage (UK) Limited",
        "Google (EMEA)",
        "Crawford & Company (Sweden) AB",
        "Thomson Reuters (Markets) Norge AS",
        "Resend (on AWS SES)",
        "Visma (Norge, Sverige)",
        "X AB (SCC)",
        "Puzzel (Chatbot)",
        "Supabase Inc. (PostgreSQL hosting)",
    ],
)
def test_a_place_a_part_of_the_legal_name_and_a_remark_are_no_alias(name: str) -> None:
    assert aliases_of(name) == ()


def test_a_word_for_what_a_service_does_is_no_name_of_a_product() -> None:
    common = ("Chatbot", "Kontaktsenter", "Signering", "Virtuel Træning", "Lønn og personal", "Nyhetsbrevstjänst")
    assert [name for name in common if is_product(name)] == []
    products = ("BankID", "Aula", "Teams", "DigitalOcean", "Office 365", "Tidio", "Google Drive", "Feedback Studio")
    assert [name for name in products if not is_product(name)] == []


@pytest.mark.parametrize(
    ("cell", "asked", "name", "rest"),
    [
        ("Rubic AS\nStortorget 2\n0155 Oslo", True, "Rubic AS", "Stortorget 2\n0155 Oslo"),
        ("Rubic AS\nStortorget 2\n0155 Oslo", False, "Rubic AS", "Stortorget 2\n0155 Oslo"),
        ("Aiven\ninfo@aiven.io", False, "Aiven", "info@aiven.io"),
        ("Microsoft\nOffice 365", False, "Microsoft\nOffice 365", ""),
        ("Eventbrite, Inc., 95 Third Street", True, "Eventbrite, Inc.", "95 Third Street"),
        ("SAP SE Dietmar-Hopp-Allee 16, 69190 Walldorf", True, "SAP SE", "Dietmar-Hopp-Allee 16, 69190 Walldorf"),
        ("CleverReach GmbH & Co. KG, Schafjückenweg 2", True, "CleverReach GmbH & Co. KG", "Schafjückenweg 2"),
        ("Visma AS (tlf 22 33 44 55)", True, "Visma AS", "tlf 22 33 44 55"),
        ("AB Volvo, 405 08 Göteborg", True, "AB Volvo", "405 08 Göteborg"),
        ("Spond AS, Oslo", False, "Spond AS, Oslo", ""),
    ],
)
def test_an_address_is_no_part_of_the_name(cell: str, asked: bool, name: str, rest: str) -> None:
    assert name_and_rest(cell, asked=asked) == (name, rest)


@pytest.mark.parametrize(
    "name",
    [
        "Ex: Företaget AB",
        "Eks. Firmaet AS",
        "Exempel",
        "Eksempel AS",
        "Beispiel: Muster GmbH",
        "z. B. DATEV",
        "p. ex. OVH",
        "Exemple : OVH",
        "e.g. Google",
        "(Example) Acme",
        "[Leverantör]",
        "<Name of vendor>",
        "Mustermann GmbH",
        "Example Ltd",
    ],
)
def test_a_row_of_a_template_is_an_example(name: str) -> None:
    assert is_example(name, [name])


@pytest.mark.parametrize("name", ["Ex Libris Ltd", "Exact Software", "EG A/S", "[24]7.ai", "Ex.com Ltd", "Mall AB"])
def test_a_vendor_with_such_letters_is_none(name: str) -> None:
    assert not is_example(name, [name, "Ex: hosting", "Sverige"])
