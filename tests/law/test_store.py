"""The loader: a law is whole, or it is refused with file, line and reason."""

from __future__ import annotations

from datetime import date
from textwrap import dedent

import pytest

from law.errors import LawError
from law.reasons import REASONS
from law.records import NEVER
from law.store import DATA, assemble, default_law, load
from tests.law.tables import TODAY, verdict

GOOD = {
    "kind": '"adequacy"',
    "importers": '["KE"]',
    "exporter": '["EU"]',
    "from": "2027-01-01",
    "citation": '"(EU) 2027/1"',
    "source": '"eur-lex"',
    "checked_on": "2026-12-01",
}
FRAMEWORK = {
    **GOOD,
    "kind": '"framework"',
    "ground": '["DPF_EU_US"]',
    "listed_fact": '"dpf_listed"',
    "reasons": (
        '{ ok = "DPF_OK", not_yet = "DPF_NOT_YET", ended = "ADQ_EXPIRED", '
        'not_listed = "DPF_NOT_LISTED", unknown = "DPF_LISTING_UNKNOWN" }'
    ),
}
END = {
    "until": "2027-06-30",
    "ended_by": '"C-703/25 P"',
    "citation": '"C-703/25 P"',
    "source": '"curia"',
    "checked_on": "2027-07-01",
}


def table(name, known):
    return f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in known.items())


@pytest.fixture
def folder(tmp_path):
    """A local folder of law; write(text) puts a file into it."""

    class Folder:
        path = tmp_path

        def write(self, text, name="local.toml"):
            (tmp_path / name).write_text(dedent(text), encoding="utf-8")
            return tmp_path

    return Folder()


def without(known, key):
    return {k: v for k, v in known.items() if k != key}


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({**GOOD, "kind": '"adequate"'}, "kind 'adequate' is unknown"),
        (without(GOOD, "kind"), "kind"),
        ({**GOOD, "colour": '"red"'}, "key 'colour' is unknown"),
        ({**GOOD, "set": '"2021"'}, "key 'set' is unknown for the kind adequacy"),
        (without(GOOD, "source"), "source is missing"),
        ({**GOOD, "source": '""'}, "source is missing"),
        ({**GOOD, "source": '"  "'}, "source has to be a text"),
        (without(GOOD, "citation"), "citation is missing"),
        (without(GOOD, "checked_on"), "checked_on is missing"),
        (without(GOOD, "importers"), "importers is missing"),
        (without(GOOD, "from"), "from is missing"),
        ({**GOOD, "citation": "7"}, "citation has to be a text"),
        ({**GOOD, "importers": '["UK"]'}, "'UK' is no territory of ISO 3166-1"),
        ({**GOOD, "importers": '"KE"'}, "importers has to be a list"),
        ({**GOOD, "importers": '["KE", "KE"]'}, "names something twice"),
        ({**GOOD, "importers": "[[1]]"}, "is no territory"),
        ({**GOOD, "exporter": '["EEA"]'}, "'EEA' is no regime"),
        ({**GOOD, "from": '"2027-01-01"'}, "from has to be a date"),
        ({**GOOD, "from": "2027-01-01T00:00:00"}, "from has to be a date"),
        ({**GOOD, "from": "1900-01-01"}, "from has to lie between"),
        ({**GOOD, "until": "2026-12-31", "ended_by": '"x"'}, "until lies before from"),
        ({**GOOD, "until": "2027-12-31"}, "until and ended_by belong together"),
        ({**GOOD, "ended_by": '"x"'}, "until and ended_by belong together"),
        ({**GOOD, "confirmed": '"no"'}, "confirmed has to be true or false"),
        (without(FRAMEWORK, "reasons"), "reasons is missing"),
        ({**FRAMEWORK, "reasons": '"DPF_OK"'}, "reasons has to be a table"),
        ({**FRAMEWORK, "reasons": '{ ok = "DPF_OK" }'}, "the outcome 'not_yet' is missing"),
        ({**FRAMEWORK, "reasons": '{ fine = "DPF_OK" }'}, "the outcome 'fine' is unknown"),
        ({**FRAMEWORK, "reasons": FRAMEWORK["reasons"].replace("DPF_OK", "DPF_FINE")}, "'DPF_FINE' is no reason code"),
        ({**FRAMEWORK, "listed_fact": '"dpf_list"'}, "listed_fact 'dpf_list' is unknown"),
        ({**FRAMEWORK, "ground": '["DPF"]'}, "'DPF' is no ground code"),
    ],
)
def test_a_mistake_in_a_record_is_refused_with_its_reason(folder, known, reason):
    with pytest.raises(LawError) as refused:
        load(folder.write("# local law\n\n" + table("ADQ-KE", known)))
    assert reason in str(refused.value)
    assert "local.toml" in str(refused.value)
    assert "ADQ-KE" in str(refused.value)


def test_a_refusal_names_the_line_of_the_record(folder):
    with pytest.raises(LawError, match=r"local\.toml, line 3: ADQ-KE"):
        load(folder.write("# local law\n\n" + table("ADQ-KE", without(GOOD, "source"))))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[ADQ-KE\n", "cannot be read as TOML"),
        ("a = 1\n", "stands outside any record"),
        ("end = 1\n", "has to be tables"),
        (table("DPF-EU", GOOD), r"to end that one, write \[end.DPF-EU\]"),
        (table("ADQ-KE", GOOD) + table("ADQ-KE", GOOD), "cannot be read as TOML"),
        (table("end.DPF-XX", END), "there is no such record to end"),
        (table("end.DPF-EU", without(END, "source")), "exactly these keys"),
        (table("end.DPF-EU", {**END, "until": "2020-01-01"}), "until lies before from"),
        (table("end.DPF-EU", {**END, "until": '"soon"'}), "until has to be a date"),
        (table("end.PS-EU", END), "has ended before"),
        ('end = { "DPF-EU" = 1 }\n', "exactly these keys"),
    ],
)
def test_a_mistake_in_a_file_is_refused(folder, text, reason):
    with pytest.raises(LawError, match=reason):
        load(folder.write(text))


def test_two_records_that_hold_on_the_same_day_are_refused(folder):
    text = table("ADQ-KE", GOOD) + table("ADQ-KE-2", {**GOOD, "from": "2030-01-01"})
    with pytest.raises(LawError, match=r"ADQ-KE-2: overlaps ADQ-KE .* from 2030-01-01 both would hold"):
        load(folder.write(text))


def test_a_file_that_is_no_text_is_refused(folder):
    (folder.path / "local.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LawError, match="cannot be read"):
        load(folder.path)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(LawError, match="no such folder"):
        load(tmp_path / "law.d")


def test_a_local_folder_adds_law_from_its_day(folder):
    law = load(folder.write(table("ADQ-KE", GOOD)))
    assert verdict("KE", "ADEQUACY", on=date(2026, 12, 31), law=law).reason == "ADQ_NOT_YET"
    assert verdict("KE", "ADEQUACY", on=date(2026, 12, 31), law=law).changes_on == date(2027, 1, 1)
    assert verdict("KE", "ADEQUACY", on=date(2027, 1, 1), law=law).verdict == "valid"
    assert law.records["ADQ-KE"].file == "local.toml"
    assert law.digest != default_law().digest


def test_a_local_folder_ends_law_on_its_day(folder):
    law = load(folder.write(table("end.DPF-EU", END)))
    found = verdict("US", "DPF_EU_US", on=date(2027, 6, 30), law=law, dpf_listed="yes")
    assert (found.verdict, found.changes_on) == ("valid", date(2027, 7, 1))
    assert verdict("US", "DPF_EU_US", on=date(2027, 7, 1), law=law, dpf_listed="yes").reason == "ADQ_EXPIRED"
    record = law.records["DPF-EU"]
    assert record.ended_by == "C-703/25 P"
    assert record.file == "frameworks.toml, local.toml"
    assert record.citation.endswith("ended by C-703/25 P")


def test_a_tool_that_is_replaced_counts_by_its_day(folder):
    known = {"kind": '"tool"', "ground": '["UK_IDTA"]', "exporter": '["UK"]', "from": "2027-07-01"}
    law = load(folder.write(table("end.UK-IDTA", END) + table("UK-IDTA-2", {**without(GOOD, "importers"), **known})))
    for day, record in ((date(2027, 6, 30), "UK-IDTA"), (date(2027, 7, 1), "UK-IDTA-2")):
        found = verdict("IN", "UK_IDTA", on=day, regime="UK", law=law, tia="adequate")
        assert (found.verdict, found.records) == ("valid", (record,))


def test_an_empty_local_folder_changes_nothing(tmp_path):
    assert load(tmp_path).digest == load().digest == default_law().digest


@pytest.mark.parametrize("record", default_law().records.values(), ids=lambda record: record.id)
def test_every_shipped_record_is_cited_dated_and_bounded(record):
    assert record.citation
    assert record.source
    assert record.checked_on <= TODAY
    assert record.exporter
    assert bool(record.ended_by) == (record.ends != NEVER)


def test_what_was_not_looked_up_again_is_said_with_the_verdict():
    assert verdict("AR", "ADEQUACY").unconfirmed
    assert not verdict("KR", "ADEQUACY").unconfirmed


def test_each_file_of_the_shipped_law_holds_records():
    files = {record.file for record in default_law().records.values()}
    assert files == {file.name for file in DATA.glob("*.toml")} - {
        "names.toml",
        "reasons.toml",
        "grounds.toml",
        "wordings.toml",
    }


def test_a_record_cannot_be_changed():
    with pytest.raises(AttributeError):
        default_law().records["DPF-EU"].ends = TODAY
    with pytest.raises(TypeError):
        default_law().records["NEW"] = default_law().records["DPF-EU"]


def test_a_law_without_tools_or_frameworks_makes_nothing_valid():
    bare = assemble(r for r in default_law().records.values() if r.kind in {"member", "rule", "home"})
    assert verdict("IN", "UK_IDTA", regime="UK", law=bare).verdict == "invalid"
    assert verdict("US", "DPF_EU_US", law=bare, dpf_listed="yes").verdict == "invalid"
    assert verdict("", "DPF_EU_US", law=bare, dpf_listed="yes").verdict == "invalid"


def test_a_law_without_clauses_cannot_judge_clauses():
    bare = assemble(r for r in default_law().records.values() if r.kind != "clauses")
    with pytest.raises(LawError, match="no clauses of 2021"):
        verdict("IN", "SCC_2021_M2", law=bare)


def test_each_verdict_has_reasons():
    assert {reason.verdict for reason in REASONS.values()} == {
        "valid",
        "no-transfer",
        "review",
        "incomplete",
        "invalid",
    }
