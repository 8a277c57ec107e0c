"""A vendor answers by a link: it opens one questionnaire and nothing else, and it ends when it should."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from litestar import Litestar

from accounts.tables import AuditEvent, Organisation
from app.settings import Settings
from assessments import deciding, vendor_answers, vendor_links
from assessments.answers import Change
from assessments.assessment_tables import Answer, VendorLink
from assessments.evidence import Upload
from assessments.vendor_links import make_link, revoke_link, token_of
from register.archive import Archive
from register.tables import Document
from tests.assessments.asked_cast import Office, template
from tests.register.cast import Desk
from tests.register.test_documents import PDF
from tests.support.browsing import browser
from tests.support.clock import START, Clock

UNTIL = START.date() + timedelta(days=60)


@pytest.fixture
async def number(organisation: Organisation) -> int:
    """An open assessment."""
    return await Office().start(organisation, await Desk().vendor(organisation), await template())


@pytest.fixture
async def token(app: Litestar, number: int) -> str:
    """A link to it."""
    return await linked(app, number)


DATA: dict[str, dict[str, str] | None] = {"GET": None, "POST": {}}


async def linked(app: Litestar, number: int, language: str = "en") -> str:
    secret = app.state.office.post.secret
    _number, made = await make_link(number, "Security@Vendor.example", language, UNTIL, secret, Office().actor, START)
    return made


async def fields(client: httpx.AsyncClient, token: str, **answers: Any) -> dict[str, Any]:
    """Return what the form sends, with some answers changed."""
    page = (await client.get(f"/answer/{token}")).text
    hidden = dict(re.findall(r'name="((?:v|b)-[a-z]+)" value="([^"]*)"', page))
    kept = {name: value.replace("&#34;", '"').replace("&quot;", '"') for name, value in hidden.items()}
    return {**kept, **{f"a-{key}": value for key, value in answers.items()}}


async def test_the_vendor_sees_the_questions_in_its_language_and_nothing_of_the_register(
    app: Litestar, client: httpx.AsyncClient, organisation: Organisation, number: int
) -> None:
    await deciding.add_note(number, "breach", "We doubt them", Office().actor, START, correction=False)
    answer = await client.get(f"/answer/{await linked(app, number, 'sv')}")
    assert answer.status_code == 200
    assert "Anmäls incidenter?" in answer.text
    assert '<html lang="sv">' in answer.text
    assert "Example Municipality" in answer.text
    assert "We doubt them" not in answer.text
    for inside in ("/vendors", "/assessments/", "/findings", "Privacy office", "nav class"):
        assert inside not in answer.text, inside
    assert answer.headers["x-robots-tag"].startswith("noindex")


async def test_answers_are_saved_come_back_and_are_handed_in_once(
    client: httpx.AsyncClient, token: str, number: int
) -> None:
    saved = await client.post(f"/answer/{token}", data=await fields(client, token, breach="yes", about="Locks."))
    assert (saved.status_code, saved.headers["location"]) == (303, f"/answer/{token}")
    page = (await client.get(f"/answer/{token}")).text
    assert "Locks." in page
    early = await client.post(f"/answer/{token}", data={**await fields(client, token, breach="yes"), "then": "submit"})
    assert early.status_code == 422
    assert 'href="#f-a-hours"' in early.text
    done = await fields(client, token, breach="yes", hours="24", about="Locks.")
    handed = await client.post(f"/answer/{token}", data={**done, "then": "submit"})
    assert handed.status_code == 200
    assert "Your answers are handed in" in handed.text
    assert (await Office().see(number)).state == "submitted"
    again = await client.post(f"/answer/{token}", data={**done, "then": "submit"})
    assert again.status_code == 409
    assert "handed in" in again.text
    seen = await client.get(f"/answer/{token}")
    assert (seen.status_code, "Locks." in seen.text) == (410, False)


async def test_one_answer_is_saved_as_it_is_typed_and_brings_up_the_next_question(
    client: httpx.AsyncClient, token: str, number: int
) -> None:
    sent = await fields(client, token, breach="yes")
    answer = await client.post(f"/answer/{token}/questions/breach", data=sent, headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert "Saved at" in answer.text
    assert 'id="q-hours" hx-swap-oob="true"' in answer.text
    assert "1 of 5 questions answered" in answer.text
    assert (await Office().see(number)).given("breach").value == "yes"


async def test_who_answered_through_the_link_stands_in_the_trail(
    client: httpx.AsyncClient, token: str, number: int
) -> None:
    await client.post(f"/answer/{token}", data=await fields(client, token, breach="no"))
    row = await AuditEvent.select().where(AuditEvent.event == "answers-changed").first()
    assert (row["actor"], row["actor_id"]) == ("Example Hosting AB (security@vendor.example)", None)
    assert (await Office().see(number)).given("breach").changed_by == row["actor"]
    assert token not in str(await AuditEvent.select()) + str(await VendorLink.select())


async def test_a_link_that_was_tampered_with_opens_nothing(client: httpx.AsyncClient, token: str) -> None:
    changed = token[:-1] + ("1" if token[-1] == "0" else "0")
    for method, other in [("GET", token[:-1]), ("GET", changed), ("POST", changed), ("GET", "å\udc41")]:
        answer = await client.request(method, f"/answer/{quote(other, errors='replace')}", data=DATA[method])
        assert answer.status_code == 404
        assert "not complete, or it was changed" in answer.text
        assert "Example" not in answer.text


async def test_a_link_whose_row_was_written_by_hand_opens_nothing(
    app: Litestar, client: httpx.AsyncClient, number: int, token: str
) -> None:
    from accounts.keys import hashed

    await VendorLink.update({VendorLink.token_hash: hashed("forged")}).where(VendorLink.assessment == number)
    assert (await client.get("/answer/forged")).status_code == 404


async def test_an_expired_link_says_so(client: httpx.AsyncClient, token: str, clock: Clock) -> None:
    clock.set(clock() + timedelta(days=62))
    answer = await client.get(f"/answer/{token}")
    assert answer.status_code == 410
    assert "has expired" in answer.text
    assert (await client.post(f"/answer/{token}", data={})).status_code == 409


async def test_a_withdrawn_link_says_so_and_a_new_one_ends_the_old(
    app: Litestar, client: httpx.AsyncClient, number: int, token: str
) -> None:
    newer = await linked(app, number)
    assert "was withdrawn" in (await client.get(f"/answer/{token}")).text
    assert (await client.get(f"/answer/{newer}")).status_code == 200
    link = await VendorLink.select().where(VendorLink.revoked_at.is_null()).first()
    await revoke_link(number, link["id"], Office().actor, START)
    assert (await client.get(f"/answer/{newer}")).status_code == 410


async def test_a_cancelled_assessment_ends_its_link(client: httpx.AsyncClient, number: int, token: str) -> None:
    await deciding.cancel(number, Office().actor, START)
    answer = await client.get(f"/answer/{token}")
    assert (answer.status_code, "was cancelled" in answer.text) == (410, True)


@pytest.mark.parametrize(
    ("end", "heading", "way_on"),
    [
        ("expire", "Länken har löpt ut", "Be din kontakt hos Example Municipality om en ny."),
        ("withdraw", "Länken har återkallats", "Om Example Municipality har skickat ett senare mejl"),
        ("cancel", "Frågeformuläret har avbrutits", "fråga din kontakt hos Example Municipality"),
        ("hand_in", "Dina svar är inlämnade", "Example Municipality har dem nu."),
    ],
)
async def test_a_link_that_is_over_says_whose_it_was_and_what_to_do_in_its_language(
    app: Litestar, client: httpx.AsyncClient, number: int, clock: Clock, end: str, heading: str, way_on: str
) -> None:
    token = await linked(app, number, "sv")
    if end == "expire":
        clock.set(clock() + timedelta(days=62))
    elif end == "withdraw":
        link = await VendorLink.select(VendorLink.id).first()
        await revoke_link(number, link["id"], Office().actor, START)
    elif end == "cancel":
        await deciding.cancel(number, Office().actor, START)
    else:
        await Office().hand_in(number)
    answer = await client.get(f"/answer/{token}")
    assert answer.status_code == 410
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)).casefold()
    for text in (heading, way_on, "Guarantees. Example Municipality frågar Example Hosting AB."):
        assert text.casefold() in said, text
    assert '<html lang="sv">' in answer.text
    assert "Anmäls incidenter" not in answer.text


async def test_a_correction_opens_the_link_again_for_its_questions_alone(
    client: httpx.AsyncClient, number: int, token: str, clock: Clock
) -> None:
    data = {**await fields(client, token, breach="no", about="First"), "then": "submit"}
    await client.post(f"/answer/{token}", data=data)
    await deciding.add_note(number, "about", "Which locks?", Office().actor, START, correction=True)
    clock.set(clock() + timedelta(days=70))
    await deciding.ask_correction(number, Office().actor, clock())
    page = (await client.get(f"/answer/{token}")).text
    assert "Which locks?" in page
    assert 'name="a-about"' in page
    assert 'name="a-breach"' not in page
    sent = {**await fields(client, token, about="Second"), "v-breach": "1", "a-breach": "yes", "then": "submit"}
    await client.post(f"/answer/{token}", data=sent)
    asked = await Office().see(number)
    assert (asked.state, asked.given("about").value, asked.given("breach").value) == ("submitted", "Second", "no")


async def test_scripts_in_answers_are_shown_as_text_inside_and_outside(
    as_role: Any, client: httpx.AsyncClient, token: str, number: int
) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    sent = {**await fields(client, token, breach="no", about=evil), "c-about": evil}
    await client.post(f"/answer/{token}", data=sent)
    inside = await as_role("privacy")
    for page in (
        (await client.get(f"/answer/{token}")).text,
        (await inside.get(f"/assessments/{number}")).text,
        (await inside.get(f"/assessments/{number}/print")).text,
        (await inside.get(f"/assessments/{number}/comparison")).text,
    ):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert" in page


async def test_two_people_with_one_link_lose_nothing(client: httpx.AsyncClient, token: str, number: int) -> None:
    late = await fields(client, token, breach="no", about="Mine")
    await client.post(f"/answer/{token}", data=await fields(client, token, about="Theirs"))
    answer = await client.post(f"/answer/{token}", data=late)
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert "Mine" in answer.text
    asked = await Office().see(number)
    assert (asked.given("about").value, asked.given("breach").value) == ("Theirs", "no")


async def test_evidence_is_kept_and_can_be_taken_away(client: httpx.AsyncClient, token: str, number: int) -> None:
    file = {"file-proof": ("iso.pdf", PDF, "application/pdf")}
    answer = await client.post(f"/answer/{token}/evidence", data={"question": "proof"}, files=file)
    assert answer.status_code == 303
    asked = await Office().see(number)
    assert [proof.name for proof in asked.proofs] == ["iso.pdf"]
    assert asked.given("proof").value == [asked.proofs[0].document]
    assert (await client.get(f"/documents/{asked.proofs[0].document}")).status_code == 303, "it leads to the sign-in"
    await client.post(f"/answer/{token}/evidence/{asked.proofs[0].id}/removal")
    asked = await Office().see(number)
    assert (asked.proofs, asked.given("proof").value) == ((), None)


UPLOADS = [
    ("run.exe", b"MZ\x90\x00", "not kept"),
    ("a.pdf", b"<html>", "not what its name says"),
    ("a.pdf", b"", "empty"),
    ("a.pdf", b"%PDF-1.7\n" + b"0" * (20 * 1024 * 1024), "larger"),
]


async def test_an_upload_that_cannot_be_kept_is_refused_in_one_sentence(
    app: Litestar, client: httpx.AsyncClient, token: str, number: int, settings: Settings
) -> None:
    await client.post(f"/answer/{token}", data=await fields(client, token, about="Kept"))
    unsafe = [(scanner, "a.pdf", PDF, "virus scanner") for scanner in ("/bin/false", "/no/such/scanner")]
    for scanner, name, data, sentence in [*(("", *upload) for upload in UPLOADS), *unsafe]:
        app.state.settings = settings.model_copy(update={"scanner": scanner})
        file = {"file-proof": (name, data, "application/pdf")}
        answer = await client.post(f"/answer/{token}/evidence", data={"question": "proof"}, files=file)
        assert answer.status_code in {413, 422}, name
        assert sentence in answer.text
    assert await Document.count() == 0
    assert (await Office().see(number)).given("about").value == "Kept"


async def test_a_change_needs_a_form_from_here(app: Litestar, token: str) -> None:
    async with browser(app) as stranger:
        del stranger.headers["x-csrf-token"]
        assert (await stranger.post(f"/answer/{token}", data={"a-about": "x"})).status_code == 403
    assert await Answer.count() == 0


async def test_guessing_links_is_slowed_down_and_a_real_one_still_works(
    client: httpx.AsyncClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vendor_links, "MOST_MISSES", 2)
    statuses = [(await client.get(f"/answer/{'0' * 64}")).status_code for _ in range(3)]
    assert statuses == [404, 404, 429]
    assert (await client.get(f"/answer/{token}")).status_code == 200


async def test_changes_through_one_link_are_counted(
    client: httpx.AsyncClient, token: str, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr("assessments.vendor_answers.MOST_CHANGES", 1)
    assert (await client.post(f"/answer/{token}", data={})).status_code == 303
    refused = await client.post(f"/answer/{token}", data={})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "900")
    clock.set(clock() + timedelta(minutes=16))
    assert (await client.post(f"/answer/{token}", data={})).status_code == 303


def test_a_token_belongs_to_one_installation_and_one_link() -> None:
    assert len({token_of(1, START, "a"), token_of(1, START, "b"), token_of(2, START, "a")}) == 3
    assert token_of(1, START, "a") == token_of(1, START, "a")


@pytest.mark.parametrize(
    ("email", "language", "until", "field"),
    [
        ("nobody", "en", UNTIL, "email"),
        ("a@example.org", "fi", UNTIL, "language"),
        ("a@example.org", "en", START.date(), "until"),
        ("a@example.org", "en", date(2099, 1, 1), "until"),
    ],
)
async def test_a_link_that_cannot_be_made_says_why(
    number: int, email: str, language: str, until: date, field: str
) -> None:
    from accounts.errors import Invalid

    with pytest.raises(Invalid) as refused:
        await make_link(number, email, language, until, "secret", Office().actor, START)
    assert set(refused.value.fields) == {field}


async def test_the_vendor_chooses_another_language_and_is_written_to_in_it(
    client: httpx.AsyncClient, token: str, number: int
) -> None:
    page = (await client.get(f"/answer/{token}")).text
    assert re.findall(r'name="language" value="(\w+)" lang="\w+" aria-pressed="true"', page) == ["en"]
    chosen = await client.post(f"/answer/{token}/language", data={"language": "sv"})
    assert (chosen.status_code, chosen.headers["location"]) == (303, f"/answer/{token}")
    page = (await client.get(f"/answer/{token}")).text
    assert "Anmäls incidenter?" in page
    assert '<html lang="sv">' in page
    await client.post(f"/answer/{token}/language", data={"language": "xx"})
    kept = await VendorLink.select(VendorLink.language).first()
    assert kept == {"language": "sv"}
    await Office().hand_in(number)
    assert (await client.post(f"/answer/{token}/language", data={"language": "en"})).status_code == 409


async def test_nothing_comes_through_a_link_that_ended_while_it_was_on_its_way(
    app: Litestar, token: str, number: int, tmp_path: Path
) -> None:
    link = await vendor_links.open_link(token, app.state.office.post.secret, "192.0.2.1", START)
    await revoke_link(number, link.id, Office().actor, START)
    changes = {"about": Change("Late", "", 0)}
    archive = Archive(tmp_path)
    late = (
        vendor_answers.save(link, changes, START),
        vendor_answers.upload(link, "about", Upload("a.pdf", PDF, archive), START),
        vendor_answers.remove(link, 1, START),
        vendor_answers.submit(link, START),
    )
    for deed in late:
        with pytest.raises(vendor_links.LinkOver):
            await deed
    assert not await Answer.exists()
    assert not await Document.exists()


async def test_a_document_that_is_gone_already_does_not_look_like_a_broken_link(
    client: httpx.AsyncClient, token: str
) -> None:
    answer = await client.post(f"/answer/{token}/evidence/77/removal", data={})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/answer/{token}")
    assert "not there any more" in (await client.get(f"/answer/{token}")).text


async def test_a_file_that_is_too_large_to_come_in_leads_back_to_the_questions(
    client: httpx.AsyncClient, token: str
) -> None:
    file = {"file-about": ("a.pdf", b"0" * (22 * 1024 * 1024), "application/pdf")}
    answer = await client.post(f"/answer/{token}/evidence", data={"question": "about"}, files=file)
    assert answer.status_code == 413
    assert f'href="/answer/{token}"' in answer.text
    assert 'href="/"' not in answer.text.split("<main", 1)[1].split("</main>", 1)[0]
