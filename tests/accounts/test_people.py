"""People are added and deactivated by administrators, within what those administer themselves."""

import asyncio
import json
from datetime import datetime
from typing import Any

import pytest

from accounts.actor import SYSTEM, Actor
from accounts.errors import Conflict, Forbidden, Invalid, NotFound
from accounts.people import add_person, list_people, set_active, set_roles, sign_out_person
from accounts.roles import Role
from accounts.sessions import find_session, open_session
from accounts.signin import sign_in
from accounts.tables import AuditEvent, Membership, Organisation, User
from tests.support import builders
from tests.support.builders import PASSWORD


def administrator(*organisations: Organisation) -> Actor:
    scope = frozenset(int(one.id) for one in organisations) if organisations else None
    return Actor(None, "administrator@example.org", Role.ADMINISTRATOR, scope)


async def test_an_added_person_can_sign_in(database: Any, now: datetime, organisation: Organisation) -> None:
    number = await add_person(
        " Procurement@Example.ORG ",
        "procurement",
        PASSWORD,
        SYSTEM,
        now,
        name="Procurement",
        organisations=[organisation.id],
    )
    session = await find_session(await sign_in("procurement@example.org", PASSWORD, now), now)
    assert session is not None
    assert session.actor.id == number
    assert session.actor.organisations == frozenset({organisation.id})
    row = (await AuditEvent.select().where(AuditEvent.event == "person-added"))[0]
    assert "procurement@example.org" in row["after"]
    assert PASSWORD not in str(row)


@pytest.mark.costly
async def test_the_password_is_kept_as_argon2id(database: Any, now: datetime) -> None:
    await add_person("a@example.org", "reader", PASSWORD, SYSTEM, now)
    assert (await User.select(User.password_hash))[0]["password_hash"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    ("email", "role", "password", "field"),
    [
        ("no address", "reader", PASSWORD, "email"),
        ("a@b", "reader", PASSWORD, "email"),
        ("a b@example.org", "reader", PASSWORD, "email"),
        ("a@example.org\n", "king", PASSWORD, "role"),
        ("a@example.org", "reader", "short", "password"),
    ],
)
async def test_wrong_data_is_refused_beside_its_field(
    database: Any, now: datetime, email: str, role: str, password: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await add_person(email, role, password, SYSTEM, now)
    assert set(refused.value.fields) == {field}
    assert await User.count() == 0


async def test_an_address_belongs_to_one_person(database: Any, now: datetime) -> None:
    await add_person("a@example.org", "reader", PASSWORD, SYSTEM, now)
    with pytest.raises(Invalid) as refused:
        await add_person("A@EXAMPLE.ORG", "reader", PASSWORD, SYSTEM, now)
    assert set(refused.value.fields) == {"email"}


async def test_only_an_administrator_adds_people(database: Any, now: datetime) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        with pytest.raises(Forbidden):
            await add_person("a@example.org", "reader", PASSWORD, Actor(1, "x", role, None), now)


async def test_an_administrator_of_one_organisation_gives_access_to_no_other(
    database: Any, now: datetime, organisation: Organisation
) -> None:
    other = await builders.organisation("Elsewhere Ltd", "NO")
    for organisations in ([other.id], [organisation.id, other.id], []):
        with pytest.raises(Invalid) as refused:
            await add_person(
                "a@example.org", "reader", PASSWORD, administrator(organisation), now, organisations=organisations
            )
        assert set(refused.value.fields) == {"organisation"}
    assert await User.count() == 0
    assert await add_person(
        "a@example.org", "reader", PASSWORD, administrator(organisation), now, organisations=[organisation.id]
    )


async def test_an_organisation_that_does_not_exist_is_refused(database: Any, now: datetime) -> None:
    with pytest.raises(Invalid):
        await add_person("a@example.org", "reader", PASSWORD, SYSTEM, now, organisations=[99])


async def test_the_list_shows_those_whom_the_actor_administers(
    database: Any, now: datetime, organisation: Organisation
) -> None:
    await builders.owner()
    await builders.editor(organisation)
    await builders.outsider()
    assert [person.email for person in await list_people(SYSTEM)] == [
        "privacy@example.org",
        "procurement@example.org",
        "purchasing@elsewhere.example",
    ]
    assert [person.email for person in await list_people(administrator(organisation))] == ["procurement@example.org"]


async def test_the_list_names_the_roles_of_a_person_where_the_administrator_is_one(
    database: Any, now: datetime, organisation: Organisation
) -> None:
    editor = await builders.editor(organisation)
    other = await builders.organisation("Elsewhere Ltd", "NO")
    await Membership(user=editor.id, organisation=other.id, role="reader").save()
    (person,) = await list_people(SYSTEM)
    assert [(one.organisation_name, one.role) for one in person.held] == [
        (organisation.name, "procurement"),
        ("Elsewhere Ltd", "reader"),
    ]
    (person,) = await list_people(administrator(other))
    assert [(one.organisation_name, one.role) for one in person.held] == [("Elsewhere Ltd", "reader")]
    assert not person.whole


async def test_only_who_administers_all_of_a_persons_roles_shuts_the_account(
    database: Any, now: datetime, organisation: Organisation
) -> None:
    editor = await builders.editor(organisation)
    other = await builders.organisation("Elsewhere Ltd", "NO")
    await Membership(user=editor.id, organisation=other.id, role="reader").save()
    token = await open_session(editor.id, now)
    for shut in (
        set_active(editor.id, administrator(other), now, active=False),
        sign_out_person(editor.id, administrator(other), now),
    ):
        with pytest.raises(Conflict):
            await shut
    assert await find_session(token, now) is not None
    await sign_out_person(editor.id, administrator(other, organisation), now)
    assert await find_session(token, now) is None


async def test_roles_are_changed_in_the_administrators_organisations_alone(
    database: Any, now: datetime, organisation: Organisation
) -> None:
    editor = await builders.editor(organisation)
    other = await builders.organisation("Elsewhere Ltd", "NO")
    await Membership(user=editor.id, organisation=other.id, role="reader").save()
    await set_roles(editor.id, {other.id: "privacy"}, administrator(other), now)
    assert {(row["organisation"], row["role"]) for row in await Membership.select()} == {
        (organisation.id, "procurement"),
        (other.id, "privacy"),
    }
    for places in ({organisation.id: "privacy"}, {None: "privacy"}):
        with pytest.raises(Invalid):
            await set_roles(editor.id, places, administrator(other), now)
    await set_roles(editor.id, {other.id: ""}, administrator(other), now)
    assert [row["organisation"] for row in await Membership.select()] == [organisation.id]
    (last, first) = await AuditEvent.select().order_by(AuditEvent.id, ascending=False)
    assert json.loads(first["before"])["roles"] == {"Elsewhere Ltd": "reader"}
    assert json.loads(last["after"])["roles"] == {}


async def test_nobody_is_left_without_a_role_or_changes_their_own(
    database: Any, now: datetime, organisation: Organisation
) -> None:
    editor, owner = await builders.editor(organisation), await builders.owner()
    with pytest.raises(Invalid, match="Deactivate"):
        await set_roles(editor.id, {organisation.id: ""}, SYSTEM, now)
    with pytest.raises(Invalid, match="not a role"):
        await set_roles(editor.id, {organisation.id: "king"}, SYSTEM, now)
    with pytest.raises(Conflict):
        await set_roles(owner.id, {None: "reader"}, Actor(owner.id, owner.email, Role.ADMINISTRATOR, None), now)


async def test_a_deactivated_person_is_signed_out_and_can_be_activated_again(database: Any, now: datetime) -> None:
    editor = await builders.editor()
    token = await open_session(editor.id, now)
    await set_active(editor.id, SYSTEM, now, active=False)
    await set_active(editor.id, SYSTEM, now, active=False)
    assert await find_session(token, now) is None
    await set_active(editor.id, SYSTEM, now, active=True)
    assert await find_session(token, now) is None
    events = await AuditEvent.select(AuditEvent.event).order_by(AuditEvent.id)
    assert [row["event"] for row in events] == ["person-deactivated", "person-activated"]


async def test_nobody_deactivates_themselves(database: Any, now: datetime) -> None:
    owner = await builders.owner()
    actor = Actor(owner.id, owner.email, Role.ADMINISTRATOR, None)
    with pytest.raises(Conflict):
        await set_active(owner.id, actor, now, active=False)


async def test_people_of_other_organisations_do_not_exist(
    database: Any, now: datetime, organisation: Organisation
) -> None:
    outsider = await builders.outsider()
    with pytest.raises(NotFound):
        await set_active(outsider.id, administrator(organisation), now, active=False)


async def test_of_two_who_add_the_same_person_at_once_one_is_told(database: Any, now: datetime) -> None:
    tries = [add_person("new@example.org", "reader", PASSWORD, SYSTEM, now) for _ in range(3)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert [isinstance(result, Invalid) for result in results].count(True) == 2
    assert await User.count() == 1
