"""The pages of an assessment inside: start, answer with and without script, decide, and put it on paper."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from docx import Document as Word

from accounts.tables import Organisation
from assessments import deciding
from assessments.assessment_tables import Assessment, AssessmentLocation, Evidence
from assessments.evidence import Upload, add_evidence
from register.archive import Archive
from register.tables import Condition, Document
from tests.assessments.asked_cast import SECOND, Office, template
from tests.register.cast import Desk
from tests.register.test_documents import PDF
from tests.support import builders
from tests.support.browsing import AsRole
from tests.support.clock import START


@pytest.fixture
async def vendor(organisation: Organisation) -> int:
    """A vendor with an engagement."""
    number = await Desk().vendor(organisation)
    await Desk().engagement(number, organisation)
    return number


@pytest.fixture
async def number(organisation: Organisation, vendor: int) -> int:
    """An open assessment."""
    return await Office().start(organisation, vendor, await template())


async def test_an_assessment_starts_from_the_vendor_and_stands_on_its_page(
    as_role: AsRole, organisation: Organisation, vendor: int
) -> None:
    version = await template()
    client = await as_role("procurement")
    page = (await client.get(f"/vendors/{vendor}")).text
    assert f'href="/vendors/{vendor}/assessments/new"' in page
    (engagement,) = re.findall(rf'href="/vendors/{vendor}/assessments/new\?engagement=(\d+)"', page)
    form = (await client.get(f"/vendors/{vendor}/assessments/new?engagement={engagement}")).text
    assert "Guarantees (version 1)" in form
    sent = {"template": version, "engagement": engagement, "language": "en", "owner": "IT", "due": "2026-12-31"}
    wrong = await client.post(f"/vendors/{vendor}/assessments", data={**sent, "due": "soon"})
    assert (wrong.status_code, 'id="e-due"' in wrong.text) == (422, True)
    made = await client.post(f"/vendors/{vendor}/assessments", data={**sent, "by": "vendor"})
    assert re.fullmatch(r"/assessments/\d+#send", made.headers["location"])
    page = (await client.get(made.headers["location"])).text
    assert "0 of 4 questions answered" in page
    assert "Guarantees" in (await client.get(f"/vendors/{vendor}")).text


async def test_locations_that_look_alike_are_told_apart_or_stand_there_once(
    as_role: AsRole, organisation: Organisation
) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    hosting = await desk.engagement(vendor, organisation)
    support = await desk.engagement(vendor, organisation, service="Support")
    east = await desk.location(hosting, "US", "SCC_2021_M2", place="Virginia")
    west = await desk.location(hosting, "US", "SCC_2021_M2", place="Oregon")
    bound = await desk.location(support, "US", "SCC_2021_M2", place="USA")
    open_ = await desk.location(support, "US", "NONE", place="USA")
    twins = [await desk.location(support, "IN", "NONE", place="India") for _ in range(2)]
    alone = await desk.location(support, "", "NONE", region="EUROPE")
    client = await as_role("procurement")
    version = await template("tia")
    form = (await client.get(f"/vendors/{vendor}/assessments/new")).text
    offered = re.findall(r'name="locations" value="([^"]+)"[^>]*>(?:<span>)?([^<]+)<', form)
    assert [(value, words.strip()) for value, words in offered] == [
        (str(east), "United States, Hosting, Virginia"),
        (str(west), "United States, Hosting, Oregon"),
        (str(bound), "United States, Support, SCC 2021, module 2"),
        (str(open_), "United States, Support, None recorded"),
        (",".join(map(str, twins)), "India (2 locations)"),
        (str(alone), "Europe"),
    ]
    sent = {"template": version, "language": "en", "owner": "IT", "due": "2026-12-31"}
    both = {**sent, "locations": [",".join(map(str, twins)), str(east)]}
    made = await client.post(f"/vendors/{vendor}/assessments", data=both)
    assert made.status_code == 303
    covered = await AssessmentLocation.select(AssessmentLocation.location).order_by(AssessmentLocation.location)
    assert [row["location"] for row in covered] == sorted([*twins, east])


async def test_answers_are_saved_by_a_plain_form(as_role: AsRole, number: int) -> None:
    client = await as_role("procurement")
    sent = {"v-breach": "0", "b-breach": '[[], ""]', "a-breach": "no", "c-breach": "By mail", "v-about": "0"}
    saved = await client.post(f"/assessments/{number}/answers", data={**sent, "b-about": '[[], ""]', "a-about": ""})
    assert saved.status_code == 303
    given = (await Office().see(number)).given("breach")
    assert (given.value, given.comment) == ("no", "By mail")
    wrong = {"v-audit": "0", "b-audit": '[[], ""]', "a-audit": "last spring"}
    refused = await client.post(f"/assessments/{number}/answers", data=wrong)
    assert refused.status_code == 422
    assert 'value="last spring"' in refused.text
    assert "Everything else is saved" in refused.text


async def test_the_second_of_two_people_sees_both_answers(as_role: AsRole, number: int) -> None:
    client = await as_role("procurement")
    await Office().answer(number, about="Theirs")
    late = {"v-about": "0", "b-about": '[[], ""]', "a-about": "Mine", "c-about": ""}
    plain = await client.post(f"/assessments/{number}/answers", data=late)
    assert plain.status_code == 409
    for words in ("Privacy office answered this in the meantime", "Theirs", "Mine"):
        assert words in plain.text, words
    part = await client.post(f"/assessments/{number}/answers/about", data=late, headers={"hx-request": "true"})
    assert part.status_code == 200
    assert "Theirs" in part.text
    assert 'name="v-about" value="1" hx-swap-oob="true"' in part.text
    over = await client.post(f"/assessments/{number}/answers", data={**late, "v-about": "1"})
    assert over.status_code == 303
    assert (await Office().see(number)).given("about").value == "Mine"


async def test_handing_in_names_what_is_missing(as_role: AsRole, number: int) -> None:
    client = await as_role("procurement")
    answer = await client.post(f"/assessments/{number}/answers", data={"then": "submit"})
    assert answer.status_code == 422
    assert re.search(r'href="#f-a-breach">1.1 Are breaches told\?', answer.text)
    sent = {"v-breach": "0", "b-breach": '[[], ""]', "a-breach": "no", "then": "submit"}
    assert (await client.post(f"/assessments/{number}/answers", data=sent)).status_code == 303
    assert "wait for a decision" in (await client.get(f"/assessments/{number}")).text


async def test_an_answer_that_still_holds_is_confirmed_by_a_tick(
    as_role: AsRole, organisation: Organisation, vendor: int, number: int
) -> None:
    await Office().hand_in(number, about="Locks")
    second = await Office().start(organisation, vendor, (await Office().see(number)).row["template_version"])
    client = await as_role("procurement")
    page = (await client.get(f"/assessments/{second}")).text
    assert page.count("Taken over from the last time.") == 2
    sent = {"v-about": "1", "b-about": '[["Locks"], ""]', "a-about": "Locks", "k-about": "yes"}
    part = await client.post(f"/assessments/{second}/answers/about", data=sent, headers={"hx-request": "true"})
    assert "Taken over" not in part.text
    asked = await Office().see(second)
    assert (asked.given("about").from_previous, asked.given("breach").from_previous) == (False, True)


async def test_the_score_never_hides_what_is_not_answered(as_role: AsRole, number: int) -> None:
    page = (await (await as_role("reader")).get(f"/assessments/{number}")).text
    assert "Not answered, so it counts as the worst" in page
    assert "questions open" in page
    # Before the first answer there is no risk to tell of: the highest would read as a judgement.
    assert "Not known yet" in page
    assert "100 of 100" not in page
    await Office().answer(number, breach="no")
    page = (await (await as_role("reader")).get(f"/assessments/{number}")).text
    assert "100 of 100" in page
    assert "Not known yet" not in page


async def test_a_decision_that_is_not_whole_keeps_what_was_typed(as_role: AsRole, number: int) -> None:
    await Office().hand_in(number)
    client = await as_role("privacy")
    sent = {"outcome": "conditions", "condition-0": "Sign <it>", "owner-0": "", "due-0": "2027-01-01", "version": "2"}
    answer = await client.post(f"/assessments/{number}/decision", data=sent)
    assert answer.status_code == 422
    assert "Sign &lt;it&gt;" in answer.text
    version = (await Office().see(number)).row["version"]
    sent = {**sent, "owner-0": "IT", "version": str(version)}
    assert (await client.post(f"/assessments/{number}/decision", data=sent)).status_code == 303
    page = (await client.get(f"/assessments/{number}")).text
    assert "Approved with conditions" in page
    condition = await Condition.select().first()
    met = await client.post(f"/conditions/{condition['id']}/meeting")
    assert met.headers["location"] == f"/assessments/{number}#condition-{condition['id']}"
    assert (await client.get(f"/conditions/{condition['id']}")).headers["location"] == met.headers["location"]
    assert "met on" in (await client.get(f"/assessments/{number}")).text
    assert (await client.post(f"/conditions/{condition['id']}/meeting/undo")).status_code == 303
    assert (await client.post(f"/assessments/{number}/reopening")).status_code == 303
    assert (await Office().see(number)).state == "submitted"


async def test_the_second_person_approves_on_the_page(as_role: AsRole, number: int) -> None:
    await Assessment.update({Assessment.second_needed: True}).where(Assessment.id == number)
    await Office().hand_in(number)
    await Office(SECOND).decide(number)
    client = await as_role("privacy")
    assert "A second person has to approve it" in (await client.get(f"/assessments/{number}")).text
    assert (await client.post(f"/assessments/{number}/approval/refusal")).status_code == 303
    await Office(SECOND).decide(number)
    assert (await client.post(f"/assessments/{number}/approval")).status_code == 303
    assert (await Office().see(number)).state == "concluded"


async def test_notes_ask_for_a_correction(as_role: AsRole, number: int) -> None:
    await Office().hand_in(number)
    client = await as_role("privacy")
    assert (await client.post(f"/assessments/{number}/correction")).status_code == 422
    empty = await client.post(f"/assessments/{number}/notes", data={"question": "about", "text": " "})
    assert empty.status_code == 422
    sent = {"question": "about", "text": "Which locks?", "correction": "yes"}
    assert (await client.post(f"/assessments/{number}/notes", data=sent)).status_code == 303
    assert (await client.post(f"/assessments/{number}/correction")).status_code == 303
    page = (await client.get(f"/assessments/{number}")).text
    assert "Please correct this:" in page
    assert 'name="a-about"' in page
    assert 'name="a-breach"' not in page


async def test_evidence_is_accepted_with_the_day_until_which_it_holds(
    as_role: AsRole, number: int, settings: Any
) -> None:
    client = await as_role("privacy")
    file = {"file-about": ("iso.pdf", PDF, "application/pdf")}
    data = {"question": "about"}
    assert (await client.post(f"/assessments/{number}/evidence", data=data, files=file)).status_code == 303
    none = await client.post(f"/assessments/{number}/evidence", data=data)
    assert none.status_code == 422
    proof = await Evidence.select().first()
    await Office().hand_in(number)
    path = f"/assessments/{number}/evidence/{proof['id']}/acceptance"
    assert (await client.post(path, data={"kind": "", "expires_on": "2020-01-01"})).status_code == 422
    assert (await client.post(path, data={"kind": "iso27001", "expires_on": "2027-01-15"})).status_code == 303
    kept = await Document.select().first()
    assert (kept["kind"], kept["expires_on"].isoformat()) == ("certificate", "2027-01-15")
    assert "Document expires" in (await client.get("/reviews")).text
    assert "until 2027-01-15" in (await client.get(f"/assessments/{number}")).text
    assert (await client.post(f"/assessments/{number}/evidence/{proof['id']}/removal")).status_code == 409


async def test_what_belongs_to_others_is_on_no_page(as_role: AsRole, number: int) -> None:
    client = await as_role("privacy", await builders.organisation("Elsewhere Ltd", "NO"))
    for path in ("", "/print", "/comparison", "/assessment.docx", "/assessment.xlsx"):
        assert (await client.get(f"/assessments/{number}{path}")).status_code == 404, path
    for path in ("/answers", "/decision", "/cancellation", "/links", "/correction"):
        data = {"email": "a@example.org", "language": "en", "until": "2027-01-01", "outcome": "approved"}
        assert (await client.post(f"/assessments/{number}{path}", data=data)).status_code == 404, path


async def test_sending_shows_the_link_once_and_lists_it(as_role: AsRole, number: int) -> None:
    client = await as_role("procurement")
    wrong = await client.post(f"/assessments/{number}/links", data={"email": "x", "language": "en", "until": ""})
    assert wrong.status_code == 422
    sent = {"email": "security@vendor.example", "language": "nb", "until": "2027-01-31"}
    page = (await client.post(f"/assessments/{number}/links", data=sent)).text
    (link,) = re.findall(r"/answer/([0-9a-f]{64})", page)
    listed = (await client.get(f"/assessments/{number}")).text
    assert link not in listed
    assert "security@vendor.example" in listed
    (ending,) = re.findall(r'action="(/assessments/\d+/links/\d+/revocation)"', listed)
    assert (await client.post(ending)).status_code == 303
    assert "Withdrawn on" in (await client.get(f"/assessments/{number}")).text
    assert (await client.post(ending)).status_code == 404


async def test_who_sees_to_it_can_be_changed_and_it_can_be_cancelled(as_role: AsRole, number: int) -> None:
    client = await as_role("procurement")
    sent = {"owner": "IT", "due": "2027-02-01", "assignees": "helpdesk@example.org"}
    assert (await client.post(f"/assessments/{number}", data=sent)).status_code == 303
    row = (await Office().see(number)).row
    assert (row["owner"], row["assignees"], row["due"].isoformat()) == ("IT", ["helpdesk@example.org"], "2027-02-01")
    assert (await client.post(f"/assessments/{number}", data={**sent, "due": ""})).status_code == 422
    assert (await client.post(f"/assessments/{number}/cancellation")).status_code == 303
    assert "This assessment was cancelled" in (await client.get(f"/assessments/{number}")).text


EVIL = '=HYPERLINK("http://evil.example")\x0b\u202e'


async def test_an_assessment_goes_on_paper_whole_and_nothing_in_it_runs(
    as_role: AsRole, organisation: Organisation, vendor: int, number: int, settings: Any
) -> None:
    archive = Archive(settings.data / "documents", 20, "")
    await add_evidence(number, "about", Upload("iso.pdf", PDF, archive), Office().actor, START)
    await Office().hand_in(number, about=EVIL)
    later = Office(now=START + timedelta(days=365))
    version = (await later.see(number)).row["template_version"]
    second = await later.start(organisation, vendor, version)
    await later.answer(second, about="Locks", breach="no")
    client = await as_role("reader")

    word = Word(io.BytesIO((await client.get(f"/assessments/{second}/assessment.docx")).content))
    said = "\n".join(paragraph.text for paragraph in word.paragraphs)
    for words in ("Guarantees: Example Hosting AB", "1.1 Are breaches told?", "Locks", "Not answered"):
        assert words in said, words
    assert "Changed since the last time" in said
    old = Word(io.BytesIO((await client.get(f"/assessments/{number}/assessment.docx")).content))
    assert '=HYPERLINK("http://evil.example")' in [paragraph.text for paragraph in old.paragraphs]

    content = (await client.get(f"/assessments/{number}/assessment.xlsx")).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Answers", "Years"]
    cells = [cell for row in book["Answers"].iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True)]
    years = [[cell.value for cell in row] for row in book["Years"].iter_rows()]
    assert years[3][1:] == ['=HYPERLINK("http://evil.example")', "Locks", "yes"]

    page = (await client.get(f"/assessments/{second}/comparison")).text
    assert "1 question was answered otherwise over the years." in page
    printed = (await client.get(f"/assessments/{second}/print")).text
    assert "nav class" not in printed
    assert "Changed since the last time" in printed


async def test_an_assessment_is_due_until_it_is_concluded(as_role: AsRole, number: int) -> None:
    client = await as_role("privacy")
    assert f'href="/assessments/{number}"' in (await client.get("/reviews?kind=assessment")).text
    await Office().hand_in(number)
    await Office().decide(number)
    assert f'href="/assessments/{number}"' not in (await client.get("/reviews?kind=assessment")).text


async def test_a_first_assessment_has_nothing_to_compare_with(as_role: AsRole, number: int) -> None:
    page = (await (await as_role("reader")).get(f"/assessments/{number}/comparison")).text
    assert "nothing to compare it with" in page


async def test_a_withdrawn_decision_shows_its_conditions_again(as_role: AsRole, number: int) -> None:
    from tests.assessments.asked_cast import condition

    await Office().hand_in(number)
    await Office().decide(number, "conditions", conditions=(condition(text="Name the sub-processors"),))
    await deciding.reopen(number, Office().actor, START, START.date(), Desk().law)
    page = (await (await as_role("privacy")).get(f"/assessments/{number}")).text
    assert "Name the sub-processors" in page
