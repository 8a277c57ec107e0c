"""What a person names on the command line is found, or refused with what there is; it is never passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from imports.command import options_of
from imports.model import Options, Refused
from imports.understand import understand
from tests.imports.test_command import Arguments

LIST = "Konto;X\nAlfa AB;Sverige\nBeta AS;Norge\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A list under headers that nobody would know."""
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    return path


def test_headers_that_nobody_would_know_are_found_where_a_person_names_them(file: Path) -> None:
    found = understand(file, Options(columns={"konto ": "name", "X": "location"}))
    assert [(row.name, row.countries) for row in found.vendors] == [("Alfa AB", ("SE",)), ("Beta AS", ("NO",))]
    assert found.tables[0].header_rows == (1,)


@pytest.mark.parametrize("name", ["Kontoo", "F"])
def test_a_column_that_is_not_there_is_refused_by_its_name(file: Path, name: str) -> None:
    with pytest.raises(Refused, match=f"There is no column “{name}”") as refused:
        understand(file, Options(columns={name: "name"}))
    assert refused.value.code == "option"


def test_a_row_without_headers_is_refused_by_its_number(file: Path) -> None:
    with pytest.raises(Refused, match="No headers of a list stand in row 99"):
        understand(file, Options(header_row=99))


@pytest.mark.parametrize(("written", "sign"), [("tab", "\t"), ("semicolon", ";"), (";", ";")])
def test_a_delimiter_is_a_sign_or_its_name(written: str, sign: str) -> None:
    assert options_of(Arguments(delimiter=written)).delimiter == sign  # type: ignore[arg-type]


def test_a_delimiter_of_two_signs_is_refused() -> None:
    with pytest.raises(Refused, match="cannot part cells"):
        options_of(Arguments(delimiter=";;"))  # type: ignore[arg-type]


def test_two_columns_cannot_both_be_the_name(file: Path) -> None:
    with pytest.raises(Refused, match="“Konto” and “X” cannot both be name"):
        understand(file, Options(columns={"Konto": "name", "X": "name"}))
    assert understand(file, Options(columns={"Konto": "name", "A": "name"})).vendors[0].name == "Alfa AB"


def test_a_column_that_is_there_but_names_nobody_is_not_said_to_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Vendor;Country\nAlfa AB;Sverige\n")
    with pytest.raises(Refused) as refused:
        understand(path, Options(columns={"A": ""}))
    assert refused.value.code == "no_table"
