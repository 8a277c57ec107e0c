"""What nobody has looked up lately."""

from __future__ import annotations

from datetime import timedelta

from law.check import mark, stale_records, unconfirmed_records
from law.store import default_law, load
from tests.law.tables import TODAY

LAW = default_law()


def test_nothing_is_stale_on_the_day_on_which_it_was_looked_up():
    assert stale_records(LAW, TODAY) == []


def test_a_record_is_stale_after_ninety_days():
    assert stale_records(LAW, TODAY + timedelta(days=90)) == []
    assert len(stale_records(LAW, TODAY + timedelta(days=91))) == len(LAW.records)


def test_the_number_of_days_can_be_chosen():
    assert stale_records(LAW, TODAY + timedelta(days=2), days=1)


def test_what_rests_on_general_knowledge_is_listed():
    found = unconfirmed_records(LAW)
    assert LAW.records["ADQ-AR"] in found
    assert LAW.records["ADQ-KR"] not in found


def test_the_mark_of_a_law_names_its_digest_and_the_last_day_on_which_anything_was_looked_up(tmp_path):
    (tmp_path / "local.toml").write_text(
        """
        [end.DPF-EU]
        until = 2027-01-01
        ended_by = "An example judgment"
        citation = "C-1/27"
        source = "example"
        checked_on = 2027-01-02
        """,
        encoding="utf-8",
    )
    changed = load(tmp_path)
    assert mark(changed).digest == changed.digest[:12] != mark(LAW).digest
    assert mark(changed).looked_up_on == TODAY.replace(year=2027, month=1, day=2)
    assert mark(LAW).looked_up_on == TODAY
