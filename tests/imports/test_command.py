"""The dry run of the command prints what was understood, and needs no database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from imports.command import options_of, run
from tests.imports.scoring import FOLDER
from tests.support.warm import art28


def test_the_json_has_the_shape_that_others_rely_on(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Vendor;Country;DPA date\nAcme;USA;3/4/21\nTotal;1\nAcme Inc;Ireland;\n")
    done = art28("import", str(path), "--dry-run", "--json")
    told = json.loads(done.stdout)
    assert {"vendors", "skipped", "duplicates", "problems"} <= told.keys()
    first = told["vendors"][0]
    assert {
        k: first[k]
        for k in ("sheet", "row", "name", "countries", "regions", "grounds", "role", "owner", "next_review", "service")
    } == {
        "sheet": "csv",
        "row": 2,
        "name": "Acme",
        "countries": ["US"],
        "regions": [],
        "grounds": [],
        "role": None,
        "owner": "",
        "next_review": None,
        "service": "",
    }
    assert (first["dpa"]["signed"], first["dpa"]["date"]) == (True, "2021-04-03")
    assert told["skipped"] == [{"sheet": "csv", "row": 3, "why": "total", "text": "Total | 1"}]
    assert told["duplicates"] == [[{"sheet": "csv", "row": 2}, {"sheet": "csv", "row": 4}]]
    assert told["problems"][0] == {
        "sheet": "csv",
        "row": 2,
        "column": "DPA date",
        "found": "3/4/21",
        "expected": "a date that can be read in one way only, such as 2024-03-01",
        "suggestion": "2021-04-03 or 2021-03-04",
    }


def test_a_vendor_of_a_transposed_table_has_a_column() -> None:
    book = FOLDER / "s07_registre_services_publics.xlsx"
    done = art28("import", str(book), "--dry-run", "--json")
    columns = {
        (v["name"], v.get("column")) for v in json.loads(done.stdout)["vendors"] if v["sheet"] == "Autre service"
    }
    assert columns == {("Scaleway", 2), ("Brevo", 3)}


def test_a_person_gets_a_report_with_counts_columns_and_what_to_look_at(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Leverantör;Land;Avtalsdatum\nAcme;Norden;3/4/21\nAcme Inc;Irland;\n")
    done = art28("import", str(path), "--dry-run")
    assert "Rows read: 2." in done.stdout
    assert "A Leverantör = name" in done.stdout
    assert "Acme, Acme Inc (2 rows)" in done.stdout
    assert "found “Norden”, expected a country or region" in done.stdout


def test_a_refused_file_gives_one_sentence_and_status_one(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"%PDF-1.7")
    done = art28("import", str(path), "--dry-run", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip().endswith(".")
    assert "Traceback" not in done.stderr


def test_understanding_loads_neither_the_database_nor_the_web() -> None:
    code = (
        "import sys; from pathlib import Path; import imports.command; from imports.understand import understand; "
        f"understand(Path({str(FOLDER / 's03_databehandlere_fiken.xlsx')!r})); "
        "print([m for m in ('piccolo', 'litestar', 'pydantic', 'openpyxl') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_person_can_say_on_the_command_line_what_the_columns_are(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("a/b\nx/y\nKund/Stad\nAcme/Umeå\n", encoding="cp1252")
    said = [
        "--map",
        "Kund=name",
        "--map",
        "Stad=location",
        "--header-row",
        "3",
        "--encoding",
        "cp1252",
        "--delimiter",
        "/",
    ]
    done = art28("import", str(path), "--dry-run", "--json", *said)
    (vendor,) = json.loads(done.stdout)["vendors"]
    assert (vendor["name"], vendor["location_text"], vendor["countries"]) == ("Acme", "Umeå", ["SE"])


class Arguments:
    """What the parser would hand over."""

    def __init__(self, **given: object) -> None:
        self.__dict__ |= given


def test_options_of_the_command_line_are_handed_on(capsys) -> None:
    options = options_of(
        Arguments(map=["Leverantör=name", "a=b=purpose"], sheet=["Blad1"], header_row=3, encoding="cp1252")
    )  # type: ignore[arg-type]
    assert options.columns == {"Leverantör": "name", "a=b": "purpose"}
    assert (options.sheets, options.header_row, options.encoding, options.delimiter) == (("Blad1",), 3, "cp1252", None)
    assert run(Arguments(map=["Leverantör"], file=Path("x"), dry_run=True, json=False)) == 1  # type: ignore[arg-type]
    assert "is no mapping" in capsys.readouterr().err
