"""Answers of several people: each question for itself, nothing lost, nothing hidden that has to be asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.actor import Actor
from accounts.errors import Conflict, Forbidden, Invalid, NotFound
from accounts.roles import Role
from accounts.tables import Organisation
from assessments.answers import Change, save_answers, submit_answers
from assessments.assessment_tables import Assessment
from tests.assessments.asked_cast import Office, template
from tests.register.cast import Desk, only
from tests.support import builders
from tests.support.clock import START


@pytest.fixture
async def number(organisation: Organisation) -> int:
    """An open assessment of a vendor."""
    vendor = await Desk().vendor(organisation)
    return await Office().start(organisation, vendor, await template())


async def test_an_answer_is_kept_with_who_gave_it(number: int) -> None:
    saved = await Office().answer(number, breach="yes", about="All disks are encrypted.")
    assert set(saved.keys) == {"breach", "about"}
    given = (await Office().see(number)).given("about")
    assert (given.value, given.changed_by, given.version) == ("All disks are encrypted.", "Privacy office", 1)


async def test_of_two_people_at_once_the_second_sees_both_answers_and_loses_nothing(number: int) -> None:
    await Office().answer(number, about="First")
    await save_answers(number, {"about": Change("Second", "", 1)}, Office().actor, START)
    late = {"about": Change("Third", "", 1), "breach": Change("no", "", 0)}
    saved = await save_answers(number, late, Office().actor, START)
    assert saved.clashes["about"].value == "Second"
    assert saved.keys == ("breach",), "what nobody else changed is saved"
    assert (await Office().see(number)).given("about").value == "Second"
    again = {"about": Change("Third", "", saved.clashes["about"].version)}
    assert (await save_answers(number, again, Office().actor, START)).keys == ("about",)


async def test_two_people_who_say_the_same_are_in_no_conflict(number: int) -> None:
    await Office().answer(number, about="Same")
    saved = await save_answers(number, {"about": Change("Same", "", 0)}, Office().actor, START)
    assert (saved.keys, saved.clashes) == ((), {})


async def test_what_cannot_be_an_answer_is_said_and_holds_up_no_other(number: int) -> None:
    saved = await Office().answer(number, audit="soon", breach="perhaps", about="Good")
    assert set(saved.problems) == {"audit", "breach"}
    assert saved.keys == ("about",)


async def test_a_question_that_is_not_asked_takes_no_answer(number: int) -> None:
    assert (await Office().answer(number, hours=24)).keys == ()
    assert (await Office().answer(number, breach="yes", hours=24)).keys == ("breach", "hours")
    await Office().answer(number, breach="no")
    asked = await Office().see(number)
    assert "hours" not in {question.key for question in asked.visible}
    assert asked.given("hours").value == 24, "it is there again when the question comes back"


async def test_what_has_to_be_answered_holds_up_the_handing_in_and_is_named(number: int) -> None:
    await Office().answer(number, breach="yes")
    with pytest.raises(Invalid) as refused:
        await submit_answers(number, Office().actor, START)
    assert set(refused.value.fields) == {"a-hours"}
    await Office().answer(number, hours=72)
    await submit_answers(number, Office().actor, START)
    assert (await Office().see(number)).state == "submitted"


async def test_what_is_handed_in_cannot_be_changed(number: int) -> None:
    await Office().hand_in(number)
    with pytest.raises(Conflict, match="handed in"):
        await Office().answer(number, breach="yes")
    with pytest.raises(Conflict, match="handed in"):
        await submit_answers(number, Office().actor, START)


async def test_a_contributor_answers_only_what_was_given_to_them(organisation: Organisation) -> None:
    vendor = await Desk().vendor(organisation)
    helper = Actor(id=None, label="helpdesk@example.org", role=Role.CONTRIBUTOR, organisations=None)
    version = await template()
    mine = await Office().start(organisation, vendor, version, assignees=("Helpdesk@example.org",))
    other = await Office().start(organisation, vendor, version)
    assert (await Office(helper).answer(mine, breach="yes")).keys == ("breach",)
    with pytest.raises(Forbidden, match="not given to you"):
        await Office(helper).answer(other, breach="yes")
    owned = await Office().start(organisation, vendor, version, owner="helpdesk@example.org")
    assert (await Office(helper).answer(owned, breach="yes")).keys == ("breach",)


async def test_a_reader_answers_nothing_and_others_find_nothing(organisation: Organisation, number: int) -> None:
    reader = Actor(id=None, label="audit@example.org", role=Role.READER, organisations=None)
    with pytest.raises(Forbidden):
        await Office(reader).answer(number, breach="yes")
    elsewhere = await builders.organisation("Elsewhere Ltd", "NO")
    with pytest.raises(NotFound):
        await Office(only(elsewhere)).see(number)


async def test_last_years_answers_are_a_start_that_is_marked_and_a_changed_one_stands_out(
    organisation: Organisation,
) -> None:
    vendor = await Desk().vendor(organisation)
    version = await template()
    first = await Office().start(organisation, vendor, version)
    await Office().hand_in(first, about="Disks are encrypted.")
    later = Office(now=START + timedelta(days=365))
    second = await later.start(organisation, vendor, version)
    asked = await later.see(second)
    assert asked.row["previous"] == first
    assert asked.given("about").from_previous
    assert not asked.changed("about")
    await later.answer(second, about="Disks and backups are encrypted.", breach="no")
    asked = await later.see(second)
    assert asked.changed("about")
    assert not asked.given("about").from_previous
    assert (asked.given("breach").from_previous, asked.changed("breach")) == (False, False)


async def test_a_start_without_last_years_answers_is_empty(organisation: Organisation) -> None:
    vendor = await Desk().vendor(organisation)
    version = await template()
    await Office().hand_in(await Office().start(organisation, vendor, version))
    second = await Office().see(await Office().start(organisation, vendor, version, take_over=False))
    assert (dict(second.answers), second.row["previous"] is not None) == ({}, True)


async def test_a_newer_version_of_the_questions_leaves_an_open_assessment_as_it_is(
    organisation: Organisation, number: int
) -> None:
    from assessments.assessment_tables import TemplateVersion

    asked = await Office().see(number)
    version = {"template": asked.row["template"], "number": 2, "digest": "x", "content": "{}"}
    await builders.save(TemplateVersion(**version, published_at=START, created_at=START))
    asked = await Office().see(number)
    assert (asked.row["number"], asked.row["newest"]) == (1, 2)
    assert asked.questionnaire.question("breach") is not None


async def test_the_score_is_kept_in_step_and_counts_what_is_not_answered(number: int) -> None:
    async def kept() -> tuple[int, list[str]]:
        row = await Assessment.select(Assessment.residual).where(Assessment.id == number).first()
        asked = await Office().see(number)
        return row["residual"], asked.row["score"]["unanswered"]

    before, open_before = await kept()
    assert "breach" in open_before
    await Office().answer(number, breach="yes")
    after, open_after = await kept()
    assert after < before
    assert "breach" not in open_after
    assert "hours" in open_after


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("template", {"version": 999}),
        ("due", {"due": START.date() - timedelta(days=1)}),
        ("language", {"language": "fi"}),
        ("engagement", {"engagement": 999}),
        ("assignees", {"assignees": ("nobody",)}),
        ("owner", {"owner": "x" * 200}),
    ],
)
async def test_a_start_that_cannot_be_says_which_field_is_wrong(
    organisation: Organisation, field: str, values: dict[str, object]
) -> None:
    vendor = await Desk().vendor(organisation)
    version = values.pop("version", None) or await template()
    with pytest.raises(Invalid) as refused:
        await Office().start(organisation, vendor, version, **values)  # type: ignore[arg-type]
    assert set(refused.value.fields) == {field}


async def test_a_transfer_impact_assessment_names_its_locations(organisation: Organisation) -> None:
    vendor = await Desk().place(organisation, "US", "SCC_2021_M2")
    with pytest.raises(Invalid) as refused:
        await Office().start(organisation, vendor, await template("tia"))
    assert set(refused.value.fields) == {"locations"}
