"""What is coming, what rests on which record, and the drawing of it."""

from __future__ import annotations

from datetime import date

from accounts.tables import Organisation
from law.store import default_law
from register.coming import coming, law_changes
from register.resting import resting
from register.timeline import KINDS, LABELS, WIDTH, timeline
from tests.register.cast import NOW, PRIVACY, TODAY, Desk, only

LAW = default_law()
UK_ENDS = date(2031, 12, 28)


async def test_the_day_on_which_adequacy_of_the_united_kingdom_ends_is_coming(organisation: Organisation) -> None:
    desk = Desk()
    await desk.place(organisation, "GB", "ADEQUACY", "Beta Payroll")
    (found,) = [one for one in await coming(PRIVACY, LAW, NOW, TODAY) if one.day == UK_ENDS]
    assert any("GB" in record.importers for record in found.ended)
    assert found.moves == (("valid", "invalid", 1),)
    assert found.locations == 1


async def test_a_contract_that_runs_out_is_coming_on_its_day(organisation: Organisation) -> None:
    facts = {
        "scc_set": "2021",
        "scc_module": "2",
        "scc_signed_on": "2024-02-09",
        "contract_signed": "yes",
        "tia": "adequate",
        "contract_expired_on": "2027-05-31",
    }
    await Desk().place(organisation, "IN", "SCC_2021_M2", facts=facts)
    found = {one.day: one for one in await coming(PRIVACY, LAW, NOW, TODAY)}
    assert [move[:1] for move in found[date(2027, 6, 1)].moves] == [("valid",)]


async def test_what_somebody_may_not_see_is_not_coming_for_them(organisation: Organisation) -> None:
    await Desk().place(organisation, "GB", "ADEQUACY", "Beta Payroll")
    elsewhere = await Organisation.objects().create(name="Elsewhere Ltd", country="NO", created_at=NOW)
    found = await coming(only(elsewhere), LAW, NOW, TODAY)
    assert sum(one.locations for one in found) == 0
    assert UK_ENDS in {one.day for one in found}, "the law is everybody's"
    assert await resting(only(elsewhere), NOW) == {}


def test_what_has_begun_or_ended_is_no_longer_coming() -> None:
    assert all(day > TODAY for day in law_changes(LAW, TODAY))
    assert date(2020, 7, 16) in law_changes(LAW, date(2020, 7, 15))
    assert date(2020, 7, 16) not in law_changes(LAW, date(2020, 7, 16))


async def test_locations_are_counted_by_the_record_that_their_verdict_names(organisation: Organisation) -> None:
    desk = Desk()
    for name in ("Alpha", "Beta"):
        await desk.place(organisation, "CH", "ADEQUACY", name)
    ended = await desk.place(organisation, "CH", "ADEQUACY", "Gamma")
    view = await desk.view(ended)
    assert (await resting(PRIVACY, NOW))["ADQ-CH"] == 3
    from register.vendors import end_vendor

    await end_vendor(ended, view.version, **desk.how)
    assert (await resting(PRIVACY, NOW))["ADQ-CH"] == 2


def test_every_ground_of_a_regime_is_drawn_inside_the_picture() -> None:
    records = [record for record in LAW.records.values() if "EU" in record.exporter]
    titles = {record.id: record.id for record in records}
    drawing = timeline(records, titles, TODAY)
    wanted = {record.id for record in records if record.kind in KINDS}
    assert {row.label for row in drawing.rows} == wanted
    assert len({row.y for row in drawing.rows}) == len(drawing.rows)
    for row in drawing.rows:
        for bar in row.bars:
            assert LABELS <= bar.x <= WIDTH
            assert 0 < bar.width <= WIDTH - bar.x + 2.1
    assert drawing.rows[-1].y < drawing.height
    assert drawing.last >= 2031


def test_a_bar_says_whether_it_holds_and_whether_that_was_confirmed() -> None:
    titles = {record.id: record.id for record in LAW.records.values()}
    bars = {row.label: row.bars[0] for row in timeline(LAW.records.values(), titles, TODAY).rows}
    assert bars["DPF-EU"].look == "force"
    assert bars["PS-EU"].look == "ended"
    assert bars["PS-EU"].days == "2016-07-12 – 2020-07-15"
    assert bars["ADQ-AR"].look == "force unconfirmed"
