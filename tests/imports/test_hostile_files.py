"""Files that are no spreadsheet, are broken or mean harm are refused quickly with one sentence, and no more."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports.model import Limits, Options, Refused
from imports.read import read
from imports.sheet_rows import SheetRows
from imports.understand import understand
from tests.imports import hostile
from tests.imports.books import grid, understood

pytestmark = pytest.mark.apart

_SECONDS = 5.0  # of the processor, in this process and its children: a busy machine takes no more of them
REFUSED: list[tuple[str, str, Callable[[], bytes], str]] = [
    ("a PDF under a spreadsheet's name", "list.xlsx", lambda: b"%PDF-1.7\n" + bytes(500), "not_a_spreadsheet"),
    ("a picture", "list.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), "not_a_spreadsheet"),
    ("random bytes", "list.xls", lambda: bytes((i * 7919) % 256 for i in range(5000)), "not_a_spreadsheet"),
    ("a workbook without any sheet", "list.xlsx", lambda: hostile.xlsx([], {"word/document.xml": "<a/>"}), "damaged"),
    ("an empty file", "list.csv", lambda: b"", "empty"),
    ("nothing but line breaks", "list.csv", lambda: b"\r\n\r\n  \r\n", "empty"),
    ("a workbook with no cells", "list.xlsx", lambda: hostile.xlsx([hostile.sheet_xml("")]), "empty"),
    ("a truncated workbook", "list.xlsx", lambda: hostile.xlsx([hostile.sheet_xml(hostile.HEADER)])[:-300], "damaged"),
    (
        "a workbook with its sheet cut off",
        "list.xlsx",
        lambda: hostile.xlsx([hostile.sheet_xml(hostile.HEADER)[:-60]]),
        "damaged",
    ),
    ("an old workbook cut off", "list.xls", lambda: hostile.encrypted_xls()[:700], "damaged"),
    ("a workbook under a password", "list.xlsx", hostile.encrypted_xlsx, "encrypted"),
    ("an old workbook under a password", "list.xls", hostile.encrypted_xls, "encrypted"),
    ("a document under a password", "list.ods", hostile.encrypted_ods, "encrypted"),
    (
        "an old document that is no spreadsheet",
        "list.xls",
        lambda: hostile.compound({"WordDocument": bytes(4096)}),
        "not_a_spreadsheet",
    ),
    ("a zip bomb", "list.xlsx", hostile.zip_bomb, "too_large"),
    ("a cell in the far corner", "list.xlsx", hostile.far_corner, "too_large"),
    ("entities that unfold", "list.xlsx", hostile.entity_bomb, "damaged"),
    ("a million claimed rows", "list.xlsx", lambda: hostile.million_rows(real=False), "too_large"),
    ("a million empty rows", "list.xlsx", lambda: hostile.million_rows(real=True), "too_large"),
    ("two hundred thousand columns", "list.csv", hostile.wide_sheet, "too_large"),
    ("a cell of five million characters", "list.csv", lambda: b"Vendor;Country\n" + b"x" * 5_000_000, "too_large"),
    ("five thousand sheets", "list.xlsx", lambda: hostile.many_sheets(5_000), "too_large"),
    (
        "a web page under a spreadsheet's name",
        "list.xls",
        lambda: b"<html><table><tr><td>Vendor</td></tr></table></html>",
        "unsupported",
    ),
    ("a binary workbook", "list.xlsx", lambda: hostile.archive({"xl/workbook.bin": b"x"}), "unsupported"),
    ("a file of Numbers", "list.xlsx", lambda: hostile.archive({"Index/Document.iwa": b"x"}), "unsupported"),
    ("a text document", "list.xlsx", lambda: hostile.archive({"word/document.xml": b"<w/>"}), "not_a_spreadsheet"),
    (
        "a web page saved as one file",
        "list.xls",
        lambda: b"MIME-Version: 1.0\nX-Document-Type: Workbook\n",
        "unsupported",
    ),
    (
        "a workbook that asks for a file of the server",
        "list.xlsx",
        lambda: hostile.xlsx(
            [hostile.sheet_xml(hostile.HEADER, doctype='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>')]
        ),
        "damaged",
    ),
    (
        "a document that asks for a file of the server",
        "list.ods",
        lambda: hostile.archive({"content.xml": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'}),
        "damaged",
    ),
    (
        "a text without any list",
        "list.csv",
        lambda: b"Dear all,\nplease find the list attached.\nRegards\n",
        "no_table",
    ),
]


def _spent() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


@pytest.mark.parametrize(("what", "name", "content", "code"), REFUSED, ids=[case[0] for case in REFUSED])
def test_is_refused_quickly_with_one_sentence(
    what: str, name: str, content: Callable[[], bytes], code: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = _spent()
    with pytest.raises(Refused) as refused:
        understand(path)
    assert _spent() - begun < _SECONDS
    assert refused.value.code == code, what
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000
    )  # kilobytes, in the process of the server


def test_a_file_above_the_size_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Vendor;Country\n" + "Fortnox AB;Sweden\n" * 100)
    with pytest.raises(Refused, match="too large"):
        understand(path, Options(limits=Limits(bytes=1_000)))


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Vendor;Country\nFortnox AB;Sweden\n")
    with pytest.raises(Refused) as refused:
        read(path, Options(limits=Limits(wall_seconds=0.001)))
    assert refused.value.code == "too_slow"


def test_a_file_whose_cells_take_too_long_to_understand_is_given_up() -> None:
    sheet = grid([["Vendor", "Country"], *([f"Vendor {n}", "Sweden"] for n in range(50))])
    with pytest.raises(Refused) as refused:
        understood(sheet, options=Options(limits=Limits(wall_seconds=0)))
    assert refused.value.code == "too_slow"


def test_a_file_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Vendor;Country\n" + "Fortnox AB;Sweden\n" * 90_000)
    with pytest.raises(Refused) as refused:
        read(path, Options(limits=Limits(memory_bytes=45_000_000)))
    assert refused.value.code == "too_large"


def test_a_missing_file_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"nowhere\.xlsx"):
        understand(tmp_path / "nowhere.xlsx")


def test_macros_and_links_to_other_files_in_a_workbook_are_left_alone(tmp_path: Path) -> None:
    more = {"xl/vbaProject.bin": "x", "xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    path = tmp_path / "list.xlsm"
    path.write_bytes(hostile.xlsx([hostile.sheet_xml(hostile.HEADER)], more))
    assert [row.name for row in understand(path).vendors] == ["Fortnox AB"]


def test_a_folder_and_a_pipe_are_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path, tmp_path / "pipe.csv", Path()):
        with pytest.raises(Refused, match=r"The file \S+ cannot be opened"):
            understand(path)


def test_merged_cells_that_lie_over_one_another_take_no_long_time(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}">{hostile.text_cell(f"B{n}", "x")}</row>' for n in range(3, 20_000))
    merged = "".join(f'<mergeCell ref="A{n}:A90000"/>' for n in range(1, 40_000))
    part = hostile.sheet_xml(hostile.HEADER + rows).replace(
        "</worksheet>", f"<mergeCells>{merged}</mergeCells></worksheet>"
    )
    path = tmp_path / "list.xlsx"
    path.write_bytes(hostile.xlsx([part]))
    (grid,) = read(path, Options()).grids
    begun = time.process_time()
    SheetRows(grid)
    assert time.process_time() - begun < _SECONDS


def test_a_dimension_that_claims_too_little_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(hostile.xlsx([hostile.sheet_xml(hostile.HEADER, '<dimension ref="A1"/>')]))
    assert [row.name for row in understand(path).vendors] == ["Fortnox AB"]


def test_a_cell_of_the_longest_text_is_kept_whole(tmp_path: Path) -> None:
    long = "å" * 32_767
    rows = hostile.HEADER + f'<row r="3">{hostile.text_cell("A3", "Visma AS")}{hostile.text_cell("B3", long)}</row>'
    path = tmp_path / "list.xlsx"
    path.write_bytes(hostile.xlsx([hostile.sheet_xml(rows)]))
    row = understand(path).vendors[1]
    assert row.location_text == long
    assert row.raw[1].text == long


def test_control_characters_and_direction_marks_are_taken_out_and_flagged(tmp_path: Path) -> None:
    name = hostile.text_cell("A3", "Vis_x0007_ma\u202e\u200f AS")
    rows = hostile.HEADER + f'<row r="3">{name}</row>'
    path = tmp_path / "list.xlsx"
    path.write_bytes(hostile.xlsx([hostile.sheet_xml(rows)], names=["Lis\u202eta\u200b"]))
    row = understand(path).vendors[1]
    assert (row.sheet, row.name) == ("Lista", "Visma AS")
    assert "characters_removed" in row.flags


def test_a_csv_file_with_nul_bytes_is_read_without_them_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"Vendor;Country\nFort\0nox AB;Sweden\nVisma AS;Norway\n")
    found = understand(path)
    assert [row.name for row in found.vendors] == ["Fortnox AB", "Visma AS"]
    assert any("NUL" in problem.found for problem in found.problems)


def test_a_csv_file_in_two_encodings_is_read_line_by_line_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(
        "Leverantör;Ändamål\nFörsäkring AB;Lön\n".encode() + "Bokföring AB;Årsredovisning\n".encode("cp1252")
    )
    found = understand(path)
    assert [(row.name, row.purpose) for row in found.vendors] == [
        ("Försäkring AB", "Lön"),
        ("Bokföring AB", "Årsredovisning"),
    ]
    assert "mixed_encodings" in found.notes
    assert any("encoding" in problem.expected for problem in found.problems)


def test_an_unpaired_quotation_mark_swallows_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('Vendor;Country\n"Fortnox AB;Sweden\nVisma AS;Norway\nOVH;France\n')
    found = understand(path)
    assert len(found.vendors) == 3
    assert "unbalanced_quotes" in found.notes


def test_a_child_gets_no_secrets_of_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}
    import imports.read as reading

    real = reading.subprocess.run
    monkeypatch.setattr(reading.subprocess, "run", lambda *a, **k: seen.update(k) or real(*a, **k))
    path = tmp_path / "list.csv"
    path.write_text("Vendor;Country\nFortnox AB;Sweden\n")
    read(path, Options())
    assert set(seen["env"]) == {"PYTHONPATH"}  # type: ignore[call-overload]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=3_000))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    try:
        understand(path)
    except Refused as refused:
        assert str(refused).endswith(".")  # noqa: PT017 - both outcomes are right


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2_000), st.integers(0, 255))
def test_a_workbook_with_one_byte_changed_is_read_or_refused(tmp_path: Path, place: int, byte: int) -> None:
    whole = bytearray(hostile.xlsx([hostile.sheet_xml(hostile.HEADER)]))
    whole[place % len(whole)] = byte
    path = tmp_path / "list.xlsx"
    path.write_bytes(bytes(whole))
    try:
        understand(path)
    except Refused as refused:
        assert str(refused).endswith(".")  # noqa: PT017 - both outcomes are right
