"""Rows that may be one vendor are proposed with a reason; names that only look alike are not."""

from __future__ import annotations

import pytest

from imports.match import same_vendor
from tests.imports.books import grid, table, understood


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Slack", "Slack Technologies, LLC"),
        ("GitHub, Inc.", "GitHub"),
        ("Google Ads", "Google Workspace"),
        ("G Suite", "Google Ireland Limited"),
        ("AWS", "Amazon Web Services (AWS)"),
        ("AWS Amazon", "Amazon Route 53 (AWS)"),
        ("Sentry", "Functional Software, Inc. (Sentry)"),
        ("Hound Technology", "Honeycomb"),
        ("Salesforce", "Salesforce.com"),
        ("Redis Ltd.", "Redis"),
        ("Microsoft (Azure)", "Microsoft"),
        ("ClickHouse", "Clickhouse Inc."),
        ("Mailgun Technologies Inc.", "Mailgun"),
        ("TWILIO", "Twilio "),
        ("Simployer Group AS", "Simployer"),
        ("Confluentia", "Confluentja"),
        ("Tavily", "AlphaAI Technologies Inc. dba Tavily"),
    ],
)
def test_two_names_of_one_vendor_are_found_with_a_reason(one: str, two: str) -> None:
    same = same_vendor(one, two)
    assert same is not None
    assert same.reason
    assert same_vendor(two, one) is not None


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Microsoft", "LinkedIn"),
        ("GitHub Germany GmbH", "GitHub India Pty Ltd"),
        ("Notion Labs Japan, G.K.", "Notion Labs, Ireland Limited"),
        ("Mailgun", "Mailchimp"),
        ("Anthropic (via OpenRouter)", "OpenRouter"),
        ("Alfa 1 AB", "Alfa 2 AB"),
        ("Nordic Backup", "Nordic Data"),
        ("Visma", "Vilma"),
    ],
)
def test_two_vendors_are_not_taken_for_one(one: str, two: str) -> None:
    assert same_vendor(one, two) is None


def test_the_same_rows_are_proposed_once_as_a_group_over_all_sheets() -> None:
    one = grid(table("Vendor | Country\nSlack | USA\nStripe, Inc. | USA\nAcme | UK"), "A")
    two = grid(table("Vendor | Country\nSlack Technologies LLC | USA\nStripe | USA"), "B")
    groups = [[(p.sheet, p.row) for p in d.rows] for d in understood(one, two).duplicates]
    assert sorted(groups) == [[("A", 2), ("B", 2)], [("A", 3), ("B", 3)]]


def test_in_a_list_of_engagements_the_same_name_is_no_question() -> None:
    rows = "\n".join(f"Slack | Enhet {n}" for n in range(20))
    assert understood(grid(table(f"Leverantör | Enhet\n{rows}"))).duplicates == ()


def test_groups_without_names_are_not_compared() -> None:
    assert understood(grid(table("Supplier | Service\nSuppliers | IT\nSuppliers | Cleaning"))).duplicates == ()
