"""The commands that judge and read CSV files."""

from __future__ import annotations

import csv
import io

import pytest

from law.sheet import judge_file, read_grounds_file

HEADER = (
    "case_id,exporter_country,exporter_regime,exporter_role,importer_country,importer_role,ground_text,grounds,facts,on"
)
ROW = "T1,SE,EU,controller,KR,processor,adequacy,ADEQUACY,,2026-11-21"


def run(tmp_path, command, text, encoding="utf-8"):
    file = tmp_path / "cases.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    out, err = io.StringIO(), io.StringIO()
    status = command(file, out, err)
    return status, list(csv.DictReader(io.StringIO(out.getvalue()))), err.getvalue()


def test_each_row_is_judged(tmp_path):
    status, found, err = run(tmp_path, judge_file, f"{HEADER}\n{ROW}\n")
    assert (status, err) == (0, "")
    assert list(found[0]) == [
        "case_id",
        "verdict",
        "reason",
        "grounds",
        "ground_used",
        "changes_on",
        "because",
        "citation",
    ]
    assert found[0]["verdict"] == "valid"
    assert found[0]["because"].startswith("South Korea")


def test_the_day_of_the_next_change_is_printed(tmp_path):
    _, found, _ = run(tmp_path, judge_file, f"{HEADER}\nT1,SE,EU,controller,GB,processor,,ADEQUACY,,2026-11-21\n")
    assert found[0]["changes_on"] == "2031-12-28"


def test_blank_grounds_are_read_from_the_text(tmp_path):
    _, found, _ = run(tmp_path, judge_file, f"{HEADER}\nT1,SE,EU,controller,US,processor,Privacy Shield,,,2026-11-21\n")
    assert found[0]["grounds"] == "PRIVACY_SHIELD_EU_US"


def test_blank_lines_short_rows_and_a_byte_order_mark_are_taken_as_they_are_meant(tmp_path):
    text = "exporter_regime,importer_country,on,case_id\nEU,KR,2026-11-21\n\n,,,\n"
    status, found, _ = run(tmp_path, judge_file, text, "utf-8-sig")
    assert (status, len(found), found[0]["verdict"]) == (0, 1, "valid")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (ROW.replace(",,2026", ",dpf_list=yes,2026"), "facts"),
        (ROW.replace(",,2026", ",tia=some,2026"), "facts"),
        (ROW.replace("ADEQUACY", "ADEQUATE"), "grounds"),
        (ROW.replace("2026-11-21", "2026-11-31"), "on"),
        (ROW.replace("2026-11-21", "1994-01-01"), "on"),
        (ROW.replace("2026-11-21", ""), "on"),
        (ROW.replace(",KR,", ",KOREA,"), "importer_country"),
        (ROW.replace(",EU,", ",EEA,"), "exporter_regime"),
        (ROW.replace("controller", "owner"), "exporter_role"),
        (ROW.replace("processor", "vendor"), "importer_role"),
    ],
)
def test_a_word_that_is_not_in_the_vocabulary_is_refused_with_row_and_column(tmp_path, row, column):
    status, found, err = run(tmp_path, judge_file, f"{HEADER}\n{ROW}\n{row}\n")
    assert status == 1
    assert found == []
    assert f"row 3, column {column}: " in err


def test_only_the_first_mistakes_are_listed(tmp_path):
    _, _, err = run(tmp_path, judge_file, HEADER + "\n" + (ROW.replace("KR", "??") + "\n") * 25)
    assert err.count("row ") == 20
    assert "and 5 more" in err


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the column exporter_regime is missing"),
        ("a,b\n1,2\n", "the column exporter_regime is missing"),
        (f"{HEADER}\n{ROW},more\n", "row 2 has more cells"),
        (f"{HEADER}\n{ROW}\n".encode("utf-16"), "not text in UTF-8"),
        (f"{HEADER}\n" + "x" * 200_000, "is not CSV"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(tmp_path, text, reason):
    status, _, err = run(tmp_path, judge_file, text)
    assert status == 1
    assert reason in err
    assert err.count("\n") == 1


def test_a_file_that_is_not_there_is_refused(tmp_path):
    err = io.StringIO()
    assert judge_file(tmp_path / "none.csv", io.StringIO(), err) == 1
    assert "cannot be opened" in err.getvalue()


def test_written_grounds_are_read_row_by_row(tmp_path):
    status, found, _ = run(tmp_path, read_grounds_file, 'written\nDPF + SCC\n""\n')
    assert status == 0
    assert [row["grounds"] for row in found] == ["DPF_EU_US|SCC_UNSPECIFIED", "NONE"]
    assert [row["written"] for row in found] == ["DPF + SCC", ""]


def test_a_file_without_the_column_is_refused(tmp_path):
    status, _, err = run(tmp_path, read_grounds_file, "text\nDPF\n")
    assert status == 1
    assert "the column written is missing" in err
