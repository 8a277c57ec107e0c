"""How people write grounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.grounds import GROUNDS
from law.wordings import read_grounds
from law.written.text import LONGEST, Mender, plain
from tests.law.tables import rows

WRITTEN = [*rows("wordings.csv"), *rows("own_wordings.csv")]


@pytest.mark.parametrize("row", WRITTEN, ids=lambda row: row["written"] or "blank")
def test_a_wording_is_read_as_its_grounds(row):
    assert set(read_grounds(row["written"])) == set(row["grounds"].split("|"))


@given(st.text(max_size=200))
def test_any_text_is_read_as_known_codes_each_once(text):
    found = read_grounds(text)
    assert found
    assert len(set(found)) == len(found)
    assert set(found) <= GROUNDS.keys()


@given(st.lists(st.sampled_from([row["written"] for row in WRITTEN]), min_size=1, max_size=3))
def test_wordings_together_in_one_cell_are_read_as_known_codes(parts):
    assert set(read_grounds("; ".join(parts))) <= GROUNDS.keys()


@pytest.mark.parametrize("ground", ["Privacy Shield", "DPF", "SCC", "BCR", "Safe Harbor"])
@pytest.mark.parametrize(
    "denial",
    [
        "no {}",
        "not {}",
        "kein {}",
        "nicht {}",
        "ohne {}",
        "inte {}",
        "ej {}",
        "ikke {}",
        "ingen {}",
        "sans {}",
        "pas de {}",
        "{}: no",
    ],
)
def test_a_ground_that_is_named_only_to_deny_it_is_not_read(ground, denial):
    assert read_grounds(denial.format(ground)) == ("NONE",)


def test_grounds_are_read_in_the_order_in_which_they_are_written():
    assert read_grounds("SCC, DPF") == ("SCC_UNSPECIFIED", "DPF_EU_US")
    assert read_grounds("DPF, SCC") == ("DPF_EU_US", "SCC_UNSPECIFIED")


def test_a_heading_is_read_as_the_question_to_its_answer():
    assert read_grounds("SCC/DPF: DPF") == ("DPF_EU_US",)
    assert read_grounds("DPF: no, SCC") == ("SCC_UNSPECIFIED",)
    assert read_grounds("Comment: SCC") == ("SCC_UNSPECIFIED",)
    assert read_grounds("GDPR compliant: yes") == ("NOT_A_GROUND",)
    assert read_grounds("DPF:yes") == ("DPF_EU_US",)


@pytest.mark.parametrize("mark", ["✅", "✔ ", "• ", "\u200f"])
def test_marks_before_a_word_are_passed_over(mark):
    assert read_grounds(f"{mark}SCC 2021") == ("SCC_2021_UNSPECIFIED",)


def test_a_cross_denies():
    assert read_grounds("❌") == ("NOT_APPLICABLE_CLAIM",)


@pytest.mark.parametrize("slip", ["framwork", "frmaework", "fframework", "framewurk"])
def test_one_slip_in_a_long_word_is_mended(slip):
    assert Mender(["framework"])(slip, ()) == "framework"


@pytest.mark.parametrize("word", ["content", "contact", "frameworks", "famous", "frames", "frmwrok"])
def test_words_of_their_own_stay(word):
    assert Mender(["framework", "consent", "contract"])(word, ()) == word


def test_what_is_understood_is_not_mended():
    assert Mender(["framework"])("framwork", [(0, 8)]) == "framwork"


def test_text_is_compared_without_case_accents_and_kinds_of_dashes():
    assert plain("  Ä–Ö\nU.S.  EU – US ") == "a-o ; us eu-us"


@pytest.mark.parametrize(
    "written", ["Angemessenheitsbeschluss (DPF)", "Adequacy decision: EU-US DPF", "adequacy decision under the DPF"]
)
def test_the_decision_on_the_framework_and_the_framework_are_one_ground(written):
    assert read_grounds(written) == ("DPF_EU_US",)


def test_a_decision_beside_the_framework_is_a_ground_of_its_own():
    assert read_grounds("UK adequacy decision and US DPF") == ("ADEQUACY", "DPF_EU_US")


def test_a_text_is_read_as_far_as_a_person_would_read_on():
    assert read_grounds("SCC" + " " * LONGEST + "DPF") == ("SCC_UNSPECIFIED",)
