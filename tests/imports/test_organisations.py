"""The small lists of five organisations, in their own words, are read as what they say."""

from __future__ import annotations

from pathlib import Path

from imports.model import Row
from imports.understand import understand

_FOLDER = Path(__file__).parent / "organisations"


def rows(name: str) -> list[Row]:
    return list(understand(_FOLDER / name).vendors)


def test_energy_software_names_eleven_third_parties_under_model_clauses_of_unstated_set() -> None:
    found = rows("energy-software-se.xlsx")
    assert len(found) == 11
    assert {row.grounds for row in found} == {("SCC_UNSPECIFIED",)}
    assert {row.countries + row.regions for row in found} == {()}
    assert found[0].aliases == ("Google",)


def test_a_security_agreement_is_no_dpa_and_subsidiaries_are_independent_controllers() -> None:
    subsidiaries, suppliers = rows("builders-group-no.xlsx")
    assert (subsidiaries.role, subsidiaries.countries, subsidiaries.dpa.signed) == ("controller", ("NO",), None)
    assert (suppliers.role, suppliers.dpa.signed, suppliers.dpa.kind) == ("processor", None, "security")
    assert "unnamed_group" in subsidiaries.flags
    assert "unnamed_group" in suppliers.flags
    assert suppliers.notes == (("Sikkerhetsvurdering", "Jevnlig"),)


def test_a_list_without_headers_is_read_by_its_cells_and_eec_is_the_eea() -> None:
    albacross, suite = rows("marketing-se-bilaga-2.tsv")
    assert (albacross.name, albacross.grounds) == ("Albacross", ("EEA",))
    assert "EEA" in albacross.regions
    assert (suite.name, suite.grounds) == ("G Suite", ("PRIVACY_SHIELD_EU_US",))
    assert suite.purpose == "Dokumentredigering, delning, kommunikation"


def test_a_confidentiality_agreement_is_no_dpa_and_unnamed_suppliers_are_flagged() -> None:
    (row,) = rows("it-services-se.csv")
    assert (row.dpa.signed, row.dpa.kind, row.dpa.text) == (None, "nda", "Confidentiality agreement")
    assert "unnamed_group" in row.flags


def test_ess_is_read_as_ees_and_authorities_are_independent_controllers() -> None:
    found = rows("mailing-se.xlsx")
    assert len(found) == 6
    assert all("EEA" in row.regions for row in found)
    assert [row.role for row in found] == ["processor"] * 2 + ["controller"] * 4
    assert [row.dpa.signed for row in found] == [True] * 2 + [None] * 4
