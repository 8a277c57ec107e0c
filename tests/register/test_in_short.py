"""What a list says a vendor is used for."""

from __future__ import annotations

from register.standing import IN_SHORT, in_short, standing
from tests.register.cases import case, engagement


def test_the_list_names_the_purpose_where_no_service_is_named() -> None:
    row = standing(case(does=engagement(service="", purposes="Payroll")), [], active=True)
    assert row["service"] == "Payroll"


def test_the_list_finds_a_vendor_by_its_purpose_also_where_a_service_is_named() -> None:
    row = standing(case(does=engagement(service="Suite", purposes="Löner")), [], active=True)
    assert "loner" in row["search"]
    assert row["service"] == "Suite"


def test_many_uses_are_cut_between_entries_and_the_rest_is_counted() -> None:
    said = in_short([f"Use number {n} of this vendor" for n in range(20)])
    assert said.startswith("Use number 0 of this vendor; ")
    assert said.endswith(f"(+{20 - said.count('Use')})")
    assert len(said) < IN_SHORT + 10


def test_one_long_use_is_cut_with_a_sign_of_it() -> None:
    assert in_short(["x" * 1000]) == "x" * (IN_SHORT - 1) + "…"


def test_nothing_is_said_of_no_use() -> None:
    assert in_short([""]) == ""
