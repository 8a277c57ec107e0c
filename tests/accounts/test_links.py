"""Invitations and forgotten passwords: links that work once, for nobody else, and tell nothing."""

import asyncio
import json
import re
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar

from accounts.actor import SYSTEM, Actor
from accounts.database import transaction
from accounts.errors import Conflict, Forbidden, Invalid, NotFound
from accounts.inviting import invite, send_link
from accounts.links import LIFE, RESETS, accept_invitation, ask_for_reset, holder_of, new_link, reset_password
from accounts.passwords import hash_password
from accounts.post import INVITATION, RESET
from accounts.roles import Role
from accounts.sessions import find_session, open_session
from accounts.signin import sign_in
from accounts.tables import AuditEvent, Organisation, Token, User
from app.settings import Settings
from assessments.tables import Mail
from tests.support import builders
from tests.support.browsing import AsRole
from tests.support.builders import OWNER, PASSWORD
from tests.support.clock import Clock
from tests.support.mailserver import Inbox, mail_server

NEW = "another long sentence"
ADDRESS = "https://register.example.org"


class Desk:
    """A post that keeps what it is given."""

    url, host = ADDRESS, "register.example.org"

    def __init__(self, *, set_up: bool = True) -> None:
        self.set_up, self.queued, self.sent = set_up, [], 0

    async def queue(self, kind: str, email: str, _: Any) -> None:
        """Keep it."""
        self.queued.append((kind, email))

    def send_soon(self) -> None:
        """Count it."""
        self.sent += 1


@pytest.fixture
async def owner(database: Any) -> User:
    user = await builders.owner()
    await User.update({User.password_hash: await hash_password(PASSWORD)}).where(User.id == user.id)
    return user


async def token_for(kind: str, email: str, now: Any) -> str:
    link = await new_link(kind, email, now)
    assert link is not None
    return link.path.split("token=")[1]


async def test_a_forgotten_password_is_set_anew_once_and_ends_all_sessions(owner: User, now: Any) -> None:
    stolen = await open_session(owner.id, now)
    token, other = await token_for(RESET, OWNER, now), await token_for(RESET, OWNER, now)
    await reset_password(token, NEW, now)
    assert await find_session(stolen, now) is None
    assert await sign_in(OWNER, NEW, now)
    for spent in (token, other):
        with pytest.raises(Conflict, match="used or is too old"):
            await reset_password(spent, "yet another long sentence", now)
    with pytest.raises(Invalid):
        await sign_in(OWNER, PASSWORD, now)


async def test_of_two_who_use_a_link_at_once_one_is_told(owner: User, now: Any) -> None:
    token = await token_for(RESET, OWNER, now)
    results = await asyncio.gather(*(reset_password(token, NEW, now) for _ in range(3)), return_exceptions=True)
    assert [isinstance(result, Conflict) for result in results].count(True) == 2


async def test_a_link_ends_by_itself_and_fits_its_purpose_alone(owner: User, now: Any) -> None:
    token = await token_for(RESET, OWNER, now)
    for kind, moment in ((RESET, now + LIFE[RESET]), (INVITATION, now)):
        with pytest.raises(Conflict):
            await holder_of(kind, token, moment)
    assert (await holder_of(RESET, token, now + LIFE[RESET] - timedelta(seconds=1))).email == OWNER


async def test_a_weak_password_does_not_use_a_link_up(owner: User, now: Any) -> None:
    token = await token_for(RESET, OWNER, now)
    for weak in ("short", OWNER, "aaaaaaaaaaaaaa", "Password-2026!!", "qwerty123456"):
        with pytest.raises(Invalid):
            await reset_password(token, weak, now)
    await reset_password(token, NEW, now)


async def test_links_are_kept_as_hashes(owner: User, now: Any) -> None:
    token = await token_for(RESET, OWNER, now)
    assert token not in json.dumps(await Token.select(), default=str)


async def test_there_is_no_link_for_who_is_not_let_in(owner: User, now: Any) -> None:
    assert await new_link(RESET, "nobody@example.org", now) is None
    assert await new_link(INVITATION, OWNER, now) is None
    await User.update({User.active: False}).where(User.id == owner.id)
    assert await new_link(RESET, OWNER, now) is None


async def test_changing_the_address_of_a_reset_does_not_slip_past_its_limit(owner: User, now: Any) -> None:
    desk = Desk()
    for email in (OWNER, f" {OWNER.upper()} ", OWNER):
        await ask_for_reset(email, desk, now, "192.0.2.1")
    assert len(desk.queued) == RESETS
    with pytest.raises(Exception, match="Too many attempts"):
        await ask_for_reset(OWNER, desk, now, "192.0.2.2")
    assert len(desk.queued) == RESETS


async def test_an_invited_person_sets_name_and_password_once(
    database: Any, organisation: Organisation, now: Any
) -> None:
    desk = Desk()
    assert await invite("New@Example.org", {organisation.id: "reader"}, SYSTEM, now, desk) == ""
    assert desk.queued == [(INVITATION, "new@example.org")]
    token = await token_for(INVITATION, "new@example.org", now)
    with pytest.raises(Invalid):
        await accept_invitation(token, "x" * 121, "short", now)
    await accept_invitation(token, " Finance ", NEW, now)
    assert await sign_in("new@example.org", NEW, now)
    (row,) = await User.select(User.name)
    assert row["name"] == "Finance"
    with pytest.raises(Conflict):
        await accept_invitation(token, "Somebody else", NEW, now)
    events = [row["event"] for row in await AuditEvent.select(AuditEvent.event).order_by(AuditEvent.id)]
    assert events == ["person-invited", "invitation-accepted", "signed-in"]


@pytest.mark.parametrize(
    ("path", "kind", "ways"),
    [("/password/new", RESET, ["/password/forgotten", "/sign-in"]), ("/invitation", INVITATION, ["/sign-in"])],
)
async def test_a_link_that_is_over_leads_to_what_helps(
    client: httpx.AsyncClient, owner: User, clock: Clock, path: str, kind: str, ways: list[str]
) -> None:
    if kind == INVITATION:
        await User.update({User.password_hash: ""}).where(User.id == owner.id)
    token = await token_for(kind, OWNER, clock())
    clock.set(clock() + LIFE[kind] + timedelta(seconds=1))
    for answer in (
        await client.get(path, params={"token": token}),
        await client.post(path, data={"token": token, "password": NEW}),
    ):
        main = answer.text.split("<main", 1)[1].split("</main>", 1)[0]
        assert answer.status_code == 409
        assert "This link does not work any more" in main
        assert OWNER not in main
        assert re.findall(r'href="([^"]+)"', main) == ways


async def test_without_mail_an_invitation_is_handed_over_and_a_reset_is_not(
    owner: User, organisation: Organisation, now: Any
) -> None:
    desk = Desk(set_up=False)
    link = await invite("new@example.org", {None: "reader"}, SYSTEM, now, desk)
    assert re.fullmatch(rf"{ADDRESS}/invitation\?token=\S{{43}}", link)
    with pytest.raises(Conflict, match="art28 user reset"):
        await send_link(owner.id, SYSTEM, now, desk)
    assert desk.queued == []


async def test_only_administrators_invite_and_only_where_they_are_one(
    owner: User, organisation: Organisation, now: Any
) -> None:
    outsider = await builders.outsider()
    scoped = Actor(1, "x", Role.ADMINISTRATOR, frozenset({int(organisation.id)}))
    for roles in ({None: "reader"}, {organisation.id + 1: "reader"}, {0: "reader"}):
        with pytest.raises(Invalid):
            await invite("new@example.org", roles, scoped, now, Desk())
    with pytest.raises(NotFound):
        await send_link(outsider.id, scoped, now, Desk())
    with pytest.raises(Forbidden):
        await invite("new@example.org", {None: "reader"}, Actor(1, "x", Role.PRIVACY, None), now, Desk())
    assert not await User.exists().where(User.email == "new@example.org")


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server() as inbox:
        yield inbox


@pytest.fixture
def settings(settings: Settings, inbox: Inbox) -> Settings:
    return settings.model_copy(update={"smtp_url": inbox.url, "url": "http://register.example.org"})


async def test_the_answer_to_a_forgotten_password_is_the_same_for_every_address_and_the_link_is_ours(
    client: httpx.AsyncClient, app: Litestar, owner: User
) -> None:
    """A request may say that it is for another host; mails start with the address that is set."""
    answers = []
    for email in (OWNER, "somebody@example.org"):
        form = await client.post("/password/forgotten", data={"email": email}, headers={"host": "evil.example"})
        answers.append((form.status_code, form.text.replace(email, "..."), dict(form.headers).keys()))
        await app.state.post.settle()
    assert answers[0] == answers[1]
    assert answers[0][0] == 200
    rows = await Mail.select(Mail.recipient, Mail.state).order_by(Mail.id)
    assert [tuple(row.values()) for row in rows] == [(OWNER, "sent"), ("somebody@example.org", "dropped")]
    assert await Token.count().where(Token.kind == RESET) == 1
    events = [row["event"] for row in await AuditEvent.select().order_by(AuditEvent.id)]
    assert events[-2:] == ["reset-asked", "reset-asked"]


async def test_the_mail_is_in_text_and_html_in_the_persons_language_with_a_link_that_works_once(
    client: httpx.AsyncClient, app: Litestar, inbox: Inbox, owner: User, now: Any
) -> None:
    await User.update({User.language: "sv"}).where(User.id == owner.id)
    await client.post("/password/forgotten", data={"email": OWNER}, headers={"host": "evil.example"})
    await app.state.post.settle()
    (letter,) = inbox.letters
    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    (link,) = set(re.findall(r"http://[^/]+/password/new\?token=[\w-]{43}", text + html))
    assert 'lang="sv"' in html
    assert "evil" not in text + html
    path = link.removeprefix("http://register.example.org")
    assert (await client.get(path)).status_code == 200
    data = {"token": path.split("token=")[1], "password": NEW}
    assert (await client.post("/password/new", data=data)).headers["location"] == "/sign-in"
    assert (await client.post("/password/new", data=data)).status_code == 409
    assert (await client.get(path)).status_code == 409
    assert await sign_in(OWNER, NEW, now)
    trail = json.dumps(await AuditEvent.select(), default=str)
    assert data["token"] not in trail
    assert NEW not in trail


async def test_a_mail_that_waited_longer_than_its_link_would_hold_is_not_sent(
    client: httpx.AsyncClient, app: Litestar, inbox: Inbox, owner: User, clock: Clock
) -> None:
    office = app.state.office
    async with transaction():
        await app.state.post.queue(RESET, OWNER, clock())
    clock.set(clock() + LIFE[RESET] + timedelta(seconds=1))
    await office.send_waiting()
    assert inbox.letters == []
    assert not await Token.exists()


async def test_the_time_of_a_refused_sign_in_does_not_tell_whether_there_is_an_account(owner: User, now: Any) -> None:
    times: dict[str, list[float]] = {OWNER: [], "nobody@example.org": []}
    for turn in range(7):
        for email, taken in times.items():
            began = time.perf_counter()
            with pytest.raises(Invalid):
                await sign_in(email, "not the password", now, f"192.0.2.{turn}")
            taken.append(time.perf_counter() - began)
    there, nowhere = (statistics.median(taken) for taken in times.values())
    assert 0.5 < there / nowhere < 2


async def test_every_form_of_accounts_needs_its_proof(client: httpx.AsyncClient, as_role: AsRole, owner: User) -> None:
    signed_in = await as_role("administrator")
    public = ("/password/forgotten", "/password/new", "/invitation", "/sign-in/code", "/sign-in/set-up")
    own = (
        "/profile/sessions/end",
        "/profile/sessions/1/end",
        "/profile/second-factor",
        "/profile/second-factor/confirmation",
        "/profile/second-factor/codes",
        "/profile/second-factor/removal",
        *(f"/people/{owner.id}/{part}" for part in ("roles", "link", "sessions/end", "second-factor/removal")),
    )
    for browser_of, paths in ((client, public), (signed_in, own)):
        for path in paths:
            answer = await browser_of.post(path, headers={"x-csrf-token": "forged"})
            assert answer.status_code == 403, path
