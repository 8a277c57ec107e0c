"""The cited cases, and our own beside them."""

from __future__ import annotations

from datetime import date

import pytest

from law.judge import judge
from law.store import default_law
from law.wordings import read_grounds
from tests.law.tables import rows, transfer_of

CITED = rows("cases.csv")
OWN = rows("own_cases.csv")


@pytest.mark.parametrize("row", CITED, ids=lambda row: row["case_id"])
def test_a_cited_case_gets_its_verdict_and_reason(row):
    found = judge(transfer_of(row), date.fromisoformat(row["on"]), default_law())
    assert (found.verdict, found.reason) == (row["verdict"], row["reason"]), row["because"]


@pytest.mark.parametrize("row", CITED, ids=lambda row: row["case_id"])
def test_a_cited_case_is_judged_alike_from_what_somebody_wrote(row):
    written = read_grounds(row["ground_text"])
    found = judge(transfer_of(row, written), date.fromisoformat(row["on"]), default_law())
    assert (found.verdict, found.reason) == (row["verdict"], row["reason"]), (row["ground_text"], written)


@pytest.mark.parametrize(
    "row", OWN, ids=lambda row: f"{row['importer_country']}-{row['grounds']}-{row['facts']}-{row['on']}"
)
def test_a_case_of_our_own_gets_its_verdict_reason_and_next_day(row):
    found = judge(transfer_of(row), date.fromisoformat(row["on"]), default_law())
    changes = found.changes_on.isoformat() if found.changes_on else ""
    assert (found.verdict, found.reason, changes) == (row["verdict"], row["reason"], row["changes_on"])
