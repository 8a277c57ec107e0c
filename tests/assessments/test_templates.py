"""Questionnaires of an organisation: drafted by hand or by file, published, retired; what runs keeps its own."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import httpx
import pytest
from litestar import Litestar

from accounts.actor import SYSTEM, Actor
from accounts.errors import Conflict, Forbidden, Invalid, NotFound
from accounts.roles import Role
from accounts.tables import AuditEvent, Organisation
from assessments import drafts, editing, shipped, templates
from assessments.assessment_tables import Assessment, Template, TemplateVersion
from assessments.pages.question_fields import shown_question
from assessments.questionnaire import Questionnaire
from assessments.questionnaire_book import to_book
from assessments.questionnaire_toml import to_toml
from tests.assessments.questions import asking, question, shown_if
from tests.support import builders
from tests.support.browsing import AsRole
from tests.support.clock import START

HOME = "/assessments/templates"


@pytest.fixture
def editor(organisation: Organisation) -> Actor:
    return Actor(None, "Procurement", Role.PROCUREMENT, frozenset({int(organisation.id)}))


@pytest.fixture
async def own(editor: Actor) -> int:
    """A questionnaire of the organisation: two questions, not published."""
    return await templates.add_template(asking(question("a"), question("b", "single")), None, editor, START)


async def add(number: int, key: str, actor: Actor) -> None:
    await drafts.change_draft(number, lambda made: editing.put_question(made, "all", question(key)), actor, START)


async def draft(number: int) -> Questionnaire:
    return (await drafts.draft_of(number)).content


async def publish(number: int, actor: Actor) -> int:
    return await drafts.publish(number, (await drafts.draft_of(number)).version, actor, START)


async def test_what_is_shipped_is_loaded_once_and_again_when_its_words_change(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await shipped.load_shipped(START) == 4
    assert await shipped.load_shipped(START) == 0
    changed = {**shipped.shipped(), "intake": asking(question("a", weight=1), purpose="intake")}
    monkeypatch.setattr(shipped, "shipped", lambda: changed)
    assert await shipped.load_shipped(START) == 1
    intake = next(one for one in await templates.list_templates(SYSTEM) if one.key == "intake")
    assert (intake.newest, intake.name) == (2, "Title")
    # The version of before stays, for the assessments that keep it.
    assert len((await templates.content_of(intake.id, 1)).questions) == 10


async def test_what_is_shipped_is_changed_by_nobody_and_copied_by_whoever_edits(database: Any, editor: Actor) -> None:
    await shipped.load_shipped(START)
    intake = next(one for one in await templates.list_templates(editor) if one.key == "intake")
    with pytest.raises(Invalid, match="Make a copy"):
        await drafts.begin_draft(intake.id, 1, editor, START)
    content = await templates.content_of(intake.id, 1)
    copy = await templates.add_template(content, None, editor, START, like="intake")
    assert await draft(copy) == content
    assert (await templates.find_template(copy, editor)).key == "intake"


async def test_a_published_version_never_changes_and_a_running_assessment_keeps_it(
    own: int, editor: Actor, organisation: Organisation
) -> None:
    assert await publish(own, editor) == 1
    first = (await TemplateVersion.select().where(TemplateVersion.template == own))[0]
    vendor = await builders.vendor()
    running = await builders.save(
        Assessment(organisation=organisation.id, vendor=vendor.id, template_version=first["id"], created_at=START)
    )
    await drafts.begin_draft(own, 1, editor, START)
    await add(own, "c", editor)
    assert await publish(own, editor) == 2
    assert (await TemplateVersion.select().where(TemplateVersion.id == first["id"]))[0] == first
    assert (await Assessment.select().where(Assessment.id == running.id))[0]["template_version"] == first["id"]
    assert [(one.number, one.used, one.open) for one in await templates.versions_of(own, editor)] == [
        (2, 0, 0),
        (1, 1, 1),
    ]


async def test_each_change_of_a_questionnaire_is_in_the_trail(own: int, editor: Actor) -> None:
    await add(own, "c", editor)
    await publish(own, editor)
    await templates.retire(own, editor, START, retired=True)
    await templates.retire(own, editor, START, retired=False)
    rows = (
        await AuditEvent.select(AuditEvent.event).where(AuditEvent.subject_type == "template").order_by(AuditEvent.id)
    )
    assert [row["event"] for row in rows] == [
        "template-added",
        "template-changed",
        "template-published",
        "template-retired",
        "template-taken-up",
    ]


async def test_two_people_drafting_at_once_do_not_overwrite_each_other(own: int, editor: Actor) -> None:
    seen = (await drafts.draft_of(own)).version
    await add(own, "c", editor)
    with pytest.raises(Conflict):
        await drafts.change_draft(own, lambda made: editing.take_out(made, "a"), editor, START, seen)
    with pytest.raises(Conflict):
        await drafts.publish(own, seen, editor, START)
    assert [one.key for one in (await draft(own)).questions] == ["a", "b", "c"]


async def test_a_draft_with_faults_is_not_published_and_says_why(own: int, editor: Actor) -> None:
    await drafts.change_draft(own, lambda made: editing.take_out_section(made, "all"), editor, START)
    with pytest.raises(Invalid, match="no question yet"):
        await publish(own, editor)


async def test_a_circle_is_refused_with_its_names_and_nothing_is_lost(own: int, editor: Actor) -> None:
    await drafts.change_draft(
        own, lambda made: editing.put_question(made, "all", question("a", shown_if=shown_if("b", "a"))), editor, START
    )
    before = await draft(own)
    with pytest.raises(Invalid, match=r"in a circle: (a → b → a|b → a → b)"):
        await drafts.change_draft(
            own,
            lambda made: editing.put_question(made, "all", question("b", shown_if=shown_if("a", "yes"))),
            editor,
            START,
        )
    assert await draft(own) == before


async def test_a_discarded_draft_takes_with_it_only_what_was_never_published(own: int, editor: Actor) -> None:
    await publish(own, editor)
    await drafts.begin_draft(own, 1, editor, START)
    assert await drafts.discard_draft(own, editor, START)
    with pytest.raises(NotFound):
        await drafts.draft_of(own)
    other = await templates.add_template(asking(question("a")), None, editor, START)
    assert not await drafts.discard_draft(other, editor, START)
    assert not await Template.exists().where(Template.id == other)


async def test_a_draft_that_is_there_is_gone_on_with(own: int, editor: Actor) -> None:
    await publish(own, editor)
    await drafts.begin_draft(own, 1, editor, START)
    await add(own, "c", editor)
    await drafts.begin_draft(own, 1, editor, START)
    assert len((await draft(own)).questions) == 3


async def test_questionnaires_of_other_organisations_do_not_exist(own: int) -> None:
    elsewhere = await builders.organisation("Elsewhere Ltd", "NO")
    stranger = Actor(None, "Purchasing", Role.PROCUREMENT, frozenset({int(elsewhere.id)}))
    assert await templates.list_templates(stranger) == []
    for deed in (templates.find_template(own, stranger), drafts.begin_draft(own, 1, stranger, START)):
        with pytest.raises(NotFound):
            await deed
    reader = Actor(None, "Auditor", Role.READER, None)
    with pytest.raises(Forbidden):
        await drafts.discard_draft(own, reader, START)


# The pages.


async def page(client: httpx.AsyncClient, path: str, status: int = 200) -> str:
    answer = await client.get(path)
    assert answer.status_code == status, answer.text
    return answer.text


async def post(client: httpx.AsyncClient, path: str, status: int = 303, **fields: Any) -> str:
    answer = await client.post(path, data=fields)
    assert answer.status_code == status, answer.text
    return answer.text


async def test_a_questionnaire_is_made_by_hand_and_published_on_its_pages(
    as_role: AsRole, organisation: Organisation
) -> None:
    client = await as_role("procurement", organisation)
    assert "No questionnaire yet" in await page(client, HOME)
    await post(client, HOME, title="Asking <them>")
    number = (await Template.select(Template.id))[0]["id"]
    here = f"{HOME}/{number}/draft"
    assert "There is no question yet." in await page(client, here)
    assert "There is no question yet." in await post(client, f"{here}/publication", 422, version="1")
    assert "what the section is called" in await post(client, f"{here}/sections", 422)
    await post(client, f"{here}/sections", **{"title-en": "Data"})
    fields = {"section": "data", "kind": "single", "text-en": "Which?", "weight": "5", "required": "yes"}
    missing = await post(client, f"{here}/questions", 422, **fields)
    assert "needs at least two of them" in missing
    assert 'value="5"' in missing
    rows = {"option-0-en": "Much", "option-0-risk": "90", "option-0-effect": "blocks", "option-1-en": "Little"}
    await post(client, f"{here}/questions", **fields, **rows, **{"option-1-risk": "5"})
    await post(client, f"{here}/questions", section="data", kind="text", **{"text-sv": "Varför?"})
    assert [one.key for one in (await draft(number)).questions] == ["which", "varfor"]
    which = (await draft(number)).questions[0]
    assert [(one.key, one.risk) for one in which.options] == [("much", 90), ("little", 5)]
    assert which.blocks == ("much",)
    await post(client, f"{here}/questions/varfor/place", direction="up")
    await post(client, f"{here}/sections/data/place", direction="down")
    text = await page(client, here)
    assert text.index("Varför?") < text.index("Which?")
    assert "Asking &lt;them&gt;" in text
    await post(client, f"{here}/questions/varfor/removal")
    await post(client, f"{here}/publication", version=str((await drafts.draft_of(number)).version))
    shown = await page(client, f"{HOME}/{number}/versions/1?language=sv")
    assert "Which?" in shown
    assert "Version 1" in await page(client, f"{HOME}/{number}")
    await page(client, f"{HOME}/{number}/versions/9", 404)


async def test_the_form_of_a_question_shows_what_is_stored_and_saving_it_changes_nothing(
    as_role: AsRole, organisation: Organisation, own: int, editor: Actor
) -> None:
    client = await as_role("procurement", organisation)
    made = shipped.shipped()["guarantees"]
    await drafts.change_draft(own, lambda _old: made, editor, START)
    for one in made.questions:
        home = next(section.key for section in made.sections if one in section.questions)
        path = f"{HOME}/{own}/draft/questions/{one.key}"
        if one is made.questions[0]:
            assert one.text.nb in (await page(client, path)).replace("&#39;", "'")
        version = str((await drafts.draft_of(own)).version)
        await post(client, path, **shown_question(one, home), version=version)
    assert await draft(own) == made


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "essay"}, "kind"),
        ({"section": "nowhere"}, "section"),
        ({"weight": "heavy"}, "weight"),
        ({"weight": "-1"}, "weight"),
        ({"text-en": "", "text-sv": ""}, "text-en"),
        ({"shown_if": "b", "answers": "zebra"}, "shown_if"),
        ({"kind": "single", "option-0-key": "x", "option-0-risk": "101"}, "options"),
        ({"option-0-key": "maybe"}, "options"),
    ],
)
async def test_a_wrong_field_of_a_question_gets_its_sentence_and_what_was_typed_stays(
    as_role: AsRole, organisation: Organisation, own: int, fields: dict[str, str], field: str
) -> None:
    client = await as_role("procurement", organisation)
    right = {"section": "all", "kind": "yesno", "text-en": "Kept words", "weight": "5"}
    text = await post(client, f"{HOME}/{own}/draft/questions", 422, **{**right, **fields})
    assert f'id="e-{field}"' in text
    if "text-en" not in fields:
        assert "Kept words" in text
    assert len((await draft(own)).questions) == 2


async def test_title_and_sections_are_changed_on_their_pages(
    as_role: AsRole, organisation: Organisation, own: int
) -> None:
    client = await as_role("procurement", organisation)
    here = f"{HOME}/{own}/draft"
    assert 'value="Title"' in await page(client, f"{here}/details")
    assert "Add section" in await page(client, f"{here}/sections/new")
    assert 'value="Text"' in await page(client, f"{here}/sections/all")
    assert 'name="kind"' in await page(client, f"{here}/questions/new?section=all")
    for path in ("sections/gone", "questions/gone"):
        await page(client, f"{here}/{path}", 404)
    assert 'id="e-title-en"' in await post(client, f"{here}/details", 422, version="1")
    await post(client, f"{here}/details", version="1", purpose="yearly", **{"title-nb": "Tittel"})
    assert (await draft(own)).purpose == "yearly"
    overtaken = await post(client, f"{here}/details", 409, version="1", **{"title-en": "Mine"})
    assert 'value="Mine"' in overtaken
    assert "Somebody else changed the draft" in overtaken
    version = str((await drafts.draft_of(own)).version)
    await post(client, f"{here}/sections/all", version=version, **{"title-en": "Renamed"})
    assert (await draft(own)).sections[0].title.en == "Renamed"
    await post(client, f"{here}/sections/all/removal")
    assert "No section yet" in await page(client, here)
    await post(client, f"{here}/removal")
    await page(client, f"{HOME}/{own}", 404)


async def test_a_questionnaire_goes_out_as_a_file_and_comes_in_as_the_next_draft(
    as_role: AsRole, organisation: Organisation, own: int, editor: Actor
) -> None:
    await publish(own, editor)
    client = await as_role("procurement", organisation)
    for ending in ("xlsx", "toml"):
        answer = await client.get(f"{HOME}/{own}/versions/1/questionnaire.{ending}")
        assert f'filename="title-1-{START.date()}.{ending}"' in answer.headers["content-disposition"]
        sent = await client.post(f"{HOME}/{own}/file", files={"file": (f"q.{ending}", answer.content)})
        assert sent.status_code == 303, sent.text
        assert await draft(own) == await templates.content_of(own, 1)
    for content in (to_book(asking(question("new"))), to_toml(asking(question("new"))).encode()):
        assert (await client.post(f"{HOME}/{own}/file", files={"file": ("q", content)})).status_code == 303
        assert [one.key for one in (await draft(own)).questions] == ["new"]
    made = await client.post(HOME, files={"file": ("q.toml", to_toml(asking(question("x"))).encode())})
    assert made.status_code == 303


async def test_a_wrong_file_changes_nothing_and_says_what_is_wrong_where(
    as_role: AsRole, organisation: Organisation, own: int
) -> None:
    client = await as_role("procurement", organisation)
    before = await draft(own)
    assert "Choose a file" in await post(client, f"{HOME}/{own}/file", 422)
    wrong = to_toml(asking(question("a", shown_if=shown_if("gone", "yes")))).encode()
    for path in (f"{HOME}/{own}/file", HOME):
        answer = await client.post(path, files={"file": ("q.toml", wrong)})
        assert answer.status_code == 422
        assert re.search(r"Line \d+", answer.text)
        assert "there is no such question" in answer.text
    assert await draft(own) == before


async def test_a_retired_questionnaire_stands_apart_until_it_is_taken_up(
    as_role: AsRole, organisation: Organisation, own: int, editor: Actor
) -> None:
    await publish(own, editor)
    client = await as_role("procurement", organisation)
    await post(client, f"{HOME}/{own}/retirement")
    assert "Retired" in await page(client, HOME)
    assert "It is retired" in await page(client, f"{HOME}/{own}")
    await post(client, f"{HOME}/{own}/retirement/undo")
    assert "It is retired" not in await page(client, f"{HOME}/{own}")


async def test_a_change_while_answers_are_open_says_that_these_stay_as_they_are(
    as_role: AsRole, organisation: Organisation, own: int, editor: Actor, app: Litestar, now: datetime
) -> None:
    await publish(own, editor)
    version = (await TemplateVersion.select(TemplateVersion.id).where(TemplateVersion.template == own))[0]["id"]
    vendor = await builders.vendor()
    row = Assessment(organisation=organisation.id, vendor=vendor.id, template_version=version, created_at=now)
    await builders.save(row)
    client = await as_role("procurement", organisation)
    await post(client, f"{HOME}/{own}/draft", version="1")
    assert "1 assessment is running with an earlier version." in await page(client, f"{HOME}/{own}/draft")


async def test_a_reader_sees_questionnaires_and_is_offered_no_change(
    as_role: AsRole, organisation: Organisation, own: int, editor: Actor
) -> None:
    await publish(own, editor)
    client = await as_role("reader", organisation)
    text = await page(client, HOME) + await page(client, f"{HOME}/{own}")
    assert "Add questionnaire" not in text
    assert "Begin a draft" not in text
